// SPDX-License-Identifier: Apache-2.0
// Places, limits and print of event patterns; what they select is in tests/events.
#include "events/eventbridge.h"

#include <gtest/gtest.h>

#include <chrono>

#include "events/evaluate.h"

namespace dcv::events {
namespace {

std::string Told(const Parsed& parsed) {
  if (parsed.problems.empty()) return "";
  const Problem& problem = parsed.problems[0];
  return std::string(problem.code) + " " + std::to_string(problem.place.line) + ":" +
         std::to_string(problem.place.column) + " " + problem.message;
}

TEST(EventBridgeTest, ProblemsSayWhere) {
  EXPECT_EQ(Told(ParseEventBridge("{\n  \"a\": \"x\"\n}")), "E003 2:8 a has a bare value");
  EXPECT_EQ(Told(ParseEventBridge("{\"a\": [{\"numeric\": [\">\"]}]}")),
            "E005 1:20 \"numeric\" takes [\"=\", number], or one or two of < <= > >= with numbers");
  EXPECT_EQ(Told(ParseEventBridge("{\"\u00e9\": [{\"near\": 1}]}")),
            "E004 1:9 no operator is named \"near\"");
  EXPECT_EQ(Told(ParseEventBridge("{\"a\": [\"x\"")), "E001 1:11 text ends inside an array");
}

TEST(EventBridgeTest, ARefusedPatternIsUnknown) {
  const Parsed parsed = ParseEventBridge("{\"a\":[]}");
  EXPECT_EQ(parsed.selector.root.kind, Expr::Kind::kUnknown);
  EXPECT_EQ(ToText(parsed.selector.root), "\"{\"a\":[]}\" (not read)");
}

TEST(EventBridgeTest, PrintsInWords) {
  const Parsed parsed = ParseEventBridge(
      R"({"a":["x","y"],"b":[{"prefix":"p"},{"exists":false}],"$or":[{"c":[{"numeric":[">",1,"<=",5]}]},)"
      R"({"d.e":[{"anything-but":["u","v w"]}]}],"f":[{"cidr":"10.0.0.0/8"}],"g h":[null]})");
  EXPECT_EQ(ToText(parsed.selector.root),
            "a in (x, y) and (b begins with p or does not exist) and (c > 1 and <= 5 or d.e not in "
            "(u, \"v w\")) and f in 10.0.0.0/8 and \"g h\" = null");
}

TEST(EventBridgeTest, LimitsAreTold) {
  EXPECT_EQ(Told(ParseEventBridge("{\"a\":[\"" + std::string(kMaxText, 'x') + "\"]}")),
            "E002 1:1 the pattern is larger than 64 KiB");
  std::string many = "{\"a\":[1";
  for (size_t i = 0; i < kMaxComparisons; ++i) many += ",1";
  EXPECT_EQ(Told(ParseEventBridge(many + "]}")).substr(0, 4), "E002");
  std::string fields = "{\"a\":[1]";
  for (int i = 0; i < 500; ++i) fields += ",\"b" + std::to_string(i) + "\":[1]";
  EXPECT_EQ(Told(ParseEventBridge(fields + "}")).substr(0, 4), "E002");
}

// An event whose arrays multiply: the answer is unknown, not late.
TEST(EventBridgeTest, AnExpensiveEventIsUnknown) {
  std::string pattern = "{", event = "{";
  for (int i = 0; i < 12; ++i) {
    const std::string name = "\"f" + std::to_string(i) + "\"";
    pattern += name + ":{\"x\":[{\"anything-but\":\"-\"}]},";
    event += name + ":[";
    for (int k = 0; k < 12; ++k) event += "{\"x\":\"1\"},";
    event.back() = ']';
    event += ',';
  }
  pattern += "\"last\":[\"no\"]}";
  event += "\"last\":\"yes\"}";
  const Parsed parsed = ParseEventBridge(pattern);
  ASSERT_TRUE(parsed.problems.empty());
  std::string padded = event + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, event.size()));
  ASSERT_TRUE(value.has_value());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Evaluate(parsed.selector, {event, *value}), Truth::kUnknown);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace dcv::events
