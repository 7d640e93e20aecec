// SPDX-License-Identifier: Apache-2.0
// Runs the tests of one rule.
#pragma once

#include <string>
#include <vector>

#include "ruletest/matcher.h"
#include "ruletest/test_file.h"

namespace dcv::ruletest {

// What is tested: a rule or a correlation of a program.
struct Target {
  bool correlation = false;
  uint32_t index = 0;  // into rules or correlations
  auto operator<=>(const Target&) const = default;
};

// A target and what it is read with; all of it outlives the run.
struct Subject {
  const ir::Program& program;
  const logsource::Registry& registry;
  const std::vector<std::string>& titles;  // of Program::rules
  Target target;
};

// The rules whose events a target looks at: itself, or what a correlation counts, chains resolved.
// Ascending.
std::vector<uint32_t> RulesOf(const ir::Program& program, Target target);

struct TestResult {
  bool passed = false;
  std::string why;  // of a failed test: each event, selection by selection
};

struct FileResult {
  std::vector<TestResult> tests;  // one per test of the file
  Problems problems;              // T024, T030 to T032
};

// A rule's test matches when any of its bare events does; a correlation's when its bare events,
// each at its own time (logsource::EventTime), make a detection of it.
FileResult RunTests(const Subject& subject, const TestFile& file, const Matcher& match);

}  // namespace dcv::ruletest
