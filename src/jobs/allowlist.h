// SPDX-License-Identifier: Apache-2.0
// Allowlists: a file of what is known and harmless, made into Sigma filters. docs/alerts.md has the
// form.
#pragma once

#include <string_view>
#include <vector>

#include "base/problem.h"
#include "base/result.h"
#include "sigma/rule.h"

namespace dcv::jobs {

struct Allowlist {
  // One for each entry that is in force and names a rule, to be lowered together with the rules.
  // Their places are those of the allowlist, so that what ir::Lower says of them can be shown
  // there; an error there means that the filter was not applied.
  std::vector<sigma::Document> filters;
  Problems problems;  // D001 to D004 and P0xx, none of them an error; in order of place
};

// `name` stands for the file in errors. `rules` are rules, correlations and filters as they were
// read. `at` is the day on which the list is used, YYYY-MM-DD, or "": then no entry expires.
// Error, with line and column, when the text is no allowlist: nothing of it is used then.
Result<Allowlist> AllowlistFilters(std::string_view text, std::string_view name,
                                   const std::vector<const sigma::Document*>& rules,
                                   std::string_view at = {});

}  // namespace dcv::jobs
