// SPDX-License-Identifier: Apache-2.0
#include "sigma/condition.h"

#include <gtest/gtest.h>

#include <random>

namespace dcv::sigma {
namespace {

using Kind = Condition::Kind;

// With all parentheses: "(or a (not b) <1 c*>)".
std::string Show(const Condition& condition) {
  if (condition.kind == Kind::kName) return condition.name;
  if (condition.kind == Kind::kQuantifier) {
    return "<" + std::to_string(condition.count) + " " + condition.name + ">";
  }
  std::string out = condition.kind == Kind::kOr    ? "(or"
                    : condition.kind == Kind::kAnd ? "(and"
                                                   : "(not";
  for (const Condition& operand : condition.operands) out += " " + Show(operand);
  return out + ")";
}

std::string Parsed(std::string_view text) {
  const auto result = ParseCondition(text);
  if (const auto* error = std::get_if<ConditionError>(&result)) {
    EXPECT_FALSE(error->message.empty() || error->remedy.empty());
    return std::to_string(error->column) + ": " + error->message;
  }
  return Show(std::get<Condition>(result));
}

TEST(ConditionTest, Grammar) {
  const std::pair<const char*, const char*> rows[] = {
      {"a", "a"},
      {"  a\n", "a"},
      {"a or b and not c", "(or a (and b (not c)))"},
      {"a and b or c and d", "(or (and a b) (and c d))"},
      {"a and b and c", "(and a b c)"},
      {"(a and b) and c", "(and (and a b) c)"},
      {"a or (b or c)", "(or a (or b c))"},
      {"((a))", "a"},
      {"(a or b) and c", "(and (or a b) c)"},
      {"not a and b", "(and (not a) b)"},
      {"not (a and b)", "(not (and a b))"},
      {"not not a", "(not (not a))"},
      {"not(a)or(b)", "(or (not a) b)"},
      {"not 1 of filter_*", "(not <1 filter_*>)"},
      {"all of sel* and 1 of them", "(and <-1 sel*> <1 them>)"},
      {"any of *_a_*", "<1 *_a_*>"},
      {"2 of them or 10 of x-*", "(or <2 them> <10 x-*>)"},
      {"1 of name", "<1 name>"},
      {"1 of *", "<1 *>"},
      {"2147483647 of them", "<2147483647 them>"},
      // Names that look like words of the grammar.
      {"notepad and not_x", "(and notepad not_x)"},
      {"order or android and offline", "(or order (and android offline))"},
      {"1", "1"},
      {"1 and all", "(and 1 all)"},
      {"any or near", "(or any near)"},
      {"all of all", "<-1 all>"},
      {"a-b_C9", "a-b_C9"},
  };
  for (const auto& [text, shown] : rows) EXPECT_EQ(Parsed(text), shown) << text;
}

TEST(ConditionTest, WhatIsWrongHasItsColumn) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "0: it is empty"},
      {" \n", "2: it is empty"},
      {"a and", "5: it ends where a name is needed"},
      {"not", "3: it ends where a name is needed"},
      {"and a", "0: 'and' stands where a name is needed"},
      {"a and or b", "6: 'or' stands where a name is needed"},
      {"a and of", "6: 'of' stands where a name is needed"},
      {"()", "1: ')' stands where a name is needed"},
      {"(a", "0: this ( is never closed"},
      {"a and ((b) or c", "6: this ( is never closed"},
      {"(", "1: it ends where a name is needed"},
      {"a)", "1: there is no ( for this )"},
      {"(a b)", "3: an operator is missing before 'b'"},
      {"a b", "2: an operator is missing before 'b'"},
      {"a not b", "2: an operator is missing before 'not'"},
      {"a (b)", "2: an operator is missing before '('"},
      {"1 of a* b", "8: an operator is missing before 'b'"},
      {"a AND b", "2: operators are lower case, not 'AND'"},
      {"(a) Or b", "4: operators are lower case, not 'Or'"},
      {"NOT a", "0: operators are lower case, not 'NOT'"},
      {"1 of a* OR b", "8: operators are lower case, not 'OR'"},
      {"1 OF them", "2: operators are lower case, not 'OF'"},
      {"All of them", "0: 'All of' is no quantifier"},
      {"0 of them", "0: '0 of' is no quantifier"},
      {"2147483648 of them", "0: '2147483648 of' is no quantifier"},
      {"-1 of them", "0: '-1 of' is no quantifier"},
      {"a of them", "0: 'a of' is no quantifier"},
      {"1 of", "4: of stands without what it chooses from"},
      {"1 of and b", "5: of stands without what it chooses from"},
      {"1 of (a or b)", "5: of stands without what it chooses from"},
      {"a and sel*", "6: the pattern 'sel*' stands without 1 of or all of"},
      {"a and b.c", "7: '.' cannot stand here"},
      {"1 of sel?", "8: '?' cannot stand here"},
      {"a && b", "2: '&' cannot stand here"},
      {"a || b", "2: '||' cannot stand here"},
      {"!a", "0: '!' cannot stand here"},
      {"1 of \xC3\xA4", "5: '\xC3\xA4' cannot stand here"},
      {"\xC3\xA4 or b", "0: '\xC3\xA4' cannot stand here"},
      {"a\xFF", "1: '?' cannot stand here"},
  };
  for (const auto& [text, shown] : rows) EXPECT_EQ(Parsed(text), shown) << text;
}

TEST(ConditionTest, WhatSigma2RemovedPointsToCorrelationRules) {
  struct Row {
    const char* text;
    uint32_t column;
    const char *message, *remedy;
  };
  const char* pipe = "pipe aggregation was removed from Sigma";
  for (const Row& row : {
           Row{"s | count() by x > 5", 2, pipe, "event_count, value_count"},
           {"(a or b) | count(x) > 5", 9, pipe, "event_count, value_count"},
           {"(a | near b)", 3, pipe, "event_count, value_count"},
           {"1 of a* | count() > 5", 8, pipe, "event_count, value_count"},
           {"a near b", 2, "near was removed from Sigma", "temporal"},
           {"(a) near b", 4, "near was removed from Sigma", "temporal"},
           {"a AND b", 2, "operators are lower case, not 'AND'", "write it in lower case: and"},
       }) {
    const auto result = ParseCondition(row.text);
    const auto* error = std::get_if<ConditionError>(&result);
    ASSERT_NE(error, nullptr) << row.text;
    EXPECT_EQ(error->column, row.column) << row.text;
    EXPECT_EQ(error->message, row.message);
    EXPECT_NE(error->remedy.find(row.remedy), std::string::npos) << error->remedy;
  }
}

std::string Repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(ConditionTest, NestingIsLimited) {
  const std::string mixed = Repeated("not (", 64) + "a" + Repeated(")", 64);
  EXPECT_EQ(Parsed(Repeated("(", 128) + "a" + Repeated(")", 128)), "a");
  EXPECT_NE(Parsed(mixed).substr(0, 4), "508:");
  EXPECT_EQ(Parsed(Repeated("not ", 128) + "a").substr(0, 9), "(not (not");
  EXPECT_EQ(Parsed(Repeated("(", 129) + "a" + Repeated(")", 129)), "128: nested deeper than 128");
  EXPECT_EQ(Parsed(Repeated("not ", 129) + "a"), "512: nested deeper than 128");
  EXPECT_EQ(Parsed("not (" + mixed + ")"), "320: nested deeper than 128");
}

TEST(ConditionTest, LongTextsAreRead) {
  constexpr size_t kMega = 1 << 20;
  EXPECT_EQ(Parsed(std::string(kMega, '(')), "128: nested deeper than 128");
  EXPECT_EQ(Parsed(std::string(kMega, ')')), "0: ')' stands where a name is needed");
  EXPECT_EQ(Parsed(Repeated("not ", kMega / 4)), "512: nested deeper than 128");
  EXPECT_EQ(Parsed(std::string(kMega, ' ')), std::to_string(kMega) + ": it is empty");
  EXPECT_EQ(Parsed(std::string(kMega, 'a')).size(), kMega);
  EXPECT_LT(Parsed(std::string(kMega, '*')).size(), 300u);
  const auto wide = ParseCondition("a" + Repeated(" and (b)", kMega / 8));
  ASSERT_TRUE(std::holds_alternative<Condition>(wide));
  EXPECT_EQ(std::get<Condition>(wide).operands.size(), kMega / 8 + 1);
}

TEST(ConditionTest, ColumnsAreOfTheFirstCharacter) {
  const auto result = ParseCondition("  (a or not b) and 1 of c*");
  const auto& condition = std::get<Condition>(result);
  EXPECT_EQ(condition.column, 2u);
  EXPECT_EQ(condition.operands[0].column, 3u);
  EXPECT_EQ(condition.operands[0].operands[1].column, 8u);
  EXPECT_EQ(condition.operands[0].operands[1].operands[0].column, 12u);
  EXPECT_EQ(condition.operands[1].column, 19u);
}

TEST(ConditionTest, PrintsTheFewestParentheses) {
  const std::pair<const char*, const char*> rows[] = {
      {"((a))", "a"},
      {"(a and b) or (c)", "a and b or c"},
      {"(a or b) and c", "(a or b) and c"},
      {"not (not (a))", "not not a"},
      {"not (1 of a*)", "not 1 of a*"},
      {"not (a or b)", "not (a or b)"},
      {"(not a) and b", "not a and b"},
      {"(a and b) and c", "(a and b) and c"},
      {"a or (b or c)", "a or (b or c)"},
      {"any of them", "1 of them"},
      {"all  of\nthem", "all of them"},
  };
  for (const auto& [text, printed] : rows) {
    EXPECT_EQ(ToText(std::get<Condition>(ParseCondition(text))), printed) << text;
  }
}

Condition Random(std::mt19937& random, int depth) {
  const std::vector<std::string> names = {"a", "notepad", "1", "all", "x-y", "them", "_b"};
  const std::vector<std::string> patterns = {"them", "a*", "*", "_*x*", "name"};
  Condition out;
  out.kind = static_cast<Kind>(random() % (depth > 0 ? 5 : 2) + (depth > 0 ? 0 : 3));
  size_t operands = 0;
  switch (out.kind) {
    case Kind::kName: out.name = names[random() % names.size()]; break;
    case Kind::kQuantifier:
      out.name = patterns[random() % patterns.size()];
      out.count = random() % 2 == 0 ? Condition::kAll : static_cast<int32_t>(random() % 5 + 1);
      break;
    case Kind::kNot: operands = 1; break;
    case Kind::kAnd:
    case Kind::kOr: operands = 2 + random() % 3; break;
  }
  for (; operands > 0; --operands) out.operands.push_back(Random(random, depth - 1));
  return out;
}

TEST(ConditionTest, PrintedConditionsReadBack) {
  std::mt19937 random(2);
  for (int round = 0; round < 20000; ++round) {
    const Condition condition = Random(random, static_cast<int>(random() % 6));
    const std::string text = ToText(condition);
    const auto again = ParseCondition(text);
    ASSERT_TRUE(std::holds_alternative<Condition>(again)) << text;
    ASSERT_TRUE(std::get<Condition>(again) == condition) << text;
  }
}

TEST(ConditionTest, EqualityIsOfMeaningNotOfColumns) {
  const auto parse = [](const char* text) { return std::get<Condition>(ParseCondition(text)); };
  EXPECT_TRUE(parse("a or b") == parse(" (a)  or b"));
  EXPECT_FALSE(parse("a or b") == parse("a and b"));
  EXPECT_FALSE(parse("a or b") == parse("b or a"));
  EXPECT_FALSE(parse("1 of a*") == parse("2 of a*"));
  EXPECT_FALSE(parse("1 of a") == parse("a"));
}

TEST(ConditionTest, Selects) {
  const char* yes[][2] = {
      {"them", "a"},
      {"*", "a"},
      {"a", "a"},
      {"a*", "a"},
      {"a*", "abc"},
      {"*c", "abc"},
      {"*b*", "abc"},
      {"a*c*e", "abcde"},
      {"a**", "a"},
      {"*a*b*", "xaxbx"},
      {"_*", "_x"},
      {"_a*", "_ab"},
      {"filter-*", "filter-1"},
      {"*ab", "aab"},
      {"a*ab", "aab"},
      {"them", "them"},
  };
  for (const auto& [pattern, name] : yes) EXPECT_TRUE(Selects(pattern, name)) << pattern << name;
  const char* no[][2] = {
      {"them", "_a"}, {"*", "_a"},    {"*a", "_a"},     {"*_a", "_a"}, {"a*", "b"},
      {"a", "ab"},    {"a*b", "abc"}, {"a*b*c", "acb"}, {"A*", "a"},   {"", "a"},
      {"_*", "a_"},   {"a?", "ab"},   {"ab*ab", "ab"},
  };
  for (const auto& [pattern, name] : no) EXPECT_FALSE(Selects(pattern, name)) << pattern << name;
  EXPECT_FALSE(Selects(Repeated("*a", 500) + "b", std::string(2000, 'a')));
  EXPECT_TRUE(Selects(Repeated("*a", 500), std::string(2000, 'a')));
}

}  // namespace
}  // namespace dcv::sigma
