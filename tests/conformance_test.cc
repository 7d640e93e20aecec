// SPDX-License-Identifier: Apache-2.0
// The naive evaluator over the cases of tests/conformance, and what the cases as a whole must have.
#include "conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "ir/evaluate.h"
#include "ir/print.h"

namespace dcv::test {
namespace {

std::string At(const Place& place) {
  return fmt::format("{}:{}", place.line, place.column);
}

std::string Listed(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) {
    out += fmt::format("  {} {} {}\n", problem.code, At(problem.place), problem.message);
  }
  return out;
}

class Conformance : public testing::TestWithParam<Case> {};

// Exactly the codes of the case, at its place.
TEST_P(Conformance, Tells) {
  const Case& c = GetParam();
  const Ready ready(c);
  std::set<std::string> errors, warnings;
  std::string first;
  for (const Problem& problem : ready.problems) {
    const bool error = Codes().Find(problem.code).severity == Severity::kError;
    (error ? errors : warnings).emplace(problem.code);
    if (first.empty() && error == c.refused()) first = At(problem.place);
  }
  EXPECT_EQ(errors, c.errors) << c.text << Listed(ready.problems);
  EXPECT_EQ(warnings, c.warnings) << c.text << Listed(ready.problems);
  if (!c.at.empty()) {
    EXPECT_EQ(first, c.at) << c.text << Listed(ready.problems);
  }
  if (c.match.empty() && c.no_match.empty()) return;
  EXPECT_FALSE(ready.chosen.empty()) << c.text;
}

TEST_P(Conformance, Evaluates) {
  const Case& c = GetParam();
  const Ready ready(c);
  const ir::Program& program = ready.lowered.program;
  const auto check = [&](const std::string& text, bool wanted) {
    const Event event(text);
    ASSERT_TRUE(event.valid()) << "no JSON: " << text;
    bool got = false;
    std::string traces;
    for (uint32_t index : ready.chosen) {
      const ir::Rule& rule = program.rules[index];
      got = got || (ir::Evaluate(program, rule.scope, event.value()) &&
                    ir::Evaluate(program, rule.condition, event.value()));
      traces += ir::Trace(program, rule.condition, event.value(), 4) + "\n";
    }
    EXPECT_EQ(got, wanted) << c << "\n" << c.text << "event " << text << "\n" << traces;
  };
  for (const std::string& event : c.match) check(event, true);
  for (const std::string& event : c.no_match) check(event, false);
}

TEST_P(Conformance, Correlates) {
  const Case& c = GetParam();
  if (c.correlation.empty()) return;
  const Ready ready(c);
  ASSERT_FALSE(ready.lowered.program.correlations.empty()) << c.text << Listed(ready.problems);
  EXPECT_EQ(ToText(ready.lowered.program.correlations.back()), c.correlation) << c.text;
}

// Nothing random, nothing left over from before.
TEST_P(Conformance, IsTheSameTwice) {
  const Ready one(GetParam()), other(GetParam());
  EXPECT_EQ(Listed(one.problems), Listed(other.problems));
  EXPECT_EQ(one.lowered.program.fields(), other.lowered.program.fields());
  EXPECT_EQ(one.lowered.program.predicates(), other.lowered.program.predicates());
  EXPECT_EQ(one.lowered.program.exprs(), other.lowered.program.exprs());
  for (size_t i = 0; i < one.lowered.program.rules.size(); ++i) {
    EXPECT_EQ(one.lowered.program.rules[i].condition, other.lowered.program.rules[i].condition);
  }
}

// What is written from the tree reads back as the same tree.
TEST_P(Conformance, PrintsAndReadsBack) {
  const Ready ready(GetParam());
  for (const sigma::Document& document : ready.file.documents) {
    const std::string text = sigma::ToYaml(document);
    sigma::File again = sigma::Parse(text);
    ASSERT_EQ(again.documents.size(), 1U) << text << Listed(again.problems);
    again.documents[0].legacy = document.legacy;
    EXPECT_TRUE(again.documents[0] == document) << GetParam().text << "\nprinted:\n" << text;
  }
}

// File and name, with what a test's name may not have made to '_'.
std::string NameOf(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.file + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<uint8_t>(c)) == 0; },
      '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cases, Conformance, testing::ValuesIn(Cases()), NameOf);

// "D6" or "decision 7" in the `why` of any case.
bool IsNamed(const std::string& reference) {
  const auto names = [&](const Case& c) {
    for (size_t at = c.why.find(reference); at != c.why.npos; at = c.why.find(reference, at + 1)) {
      const size_t end = at + reference.size();
      if (end == c.why.size() || std::isdigit(static_cast<uint8_t>(c.why[end])) == 0) return true;
    }
    return false;
  };
  return std::any_of(Cases().begin(), Cases().end(), names);
}

// Those that no rule and event can show are listed in tests/conformance/README.md.
TEST(ConformanceSuite, NamesEveryDefectAndDecision) {
  const std::set<int> other_defects = {14, 48, 50, 52, 55};
  const std::set<int> other_decisions = {16, 18, 19};
  for (int defect = 1; defect <= 57; ++defect) {
    if ((defect > 14 && defect < 20) || (defect > 29 && defect < 40)) continue;  // never given
    const bool elsewhere = other_defects.count(defect) > 0;
    EXPECT_NE(IsNamed(fmt::format("D{}", defect)), elsewhere) << "D" << defect;
  }
  for (int decision = 1; decision <= 20; ++decision) {
    const bool elsewhere = other_decisions.count(decision) > 0;
    EXPECT_NE(IsNamed(fmt::format("decision {}", decision)), elsewhere) << "decision " << decision;
  }
}

TEST(ConformanceSuite, HasManyCasesWithNamesOfTheirOwn) {
  EXPECT_GE(Cases().size(), 400U);
  std::map<std::string, int> seen;
  for (const Case& c : Cases()) EXPECT_EQ(seen[c.name]++, 0) << c;
}

}  // namespace
}  // namespace dcv::test
