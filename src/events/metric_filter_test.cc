// SPDX-License-Identifier: Apache-2.0
// Places, limits and print of filter patterns; what they select is in tests/events.
#include "events/metric_filter.h"

#include <gtest/gtest.h>

namespace dcv::events {
namespace {

std::string Told(std::string_view pattern) {
  const Parsed parsed = ParseMetricFilter(pattern);
  if (parsed.problems.empty()) return "";
  const Problem& problem = parsed.problems[0];
  return std::string(problem.code) + " " + std::to_string(problem.place.line) + ":" +
         std::to_string(problem.place.column) + " " + problem.message;
}

TEST(MetricFilterTest, ProblemsSayWhere) {
  EXPECT_EQ(Told("{ $.a = \"x }"), "E007 1:9 a quoted text does not end");
  EXPECT_EQ(Told("{ $.a == 1 }"), "E007 1:7 there is no ==");
  EXPECT_EQ(Told("{ $.a = 1 & $.b = 2 }"),
            "E007 1:11 a comparison is followed by neither &&, || nor }");
  EXPECT_EQ(Told("{ ($.a = 1 }"), "E007 1:3 a parenthesis is not closed");
  EXPECT_EQ(Told("{ $.a[x] = 1 }"), "E007 1:6 an element of an array is [number] or [*]");
  EXPECT_EQ(Told("[a, b"), "E007 1:6 the list of columns does not end");
  EXPECT_EQ(Told("a ?b"), "E008 1:3 1 of the terms is ignored");
}

TEST(MetricFilterTest, PrintsInWords) {
  EXPECT_EQ(ToText(ParseMetricFilter(
                       "{ $.a.b[0] = \"x*\" && ($.c NOT EXISTS || $.d[*] != 5) && $.e < 3 }")
                       .selector.root),
            "a.b[0] is like x* and (c does not exist or d[*] != 5) and e < 3");
  EXPECT_EQ(ToText(ParseMetricFilter("ERROR -\"exit 0\"").selector.root),
            "the event's text contains ERROR and not (the event's text contains \"exit 0\")");
}

TEST(MetricFilterTest, ColumnsHaveNames) {
  const Parsed parsed = ParseMetricFilter("[ip, , code = 4*, ...]");
  EXPECT_EQ(parsed.selector.columns, (std::vector<std::string>{"ip", "#2", "code", "..."}));
  EXPECT_EQ(ToText(parsed.selector.root), "code is like 4*");
}

TEST(MetricFilterTest, LimitsAreTold) {
  EXPECT_EQ(Told(std::string(kMaxText + 1, 'x')), "E002 1:1 the pattern is larger than 64 KiB");
  const std::string deep(1000, '(');
  EXPECT_EQ(Told("{ " + deep + "$.a = 1"), "E007 1:68 nested deeper than 64");
}

}  // namespace
}  // namespace dcv::events
