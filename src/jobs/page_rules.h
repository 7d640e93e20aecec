// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "coverage/page.h"

namespace dcv::jobs {

// Rules of the library in `data` whose tags, translated to `version`, name the technique or one of
// its sub-techniques. Left out: filters, and rules that only a correlation counts. Empty when the
// data has no library.
std::vector<coverage::PageRule> RulesOf(const DataFiles& data, const attack::Version& version,
                                        const attack::Technique& technique);

}  // namespace dcv::jobs
