// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gtest/gtest.h>

#include <vector>

namespace dcv::json {
namespace {

// A document and the memory that its values point into.
class Document {
 public:
  // `after` stands where the padding is.
  explicit Document(std::string text, char after = '\0') : text_(std::move(text)) {
    const size_t size = text_.size();
    text_.append(Parser::kPadding, after);
    root_ = parser_.Parse(std::string_view(text_).substr(0, size));
  }
  bool valid() const { return root_.has_value(); }
  Value root() const { return root_.value_or(Value()); }

 private:
  std::string text_;
  Parser parser_;
  std::optional<Value> root_;
};

TEST(JsonTest, TypesAndValues) {
  const Document document(
      R"({"s": "t\u00e9\n", "n": -1.5e2, "i": 7, "b": true, "z": null, "a": [1], "o": {}})");
  const Value root = document.root();
  EXPECT_EQ(root.type(), Type::kObject);
  EXPECT_EQ(root.Find("s").text(), "té\n");
  EXPECT_EQ(root.Find("n").number(), -150.0);
  EXPECT_EQ(root.Find("i").number(), 7.0);
  EXPECT_EQ(root.Find("b").boolean(), true);
  EXPECT_EQ(root.Find("z").type(), Type::kNull);
  EXPECT_EQ(root.Find("a").type(), Type::kArray);
  EXPECT_EQ(root.Find("o").type(), Type::kObject);
  EXPECT_EQ(root.Find("S").type(), Type::kAbsent);
}

TEST(JsonTest, WrongTypesReadAsAbsent) {
  const Document document(
      R"({"s": "1", "n": 1, "b": false, "z": null, "a": ["x"], "o": {"k": 1}})");
  for (const Member& member : document.root().members()) {
    const Value value = member.value;
    const auto is = [&](const char* name) { return member.name == name; };
    EXPECT_EQ(value.text().empty(), !is("s")) << member.name;
    EXPECT_EQ(value.number().has_value(), is("n")) << member.name;
    EXPECT_EQ(value.boolean().has_value(), is("b")) << member.name;
    EXPECT_EQ(value.Find("k").Is(Type::kNumber), is("o")) << member.name;
    EXPECT_EQ(value.elements().begin() != value.elements().end(), is("a")) << member.name;
    EXPECT_EQ(value.members().begin() != value.members().end(), is("o")) << member.name;
  }
  const Value absent;
  EXPECT_EQ(absent.type(), Type::kAbsent);
  EXPECT_EQ(absent.text(), "");
  EXPECT_FALSE(absent.number() || absent.boolean());
  EXPECT_EQ(absent.Find("x").Find("y").type(), Type::kAbsent);
  EXPECT_FALSE(absent.elements().begin() != absent.elements().end());
  EXPECT_FALSE(absent.IsEmptyArray());
}

TEST(JsonTest, EmptyArray) {
  const Document document(R"({"a": [], "b": [[]], "c": {}})");
  EXPECT_TRUE(document.root().Find("a").IsEmptyArray());
  EXPECT_FALSE(document.root().Find("b").IsEmptyArray());
  EXPECT_FALSE(document.root().Find("c").IsEmptyArray());
}

TEST(JsonTest, DuplicateNamesAreTold) {
  const Document document(R"({"a": 1, "b": 2, "a": 3, "a": 4, "\u0062": 5})");
  bool twice = false;
  EXPECT_EQ(document.root().Find("a", &twice).number(), 1.0);
  EXPECT_TRUE(twice);
  twice = false;
  EXPECT_EQ(document.root().Find("b", &twice).number(), 2.0);
  EXPECT_TRUE(twice) << "an escaped name is the same name";
  twice = false;
  EXPECT_EQ(document.root().Find("c", &twice).type(), Type::kAbsent);
  EXPECT_FALSE(twice);
  EXPECT_EQ(document.root().Find("a").number(), 1.0);
}

TEST(JsonTest, RangesKeepTheOrder) {
  const Document document(R"([1, [2, [3]], {"x": [4]}, "5", {"y": 6, "x": 7}])");
  std::vector<Type> types;
  for (const Value value : document.root().elements()) types.push_back(value.type());
  EXPECT_EQ(types, (std::vector<Type>{Type::kNumber, Type::kArray, Type::kObject, Type::kString,
                                      Type::kObject}));
  std::string names;
  for (const Value value : document.root().elements()) {
    for (const Member& member : value.members()) names += member.name;
  }
  EXPECT_EQ(names, "xyx");
}

TEST(JsonTest, WhatIsNoJsonIsRefused) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{'a':1}",
                           "[1] 2",
                           "{} {}",
                           "nul",
                           "NaN",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "\"a",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "\"\x01\"",
                           "\"\xFF\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xC0\x80\"",
                           "1e400",
                           "123456789012345678901234567890",
                           "// c\n1",
                           "[1 2]",
                           "\"a\nb\""}) {
    EXPECT_FALSE(Document(text).valid()) << text;
  }
  for (const char* text : {"1", " \"a\" ", "null", "[]\n", "{}", "-0", "18446744073709551615",
                           "\"\\ud83d\\ude00\"", "1e5", "\t[\r\n]"}) {
    EXPECT_TRUE(Document(text).valid()) << text;
  }
}

TEST(JsonTest, WhatThePaddingHoldsDoesNotMatter) {
  for (char after : {'\0', ' ', '1', '"', ']', '}', ',', '\xFF'}) {
    EXPECT_TRUE(Document("12", after).valid()) << after;
    EXPECT_EQ(Document("12", after).root().number(), 12.0) << after;
    EXPECT_TRUE(Document("[1, \"x\"]", after).valid()) << after;
    EXPECT_FALSE(Document("[1", after).valid()) << after;
    EXPECT_FALSE(Document("\"x", after).valid()) << after;
    EXPECT_FALSE(Document("tru", after).valid()) << after;
  }
}

std::string Nested(size_t depth) {
  return std::string(depth, '[') + "1" + std::string(depth, ']');
}

TEST(JsonTest, DepthIsBounded) {
  EXPECT_TRUE(Document(Nested(Parser::kMaxDepth)).valid());
  EXPECT_FALSE(Document(Nested(Parser::kMaxDepth + 1)).valid());
  EXPECT_FALSE(Document(Nested(100000)).valid());
  EXPECT_FALSE(Document(std::string(100000, '[')).valid());
}

TEST(JsonTest, AParserIsUsedAgain) {
  Parser parser;
  std::string large = "[" + std::string(200000, ' ') + "1]" + std::string(Parser::kPadding, '\0');
  std::string small = "2" + std::string(Parser::kPadding, '\0');
  const auto parse = [&](const std::string& text) {
    return parser.Parse(std::string_view(text).substr(0, text.size() - Parser::kPadding));
  };
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(parse(small).has_value());
    EXPECT_EQ(parse(small)->number(), 2.0);
    ASSERT_TRUE(parse(large).has_value());
    EXPECT_FALSE(parse(large)->IsEmptyArray());
    EXPECT_FALSE(parser.Parse(std::string_view(large).substr(0, 100)).has_value());
  }
}

}  // namespace
}  // namespace dcv::json
