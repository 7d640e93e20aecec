// SPDX-License-Identifier: Apache-2.0
// YARA-L 2.0 rules of Google SecOps: which UDM events a rule asks for. By the YARA-L 2.0 language
// syntax and the UDM field list (read 2026-11-25).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/selector.h"

namespace dcv::events {

struct YaralRule {
  // One event variable that the condition wants to be there.
  struct Variable {
    std::string name;
    Expr demand;  // by UDM fields; what joins it to other events is kUnknown
  };
  std::string name;
  std::vector<std::pair<std::string, std::string>> meta;
  std::vector<Variable> variables;
  bool counts = false;  // the condition asks for more than one event
  Problems problems;    // E002, E011, E014; after an error `variables` is empty
};
YaralRule ReadYaral(std::string_view rule);

// The ways (rows of data/catalog/event_fields.tsv) that the rule's variables name by
// metadata.log_type, vendor_name or product_name; each once, sorted.
std::vector<std::string_view> YaralFeeds(const YaralRule& rule);

// What the rule asks of events that come by this way; what only tells the way is no demand.
Parsed ParseYaral(std::string_view rule, std::string_view feed);

}  // namespace dcv::events
