// SPDX-License-Identifier: Apache-2.0
// What `dcv test` found, as text, JSON (dcv.test/1) and JUnit XML.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic_codes.h"
#include "base/problem.h"
#include "report/sink.h"

namespace dcv::report {

struct TestCase {
  std::string name, origin;
  bool match = false, near_miss = false, passed = false;
  size_t events = 0;
  Place place;
  std::string why;  // of a failed one: lines of text
};

// A variant of an event that the matcher and the reference evaluator judge differently.
struct TestDifference {
  std::string test, change, pointer, event, what;
};

// What variants of a rule's events said.
struct TestVariants {
  size_t variants = 0, unread = 0, differences = 0;
  std::vector<TestDifference> first;    // not all
  std::vector<std::string> depends_on;  // JSON pointers
};

// A rule, or what a tests file is about where the rule cannot be found.
struct TestedRule {
  std::string path, tests_path;  // tests_path "" when there is none
  std::string id, title;
  Problems problems;  // of tests_path, or of path when there is none
  std::vector<TestCase> tests;
  std::optional<TestVariants> variants;
};

struct TestReport {
  std::vector<TestedRule> tested;  // by path
  size_t rules = 0, without_tests = 0;
  size_t tests = 0, passed = 0, failed = 0;
  size_t errors = 0, warnings = 0;
};

struct TestFormat {
  const char* name;
  void (*render)(const DiagnosticCodes&, const TestReport&, Sink&);
};
const std::vector<TestFormat>& TestFormats();

}  // namespace dcv::report
