// SPDX-License-Identifier: Apache-2.0
// What no answer tells: sources that were refused, cut short or never exported, account by account.
#pragma once

#include <set>
#include <string_view>
#include <utility>

#include "coverage/coverage.h"
#include "coverage/scope.h"

namespace dcv::coverage {

// (source, answerer) of every fact in scope, see ScopeFilter::Answerer.
using Spoken = std::set<std::pair<uint32_t, std::string_view>>;

// Sets `untold` of the catalogued detections of `out`, adds its source summaries with
// `untold_accounts`, and reports what was not collected (I020). A detection with facts of its own
// in an account is told there; one without is off where its source was read whole.
void MarkUntold(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                ScopeFilter& filter, const Spoken& spoken, Coverage& out);

}  // namespace dcv::coverage
