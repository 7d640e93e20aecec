// SPDX-License-Identifier: Apache-2.0
// Rules and the tests files beside them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/read_rules.h"
#include "ruletest/run.h"

namespace dcv::jobs {

// Paths as the user gave them: rules to read, and tests files that were found or named.
struct TestPaths {
  std::vector<std::string> rules;  // X.tests.json among them is X.yml or X.yaml beside it
  std::vector<std::string> tests;  // sorted, each once
};
// Error: a folder or file is not there.
Result<TestPaths> FindTests(const std::vector<std::string>& paths);

// Of each input of `rules` its tests file, or ""; and tests files of no input. The paths of `found`
// and what stands beside the inputs.
struct TestPairs {
  std::vector<std::string> of_input;
  std::vector<std::string> unpaired;  // sorted
};
TestPairs PairTests(const Rules& rules, const TestPaths& found);

// What the rules of a program are by their documents: of source i of `rules` the rule or
// correlation, nullopt for filters and for what has errors.
std::vector<std::optional<ruletest::Target>> TargetsOf(const Rules& rules);

}  // namespace dcv::jobs
