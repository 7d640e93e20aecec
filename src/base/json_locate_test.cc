// SPDX-License-Identifier: Apache-2.0
#include "base/json_locate.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

namespace dcv::json {
namespace {

constexpr size_t kDepth = Parser::kMaxDepth;

Fault FaultOf(std::string_view text) {
  const Scan scan = ScanValue(text, kDepth);
  EXPECT_FALSE(scan.valid) << text;
  return scan.fault;
}

TEST(JsonLocateTest, ValidTextsEndAfterTrailingSpace) {
  for (const std::string text :
       {"1", "-0.5e+3 ", "\"a\\u00e9\\ud83d\\ude00\"", " [ ] \n", "{\"a\" : [1, {\"b\": null}]}\t",
        "true", "false", "null", "\"Gr\xC3\xBC\xC3\x9F\x65\"", "[[],{}]"}) {
    const Scan scan = ScanValue(text, kDepth);
    EXPECT_TRUE(scan.valid) << text << ": " << scan.fault.what;
    EXPECT_EQ(scan.end, text.size()) << text;
  }
}

TEST(JsonLocateTest, OneValueIsReadAndTheNextLeft) {
  for (const auto& [text, end] : {std::pair<std::string, size_t>{"{} {}", 3},
                                  {"1\n2\n", 2},
                                  {"[1]x", 3},
                                  {"\"a\"\"b\"", 3},
                                  {"12,", 2}}) {
    const Scan scan = ScanValue(text, kDepth);
    EXPECT_TRUE(scan.valid) << text;
    EXPECT_EQ(scan.end, end) << text;
  }
}

struct Row {
  const char* text;
  size_t line, column;
  const char *pointer, *what;
  bool at_end;
};

TEST(JsonLocateTest, FaultsHaveTheirPlace) {
  const Row rows[] = {
      {"", 1, 1, "", "text ends where a value should be", true},
      {"  \n ", 2, 2, "", "text ends where a value should be", true},
      {"[1,\n 2,\n x]", 3, 2, "/2", "not a JSON value", false},
      {"{\"a\": {\"b\": [1, 02]}}", 1, 19, "/a/b/1", "number with a leading zero", false},
      {"[1,]", 1, 4, "/1", "not a JSON value", false},
      {"[1 2]", 1, 4, "/0", "expected ',' or ']'", false},
      {"{\"a\":1 \"b\":2}", 1, 8, "/a", "expected ',' or '}'", false},
      {"{a: 1}", 1, 2, "/", "expected a name in double quotes", false},
      {"{'a': 1}", 1, 2, "/", "expected a name in double quotes", false},
      {"{\"a\" 1}", 1, 6, "/a", "expected ':'", false},
      {"{\"a\":1,}", 1, 8, "/a", "expected a name in double quotes", false},
      {"[\"a\tb\"]", 1, 4, "/0", "raw control character in a string", false},
      {"[\"a\\x\"]", 1, 5, "/0", "unknown escape in a string", false},
      {"[\"\\u12g4\"]", 1, 7, "/0", "bad \\u escape", false},
      {"[\"\\ud800\"]", 1, 8, "/0", "lone surrogate \\u escape", false},
      {"[\"\\udc00\"]", 1, 8, "/0", "lone surrogate \\u escape", false},
      {"[\"\\ud800\\u0041\"]", 1, 14, "/0", "lone surrogate \\u escape", false},
      {"[\"\\ud800\\ud800\"]", 1, 14, "/0", "lone surrogate \\u escape", false},
      {"[\"\xFF\"]", 1, 3, "/0", "not UTF-8", false},
      {"[\"\xC0\x80\"]", 1, 3, "/0", "not UTF-8", false},
      {"[\"\xED\xA0\x80\"]", 1, 3, "/0", "not UTF-8", false},
      {"[1.]", 1, 4, "/0", "number without digits after the point", false},
      {"[1e]", 1, 4, "/0", "number without digits in the exponent", false},
      {"[-]", 1, 3, "/0", "not a JSON value", false},
      {"[NaN]", 1, 2, "/0", "not a JSON value", false},
      {"[tru e]", 1, 2, "/0", "not a JSON value", false},
      {"{\"a/b~c\": [}", 1, 12, "/a~1b~0c/0", "not a JSON value", false},
      {"{\"a\": [1, 2], \"b\": {\"c\": \"x", 1, 28, "/b/c", "text ends inside a string", true},
      {"[tr", 1, 4, "/0", "text ends inside a word", true},
      {"[-", 1, 3, "/0", "text ends inside a number", true},
      {"{\"a\"", 1, 5, "/a", "text ends where ':' should be", true},
  };
  for (const Row& row : rows) {
    const Fault fault = FaultOf(row.text);
    EXPECT_EQ(fault.line, row.line) << row.text;
    EXPECT_EQ(fault.column, row.column) << row.text;
    EXPECT_EQ(fault.pointer, row.pointer) << row.text;
    EXPECT_EQ(fault.what, row.what) << row.text;
    EXPECT_EQ(fault.at_end, row.at_end) << row.text;
  }
}

// An interrupted export is told from a broken one wherever it was cut.
TEST(JsonLocateTest, EveryCutIsSeenAsOne) {
  const std::string text =
      "{\"Rules\": [\n  {\"Name\": \"Gr\xC3\xBC\xC3\x9F\x65 \xE2\x82\xAC \xF0\x9F\x98\x80\","
      " \"Escaped\": \"\\u00e9 \\ud83d\\ude00 \\\\ \\\"\", \"Count\": -12.5e-3, \"On\": true},\n"
      "  {\"Off\": false, \"Null\": null, \"Empty\": {}, \"List\": [[], [1, 0.0]]}\n ], \"x\": 1 }";
  ASSERT_TRUE(ScanValue(text, kDepth).valid);
  for (size_t size = 0; size < text.size(); ++size) {
    const Scan scan = ScanValue(std::string_view(text).substr(0, size), kDepth);
    ASSERT_FALSE(scan.valid) << size;
    EXPECT_TRUE(scan.fault.at_end) << size << ": " << scan.fault.what;
    EXPECT_EQ(scan.fault.offset, size);
    EXPECT_FALSE(scan.fault.what.empty());
  }
}

TEST(JsonLocateTest, ACutIsNoExcuseForBytesThatWereWrongBeforeIt) {
  for (const char* text : {"[\"\xC3(", "[\"\xC0", "[\"\xED\xA0", "[\"\xF5", "[\"\xE2\x28",
                           "[\"\\ud800x", "[\"\\ud800\\x", "[\"\x80"}) {
    EXPECT_FALSE(FaultOf(text).at_end) << testing::PrintToString(text);
  }
}

TEST(JsonLocateTest, OffsetLineAndColumnAgree) {
  const std::string text = "[1,\n\n  \"\xC3\xA9\", ?]";
  const Fault fault = FaultOf(text);
  EXPECT_EQ(fault.offset, text.find('?'));
  EXPECT_EQ(fault.line, 3u);
  EXPECT_EQ(fault.column, 9u);  // bytes, not characters
}

std::string Nested(size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

// A million levels of recursion would not fit on any stack.
TEST(JsonLocateTest, DepthCostsNoStack) {
  const std::string open = "{\"a\":[";
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += open;
  const Scan scan = ScanValue(deep, 20000);
  EXPECT_FALSE(scan.valid);
  EXPECT_TRUE(scan.fault.at_end);
  EXPECT_TRUE(scan.fault.pointer.ends_with("/..."));
  EXPECT_LT(scan.fault.pointer.size(), 100u);
  EXPECT_TRUE(ScanValue(Nested(1000000), 1000000).valid);
}

TEST(JsonLocateTest, DepthIsBounded) {
  const Fault fault = FaultOf(Nested(10000));
  EXPECT_EQ(fault.what, "nested deeper than 512");
  EXPECT_FALSE(fault.at_end);
}

// What the parser refuses for its depth must not be valid here, or the user is told of a fault that
// the text does not have.
TEST(JsonLocateTest, ParserAndScannerBoundDepthAlike) {
  Parser parser;
  for (size_t depth = kDepth - 3; depth <= kDepth + 3; ++depth) {
    std::string text = std::string(depth, '[') + "1" + std::string(depth, ']');
    const size_t size = text.size();
    text.append(Parser::kPadding, '\0');
    const std::string_view view = std::string_view(text).substr(0, size);
    EXPECT_EQ(parser.Parse(view).has_value(), depth <= kDepth) << depth;
    EXPECT_EQ(ScanValue(view, kDepth).valid, depth <= kDepth) << depth;
  }
}

TEST(JsonLocateTest, Describe) {
  EXPECT_EQ(Describe(FaultOf("{\"Rules\": [1,\n \"x")),
            "line 2, byte 4, at /Rules/1: text ends inside a string");
  EXPECT_EQ(Describe(FaultOf("x")), "line 1, byte 1: not a JSON value");
}

TEST(JsonLocateTest, PointerTokens) {
  EXPECT_EQ(PointerToken("a/b~c"), "a~1b~0c");
  EXPECT_EQ(PointerToken("\x1B[0m"), "?[0m");
  EXPECT_EQ(PointerToken(""), "");
  EXPECT_LE(PointerToken(std::string(1000, 'x')).size(), 83u);
}

}  // namespace
}  // namespace dcv::json
