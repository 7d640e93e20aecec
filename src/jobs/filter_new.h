// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sigma/rule.h"

namespace dcv::jobs {

// Filters that take the events with these fields out of the rules, one for each log source among
// them, in the order of the rules. `fields`: "FIELD=VALUE" or "FIELD|MODIFIER=VALUE"; values of one
// field are alternatives, different fields must all hold. Values are Sigma's: * and ? are
// wildcards. `title`: "" makes one of the rules' titles. Error when there is no rule, a rule has
// neither id nor name, or a field is not understood.
Result<std::vector<sigma::Document>> NewFilters(const std::vector<const sigma::Document*>& rules,
                                                const std::vector<std::string>& fields,
                                                const std::string& title);

}  // namespace dcv::jobs
