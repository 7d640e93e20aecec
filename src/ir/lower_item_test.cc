// SPDX-License-Identifier: Apache-2.0
// Modifiers (docs/sigma.md, decisions 5, 6, 8, 10 to 13, 15).
#include "ir/test_rule.h"

namespace dcv::ir {
namespace {

// The predicates of the only rule, in the order they were met.
const Predicate& Only(const TestRules& rules) {
  EXPECT_EQ(rules.program().predicates().size(), 1u) << rules.Message();
  static const Predicate none;
  return rules.program().predicates().empty() ? none : rules.program().predicates()[0];
}

TEST(LowerItemTest, OperatorsAreClassified) {
  const auto op = [](const std::string& search) { return Only(One(search)).op; };
  EXPECT_EQ(op("f: abc"), Op::kEquals);
  EXPECT_EQ(op("f: ''"), Op::kEquals);
  EXPECT_EQ(op("f: 'abc*'"), Op::kPrefix);
  EXPECT_EQ(op("f: '*abc'"), Op::kSuffix);
  EXPECT_EQ(op("f: '*abc*'"), Op::kContains);
  EXPECT_EQ(op("f: '*'"), Op::kGlob);
  EXPECT_EQ(op("f: 'a*c'"), Op::kGlob);
  EXPECT_EQ(op("f|contains: abc"), Op::kContains);
  EXPECT_EQ(op("f|contains: '*abc'"), Op::kContains) << "the side has its star";
  EXPECT_EQ(op("f|contains: 'a*c'"), Op::kGlob);
  EXPECT_EQ(op("f|startswith: abc"), Op::kPrefix);
  EXPECT_EQ(op("f|endswith: abc"), Op::kSuffix);
  EXPECT_EQ(op("f|contains: 5"), Op::kContains) << "a number is taken as its text";
  EXPECT_EQ(op("f: 5"), Op::kNumber);
  EXPECT_EQ(op("f: .inf"), Op::kEquals) << "no event has such a number";
  EXPECT_EQ(op("f: null"), Op::kNull);
}

TEST(LowerItemTest, TextIsFoldedUnlessCased) {
  EXPECT_EQ(Only(One("f: ABC")).text, "abc");
  EXPECT_FALSE(Only(One("f: ABC")).cased);
  EXPECT_EQ(Only(One("f|cased: ABC")).text, "ABC");
  EXPECT_TRUE(Only(One("f|cased: ABC")).cased);
  EXPECT_TRUE(One("f|cased|contains: 'B*D'").Matches(R"({"f":"aBcDe"})"));
  EXPECT_FALSE(One("f|contains|cased: 'B*D'").Matches(R"({"f":"abcde"})"));
}

TEST(LowerItemTest, ListsAreAnyOfThemOrAllOfThem) {
  const TestRules any = One("f|contains: [a, b]"), all = One("f|contains|all: [a, b]");
  EXPECT_TRUE(any.Matches(R"({"f":"xa"})"));
  EXPECT_FALSE(all.Matches(R"({"f":"xa"})"));
  EXPECT_TRUE(all.Matches(R"({"f":"xab"})"));
}

TEST(LowerItemTest, NeqIsNoneOfThem) {
  const TestRules none = One("f|neq: [a, b]");
  EXPECT_FALSE(none.Matches(R"({"f":"a"})"));
  EXPECT_FALSE(none.Matches(R"({"f":"B"})"));
  EXPECT_TRUE(none.Matches(R"({"f":"c"})"));
  EXPECT_TRUE(none.Matches("{}"));
  const TestRules not_all = One("f|contains|all|neq: [a, b]");
  EXPECT_TRUE(not_all.Matches(R"({"f":"a"})"));
  EXPECT_FALSE(not_all.Matches(R"({"f":"ab"})"));
}

TEST(LowerItemTest, NullInAList) {
  const TestRules rules = One("f: [null, a]");
  EXPECT_TRUE(rules.Matches("{}"));
  EXPECT_TRUE(rules.Matches(R"({"f":"a"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"b"})"));
}

TEST(LowerItemTest, ExistsTakesTrueOrFalse) {
  EXPECT_EQ(One("f|exists: 'true'").Codes(), "P104");
  EXPECT_EQ(One("f|exists: 1").Codes(), "P104");
  EXPECT_EQ(Only(One("f|exists: false")).op, Op::kExists);
}

TEST(LowerItemTest, ModifiersApplyInTheirOrder) {
  // base64("foo") is Zm9v, base64("*foo*") is KmZvbyo=
  EXPECT_TRUE(One("f|base64|contains: foo").Matches(R"({"f":"xxZm9vxx"})"));
  const TestRules stars = One("f|contains|base64: foo");
  EXPECT_EQ(Only(stars).text, "KmZvbyo=");
  EXPECT_EQ(Only(stars).op, Op::kEquals);
}

TEST(LowerItemTest, Base64IsCased) {
  EXPECT_TRUE(One("f|base64: foo").Matches(R"({"f":"Zm9v"})"));
  EXPECT_FALSE(One("f|base64: foo").Matches(R"({"f":"zm9v"})"));
  EXPECT_TRUE(One("f|base64|base64: foo").Matches(R"({"f":"Wm05dg=="})")) << "twice";
}

TEST(LowerItemTest, Base64OfAnEscapedStar) {
  EXPECT_EQ(Only(One(R"(f|base64: 'a\*')")).text, "YSo=");
  EXPECT_EQ(One("f|base64: 'a*'").Codes(), "P104");
}

TEST(LowerItemTest, Base64OffsetFindsAllThreePlaces) {
  const TestRules rules = One("f|base64offset|contains: 'http://'");
  EXPECT_EQ(rules.program().predicates().size(), 3u);
  for (const char* event :
       {R"({"f":"aHR0cDovL3g="})", R"({"f":"eGh0dHA6Ly94"})", R"({"f":"eHhodHRwOi8veA=="})"}) {
    EXPECT_TRUE(rules.Matches(event)) << event;
  }
  EXPECT_FALSE(rules.Matches(R"({"f":"aHR0cHM6Ly94"})"));
  const TestRules all = One("f|base64offset|contains|all: [foo, bar]");
  EXPECT_TRUE(all.Matches(R"({"f":"Zm9v YmFy"})")) << "the three forms stay alternatives";
  EXPECT_FALSE(all.Matches(R"({"f":"Zm9v"})"));
}

TEST(LowerItemTest, EncodingsOfTooLittle) {
  const TestRules rules = One("f|base64offset|contains: a");
  EXPECT_EQ(rules.Codes(), "P105");
  EXPECT_TRUE(rules.program().rules.empty());
  EXPECT_EQ(One("f|base64: ''").Codes(), "P105");
}

TEST(LowerItemTest, Utf16) {
  EXPECT_EQ(Only(One("f|wide|base64: ab")).text, "YQBiAA==");
  EXPECT_EQ(Only(One("f|utf16be|base64: ab")).text, "AGEAYg==");
  EXPECT_EQ(Only(One("f|utf16|base64: ab")).text, "//5hAGIA") << "with its byte order mark";
  EXPECT_TRUE(One("f|wide|contains: aB").Matches(R"({"f":"xA\u0000b\u0000"})"));
}

TEST(LowerItemTest, WindashIsAClassOfFiveCharacters) {
  const TestRules rules = One("f|windash|contains: ' -foo /bar a-b'");
  EXPECT_EQ(Only(rules).op, Op::kGlob) << "nothing is multiplied out";
  EXPECT_TRUE(rules.Matches(R"({"f":"x \u2013FOO \u2015bar a-b"})"));
  EXPECT_TRUE(rules.Matches(R"({"f":"x /foo -bar a-b"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"x -foo /bar a/b"})")) << "not within a word";
  const TestRules all = One("f|windash|contains|all: [' -a', ' -b']");
  EXPECT_TRUE(all.Matches(R"({"f":"x /a \u2014b"})"));
  const TestRules encoded = One("f|windash|base64|contains: ' -a'");
  EXPECT_EQ(encoded.program().predicates().size(), 5u);
  EXPECT_TRUE(encoded.Matches(R"({"f":"IC9h"})"));
  EXPECT_EQ(One("f|windash|base64: '-a -b -c -d -e -f'").Codes(), "P113");
}

TEST(LowerItemTest, EncodingOverAndOverEnds) {
  std::string key = "f";
  for (int i = 0; i < 100; ++i) key += "|base64";
  EXPECT_EQ(One(key + ": foo").Codes(), "P113");
}

TEST(LowerItemTest, RegularExpressions) {
  EXPECT_TRUE(One("f|re: 'b+'").Matches(R"({"f":"abbc"})")) << "unanchored";
  EXPECT_FALSE(One("f|re: 'B+'").Matches(R"({"f":"abbc"})")) << "its case counts";
  EXPECT_TRUE(One("f|re|i: 'B+'").Matches(R"({"f":"abbc"})"));
  EXPECT_FALSE(One("f|re: 'a.c'").Matches(R"({"f":"a\nc"})"));
  EXPECT_TRUE(One("f|re|s: 'a.c'").Matches(R"({"f":"a\nc"})"));
  EXPECT_FALSE(One("f|re: '^b'").Matches(R"({"f":"a\nb"})"));
  EXPECT_TRUE(One("f|re|m: '^b'").Matches(R"({"f":"a\nb"})"));
  EXPECT_EQ(Only(One("f|re|s|i: 'a*'")).text, "(?is)a*") << "flags in one order";
  EXPECT_TRUE(One(R"(f|re: '\*\\')").Matches(R"({"f":"*\\"})")) << "not read as wildcards";
  EXPECT_TRUE(One("f|re: '^44\\d$'").Matches(R"({"f":443})"));
  EXPECT_TRUE(One("f|re|contains: 'b'").Matches(R"({"f":"abc"})"));
}

TEST(LowerItemTest, RefusedExpressionsHaveAReason) {
  const auto reason = [](const std::string& expression) {
    const TestRules rules = One("f|re: '" + expression + "'");
    EXPECT_EQ(rules.Codes(), "P102") << expression;
    EXPECT_FALSE(rules.Remedy().empty());
    return rules.Message();
  };
  const std::string begin = "the regular expression is refused: ";
  EXPECT_EQ(reason("a(?=b)"), begin + "it has look-around, '(?='");
  EXPECT_EQ(reason("(?!b)"), begin + "it has look-around, '(?!'");
  EXPECT_EQ(reason("(?<!b)c"), begin + "it has look-behind or a named group, '(?<'");
  EXPECT_EQ(reason("(?>a)"), begin + "it has an atomic group, '(?>'");
  EXPECT_EQ(reason("(a)\\1"), begin + "it has a back reference, '\\1'");
  EXPECT_EQ(reason("a\\Z"), begin + "it has an escape that is not known, '\\Z'");
  EXPECT_EQ(reason("((a{999}){999}){9}").substr(0, begin.size()), begin);
  EXPECT_EQ(reason("(a"), begin + "missing ): (a");
}

TEST(LowerItemTest, Networks) {
  const TestRules rules = One("f|cidr: [10.0.0.0/8, '2001:db8::/32']");
  EXPECT_TRUE(rules.Matches(R"({"f":"10.1.2.3"})"));
  EXPECT_TRUE(rules.Matches(R"({"f":["x","2001:DB8::1"]})"));
  EXPECT_TRUE(rules.Matches(R"({"f":"::ffff:10.1.2.3"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"11.1.2.3"})"));
  EXPECT_FALSE(rules.Matches(R"({"f":"10.1.2.3.4"})"));
  const TestRules bits = One("f|cidr: 10.1.2.3/8");
  EXPECT_EQ(bits.Codes(), "P107");
  EXPECT_EQ(bits.Remedy(), "write 10.0.0.0/8");
  EXPECT_TRUE(bits.Matches(R"({"f":"10.9.9.9"})")) << "a warning, masked";
  EXPECT_EQ(One("f|cidr: ten").Codes(), "P104");
  EXPECT_EQ(One("f|cidr: 10").Codes(), "P104");
}

TEST(LowerItemTest, PartsOfTimes) {
  EXPECT_TRUE(One("t|hour: [22, 23]").Matches(R"({"t":"2026-11-24T23:05:04Z"})"));
  EXPECT_FALSE(One("t|hour: [1, 2]").Matches(R"({"t":"2026-11-24T23:05:04Z"})"));
  EXPECT_TRUE(One("t|hour|gte: 22").Matches(R"({"t":"2026-11-24T23:05:04Z"})"));
  EXPECT_TRUE(One("t|week: 53").Matches(R"({"t":"2021-01-01"})"));
  EXPECT_FALSE(One("t|hour: 5").Matches(R"({"t":"at five"})"));
  EXPECT_EQ(One("t|hour: 24").Codes(), "P104");
  EXPECT_EQ(One("t|hour: five").Codes(), "P104");
  EXPECT_EQ(One("t|day: 0.5").Codes(), "P104");
}

TEST(LowerItemTest, ValuesThatDoNotFit) {
  EXPECT_EQ(One("f|gt: '5'").Codes(), "P104");
  EXPECT_EQ(One("f|contains: null").Codes(), "P104");
  EXPECT_EQ(One("f|fieldref: ''").Codes(), "P104");
  EXPECT_EQ(TestRules(RuleText("a:\n    - null\ncondition: a")).Codes(), "P104");
  EXPECT_EQ(TestRules(RuleText("a:\n    '|exists': true\ncondition: a")).Codes(), "P104");
  EXPECT_EQ(TestRules(RuleText("a:\n    '|gt': 1\ncondition: a")).Codes(), "P104");
}

TEST(LowerItemTest, Placeholders) {
  const TestRules rules = One("f|expand: 'x%Servers%'");
  EXPECT_EQ(rules.Codes(), "P103");
  EXPECT_EQ(rules.Message(), "the placeholder %Servers% is not resolved");
  EXPECT_TRUE(One(R"(f|expand: '\%x\%')").Matches(R"({"f":"%X%"})"));
  EXPECT_TRUE(One("f|expand: '100% of 50% x'").Matches(R"({"f":"100% of 50% x"})"));
  EXPECT_TRUE(One("f: '%x%'").Matches(R"({"f":"%x%"})")) << "without expand it is text";
}

TEST(LowerItemTest, ProblemsAreBounded) {
  std::string list;
  for (int i = 0; i < 5000; ++i)
    list += (list.empty() ? "" : ", ") + std::string("'x") + std::to_string(i) + "'";
  EXPECT_EQ(One("f|gt: [" + list + "]").problems().size(), 100u);
}

}  // namespace
}  // namespace dcv::ir
