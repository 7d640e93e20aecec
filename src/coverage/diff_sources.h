// SPDX-License-Identifier: Apache-2.0
// Sources and accounts that one of two results does not tell of, or where they went on or off.
#pragma once

#include <string_view>
#include <vector>

#include "coverage/diff.h"

namespace dcv::coverage {

// Of an account that the snapshot lacks: true when an answer lists all accounts of its cloud, or
// says that this one was closed.
bool KnowsGone(const Snapshot& snapshot, std::string_view cloud, std::string_view account);

std::vector<AccountChange> DiffAccounts(const Snapshot& before, const Snapshot& after);
std::vector<SourceChange> DiffSources(const Snapshot& before, const Snapshot& after);

}  // namespace dcv::coverage
