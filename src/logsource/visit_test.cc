// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "logsource/path.h"
#include "logsource/test_json.h"

namespace dcv::logsource {
namespace {

using Texts = std::vector<std::string>;

Texts Visited(std::string_view event, std::string_view path, size_t at_most = 1000) {
  const TestJson json(event);
  Texts out;
  Visit(json.value(), *ParsePath(path), [&](json::Value value) {
    out.push_back(Shown(value));
    return out.size() < at_most;
  });
  return out;
}

TEST(VisitTest, Members) {
  EXPECT_EQ(Visited(R"({"a":{"b":1}})", "a.b"), Texts{"1"});
  EXPECT_EQ(Visited(R"({"a.b":1,"a":{"b":2}})", "\"a.b\""), Texts{"1"});
  EXPECT_EQ(Visited(R"({"a":null})", "a"), Texts{"null"});
  EXPECT_EQ(Visited(R"({"a":{}})", "a"), Texts{"an object"});
  EXPECT_EQ(Visited(R"({"":{"":true}})", "\"\".\"\""), Texts{"true"});
  EXPECT_EQ(Visited(R"({"a":1,"a":2})", "a"), Texts{"1"}) << "of duplicates the first";
  EXPECT_EQ(Visited(R"({"a":{"x":1},"a":{"b":2}})", "a.b"), Texts{});
  for (const char* event : {R"({})", R"({"A":1})", R"({"a":null})", R"({"a":"b"})", "1", "[]"}) {
    EXPECT_EQ(Visited(event, "a.b"), Texts{}) << event;
  }
}

TEST(VisitTest, ArraysDistributeWhereverTheyStand) {
  const char* event = R"({"a":[{"b":[1,2]},{"c":0},7,{"b":[[3],[]]}]})";
  const Texts all = {"1", "2", "3", "an array"};
  for (const char* path : {"a.b", "a[].b", "a[].b[]", "a[][].b[][]"}) {
    EXPECT_EQ(Visited(event, path), all) << path;
  }
  EXPECT_EQ(Visited(R"([{"a":1},[{"a":2}]])", "a"), (Texts{"1", "2"}));
  EXPECT_EQ(Visited(R"([{"a":1}])", "[].a"), Texts{"1"});
}

TEST(VisitTest, AnEmptyArrayAtTheEndIsVisited) {
  EXPECT_EQ(Visited(R"({"a":[]})", "a"), Texts{"an array"});
  EXPECT_EQ(Visited(R"({"a":[]})", "a[]"), Texts{"an array"});
  EXPECT_EQ(Visited(R"({"a":[]})", "a.b"), Texts{});
}

TEST(VisitTest, AMarkOfElementsAcceptsALoneValue) {
  EXPECT_EQ(Visited(R"({"a":{"b":1}})", "a[].b"), Texts{"1"});
  EXPECT_EQ(Visited(R"({"a":1})", "a[]"), Texts{"1"});
}

TEST(VisitTest, Where) {
  const char* event =
      R"({"p":[{"Name":"Role","v":1},{"name":"Role","v":2},{"Name":"ROLE","v":[3,4]},
                               {"Name":["Role"],"v":5},{"Name":7,"v":6},"Role",{"v":8}]})";
  EXPECT_EQ(Visited(event, "p[Name=role].v"), (Texts{"1", "3", "4"}));
  EXPECT_EQ(Visited(event, "p[Name=Rol].v"), Texts{});
  EXPECT_EQ(Visited(event, "p[Name=7].v"), Texts{});
  EXPECT_EQ(Visited(event, "p[v=\"\"]"), Texts{});
  EXPECT_EQ(Visited(R"({"p":{"Name":"a","v":1}})", "p[Name=A].v"), Texts{"1"}) << "a lone element";
}

TEST(VisitTest, JsonInText) {
  EXPECT_EQ(Visited(R"({"m":"{\"a\":[1,{\"b\":2}]}"})", "m{}.a.b"), Texts{"2"});
  EXPECT_EQ(Visited(R"({"m":"[1,2]"})", "m{}"), (Texts{"1", "2"}));
  EXPECT_EQ(Visited(R"({"m":["{\"a\":1}","no","{\"a\":2}"]})", "m{}.a"), (Texts{"1", "2"}));
  const std::string inner = R"({"b":)" + Quoted(R"({"c":"x"})") + "}";
  EXPECT_EQ(Visited(R"({"a":)" + Quoted(inner) + "}", "a{}.b{}.c"), Texts{"x"});
  for (const char* event : {R"({"m":""})", R"({"m":"{\"a\":1"})", R"({"m":"{\"a\":1} x"})",
                            R"({"m":{"a":1}})", R"({"m":7})"}) {
    EXPECT_EQ(Visited(event, "m{}.a"), Texts{}) << event;
  }
}

TEST(VisitTest, TheVisitorStops) {
  EXPECT_EQ(Visited(R"({"a":[1,2,3]})", "a", 2), (Texts{"1", "2"}));
  EXPECT_EQ(Visited(R"({"m":["[1,2]","[3]"]})", "m{}", 2), (Texts{"1", "2"}));
  EXPECT_EQ(Visited(R"([[{"a":1}],{"a":2}])", "a", 1), Texts{"1"});
}

TEST(VisitTest, BranchesThatLeadNowhereAreTheirElements) {
  const auto branches = [](std::string_view event, std::string_view path) {
    const TestJson json(event);
    Texts out;
    VisitBranches(json.value(), *ParsePath(path), [&](json::Value value) {
      const json::Value id = value.Find("id");
      out.push_back(Shown(id.Is(json::Type::kAbsent) ? value : id));
      return true;
    });
    return out;
  };
  const char* event = R"({"a":[{"id":1},{"id":2,"b":3},4,[{"id":5}],{"id":6,"b":[]},
                               {"id":7,"b":[{"id":8},[]]}],"m":["{\"id\":9}","no",7]})";
  EXPECT_EQ(branches(event, "a[].b"), (Texts{"1", "3", "4", "5", "an array", "8", "an array"}));
  EXPECT_EQ(branches(event, "a.b.c"), (Texts{"1", "2", "4", "5", "6", "8", "an array"}));
  EXPECT_EQ(branches(event, "m[]{}"), (Texts{"9", "no", "7"}));
  EXPECT_EQ(branches(event, "a[id=1].b"), Texts{}) << "what a condition leaves out is no branch";
  for (const char* path : {"n", "n[]", "n.o", "a{}.b[id=x]"}) {
    EXPECT_EQ(branches(R"({"id":1})", path), Texts{}) << path;
  }
}

TEST(VisitTest, Hostile) {
  // The deepest arrays that the parser takes, JSON inside the innermost, as often as a path can
  // say.
  std::string text = "\"end\"", path = "a";
  for (int level = 0; level < 3; ++level) {
    text = std::string(500, '[') + (level == 0 ? text : Quoted(text)) + std::string(500, ']');
    path += level == 0 ? "" : "{}";
  }
  EXPECT_EQ(Visited(R"({"a":)" + text + "}", path), Texts{"end"});
  EXPECT_EQ(Visited(R"({"a":)" + text + "}", path + "{}{}{}{}{}{}"), Texts{});
  Visit(json::Value(), *ParsePath("a"), [](json::Value) -> bool {
    ADD_FAILURE() << "nothing is there";
    return false;
  });
}

}  // namespace
}  // namespace dcv::logsource
