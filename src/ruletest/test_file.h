// SPDX-License-Identifier: Apache-2.0
// The tests of a rule: the file X.tests.json beside X.yml (docs/testing.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace dcv::ruletest {

enum class Origin : uint8_t { kSynthetic, kDocumented, kRecorded };
std::string_view ToString(Origin origin);  // "synthetic" and so on

struct Event {
  std::string_view text;  // the JSON object as it was written
  Place place;
};

struct RuleTest {
  std::string name, source, note;
  bool match = false;
  bool near_miss = false;
  Origin origin = Origin::kSynthetic;
  Place place;
  std::vector<Event> events;  // never empty
};

struct TestFile {
  std::string rule;  // id of the rule under test
  Place rule_place;
  std::vector<RuleTest> tests;  // those without an error of form
  bool broken = false;          // something of it was left out for an error
  Problems problems;            // T001 to T008
};

constexpr size_t kMaxFileBytes = 16 << 20;
constexpr size_t kMaxEventBytes = 1 << 20;
constexpr size_t kMaxTests = 1000;    // of a file
constexpr size_t kMaxEvents = 10000;  // of a file
constexpr size_t kMaxDepth = 256;     // of nesting, the file's own four levels included

// `text` must outlive the result: events are views into it.
TestFile ParseTests(std::string_view text);

// What a rule's tests must have whatever the rule says: a test that matches and one that does not,
// a source unless synthetic, no event twice. Codes T010 to T013. In files for a `correlation` only
// whole lists of events count as twice.
Problems CheckTests(const TestFile& file, bool correlation);

}  // namespace dcv::ruletest
