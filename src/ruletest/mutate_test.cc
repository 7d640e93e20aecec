// SPDX-License-Identifier: Apache-2.0
#include "ruletest/mutate.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "base/json.h"
#include "base/json_locate.h"
#include "ruletest/outline.h"

namespace dcv::ruletest {
namespace {

std::vector<Variant> Variants(std::string_view event) {
  std::vector<Variant> out;
  ForEachVariant(event, [&](const Variant& variant) { out.push_back(variant); });
  return out;
}

std::multiset<std::string> Texts(std::string_view event, Change change, std::string_view pointer) {
  std::multiset<std::string> out;
  for (const Variant& variant : Variants(event)) {
    if (variant.change == change && variant.pointer == pointer) out.insert(variant.text);
  }
  return out;
}
using Set = std::multiset<std::string>;

TEST(OutlineTest, PlacesOfValues) {
  const std::string_view text = R"( {"a" : [1, "]\"", {}], "b": {"c": null} } )";
  const auto root = OutlineOf(text, 9, 9);
  ASSERT_TRUE(root.has_value());
  const auto slice = [&](const Outline& o) { return text.substr(o.begin, o.end - o.begin); };
  ASSERT_EQ(root->children.size(), 2u);
  EXPECT_EQ(slice(root->children[0]), R"([1, "]\"", {}])");
  ASSERT_EQ(root->children[0].children.size(), 3u);
  EXPECT_EQ(slice(root->children[0].children[1]), R"("]\"")");
  EXPECT_EQ(root->children[0].children[2].type, json::Type::kObject);
  EXPECT_EQ(text.substr(root->children[1].name_begin, 3), "\"b\"");
  EXPECT_EQ(slice(root->children[1].children[0]), "null");
  EXPECT_TRUE(OutlineOf(text, 1, 3)->children[0].children.empty());
  EXPECT_FALSE(OutlineOf(text, 9, 6).has_value());
  EXPECT_TRUE(OutlineOf(text, 9, 7).has_value());
}

TEST(MutateTest, EveryKindOfChange) {
  const std::string_view event =
      R"({"name": "Ask me", "n": 42, "ok": true, "list": ["a", {"z": "7"}], "j": "{\"q\": 1}"})";
  std::set<Change> seen;
  for (const Variant& variant : Variants(event)) seen.insert(variant.change);
  EXPECT_EQ(seen.size(), static_cast<size_t>(Change::kInArray) + 1);
}

TEST(MutateTest, WhatTheChangesAre) {
  const std::string_view event = R"({"a": "Key", "b": [1, "x"]})";
  EXPECT_EQ(Texts(event, Change::kRemoved, "/a"), Set{R"({"b": [1, "x"]})"});
  EXPECT_EQ(Texts(event, Change::kRemoved, "/b"), Set{R"({"a": "Key"})"});
  EXPECT_EQ(Texts(event, Change::kRemoved, "/b/0"), Set{R"({"a": "Key", "b": ["x"]})"});
  EXPECT_EQ(Texts(R"({"a": 1})", Change::kRemoved, "/a"), Set{"{}"});
  EXPECT_EQ(Texts(event, Change::kNull, "/a"), Set{R"({"a": null, "b": [1, "x"]})"});
  EXPECT_EQ(Texts(event, Change::kWrapped, "/b"), Set{R"({"a": "Key", "b": [[1, "x"]]})"});
  EXPECT_EQ(Texts(R"({"a": 1})", Change::kTwo, "/a"),
            (Set{R"({"a": [1,"other value"]})", R"({"a": ["other value", 1]})"}));
  EXPECT_EQ(Texts(R"({"a": 1})", Change::kDuplicate, "/a"),
            (Set{R"({"a":1,"a":"other value"})", R"({"a":"other value","a":1})"}));
  EXPECT_EQ(Texts(R"({"a": 1})", Change::kTyped, "/a"), Set{R"({"a": "1"})"});
  EXPECT_EQ(Texts(R"({"a": "1"})", Change::kTyped, "/a"), Set{R"({"a": 1})"});
  EXPECT_EQ(Texts(R"({"a": {"b": 1}})", Change::kTyped, "/a"), Set{R"({"a": "{\"b\": 1}"})"});
  EXPECT_EQ(Texts(R"({"a": "{\"b\": 1}"})", Change::kTyped, "/a"), Set{R"({"a": {"b": 1}})"});
  EXPECT_EQ(Texts(event, Change::kCase, "/a"), Set{R"({"a": "kEY", "b": [1, "x"]})"});
  EXPECT_EQ(Texts(R"({"a": "ask"})", Change::kFold, "/a"),
            (Set{"{\"a\": \"as\u212A\"}", "{\"a\": \"a\u017Fk\"}"}));
  EXPECT_EQ(Texts(R"({"aB": 1})", Change::kNameCase, "/aB"), Set{R"({"Ab":1})"});
  EXPECT_EQ(Texts(R"({"aJ": "J"})", Change::kEscaped, "/aJ"), Set{R"({"aJ": "\u004a"})"});
  EXPECT_EQ(Texts(R"({"aJ": 1})", Change::kNameEscape, "/aJ"), Set{R"({"\u0061\u004A":1})"});
  EXPECT_EQ(Texts(R"({"a": {"c": 1, "d": 2}, "b": 3})", Change::kOrder, ""),
            (Set{R"({"b":3,"a":{"c":1,"d":2}})", R"({"b":3,"a":{"d":2,"c":1}})"}));
  EXPECT_EQ(Texts(event, Change::kInArray, ""), Set{"[" + std::string(event) + "]"});
  EXPECT_EQ(Texts(R"({"a": "az9"})", Change::kNearMiss, "/a").count(R"({"a": "bz9"})"), 1u);
  EXPECT_EQ(Texts(R"({"a": "az9"})", Change::kNearMiss, "/a").count(R"({"a": "az0"})"), 1u);
  EXPECT_EQ(Texts(R"({"a": "az9"})", Change::kNearMiss, "/a").count(R"({"a": "az"})"), 1u);
}

TEST(MutateTest, PointersAreEscaped) {
  EXPECT_EQ(Texts(R"({"a/b~": 1})", Change::kRemoved, "/a~1b~0"), Set{"{}"});
}

TEST(MutateTest, EveryVariantIsJsonAndOther) {
  const std::string_view events[] = {
      R"({})",
      R"({"a": {"b": [{}, [], null, true, -1.5e3, "\ud83d\ude00 caf\u00e9 \\ \" \n", ""]}, "": 0})",
      R"({ "s": "\u212a", "t":"K" , "u" : [ [ [ "deep" ] ] ] })",
      "{\"emoji\": \"\U0001F600\", \"\u00e9\": \"\u00e9\"}",
  };
  for (const std::string_view event : events) {
    for (const Variant& variant : Variants(event)) {
      const json::Scan scan = json::ScanValue(variant.text, 512);
      EXPECT_TRUE(scan.valid && scan.end == variant.text.size())
          << ToString(variant.change) << " " << variant.pointer << " " << variant.text;
      EXPECT_NE(variant.text, event) << ToString(variant.change);
    }
  }
}

// What only the writing changes is the same event.
TEST(MutateTest, EscapesKeepTheValues) {
  const std::string event = "{\"na\u00efve\": [\"\U0001F600k\", {\"x\": \"a\\nb\"}]}";
  const auto plain = [](std::string text) {
    const size_t size = text.size();
    text.append(json::Parser::kPadding, ' ');
    json::Parser parser;
    const auto value = parser.Parse({text.data(), size});
    return value ? value->Plain() : "not JSON: " + text;
  };
  size_t checked = 0;
  for (const Variant& variant : Variants(event)) {
    if (variant.change != Change::kEscaped && variant.change != Change::kNameEscape &&
        variant.change != Change::kBlanks) {
      continue;
    }
    ++checked;
    EXPECT_EQ(plain(variant.text), plain(event)) << variant.text;
  }
  EXPECT_EQ(checked, 3u + 2u + 2u);
}

TEST(MutateTest, SameEventSameVariants) {
  std::string event = "{";
  for (int i = 0; i < 2000; ++i) {
    event +=
        (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":\"value " + std::to_string(i) + "\"";
  }
  event += "}";
  const auto first = Variants(event), second = Variants(event);
  ASSERT_EQ(first.size(), second.size());
  std::set<std::string> pointers;
  for (size_t i = 0; i < first.size(); ++i) {
    ASSERT_EQ(first[i].text, second[i].text);
    pointers.insert(first[i].pointer);
  }
  EXPECT_LE(pointers.size(), kMaxChanged + 1);
  EXPECT_GT(pointers.size(), kMaxChanged / 2);
}

}  // namespace
}  // namespace dcv::ruletest
