// SPDX-License-Identifier: Apache-2.0
#include "logsource/shape.h"

#include <gtest/gtest.h>

namespace dcv::logsource {
namespace {

using Texts = std::vector<std::string>;

Texts Placed(const Texts& paths, const Texts& shapes) {
  std::vector<Path> parsed;
  for (const std::string& path : paths) parsed.push_back(*ParsePath(path));
  std::vector<Shape> all;
  for (const std::string& shape : shapes) all.push_back(*ParseShape(shape));
  Texts out;
  for (const Path& path : PutIntoShapes(parsed, all)) out.push_back(ToText(path));
  return out;
}

TEST(ShapeTest, ThePlaceholderIsAPart) {
  EXPECT_EQ(Placed({"a.b[].c"}, {"{}"}), Texts{"a.b[].c"});
  EXPECT_EQ(Placed({"a.b"}, {"{}", "x.{}", "x.{}.y", "{}[].z"}),
            (Texts{"a.b", "x.a.b", "x.a.b.y", "a.b[].z"}));
  EXPECT_EQ(Placed({"\"a.b\""}, {"x.{}"}), Texts{"x.\"a.b\""});
}

TEST(ShapeTest, AfterANameItIsTheMarkOfJson) {
  EXPECT_EQ(Placed({"a"}, {"m{}.{}"}), Texts{"m{}.a"});
  EXPECT_EQ(Placed({"a"}, {"m[]{}.{}{}"}), Texts{"m[]{}.a{}"});
}

TEST(ShapeTest, ThePlaceholderIsAFlatKey) {
  EXPECT_EQ(Placed({"a.b", "a[].b", "c"}, {"\"{}\""}), (Texts{"\"a.b\"", "c"}));
  EXPECT_EQ(Placed({"a.b"}, {"x.\"d.{}\".y"}), Texts{"x.\"d.a.b\".y"});
  EXPECT_EQ(Placed({"a"}, {R"("\"{}\"")"}), Texts{R"("\"a\"")"});
  EXPECT_EQ(Placed({"a{}.b", "a[n=v].b"}, {"\"{}\""}), Texts{});
}

TEST(ShapeTest, ThePlaceholderIsAValue) {
  EXPECT_EQ(Placed({"Image", "a.b", "c[]"}, {"E.Data[@Name={}].#text"}),
            Texts{"E.Data[@Name=Image].#text"});
  EXPECT_EQ(Placed({"a"}, {"D[n=\"x {}]\"].v"}), Texts{"D[n=\"x a]\"].v"});
}

TEST(ShapeTest, EachResultOnce) {
  EXPECT_EQ(Placed({"a", "x.a", "a"}, {"{}", "{}"}), (Texts{"a", "x.a"}));
}

TEST(ShapeTest, PathsThatBeginAsAShapeAreWrittenOut) {
  const Texts shapes = {"{}", "Event.EventData.{}", "D[Name={}].v"};
  EXPECT_EQ(Placed({"EventID", "Event.System.EventID"}, shapes),
            (Texts{"EventID", "Event.System.EventID"}));
  EXPECT_EQ(Placed({"Event"}, shapes),
            (Texts{"Event", "Event.EventData.Event", "D[Name=Event].v"}));
  EXPECT_EQ(Placed({"EventX.a"}, shapes), (Texts{"EventX.a", "Event.EventData.EventX.a"}));
}

TEST(ShapeTest, Faults) {
  for (const char* text : {"", "a", "a{}", "{}.{}", "a.{}b", "{}b", "a.{", "[{}].a", "a..{}",
                           "x.\"a\".be={}", "D[n=x{}]", "a[{}=v]"}) {
    const auto shape = ParseShape(text);
    ASSERT_FALSE(shape.has_value()) << text;
    EXPECT_EQ(shape.error().message, std::string("bad shape '") + text + "'");
  }
}

}  // namespace
}  // namespace dcv::logsource
