// SPDX-License-Identifier: Apache-2.0
#include "sigma/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace dcv::sigma {
namespace {

Value Plain(std::string_view text) {
  yaml::Node node;
  node.scalar = text;
  return ResolveScalar(node);
}

Value OfKind(ValueKind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  return value;
}

TEST(ValueTest, PlainScalarsAreOfTheCoreSchema) {
  struct Row {
    ValueKind kind;
    std::vector<std::string> texts;
  };
  const Row rows[] = {
      {ValueKind::kNull, {"", "~", "null", "Null", "NULL"}},
      {ValueKind::kBoolean, {"true", "True", "TRUE", "false", "False", "FALSE"}},
      {ValueKind::kInteger,
       {"0", "-7", "+7", "010", "0o17", "0x1F", "0xaF", "18446744073709551616"}},
      {ValueKind::kFloat,
       {"1.", ".5", "-.5", "+1.5", "1e3", "1E-3", "1.5e+3", ".inf", "-.Inf", "+.INF", ".nan",
        ".NaN", "008.50"}},
      {ValueKind::kString,
       {"nULL",       "tRUE",     "yes", "No",  "on",    "OFF",   "y",       "12:30:45",
        "2024-01-02", "1_000",    "0b1", "0o8", "-0x1F", "+0o7",  "0x",      "0o",
        "1e",         "e3",       ".",   "+",   "-",     ".e3",   "1.2.3",   "+.nan",
        ".iNF",       "10.0.0.1", "--1", "=",   "<<",    "null ", "\xD9\xA1"}},
  };
  for (const Row& row : rows) {
    for (const std::string& text : row.texts) EXPECT_EQ(Plain(text).kind, row.kind) << text;
  }
}

TEST(ValueTest, TheTextIsKeptAsWritten) {
  for (const char* text : {"010", "0x1F", "1.50", "+7", "-.Inf", "yes"}) {
    EXPECT_EQ(Plain(text).text, text);
  }
  EXPECT_EQ(Plain("TRUE"), OfKind(ValueKind::kBoolean, "true"));
  EXPECT_EQ(Plain("False"), OfKind(ValueKind::kBoolean, "false"));
  EXPECT_TRUE(Plain("True").boolean());
  EXPECT_FALSE(Plain("FALSE").boolean());
  EXPECT_EQ(Plain("~"), Plain("NULL"));
}

TEST(ValueTest, QuotedScalarsAreStringsAndPlacesAreKept) {
  const auto documents =
      yaml::Parse("- 'true'\n- \"1\"\n- |-\n  null\n- !!str 5\n- 5\n- ''\n", "test");
  ASSERT_TRUE(documents);
  std::vector<Value> values;
  for (const yaml::Node& item : documents->at(0).items) values.push_back(ResolveScalar(item));
  ASSERT_EQ(values.size(), 6u);
  const char* texts[] = {"true", "1", "null", "5", "5", ""};
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i].quoted, i != 4);
    EXPECT_EQ(values[i].kind, i == 4 ? ValueKind::kInteger : ValueKind::kString);
    EXPECT_EQ(values[i].text, texts[i]);
  }
  EXPECT_EQ(values[1].place, (Place{2, 3}));
  EXPECT_FALSE(values[3] == values[4]);
}

TEST(ValueTest, Numbers) {
  const std::pair<const char*, double> rows[] = {
      {"0", 0},
      {"-12", -12},
      {"+12", 12},
      {"010", 10},
      {"0o17", 15},
      {"0x1F", 31},
      {"0xff", 255},
      {"1.", 1},
      {".5", 0.5},
      {"-.5", -0.5},
      {"1e3", 1000},
      {"1.5E-1", 0.15},
      {"1e+2", 100},
      {"1e-400", 0},
      {"0e999999999999", 0},
      {"007", 7},
      {"9007199254740993", 9007199254740992.0},
  };
  for (const auto& [text, number] : rows) {
    EXPECT_TRUE(Plain(text).IsNumber());
    EXPECT_EQ(Plain(text).number(), number) << text;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  for (const char* text : {".inf", "+.INF", "1e400", "1e99999999999999999999"}) {
    EXPECT_EQ(Plain(text).number(), infinity) << text;
  }
  for (const char* text : {"-.inf", "-1e400"}) EXPECT_EQ(Plain(text).number(), -infinity) << text;
  EXPECT_EQ(Plain("1" + std::string(400, '0')).number(), infinity);
  EXPECT_EQ(Plain("0." + std::string(400, '0') + "1").number(), 0);
  EXPECT_TRUE(std::isnan(Plain(".nan").number()));
}

TEST(ValueTest, QuotesAreWrittenWhereNeeded) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "''"},
      {"plain", "plain"},
      {"two words", "two words"},
      {"a: b", "'a: b'"},
      {"a:b", "a:b"},
      {"a:?", "'a:?'"},
      {"C:\\Windows\\*", "C:\\Windows\\*"},
      {"end:", "'end:'"},
      {"a #b", "'a #b'"},
      {"a#b", "a#b"},
      {"#b", "'#b'"},
      {"it's", "it's"},
      {"'it", "'''it'"},
      {" a", "' a'"},
      {"a ", "'a '"},
      {"---", "'---'"},
      {"...", "'...'"},
      {"-", "'-'"},
      {"- a", "'- a'"},
      {"*", "'*'"},
      {"%a%", "'%a%'"},
      {"a, b", "'a, b'"},
      {"{}", "'{}'"},
      {"null", "'null'"},
      {"True", "'True'"},
      {"1", "'1'"},
      {"no", "'no'"},
      {"12:30:45", "'12:30:45'"},
      {"2024-01-02", "'2024-01-02'"},
      {"<<", "'<<'"},
      {"\xC3\xA4 \xE2\x80\x93", "\xC3\xA4 \xE2\x80\x93"},
      {"a\nb", "\"a\\nb\""},
      {"\t\r\"\\\x1B", "\"\\t\\r\\\"\\\\\\x1B\""},
      {"\x7F\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF", "\"\\x7F\\x85\\u2028\\uFEFF\""},
      {"a\xC2", "\"a\\uFFFD\""},
  };
  for (const auto& [text, yaml] : rows) EXPECT_EQ(QuoteYaml(text), yaml);
  EXPECT_EQ(ToYaml(OfKind(ValueKind::kNull, "")), "null");
  EXPECT_EQ(ToYaml(OfKind(ValueKind::kInteger, "010")), "010");
  EXPECT_EQ(ToYaml(OfKind(ValueKind::kString, "010")), "'010'");
  EXPECT_EQ(ToYaml(OfKind(ValueKind::kBoolean, "true")), "true");
  EXPECT_EQ(ToYaml(OfKind(ValueKind::kString, "true")), "'true'");
}

void ExpectReadsBack(const std::string& yaml, const Value& value) {
  const auto documents = yaml::Parse(yaml, "test");
  ASSERT_TRUE(documents) << yaml << documents.error().message;
  ASSERT_EQ(documents->size(), 1u) << yaml;
  const yaml::Node* node = &documents->at(0);
  if (node->kind == yaml::Kind::kSequence) node = &node->items.at(0);
  if (node->kind == yaml::Kind::kMapping) node = &node->members.at(0).value;
  ASSERT_EQ(node->kind, yaml::Kind::kScalar) << yaml;
  EXPECT_TRUE(ResolveScalar(*node) == value) << yaml << testing::PrintToString(value.text);
}

TEST(ValueTest, EveryValueReadsBackEverywhere) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces = {"a",
                                           " ",
                                           ":",
                                           "#",
                                           "'",
                                           "\"",
                                           "\\",
                                           "*",
                                           "?",
                                           "-",
                                           "[",
                                           "}",
                                           "&",
                                           "!",
                                           "|",
                                           ">",
                                           "%",
                                           "@",
                                           "`",
                                           ",",
                                           "no",
                                           "1",
                                           "0",
                                           "~",
                                           ".",
                                           "e",
                                           "_",
                                           "\n",
                                           "\t",
                                           "\r",
                                           "\x01",
                                           "\x7F",
                                           "=",
                                           "<<",
                                           "---",
                                           "...",
                                           "null",
                                           "true",
                                           ".inf",
                                           "\xC3\xA4",
                                           "\xC2\xA0",
                                           "\xC2\x85",
                                           "\xE2\x80\xA8",
                                           "\xEF\xBB\xBF",
                                           "\xEF\xBF\xBE",
                                           "\xF0\x9F\x98\x80",
                                           "2024-01-02"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t n = random() % 6; n > 0; --n) text += pieces[random() % pieces.size()];
    std::vector<Value> values = {OfKind(ValueKind::kString, text)};
    if (const Value plain = Plain(text); plain.kind != ValueKind::kString) values.push_back(plain);
    for (const Value& value : values) {
      const std::string yaml = ToYaml(value);
      ExpectReadsBack("a: " + yaml + "\n", value);
      ExpectReadsBack("- " + yaml + "\n", value);
      ExpectReadsBack("[" + yaml + ", x]\n", value);
      ExpectReadsBack("{a: " + yaml + "}\n", value);
      if (value.kind != ValueKind::kNull) ExpectReadsBack(yaml, value);
      if (value.kind == ValueKind::kString) {
        const auto key = yaml::Parse(yaml + ": x\n", "test");
        ASSERT_TRUE(key) << yaml;
        EXPECT_EQ(key->at(0).members.at(0).key.scalar, text);
      }
    }
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace dcv::sigma
