// SPDX-License-Identifier: Apache-2.0
#include "ir/evaluate.h"

#include "ir/test_rule.h"

namespace dcv::ir {
namespace {

// docs/sigma.md, "Values": the table of null, empty and absent.
TEST(EvaluateTest, NullEmptyAndAbsent) {
  const std::vector<std::string> events = {"{}", R"({"f":null})", R"({"f":""})", R"({"f":[]})"};
  const auto row = [&](const std::string& search) {
    const TestRules rules = One(search);
    std::string out;
    for (const std::string& event : events) out += rules.Matches(event) ? 'y' : '-';
    return out;
  };
  EXPECT_EQ(row("f: null"), "yy-y");
  EXPECT_EQ(row("f: ''"), "--y-");
  EXPECT_EQ(row("f: '*'"), "--y-");
  EXPECT_EQ(row("f|exists: true"), "-yyy");
  EXPECT_EQ(row("f|exists: false"), "y---");
  EXPECT_EQ(row("f|neq: x"), "yyyy");
  const TestRules negated(RuleText("a:\n    f: x\ncondition: not a"));
  for (const std::string& event : events) EXPECT_TRUE(negated.Matches(event)) << event;
}

TEST(EvaluateTest, WholeValueInAnyCase) {
  const TestRules rules = One("f: StraSSe\u00C4");
  EXPECT_TRUE(rules.Matches(R"({"f":"strasse\u00e4"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"xstrasse\u00e4"})"));
  EXPECT_FALSE(rules.Matches(R"({"F":"strasse\u00e4"})")) << "field names have their case";
}

TEST(EvaluateTest, Wildcards) {
  const TestRules rules = One("f: 'a*b?c'");
  EXPECT_TRUE(rules.Matches(R"({"f":"ABxC"})"));
  EXPECT_TRUE(rules.Matches(R"({"f":"a\n\nb\nc"})")) << "across newlines";
  EXPECT_TRUE(rules.Matches(R"({"f":"abbb\u00e4c"})")) << "one character, not one byte";
  EXPECT_FALSE(rules.Matches(R"({"f":"abc"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"abxcd"})"));
  const TestRules stars = One("f: '*a*a*b'");
  EXPECT_TRUE(stars.Matches(R"({"f":"xaxaxbxb"})"));
  EXPECT_FALSE(stars.Matches(R"({"f":"xaxxb"})"));
}

TEST(EvaluateTest, Escapes) {
  EXPECT_TRUE(One(R"(f: 'a\*')").Matches(R"({"f":"a*"})"));
  EXPECT_FALSE(One(R"(f: 'a\*')").Matches(R"({"f":"ab"})"));
  EXPECT_TRUE(One(R"(f: 'a\\*')").Matches(R"({"f":"a\\b"})"));
  EXPECT_TRUE(One(R"(f: '\\srv')").Matches(R"({"f":"\\srv"})"));
  EXPECT_TRUE(One(R"(f: '\\\\srv')").Matches(R"({"f":"\\\\srv"})"));
  EXPECT_TRUE(One(R"(f|endswith: '\x\')").Matches(R"({"f":"c:\\x\\"})"));
}

// Decision 10.
TEST(EvaluateTest, NumbersAndTextsBothWays) {
  const TestRules number = One("f: 443"), text = One("f: '443'"), hex = One("f: 0x1F");
  for (const char* event : {R"({"f":443})", R"({"f":"443"})", R"({"f":443.0})"}) {
    EXPECT_TRUE(number.Matches(event)) << event;
    EXPECT_TRUE(text.Matches(event)) << event;
  }
  EXPECT_TRUE(number.Matches(R"({"f":"0443.0"})")) << "equal as numbers";
  EXPECT_FALSE(text.Matches(R"({"f":"0443.0"})")) << "not equal as texts";
  EXPECT_FALSE(number.Matches(R"({"f":4430})"));
  EXPECT_FALSE(number.Matches(R"({"f":"443x"})"));
  EXPECT_FALSE(number.Matches(R"({"f":true})"));
  EXPECT_TRUE(hex.Matches(R"({"f":"0x1f"})")) << "as written";
  EXPECT_TRUE(hex.Matches(R"({"f":31})"));
  EXPECT_TRUE(One("f: 1.0").Matches(R"({"f":1})"));
  EXPECT_TRUE(One("f: -0.5").Matches(R"({"f":"-.5"})"));
  const TestRules large = One("f: 9007199254740993");
  EXPECT_TRUE(large.Matches(R"({"f":9007199254740993})"));
  EXPECT_FALSE(large.Matches(R"({"f":9007199254740992})")) << "exactly by value";
}

TEST(EvaluateTest, Booleans) {
  for (const char* search : {"f: true", "f: 'TRUE'"}) {
    const TestRules rules = One(search);
    EXPECT_TRUE(rules.Matches(R"({"f":true})")) << search;
    EXPECT_TRUE(rules.Matches(R"({"f":"True"})")) << search;
    EXPECT_FALSE(rules.Matches(R"({"f":false})")) << search;
    EXPECT_FALSE(rules.Matches(R"({"f":1})")) << search;
  }
}

TEST(EvaluateTest, AnyElementOfAnArray) {
  const TestRules rules = One("f.g: x");
  EXPECT_TRUE(rules.Matches(R"({"f":{"g":["y","X"]}})"));
  EXPECT_TRUE(rules.Matches(R"({"f":[{"g":"y"},{"g":"x"}]})"));
  EXPECT_FALSE(rules.Matches(R"({"f":[{"g":"y"},{"h":"x"}]})"));
  EXPECT_TRUE(rules.Matches(R"({"f.g":"x"})")) << "one flat key";
  EXPECT_FALSE(rules.Matches(R"({"f.g":"y","f":{"g":"x"}})")) << "the flat key first";
  EXPECT_TRUE(One("'f{}.g': x").Matches(R"({"f":[{"g":"x"}]})"));
  EXPECT_FALSE(One("f: null").Matches(R"({"f":[null,"x"]})")) << "something is there";
}

TEST(EvaluateTest, ContainersAreTheirJson) {
  const TestRules rules = One("f|contains: '\"status\":\"suspended\"'");
  EXPECT_TRUE(rules.Matches(R"({"f":{"a":{"Status": "Suspended"}}})"));
  EXPECT_FALSE(rules.Matches(R"({"f":{"a":"Suspended"}})"));
}

TEST(EvaluateTest, Comparisons) {
  const TestRules rules = One("f|gte: 5");
  EXPECT_TRUE(rules.Matches(R"({"f":5})"));
  EXPECT_TRUE(rules.Matches(R"({"f":"10"})")) << "a numeric text, not by its characters";
  EXPECT_FALSE(rules.Matches(R"({"f":4.99})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"many"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":""})"));
  EXPECT_TRUE(One("f|lt: 5").Matches(R"({"f":-1e3})"));
  EXPECT_FALSE(One("f|gt: 5").Matches(R"({"f":5})"));
  EXPECT_TRUE(One("f|lte: 5").Matches(R"({"f":5})"));
}

TEST(EvaluateTest, Keywords) {
  const TestRules rules(RuleText("a:\n    - 'evil*cmd'\n    - 4624\ncondition: a"));
  EXPECT_TRUE(rules.Matches(R"({"x":{"y":["an EVIL little cmd.exe"]}})"));
  EXPECT_TRUE(rules.Matches(R"({"id":4624})"));
  EXPECT_TRUE(rules.Matches(R"({"id":"event 4624."})"));
  EXPECT_FALSE(rules.Matches(R"({"evil":"cmd"})")) << "names are not searched";
  const TestRules all(RuleText("a:\n    '|all': [one, two]\ncondition: a"));
  EXPECT_TRUE(all.Matches(R"({"x":"one","y":"two"})")) << "in one value or in several";
  EXPECT_FALSE(all.Matches(R"({"x":"one"})"));
  const TestRules expression(RuleText("a:\n    '|re': '^ab+$'\ncondition: a"));
  EXPECT_TRUE(expression.Matches(R"({"x":["abbb"]})"));
  EXPECT_FALSE(expression.Matches(R"({"x":"xabbb"})"));
  const TestRules begins(RuleText("a:\n    '|startswith': ab\ncondition: a"));
  EXPECT_TRUE(begins.Matches(R"({"x":"abc"})"));
  EXPECT_FALSE(begins.Matches(R"({"x":"cab"})"));
}

TEST(EvaluateTest, OtherFields) {
  EXPECT_TRUE(One("f|fieldref: g").Matches(R"({"f":"X","g":["y","x"]})"));
  EXPECT_FALSE(One("f|fieldref: g").Matches(R"({"f":"x"})"));
  EXPECT_FALSE(One("f|fieldref: g").Matches(R"({"f":null,"g":null})"));
  EXPECT_TRUE(One("f|fieldref|contains: g.h").Matches(R"({"f":"axb","g":{"h":"X"}})"));
  EXPECT_TRUE(One("f|fieldref|startswith: g").Matches(R"({"f":"ab","g":"A"})"));
  EXPECT_FALSE(One("f|fieldref|endswith: g").Matches(R"({"f":"ab","g":"A"})"));
  EXPECT_FALSE(One("f|cased|fieldref: g").Matches(R"({"f":"X","g":"x"})"));
  EXPECT_TRUE(One("f|neq|fieldref: g").Matches(R"({"f":"X","g":"y"})"));
  EXPECT_TRUE(One("f|fieldref: g").Matches(R"({"f":443,"g":"443"})"));
}

TEST(EvaluateTest, TextsAndLeaves) {
  const TestRules rules = One("f: x");
  WithEvent(R"({"f":["a",1,true,null],"g":{"h":2.50}})", [&](json::Value event) {
    EXPECT_EQ(Texts(rules.program(), 0, event),
              (std::vector<std::string>{"a", "1", "true", "null"}));
    EXPECT_EQ(Leaves(event), (std::vector<std::string>{"a", "1", "true", "2.5"}));
    return 0;
  });
}

}  // namespace
}  // namespace dcv::ir
