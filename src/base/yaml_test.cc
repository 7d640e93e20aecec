// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <gtest/gtest.h>

#include <string>

namespace dcv::yaml {
namespace {

Node One(std::string_view text) {
  auto documents = Parse(text, "t.yml");
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  if (!documents || documents->size() != 1) return {};
  return std::move(documents->front());
}

TEST(YamlTest, ReadsMappingsSequencesAndScalars) {
  const Node node = One("title: x y\ntags:\n  - a\n  - 'b'\nnested: {k: v}\nblock: |\n  text\n");
  EXPECT_EQ(node.kind, Kind::kMapping);
  EXPECT_EQ(node.Text("title"), "x y");
  EXPECT_EQ(node.Texts("tags"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(node.Texts("title"), (std::vector<std::string_view>{"x y"}));
  ASSERT_NE(node.Find("tags"), nullptr);
  EXPECT_FALSE(node.Find("tags")->items[0].quoted);
  EXPECT_TRUE(node.Find("tags")->items[1].quoted);
  ASSERT_NE(node.Find("nested"), nullptr);
  EXPECT_EQ(node.Find("nested")->Text("k"), "v");
  EXPECT_EQ(node.Text("block"), "text\n");
  EXPECT_TRUE(node.Find("block")->quoted);
}

TEST(YamlTest, WhatIsAbsentOrOfAnotherKindReadsAsNothing) {
  const Node node = One("list: [a, [b], {c: d}]\nmap: {a: b}\nnone:\n");
  EXPECT_EQ(node.Find("missing"), nullptr);
  EXPECT_EQ(node.Text("missing"), "");
  EXPECT_EQ(node.Text("list"), "");
  EXPECT_EQ(node.Text("map"), "");
  EXPECT_EQ(node.Text("none"), "");
  EXPECT_EQ(node.Texts("list"), (std::vector<std::string_view>{"a"}));
  EXPECT_TRUE(node.Texts("map").empty());
  EXPECT_EQ(node.Find("list")->Find("a"), nullptr);
}

TEST(YamlTest, NothingHasNoDocument) {
  EXPECT_TRUE(Parse(std::string_view(), "t")->empty());
  EXPECT_TRUE(Parse("", "t")->empty());
}

TEST(YamlTest, PositionsAreOneBased) {
  const Node node = One("a: 1\nb:\n  - x\n  - deep: y\n");
  EXPECT_EQ(node.line, 1u);
  EXPECT_EQ(node.column, 1u);
  EXPECT_EQ(node.Find("a")->line, 1u);
  EXPECT_EQ(node.Find("a")->column, 4u);
  const Node& second = node.Find("b")->items[1];
  EXPECT_EQ(second.line, 4u);
  EXPECT_EQ(second.column, 5u);
  EXPECT_EQ(second.Find("deep")->column, 11u);
}

TEST(YamlTest, ScalarsStayText) {
  const Node node = One("no: no\nnumber: 1e3\ndate: 2024-01-01\nempty: ''\n");
  EXPECT_EQ(node.Text("no"), "no");
  EXPECT_EQ(node.Text("number"), "1e3");
  EXPECT_EQ(node.Text("date"), "2024-01-01");
  EXPECT_TRUE(node.Find("empty")->quoted);
}

TEST(YamlTest, DocumentsOfOneFile) {
  struct Row {
    const char* text;
    size_t documents;
  };
  for (const Row& row : {Row{"", 0}, Row{"# only a comment\n", 0}, Row{"---\n---\n...\n", 0},
                         Row{"a: 1\n---\nb: 2\n", 2}, Row{"---\na: 1\n---\n---\nb: 2\n", 2},
                         Row{"--- ''\n", 1}, Row{"plain\n", 1}}) {
    const auto documents = Parse(row.text, "t.yml");
    ASSERT_TRUE(documents.has_value()) << row.text;
    EXPECT_EQ(documents->size(), row.documents) << row.text;
  }
  const auto two = Parse("a: 1\n---\nb: 2\n", "t.yml");
  EXPECT_EQ((*two)[1].line, 3u);
  EXPECT_EQ((*two)[1].Text("b"), "2");
}

TEST(YamlTest, RefusalsNameLineAndColumn) {
  struct Row {
    const char *text, *message;
  };
  for (const Row& row :
       {Row{"a: 1\nb: 2\na: 3\n", "t.yml:3:1: duplicate key 'a'"},
        Row{"x:\n  k: 1\n  'k': 2\n", "t.yml:3:3: duplicate key 'k'"},
        Row{"b: *x\n", "t.yml:1:4: the anchor of *x is not known"},
        Row{"a: &x [1]\n*x : 2\n", "t.yml:2:1: a key must be plain text"},
        Row{"a: !!python/object:x 1\n",
            "t.yml:1:4: the tag tag:yaml.org,2002:python/object:x is "
            "not allowed"},
        Row{"? [a, b]\n: c\n", "t.yml:1:3: a key must be plain text"},
        Row{"a: 1\n b: 2\n", "t.yml:2:3: mapping values are not allowed in this context"},
        Row{"\tx: 1\n", "t.yml:1:1: found character that cannot start any token"},
        Row{"a: 'open\n", "t.yml:2:1: found unexpected end of stream"}}) {
    const auto documents = Parse(row.text, "t.yml");
    ASSERT_FALSE(documents.has_value()) << row.text;
    EXPECT_EQ(documents.error().message, row.message);
  }
}

TEST(YamlTest, AliasesCopyWithinLimits) {
  const Node node = One("a: &x [1, 2]\nb: *x\nc: {d: *x}\n");
  EXPECT_EQ(node.Texts("b"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(node.Find("b")->line, 2u);
  EXPECT_EQ(node.Find("c")->Texts("d").size(), 2u);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  const auto documents = Parse(bomb, "t.yml");
  ASSERT_FALSE(documents.has_value());
  EXPECT_EQ(documents.error().message, "t.yml:4:45: aliases bring in more than 10,000 values");
}

TEST(YamlTest, StreamGoesOnAfterABrokenDocument) {
  Stream stream("a: 1\n---\nb: [1\nc: 2\n---\nd: 1\nd: 2\n---\ne: 5\n");
  auto next = stream.Next();
  ASSERT_TRUE(next.has_value());
  EXPECT_TRUE(next->faults.empty());
  next = stream.Next();
  ASSERT_TRUE(next.has_value());
  ASSERT_EQ(next->faults.size(), 1u);
  EXPECT_EQ(next->faults[0].line, 4u);
  next = stream.Next();
  ASSERT_TRUE(next.has_value());
  ASSERT_EQ(next->faults.size(), 1u);
  EXPECT_EQ(next->faults[0].line, 7u);
  EXPECT_EQ(next->root.Text("d"), "1");
  next = stream.Next();
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->root.line, 9u);
  EXPECT_EQ(next->root.Text("e"), "5");
  EXPECT_FALSE(stream.Next().has_value());
}

TEST(YamlTest, BytesThatAreNotUtf8AreRefused) {
  for (const char* text : {"a: \xFF\n", "a: \xED\xA0\x80\n", "a: \xC3\n", "a: \x01\n"}) {
    EXPECT_FALSE(Parse(text, "t.yml").has_value()) << testing::PrintToString(text);
  }
}

TEST(YamlTest, DepthIsBounded) {
  auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']') + "\n";
  };
  EXPECT_TRUE(Parse(nested(64), "t.yml").has_value());
  const auto deep = Parse(nested(66), "t.yml");
  ASSERT_FALSE(deep.has_value());
  EXPECT_EQ(deep.error().message, "t.yml:1:66: nested deeper than 64");
  EXPECT_FALSE(Parse(nested(100000), "t.yml").has_value());
}

// Minutes, were each key looked for among those before it.
TEST(YamlTest, ManyKeysCostTimeInProportion) {
  std::string text;
  for (size_t i = 0; i < 300000; ++i) text += "k" + std::to_string(i) + ": \n";
  EXPECT_EQ(One(text).members.size(), 300000u);
  const auto twice = Parse(text + "k7: \n", "t.yml");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message, "t.yml:300001:1: duplicate key 'k7'");
}

TEST(YamlTest, SizeIsBounded) {
  const auto large = Parse("a: " + std::string(4 << 20, 'x'), "t.yml");
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().message, "t.yml: larger than 4 MiB");
}

}  // namespace
}  // namespace dcv::yaml
