// SPDX-License-Identifier: Apache-2.0
// What `dcv convert` made, as text and JSON.
#pragma once

#include <string>
#include <vector>

#include "base/problem.h"
#include "report/sink.h"

namespace dcv::report {

struct ConversionNote {
  std::string code, text, remedy;
};

// One rule in one target.
struct Conversion {
  std::string file, rule_id, title, severity;
  std::string target;
  std::string query;     // "" when impossible
  std::string lowering;  // exact, wider, impossible
  std::string level;     // of verification
  std::vector<ConversionNote> notes;
  std::string words;              // what the rule says, for --explain
  const char* comment = nullptr;  // what a line of comment begins with in the target
  const char* end = "";
};

// A rule that is none, so that there is nothing to convert.
struct ConversionProblem {
  std::string file;
  Problem problem;
};

struct ConversionResult {
  std::vector<Conversion> conversions;  // by rule, then by target
  std::vector<ConversionProblem> problems;
};

struct ConversionFormat {
  const char* name;
  void (*render)(const ConversionResult&, Sink&);
};
const std::vector<ConversionFormat>& ConversionFormats();

// Words of the rule and query in two columns, and what is lost.
void RenderExplained(const ConversionResult& result, Sink& sink);

}  // namespace dcv::report
