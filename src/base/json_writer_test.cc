// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "base/text.h"

namespace dcv::json {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendString(out, text);
  return out;
}

TEST(JsonWriterTest, Escapes) {
  struct Row {
    std::string_view text, quoted;
  };
  for (const Row& row :
       {Row{"", R"("")"}, Row{"plain", R"("plain")"}, Row{"a\"b", R"("a\"b")"},
        Row{"a\\b", R"("a\\b")"}, Row{"a/b", R"("a/b")"}, Row{"\n", R"("\n")"},
        Row{"\t\r", R"("\u0009\u000d")"}, Row{"\x01\x1F", R"("\u0001\u001f")"},
        Row{std::string_view("\0", 1), R"("\u0000")"}, Row{"\x7F", "\"\x7F\""},
        Row{"Grüße", "\"Grüße\""}, Row{"\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""}}) {
    EXPECT_EQ(Quoted(row.text), row.quoted);
  }
}

TEST(JsonWriterTest, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(Quoted("a\xFFz"), "\"a" + mark + "z\"");
  EXPECT_EQ(Quoted("\xC3"), "\"" + mark + "\"");
  EXPECT_EQ(Quoted("\xC3("), "\"" + mark + "(\"");
  EXPECT_EQ(Quoted("\xC0\x80"), "\"" + mark + mark + "\"");
  EXPECT_EQ(Quoted("\xED\xA0\x80"), "\"" + mark + mark + mark + "\"");
}

void WriteSample(Writer& json) {
  json.BeginObject().Field("s", "x").Field("i", int64_t{-5}).Field("n", size_t{7});
  json.Field("b", true).Key("f").Fixed(0.6, 2).Key("z").Null();
  json.Key("list").BeginArray().String("a").Bool(false).EndArray();
  json.Key("none").BeginArray().EndArray().Key("empty").BeginObject().EndObject();
  json.Key("line").BeginArray(true).Int(1).Int(2).EndArray();
  json.Key("rows").BeginArray();
  json.Inline().BeginObject().Field("k", "v").Key("in").BeginArray().Int(1).Int(2).EndArray();
  json.EndObject().EndArray().EndObject();
}

TEST(JsonWriterTest, Compact) {
  std::string out;
  Writer json(out, Writer::Style::kCompact);
  WriteSample(json);
  EXPECT_EQ(out, R"({"s":"x","i":-5,"n":7,"b":true,"f":0.60,"z":null,"list":["a",false],"none":[],)"
                 R"("empty":{},"line":[1,2],"rows":[{"k":"v","in":[1,2]}]})");
}

TEST(JsonWriterTest, PrettyWithInlineParts) {
  std::string out;
  Writer json(out);
  WriteSample(json);
  EXPECT_EQ(out, R"({
  "s": "x",
  "i": -5,
  "n": 7,
  "b": true,
  "f": 0.60,
  "z": null,
  "list": [
    "a",
    false
  ],
  "none": [],
  "empty": {},
  "line": [1, 2],
  "rows": [
    {"k": "v", "in": [1, 2]}
  ]
}
)");
}

TEST(JsonWriterTest, InlineHoldsForTheNextContainerOnly) {
  std::string out;
  Writer json(out);
  json.BeginArray();
  json.Inline().BeginObject().Field("a", int64_t{1}).EndObject();
  json.BeginObject().Field("a", int64_t{1}).EndObject().EndArray();
  EXPECT_EQ(out, "[\n  {\"a\": 1},\n  {\n    \"a\": 1\n  }\n]\n");
}

TEST(JsonWriterTest, FixedHasNoExponent) {
  std::string out;
  Writer json(out, Writer::Style::kCompact);
  json.BeginArray().Fixed(0.825, 2).Fixed(1e-9, 2).Fixed(123456789.0, 1).Fixed(1, 0).EndArray();
  EXPECT_EQ(out, "[0.82,0.00,123456789.0,1]");  // 0.825 is a little less, as a double
}

// What is written reads back as itself, in both styles; only what is no UTF-8 is changed.
TEST(JsonWriterTest, RandomTextsReadBackAsThemselves) {
  std::mt19937 random(20240601);
  const std::string_view pieces[] = {
      "\"",   "\\", "\n", "\x01", "a", "</script>", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
      "\x7F", "/",  " "};
  Parser parser;
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (size_t i = random() % 40; i > 0; --i) text += pieces[random() % std::size(pieces)];
    const std::string name = text + std::to_string(round);
    for (auto style : {Writer::Style::kPretty, Writer::Style::kCompact}) {
      std::string out;
      Writer json(out, style);
      json.BeginObject().Field(name, text).EndObject();
      const size_t size = out.size();
      out.resize(size + Parser::kPadding);
      const auto root = parser.Parse(std::string_view(out).substr(0, size));
      ASSERT_TRUE(root.has_value()) << out;
      ASSERT_EQ(root->Find(name).text(), text);
    }
  }
}

TEST(JsonWriterTest, RandomBytesAreStillJson) {
  std::mt19937 random(1);
  Parser parser;
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 30, '\0');
    for (char& c : bytes) c = static_cast<char>(random() & 0xFF);
    std::string out = Quoted(bytes);
    const size_t size = out.size();
    out.resize(size + Parser::kPadding);
    ASSERT_TRUE(parser.Parse(std::string_view(out).substr(0, size)).has_value()) << round;
  }
}

TEST(JsonWriterTest, RawValuesStandWhereValuesStand) {
  std::string out;
  Writer json(out, Writer::Style::kCompact);
  json.BeginObject().Key("a").Raw("{\"b\": 1}").Key("c").BeginArray().Raw("1.5").Raw("[]");
  json.EndArray().EndObject();
  EXPECT_EQ(out, "{\"a\":{\"b\": 1},\"c\":[1.5,[]]}");
}

}  // namespace
}  // namespace dcv::json
