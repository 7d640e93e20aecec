// SPDX-License-Identifier: Apache-2.0
#include "logsource/path.h"

#include <gtest/gtest.h>

namespace dcv::logsource {
namespace {

using Kind = Segment::Kind;

Segment Name(std::string name) {
  return {Kind::kMember, std::move(name), {}};
}

TEST(PathTest, Grammar) {
  struct Row {
    const char* text;
    Path path;
  };
  const Segment elements{Kind::kElements, {}, {}}, json{Kind::kJson, {}, {}};
  for (const Row& row : {
           Row{"a", {Name("a")}},
           Row{"a.b", {Name("a"), Name("b")}},
           Row{"\"a.b\".c", {Name("a.b"), Name("c")}},
           Row{R"("say \"x\" \\ \n")", {Name(R"(say "x" \ \n)")}},
           Row{"a[].b", {Name("a"), elements, Name("b")}},
           Row{"a[][]", {Name("a"), elements, elements}},
           Row{"a{}.b", {Name("a"), json, Name("b")}},
           Row{"a[].b{}[].c", {Name("a"), elements, Name("b"), json, elements, Name("c")}},
           Row{"a[name=Role].value", {Name("a"), {Kind::kWhere, "name", "Role"}, Name("value")}},
           Row{"D[@Name=a.b = c].#text",
               {Name("D"), {Kind::kWhere, "@Name", "a.b = c"}, Name("#text")}},
           Row{R"(D["a=b"="]"])", {Name("D"), {Kind::kWhere, "a=b", "]"}}},
           Row{"[].a", {elements, Name("a")}},
           Row{"{}", {json}},
           Row{"@message{}", {Name("@message"), json}},
           Row{"x y-z/1:*?=", {Name("x y-z/1:*?=")}},
           Row{"\"\"", {Name("")}},
       }) {
    const Result<Path> path = ParsePath(row.text);
    ASSERT_TRUE(path.has_value()) << row.text;
    EXPECT_EQ(*path, row.path) << row.text;
    EXPECT_EQ(*ParsePath(ToText(*path)), row.path) << ToText(*path);
  }
  EXPECT_EQ(ToText(*ParsePath("\"a\".\"b.c\"[\"n\"=\"v\"]{}[]")), "a.\"b.c\"[n=v]{}[]");
}

TEST(PathTest, WhatIsWrongIsNamed) {
  struct Row {
    const char *text, *message;
  };
  for (const Row& row : {
           Row{"", "bad path '': a name is missing at character 1"},
           Row{"a..b", "bad path 'a..b': a name is missing at character 3"},
           Row{".a", "bad path '.a': a name is missing at character 1"},
           Row{"a.", "bad path 'a.': a name is missing at character 3"},
           Row{"a.[]", "bad path 'a.[]': a name is missing at character 3"},
           Row{"a[]b", "bad path 'a[]b': expected '.', '[' or '{' at character 4"},
           Row{"a]", "bad path 'a]': expected '.', '[' or '{' at character 2"},
           Row{"a\"b\"", "bad path 'a\"b\"': expected '.', '[' or '{' at character 2"},
           Row{"a[", "bad path 'a[': a name is missing at character 3"},
           Row{"a[b]", "bad path 'a[b]': expected '=' at character 4"},
           Row{"a[b=]", "bad path 'a[b=]': a value is missing at character 5"},
           Row{"a[b=c", "bad path 'a[b=c': expected ']' at character 6"},
           Row{"a{", "bad path 'a{': expected '}' at character 3"},
           Row{"a{0}", "bad path 'a{0}': expected '}' at character 3"},
           Row{"\"a", "bad path '\"a': expected '\"' at character 3"},
           Row{"\"a\\\"", "bad path '\"a\\\"': expected '\"' at character 5"},
       }) {
    const Result<Path> path = ParsePath(row.text);
    ASSERT_FALSE(path.has_value()) << row.text;
    EXPECT_EQ(path.error().message, row.message);
    EXPECT_EQ(path.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(PathTest, LengthIsLimited) {
  std::string names = "a", marks = "a", json = "a{}{}{}{}{}{}{}{}";
  for (int i = 1; i < 64; ++i) {
    names += ".a";
    marks += "[]";
  }
  for (const std::string& text : {names, marks, json}) {
    EXPECT_TRUE(ParsePath(text).has_value()) << text;
  }
  for (const std::string& text :
       {names + ".a", marks + "[]", json + "{}", std::string(1 << 20, '[')}) {
    EXPECT_FALSE(ParsePath(text).has_value()) << text.substr(0, 200);
  }
  EXPECT_EQ(PathOfFieldName(names).size(), 64u);
  EXPECT_EQ(PathOfFieldName(names + ".a"), Path{Name(names + ".a")});
}

TEST(PathTest, FieldNamesOfRules) {
  struct Row {
    const char *field, *path;
  };
  for (const Row& row : {
           Row{"a", "a"},
           Row{"a.b", "a.b"},
           Row{"target{}.detailEntry", "target[].detailEntry"},
           Row{"a[].b{}", "a[].b[]"},
           Row{"a{}[].b", "a[][].b"},
           Row{"c-uri", "c-uri"},
           Row{"a=b", "a=b"},
           Row{"", "\"\""},
           Row{"a..b", "\"a..b\""},
           Row{".a", "\".a\""},
           Row{"a.", "\"a.\""},
           Row{"a[0].b", "\"a[0].b\""},
           Row{"[].a", "\"[].a\""},
           Row{"a[]b", "\"a[]b\""},
           Row{"a{", "\"a{\""},
           Row{"say \"x\"", "\"say \\\"x\\\"\""},
       }) {
    const Path path = PathOfFieldName(row.field);
    EXPECT_EQ(ToText(path), row.path) << row.field;
    EXPECT_EQ(*ParsePath(row.path), path) << row.field;
  }
}

}  // namespace
}  // namespace dcv::logsource
