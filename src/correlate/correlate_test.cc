// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlate.h"

#include "correlate/test_stream.h"

namespace dcv::correlate {
namespace {

std::string One(const std::string& type, const std::string& rules, const std::string& rest) {
  return Correlated(
      "one", "type: " + type + ", rules: [" + rules + "], group-by: [user], timespan: 10s" + rest);
}

Texts With(const std::string& user, const std::string& name, std::vector<std::string> values) {
  return {{"user", {user}}, {name, std::move(values)}};
}

TEST(CorrelateTest, CountsEventsByGroup) {
  TestStream stream(One("event_count", "a", ", condition: {gte: 3}"));
  stream.At(0, 0, "x").At(1000, 0, "y").At(2000, 0, "x").At(3000, 1, "x").At(4000, 0, "x");
  EXPECT_EQ(stream.Summary(), "0@4000 user=x 3");
  const Detection& one = stream.detections()[0];
  EXPECT_EQ(one.first_ms, 0);
  EXPECT_EQ(one.number, 1u);
  EXPECT_EQ(one.events, (std::vector<uint64_t>{0, 2, 4}));
  EXPECT_EQ(one.events_total, 3u);
  EXPECT_FALSE(stream.correlator().Counts(1));
}

TEST(CorrelateTest, BothEndsOfTheWindowBelongToIt) {
  const std::string rule = One("event_count", "a", ", condition: {gte: 2}");
  TestStream on(rule), over(rule);
  EXPECT_EQ(on.At(500, 0, "x").At(10'500, 0, "x").Summary(), "0@10500 user=x 2");
  EXPECT_EQ(over.At(500, 0, "x").At(10'501, 0, "x").Summary(), "");
}

TEST(CorrelateTest, HitsOfOneMomentAreJudgedTogether) {
  TestStream stream(One("event_count", "a", ", condition: {eq: 2}"));
  stream.At(0, 0, "x").At(0, 0, "x").At(0, 0, "x").At(20'000, 0, "x").At(20'000, 0, "x");
  EXPECT_EQ(stream.Summary(), "0@20000 user=x 2") << "never exactly two at moment 0";
}

TEST(CorrelateTest, QuietForATimespanAfterADetection) {
  TestStream stream(One("event_count", "a", ", condition: {gte: 1}"));
  stream.At(0, 0, "x").At(4000, 0, "x").At(10'000, 0, "x").At(10'001, 0, "x").At(10'002, 0, "y");
  EXPECT_EQ(stream.Summary(), "0@0 user=x 1; 0@10001 user=x 3; 0@10002 user=y 1");
  EXPECT_EQ(stream.correlator().tally().correlations[0].quiet, 2u);
  EXPECT_EQ(stream.correlator().tally().correlations[0].detections, 3u);
}

TEST(CorrelateTest, AllThresholdsHold) {
  TestStream stream(One("event_count", "a", ", condition: {gt: 1, lt: 3}"));
  stream.At(0, 0, "x").At(0, 0, "x").At(0, 0, "x").At(0, 0, "y").At(0, 0, "y");
  EXPECT_EQ(stream.Summary(), "0@0 user=y 2");
}

TEST(CorrelateTest, UpperBoundsAreJudgedAtHitsOnly) {
  TestStream stream(One("event_count", "a", ", condition: {lte: 3}"));
  EXPECT_EQ(stream.At(0, 0, "x").Summary(), "0@0 user=x 1");
}

TEST(CorrelateTest, AnEventOfSeveralRulesIsOneEvent) {
  TestStream stream(One("event_count", "a, b", ", condition: {gte: 2}"));
  stream.Add({0, 1, 0, {{"user", {"x"}}}});
  stream.Add({0, 1, 1, {{"user", {"x"}}}});
  EXPECT_EQ(stream.Summary(), "");
}

TEST(CorrelateTest, DifferentValues) {
  TestStream stream(One("value_count", "a", ", condition: {gte: 2, field: ip}"));
  stream.At(0, 0, With("x", "ip", {"1"})).At(1, 0, With("x", "ip", {"1"}));
  stream.At(2, 0, With("x", "other", {"2"}));
  stream.At(3, 0, With("x", "ip", {"2"}));
  EXPECT_EQ(stream.Summary(), "0@3 user=x 2");
  EXPECT_EQ(stream.detections()[0].events, (std::vector<uint64_t>{1, 3})) << "newest of each";
  EXPECT_EQ(stream.correlator().tally().correlations[0].no_value, 1u);
}

TEST(CorrelateTest, AValueLeavesWithItsNewestHit) {
  TestStream stream(One("value_count", "a", ", condition: {gte: 2, field: ip}"));
  stream.At(0, 0, With("x", "ip", {"1"})).At(5000, 0, With("x", "ip", {"1"}));
  stream.At(15'000, 0, With("x", "ip", {"2"}));
  EXPECT_EQ(stream.Summary(), "0@15000 user=x 2");
}

TEST(CorrelateTest, DifferentPairsOfValues) {
  TestStream stream(One("value_count", "a", ", condition: {gte: 3, field: [ip, port]}"));
  const auto pair = [](const char* ip, const char* port) {
    return Texts{{"user", {"x"}}, {"ip", {ip}}, {"port", {port}}};
  };
  stream.At(0, 0, pair("1", "23")).At(1, 0, pair("12", "3")).At(2, 0, pair("1", "23"));
  EXPECT_EQ(stream.At(3, 0, pair("12", "4")).Summary(), "0@3 user=x 3");
}

TEST(CorrelateTest, NumbersOf64BitsAreExact) {
  TestStream values(One("value_count", "a", ", condition: {gte: 2, field: id}"));
  values.At(0, 0, With("x", "id", {"9007199254740992"}));
  values.At(1, 0, With("x", "id", {"9007199254740993"}));
  EXPECT_EQ(values.Summary(), "0@1 user=x 2");
  TestStream sums(One("value_sum", "a", ", condition: {gt: 9007199254740992, field: n}"));
  sums.At(0, 0, With("x", "n", {"9007199254740992"})).At(1, 0, With("x", "n", {"1"}));
  EXPECT_EQ(sums.Finish().size(), 1u);
  EXPECT_EQ(sums.detections()[0].last_ms, 1);
}

TEST(CorrelateTest, SumsOfDecimalsAreExact) {
  TestStream stream(One("value_sum", "a", ", condition: {gte: 2, field: n}"));
  for (int64_t i = 0; i < 5; ++i) stream.At(i, 0, With("x", "n", {"0.4"}));
  EXPECT_EQ(stream.Summary(), "0@4 user=x 2");
}

TEST(CorrelateTest, SumsForgetWhatLeaves) {
  TestStream stream(One("value_sum", "a", ", condition: {eq: 7, field: n}"));
  stream.At(0, 0, With("x", "n", {"-1e300"})).At(1, 0, With("x", "n", {"18446744073709551615"}));
  stream.At(2, 0, With("x", "n", {"text"})).At(20'000, 0, With("x", "n", {"3", "4"}));
  EXPECT_EQ(stream.Summary(), "0@20000 user=x 7");
  EXPECT_EQ(stream.correlator().tally().correlations[0].no_value, 1u);
}

TEST(CorrelateTest, Means) {
  TestStream stream(One("value_avg", "a", ", condition: {lt: 2.5, field: n}"));
  stream.At(0, 0, With("x", "n", {"3"})).At(1, 0, With("x", "n", {"2"}));
  stream.At(2, 0, With("x", "n", {"2"}));
  EXPECT_EQ(stream.Summary(), "0@2 user=x 2.333333333");
}

TEST(CorrelateTest, MediansAndPercentiles) {
  TestStream median(One("value_median", "a", ", condition: {gte: 2.5, field: n}"));
  median.At(0, 0, With("x", "n", {"2"})).At(1, 0, With("x", "n", {"1", "3", "100"}));
  EXPECT_EQ(median.Summary(), "0@1 user=x 2.5");
  TestStream ninety(
      One("value_percentile", "a", ", condition: {gte: 9, field: n, percentile: 90}"));
  for (int64_t i = 1; i <= 11; ++i) ninety.At(i, 0, With("x", "n", {std::to_string(11 - i)}));
  EXPECT_EQ(ninety.Summary(), "0@1 user=x 10") << "one value is every percentile";
}

TEST(CorrelateTest, TemporalInAnyOrder) {
  const std::string rule = One("temporal", "a, b, c", "");
  TestStream stream(rule);
  stream.At(0, 2, "x").At(1, 0, "y").At(2, 0, "x").At(9000, 1, "x").At(9000, 1, "y");
  EXPECT_EQ(stream.Summary(), "0@9000 user=x 3");
  EXPECT_EQ(stream.detections()[0].events, (std::vector<uint64_t>{0, 2, 3}));
  TestStream late(rule);
  EXPECT_EQ(late.At(0, 2, "x").At(2, 0, "x").At(10'001, 1, "x").Summary(), "");
}

TEST(CorrelateTest, TemporalWithFewerRules) {
  TestStream stream(One("temporal", "a, b, c", ", condition: {gte: 2}"));
  EXPECT_EQ(stream.At(0, 0, "x").At(1, 0, "x").At(2, 2, "x").Summary(), "0@2 user=x 2");
}

TEST(CorrelateTest, TemporalByExpression) {
  const std::string rule = One("temporal", "a, b, c", ", condition: 'a and not b'");
  TestStream without(rule), with(rule);
  EXPECT_EQ(without.At(0, 2, "x").At(1, 0, "x").Summary(), "0@1 user=x 2");
  EXPECT_EQ(with.At(0, 1, "x").At(1, 0, "x").Summary(), "");
}

TEST(CorrelateTest, OrderedNeedsTheOrder) {
  const std::string rule = One("temporal_ordered", "a, b, c", "");
  TestStream good(rule), bad(rule), same(rule), again(rule);
  EXPECT_EQ(good.At(0, 0, "x").At(1, 1, "x").At(2, 2, "x").Summary(), "0@2 user=x 3");
  EXPECT_EQ(bad.At(0, 1, "x").At(1, 0, "x").At(2, 2, "x").Summary(), "");
  EXPECT_EQ(same.At(0, 2, "x").At(0, 1, "x").At(0, 0, "x").Summary(), "0@0 user=x 3")
      << "equal times are in order";
  // The chain that began last is the one within the window, whatever came between.
  again.At(0, 0, "x").At(1000, 1, "x").At(5000, 0, "x").At(6000, 1, "x").At(7000, 0, "x");
  EXPECT_EQ(again.At(15'000, 2, "x").Summary(), "0@15000 user=x 3");
  EXPECT_EQ(again.detections()[0].first_ms, 5000);
  EXPECT_EQ(again.detections()[0].events, (std::vector<uint64_t>{2, 3, 5}));
}

TEST(CorrelateTest, OrderedWithFewerRulesOrAnExpression) {
  TestStream two(One("temporal_ordered", "a, b, c", ", condition: {gte: 2}"));
  EXPECT_EQ(two.At(0, 2, "x").At(1, 1, "x").At(2, 0, "x").At(3, 2, "x").Summary(), "0@3 user=x 2");
  const std::string either = One("temporal_ordered", "a, b, c", ", condition: '(a or b) and c'");
  TestStream first(either), wrong(either);
  EXPECT_EQ(first.At(0, 1, "x").At(1, 0, "x").At(2, 2, "x").Summary(), "0@2 user=x 2");
  EXPECT_EQ(wrong.At(0, 2, "x").At(1, 0, "x").Summary(), "");
}

TEST(CorrelateTest, OrderedConditionsThatAreRefused) {
  TestStream upper(One("temporal_ordered", "a, b", ", condition: {lt: 2}") +
                   Correlated("outer",
                              "type: event_count, rules: [one], timespan: 1m, "
                              "condition: {gte: 1}"));
  ASSERT_EQ(upper.correlator().refusals().size(), 1u);
  EXPECT_EQ(upper.correlator().refusals()[0].correlation, 0u);
  EXPECT_FALSE(upper.correlator().Counts(0));
  EXPECT_EQ(upper.At(0, 0, Texts()).Summary(), "");
  std::string names = "a";
  for (char c = 'b'; c < 'r'; ++c) names += std::string(", ") + c;
  const auto many = std::make_shared<ir::TestRules>(
      NamedRules(17) + One("temporal_ordered", names, ", condition: {gte: 8}"));
  TestStream wide(many, Options());
  ASSERT_EQ(wide.correlator().refusals().size(), 1u);
  EXPECT_NE(wide.correlator().refusals()[0].reason.find("1000 ways"), std::string::npos);
}

TEST(CorrelateTest, NoGroupMeansOneGroupOfAll) {
  TestStream stream(Correlated("one",
                               "type: event_count, rules: [a], timespan: 10s, "
                               "condition: {gte: 2}"));
  EXPECT_EQ(stream.At(0, 0, "x").At(1, 0, Texts()).Summary(), "0@1 2");
}

TEST(CorrelateTest, EventsWithoutTheGroupTakeNoPart) {
  TestStream stream(One("event_count", "a", ", condition: {gte: 2}"));
  stream.At(0, 0, Texts()).At(1, 0, Texts()).At(2, 0, "").At(3, 0, "");
  EXPECT_EQ(stream.Summary(), "0@3 user= 2") << "the empty text is a group";
  EXPECT_EQ(stream.correlator().tally().correlations[0].no_group, 2u);
}

TEST(CorrelateTest, EachValueOfAListIsAGroup) {
  TestStream stream(One("event_count", "a", ", condition: {gte: 2}"));
  stream.At(0, 0, Texts{{"user", {"x", "y", "x"}}}).At(1, 0, "y").At(2, 0, "x");
  EXPECT_EQ(stream.Summary(), "0@1 user=y 2; 0@2 user=x 2");
}

TEST(CorrelateTest, ListsBeyondTheLimitAreCut) {
  TestStream stream(Correlated("one",
                               "type: event_count, rules: [a], group-by: [user, host], "
                               "timespan: 10s, condition: {gte: 1}"));
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back(std::to_string(i));
  stream.At(0, 0, Texts{{"user", many}, {"host", many}});
  EXPECT_EQ(stream.Finish().size(), 64u);
  EXPECT_EQ(stream.correlator().tally().correlations[0].cut, 1u);
}

TEST(CorrelateTest, AliasesNameAFieldPerRule) {
  TestStream stream(Correlated("one",
                               "type: temporal, rules: [a, b], group-by: [ip], timespan: 10s, "
                               "aliases: {ip: {a: src, b: dst}}"));
  const auto field = [&](uint32_t rule) {
    EXPECT_EQ(stream.correlator().Fields(rule).size(), 1u);
    return stream.program().fields()[stream.correlator().Fields(rule)[0]].name;
  };
  EXPECT_EQ(field(0), "src");
  EXPECT_EQ(field(1), "dst");
  stream.At(0, 0, Texts{{"src", {"1"}}, {"dst", {"2"}}});
  stream.At(1, 1, Texts{{"src", {"1"}}, {"dst", {"3"}}});
  stream.At(2, 1, Texts{{"src", {"4"}}, {"dst", {"1"}}});
  EXPECT_EQ(stream.Summary(), "0@2 ip=1 2");
}

TEST(CorrelateTest, FieldsOfARuleAreNamedOnce) {
  TestStream stream(One("event_count", "a", ", condition: {gte: 2}") +
                    Correlated("two",
                               "type: value_count, rules: [a], group-by: [host, user], "
                               "timespan: 1m, condition: {gte: 2, field: user}"));
  EXPECT_EQ(stream.correlator().Fields(0).size(), 2u);
}

TEST(CorrelateTest, ChainOfThree) {
  // Failures per user and host, then a success of the user, then two such users in a minute.
  TestStream stream(Correlated("users",
                               "type: value_count, rules: [taken], timespan: 1m, "
                               "condition: {gte: 2, field: user}") +
                    Correlated("taken",
                               "type: temporal_ordered, rules: [failures, b], group-by: [user], "
                               "timespan: 10s") +
                    Correlated("failures",
                               "type: event_count, rules: [a], group-by: [user, host], "
                               "timespan: 10s, condition: {gte: 2}"));
  const auto on = [](const char* user) { return Texts{{"user", {user}}, {"host", {"h"}}}; };
  stream.At(0, 0, on("x")).At(1, 0, on("x")).At(2, 1, on("x")).At(3, 1, on("y"));
  stream.At(4, 0, on("y")).At(5, 0, on("y")).At(6, 1, on("y"));
  EXPECT_EQ(stream.Summary(),
            "2@1 user=x host=h 2; 1@2 user=x 2; 2@5 user=y host=h 2; 1@6 user=y 2; 0@6 2");
  const Detection& last = stream.detections().back();
  EXPECT_TRUE(last.events.empty());
  EXPECT_EQ(last.detections, (std::vector<uint64_t>{2, 4}));
  EXPECT_EQ(last.first_ms, 2);
  const Detection& taken = stream.detections()[1];
  EXPECT_EQ(taken.detections, std::vector<uint64_t>{1});
  EXPECT_EQ(taken.events, std::vector<uint64_t>{2});
}

TEST(CorrelateTest, AnOrderSeesTheInnerConditionWhileItHolds) {
  // The inner detection at 1 s is out of the window at 12 s; that it still held at 9 s is not.
  const std::string inner =
      Correlated("failures",
                 "type: event_count, rules: [a], group-by: [user], timespan: 10s, "
                 "condition: {gte: 2}");
  TestStream order(inner + Correlated("taken",
                                      "type: temporal_ordered, rules: [failures, b], "
                                      "group-by: [user], timespan: 10s"));
  order.At(0, 0, "x").At(1000, 0, "x").At(9000, 0, "x").At(12'000, 1, "x");
  EXPECT_EQ(order.Summary(), "0@1000 user=x 2; 1@12000 user=x 2");
  EXPECT_EQ(order.detections()[1].first_ms, 9000);
  EXPECT_EQ(order.detections()[1].detections, std::vector<uint64_t>{1});
  TestStream count(inner + Correlated("many",
                                      "type: event_count, rules: [failures], "
                                      "timespan: 1m, condition: {gte: 2}"));
  count.At(0, 0, "x").At(1000, 0, "x").At(9000, 0, "x").At(11'001, 0, "x");
  EXPECT_EQ(count.Summary(), "0@1000 user=x 2; 0@11001 user=x 2; 1@11001 2")
      << "detections are counted, not the times in between";
}

TEST(CorrelateTest, EventsNamedAreBounded) {
  Options options;
  options.max_events = 3;
  TestStream stream(One("event_count", "a", ", condition: {gte: 5}"), options);
  for (int64_t i = 0; i < 5; ++i) stream.At(i, 0, "x");
  ASSERT_EQ(stream.Finish().size(), 1u);
  EXPECT_EQ(stream.detections()[0].events, (std::vector<uint64_t>{2, 3, 4}));
  EXPECT_EQ(stream.detections()[0].events_total, 5u);
  EXPECT_EQ(stream.detections()[0].first_ms, 0);
}

}  // namespace
}  // namespace dcv::correlate
