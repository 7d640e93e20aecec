// SPDX-License-Identifier: Apache-2.0
// Whether rules can match at all: of each an event is made from its log source's sample.
#pragma once

#include <string>
#include <vector>

#include "jobs/read_rules.h"

namespace dcv::jobs {

struct Reachability {
  const sigma::Document* document = nullptr;
  uint32_t file = 0;  // index into Rules::inputs
  std::string event;  // JSON that the rule matches and its log source recognises, or ""
  std::string why;    // then: the reason
};

// One per document, in order. Correlations and filters have neither event nor proof, only `why`.
std::vector<Reachability> ProveReachable(const Rules& rules);

}  // namespace dcv::jobs
