// SPDX-License-Identifier: Apache-2.0
#include "ir/print.h"

#include "ir/test_rule.h"

namespace dcv::ir {
namespace {

std::string Words(const std::string& search) {
  const TestRules rules = One(search);
  return rules.program().rules.empty()
             ? rules.Message()
             : ToText(rules.program(), rules.program().rules[0].condition, 0);
}

TEST(PrintTest, Predicates) {
  EXPECT_EQ(Words("CommandLine|contains: .DMP"), "CommandLine contains '.dmp' (any case)\n");
  EXPECT_EQ(Words("f|cased: aB"), "f is 'aB'\n");
  EXPECT_EQ(Words("f: 'a*b'"), "f matches 'a*b' (any case)\n");
  EXPECT_EQ(Words("f|startswith: a"), "f begins with 'a' (any case)\n");
  EXPECT_EQ(Words("f|endswith: a"), "f ends with 'a' (any case)\n");
  EXPECT_EQ(Words("f|re|i: a+"), "f matches the regular expression /(?i)a+/\n");
  EXPECT_EQ(Words("f|cidr: 10.0.0.0/8"), "f is an address of 10.0.0.0/8\n");
  EXPECT_EQ(Words("f: 0x10"), "f is 0x10\n");
  EXPECT_EQ(Words("f: true"), "f is true\n");
  EXPECT_EQ(Words("f: null"), "f is absent or null\n");
  EXPECT_EQ(Words("f|exists: true"), "f exists\n");
  EXPECT_EQ(Words("f|lt: 5"), "f is below 5\n");
  EXPECT_EQ(Words("t|hour|gte: 22"), "the hour of t is at least 22\n");
  EXPECT_EQ(Words("f|fieldref|endswith: g"), "f ends with the value of g (any case)\n");
  EXPECT_EQ(TestRules(RuleText("a:\n    - word\ncondition: a")).program().predicates().size(), 1u);
}

TEST(PrintTest, Expressions) {
  const TestRules rules(
      RuleText("a:\n    f: [x, y]\n    g: 1\nb:\n    h: 2\nc:\n    - word\n    - more\n"
               "condition: a and not b and not c"));
  EXPECT_EQ(ToText(rules.program(), rules.program().rules.at(0).condition, 2),
            "  all of:\n"
            "    any of:\n"
            "      f is 'x' (any case)\n"
            "      f is 'y' (any case)\n"
            "    g is 1\n"
            "    not: h is 2\n"
            "    not:\n"
            "      any of:\n"
            "        any value contains 'word' (any case)\n"
            "        any value contains 'more' (any case)\n");
  EXPECT_EQ(ToText(rules.program(), rules.program().True(), 0), "always\n");
  EXPECT_EQ(ToText(rules.program(), rules.program().False(), 0), "never\n");
}

TEST(PrintTest, TraceSaysWhatWasThereInstead) {
  const TestRules rules(
      RuleText("a:\n    f: x\n    g: y\n    h: 1\nb:\n    i: 2\ncondition: a and not b"));
  const std::string trace =
      WithEvent(R"({"f":"X","g":["a","b\n","c","d"]})", [&](json::Value event) {
        return Trace(rules.program(), rules.program().rules.at(0).condition, event, 1);
      });
  EXPECT_EQ(trace,
            "no   all of:\n"
            "yes    f is 'x' (any case)\n"
            "no     g is 'y' (any case)\n"
            "         has 'a', 'b?', 'c' and 1 more\n"
            "no     h is 1\n"
            "         is absent\n"
            "yes    not: i is 2\n");
}

}  // namespace
}  // namespace dcv::ir
