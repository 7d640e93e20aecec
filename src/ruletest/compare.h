// SPDX-License-Identifier: Apache-2.0
// A matcher and the reference evaluator asked about every variant of a rule's test events.
#pragma once

#include <string>
#include <vector>

#include "ruletest/matcher.h"
#include "ruletest/mutate.h"
#include "ruletest/run.h"
#include "ruletest/test_file.h"

namespace dcv::ruletest {

// A variant on which the two do not agree.
struct Difference {
  std::string test, pointer, event;
  Change change = Change::kRemoved;
  std::string what;  // "the matcher has no rule, the reference 'Trail stopped'"
};

struct Comparison {
  size_t variants = 0;
  size_t unread = 0;  // that the reference cannot read: numbers over 64 bits
  size_t differences = 0;
  std::vector<Difference> first;  // at most kMaxDifferences
  // Values of matching events, as JSON pointers, without which the rule does not match, or whose
  // event nothing recognises then. Sorted; of a container and what is in it the innermost.
  std::vector<std::string> depends_on;
};
constexpr size_t kMaxDifferences = 10;

// Both see all rules of the program.
Comparison CompareOnVariants(const Subject& subject, const TestFile& file, const Matcher& matcher,
                             const Matcher& reference);

}  // namespace dcv::ruletest
