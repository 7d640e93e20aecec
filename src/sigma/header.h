// SPDX-License-Identifier: Apache-2.0
// What coverage needs of a Sigma rule: who it is and which techniques its author tags it with.
// Source: Sigma specification 2.1.0, sections "Rule" and "Tags" (attack.tNNNN[.NNN]).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv::sigma {

struct Header {
  std::string title, id, status, level;
  std::string product, service, category;
  std::vector<std::string> techniques;  // "T1496.001", in order of the tags, each once
  size_t line = 0;                      // where the document begins, 1-based
};

// The rules of a file, one per document (correlations included; filters and the global document of
// legacy collections are no rules and left out). Errors: not YAML, or a document that is no rule.
Result<std::vector<Header>> ReadHeaders(std::string_view text, std::string_view name);

}  // namespace dcv::sigma
