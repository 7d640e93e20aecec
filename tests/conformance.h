// SPDX-License-Identifier: Apache-2.0
// The cases of tests/conformance, what a rule means by the specification and docs/sigma.md. Whoever
// evaluates or converts rules is held to them; see tests/conformance/README.md for their form.
#pragma once

#include <deque>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic_codes.h"
#include "base/json.h"
#include "ir/lower.h"
#include "logsource/logsource.h"
#include "sigma/parse.h"

namespace dcv::test {

struct Case {
  std::string file, name, why;
  std::string text;                        // whole Sigma documents
  std::string of;                          // title of the rule that is asked; "" any rule
  std::string correlation;                 // the one correlation, as ToText(const ir::Correlation&)
  std::set<std::string> errors, warnings;  // all codes there are, warnings with infos
  std::string at;                          // "line:column" of the first error or warning
  std::vector<std::string> match, no_match;  // events, JSON
  bool registry = false;                     // fields as the log source of the rule has them

  bool refused() const { return !errors.empty(); }
};
std::ostream& operator<<(std::ostream& out, const Case& c);

// All of them, by file and in its order. What is wrong with a case file ends the program.
const std::vector<Case>& Cases();

const DiagnosticCodes& Codes();
const logsource::Registry& PackedRegistry();

// The case's documents, lowered. Not copied: `lowered` was made from `file`.
struct Ready {
  explicit Ready(const Case& c);
  Ready(const Ready&) = delete;
  Ready& operator=(const Ready&) = delete;

  sigma::File file;
  ir::Lowered lowered;
  Problems problems;             // of parsing and lowering, in this order
  std::vector<uint32_t> chosen;  // indices of the program's rules that the case asks
};

// An event; lives as long as this.
class Event {
 public:
  explicit Event(std::string_view json);
  bool valid() const { return valid_; }
  json::Value value() const { return value_; }

 private:
  std::string padded_;
  json::Parser parser_;
  json::Value value_;
  bool valid_ = false;
};

// "event_count of 1 by user in 300s: gte 10", with fields, percentile, expression and generate.
std::string ToText(const ir::Correlation& correlation);

}  // namespace dcv::test
