// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "ruletest/test_file.h"

namespace dcv::ruletest {
namespace {

// Blanks outside of strings say nothing.
std::string WithoutBlanks(std::string_view json) {
  std::string out;
  bool inside = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!inside && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) continue;
    if (c == '"') inside = !inside;
    out += c;
    if (inside && c == '\\') out += json[++i];
  }
  return out;
}

void CheckTwice(const TestFile& file, bool correlation, Problems& problems) {
  std::set<std::string> names, seen;
  for (const RuleTest& test : file.tests) {
    if (!names.insert(test.name).second) {
      problems.push_back(
          {"T013", test.place, "another test is called '" + Printable(test.name) + "' too"});
    }
    std::string whole;
    for (const Event& event : test.events) {
      std::string text = WithoutBlanks(event.text);
      if (correlation) {
        whole += text;
      } else if (!seen.insert(std::move(text)).second) {
        problems.push_back({"T012", event.place, "the file has this event already"});
      }
    }
    if (correlation && !seen.insert(std::move(whole)).second) {
      problems.push_back({"T012", test.place, "another test has these events already"});
    }
  }
}

}  // namespace

Problems CheckTests(const TestFile& file, bool correlation) {
  Problems problems;
  size_t matching = 0;
  for (const RuleTest& test : file.tests) {
    matching += test.match;
    if (test.origin != Origin::kSynthetic && test.source.empty()) {
      problems.push_back({"T011", test.place,
                          fmt::format("the test '{}' is {} and names no source",
                                      Printable(test.name), ToString(test.origin))});
    }
  }
  // Of a file with faults it is not known what its other tests say.
  if (!file.broken && (matching == 0 || matching == file.tests.size())) {
    const bool none = matching == 0;
    problems.push_back({"T010", file.rule_place,
                        none ? "no test with an event that must match"
                             : "no test with an event that must not match"});
  }
  CheckTwice(file, correlation, problems);
  return problems;
}

}  // namespace dcv::ruletest
