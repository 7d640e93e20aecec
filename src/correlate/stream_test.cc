// SPDX-License-Identifier: Apache-2.0
// Lateness, memory, and events as JSON.
#include <random>

#include "correlate/test_stream.h"

namespace dcv::correlate {
namespace {

const char kPairs[] =
    "type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: {gte: 2}";

TEST(StreamTest, OrderOfArrivalWithinTheLatenessDoesNotMatter) {
  Options options;
  options.lateness_ms = 5000;
  const std::string rule = Correlated("one", kPairs);
  TestStream sorted(rule, options);
  std::vector<TestHit> hits;
  for (uint64_t i = 0; i < 2000; ++i) {
    const auto time = static_cast<int64_t>(i * 700 + i % 7);
    hits.push_back({time, i, 0, {{"user", {std::to_string(i * i % 23)}}}});
  }
  for (const TestHit& hit : hits) sorted.Add(hit);
  const std::string wanted = sorted.Summary();
  EXPECT_FALSE(wanted.empty());
  for (uint32_t seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<int64_t, size_t>> arrival;
    for (size_t i = 0; i < hits.size(); ++i) {
      arrival.emplace_back(hits[i].time_ms + static_cast<int64_t>(random() % 5001), i);
    }
    std::sort(arrival.begin(), arrival.end());
    TestStream stream(rule, options);
    for (const auto& [at, i] : arrival) stream.Add(hits[i]);
    EXPECT_FALSE(stream.detections().empty()) << "given out before the end";
    EXPECT_EQ(stream.Summary(), wanted);
    EXPECT_EQ(stream.correlator().tally().late, 0u);
  }
}

TEST(StreamTest, LateHitsAreDroppedAndCounted) {
  Options options;
  options.lateness_ms = 5000;
  TestStream stream(Correlated("one", kPairs), options);
  stream.At(1000, 0, "x");
  stream.correlator().AdvanceTo(6000);
  stream.At(1000, 0, "x");
  EXPECT_EQ(stream.correlator().tally().late, 0u) << "just in time";
  stream.correlator().AdvanceTo(20'000);
  EXPECT_EQ(stream.detections().size(), 1u) << "given out as the clock goes";
  stream.At(14'000, 0, "y");
  stream.correlator().AdvanceTo(30'000);
  stream.At(13'000, 0, "y").At(16'000, 0, "z");
  EXPECT_EQ(stream.Summary(), "0@1000 user=x 2");
  EXPECT_EQ(stream.correlator().tally().late, 1u);
  EXPECT_EQ(stream.correlator().tally().hits, 5u);
}

TEST(StreamTest, AnEventDatedAheadFlushesNothing) {
  TestStream stream(Correlated("one", kPairs));
  for (int64_t i = 0; i < 100; ++i) stream.At(i * 10'000, 0, "f" + std::to_string(i));
  stream.At(1'000'000, 0, "x").At(4'102'444'800'000, 0, "x").At(1'005'000, 0, "x");
  EXPECT_EQ(stream.Summary(), "0@1005000 user=x 2");
  EXPECT_EQ(stream.correlator().tally().late, 0u);
}

TEST(StreamTest, TimesAtTheEndsOfTheirType) {
  TestStream stream(Correlated("one", kPairs));
  for (int64_t time : {INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX}) stream.At(time, 0, "x");
  stream.correlator().Observe(INT64_MIN);
  EXPECT_EQ(stream.Finish().size(), 2u);
}

TEST(StreamTest, MemoryIsBoundedAndWhatIsGivenUpCounted) {
  Options options;
  options.lateness_ms = 1000;
  options.max_state_bytes = 1 << 20;
  TestStream stream(
      Correlated("one", kPairs) + Correlated("two",
                                             "type: event_count, rules: [b], group-by: [user], "
                                             "timespan: 30d, condition: {gte: 3}"),
      options);
  // Twice of the victim in the quiet correlation, then a flood of names in the same stream.
  stream.At(0, 1, "victim").At(1, 1, "victim");
  for (int64_t i = 0; i < 200'000; ++i) stream.At(i / 100, 0, "name" + std::to_string(i));
  stream.At(2'000'000, 1, "victim");
  EXPECT_EQ(stream.Summary(), "1@2000000 user=victim 3") << "another correlation's flood";
  const Tally tally = stream.correlator().tally();
  EXPECT_GT(tally.correlations[0].evicted, 190'000u);
  EXPECT_EQ(tally.correlations[1].evicted, 0u);
  EXPECT_LT(tally.peak_bytes, size_t{3} << 20);
  EXPECT_LT(tally.state_bytes, size_t{1} << 20);
}

TEST(StreamTest, AGroupThatFillsMemoryAloneShedsItsOldestHits) {
  for (const char* type :
       {"event_count, condition: {gte: 150000}", "value_count, condition: {gte: 150000, field: v}",
        "value_sum, condition: {gte: 150000, field: one}",
        "value_median, condition: {gte: 150000, field: v}"}) {
    Options options;
    options.lateness_ms = 0;
    options.max_state_bytes = 1 << 20;
    TestStream stream(Correlated("one", "rules: [a], timespan: 30d, type: " + std::string(type)),
                      options);
    for (int64_t i = 0; i < 100'000; ++i) {
      stream.At(i * 200, 0, Texts{{"v", {std::to_string(i)}}, {"one", {"1"}}});
    }
    EXPECT_EQ(stream.Summary(), "");
    const Tally tally = stream.correlator().tally();
    EXPECT_GT(tally.correlations[0].shed, 10'000u) << type;
    EXPECT_EQ(tally.correlations[0].evicted, 0u) << type;
    EXPECT_LT(tally.peak_bytes, size_t{2} << 20) << type;
  }
}

TEST(StreamTest, HitsDatedAheadAreTheFirstToGo) {
  Options options;
  options.max_state_bytes = 1 << 20;
  TestStream stream(Correlated("one", kPairs), options);
  for (int64_t i = 0; i < 64; ++i) stream.correlator().Observe(1'000'000);
  stream.At(1'000'000, 0, "x");
  for (int64_t i = 0; i < 100'000; ++i) {
    stream.At(4'102'444'800'000 + i, 0, "name" + std::to_string(i));
    stream.correlator().Observe(1'000'000);
    stream.correlator().Observe(1'000'000);
  }
  stream.At(1'000'001, 0, "x");
  const Tally tally = stream.correlator().tally();
  EXPECT_GT(tally.ahead, 50'000u);
  EXPECT_EQ(tally.hurried, 0u);
  EXPECT_EQ(tally.late, 0u);
  EXPECT_LT(tally.peak_bytes, size_t{2} << 20);
  ASSERT_EQ(stream.Finish().size(), 1u);
  EXPECT_EQ(stream.detections().front().last_ms, 1'000'001);
}

TEST(StreamTest, WaitingHitsAreTakenEarlyWhenMemoryIsShort) {
  Options options;
  options.lateness_ms = INT64_MAX;
  options.max_state_bytes = 1 << 20;
  TestStream stream(Correlated("one", kPairs), options);
  for (int64_t i = 0; i < 100'000; ++i) stream.At(i * 60'000, 0, "x");
  const Tally tally = stream.correlator().tally();
  EXPECT_GT(tally.hurried, 50'000u);
  EXPECT_EQ(tally.late, 0u) << "they came in order";
  EXPECT_LT(tally.peak_bytes, size_t{2} << 20);
  EXPECT_EQ(stream.Summary(), "");
}

TEST(StreamTest, IdleGroupsAreForgotten) {
  TestStream stream(Correlated("one", kPairs));
  for (int64_t i = 0; i < 10'000; ++i) stream.At(i * 60'000, 0, "name" + std::to_string(i));
  stream.Finish();
  EXPECT_EQ(stream.correlator().tally().groups, 1u);
  EXPECT_LT(stream.correlator().tally().state_bytes, 20'000u);
}

// What a caller does: the texts of an event in JSON, as the IR reads them.
TEST(StreamTest, FieldsOfEvents) {
  TestStream stream(Correlated("one",
                               "type: value_count, rules: [a], group-by: [who.name], "
                               "timespan: 1m, condition: {gte: 3, field: ids}"));
  uint64_t number = 0;
  const auto add = [&](std::string_view event) {
    ir::WithEvent(event, [&](json::Value value) {
      Correlator& correlator = stream.correlator();
      std::vector<std::vector<std::string>> texts;
      std::vector<std::vector<std::string_view>> views;
      for (ir::FieldId field : correlator.Fields(0)) {
        texts.push_back(ir::PresentTexts(stream.program(), field, value));
        views.emplace_back(texts.back().begin(), texts.back().end());
      }
      const std::vector<FieldTexts> spans(views.begin(), views.end());
      correlator.Add({static_cast<int64_t>(number), number, 0}, spans);
      ++number;
      return 0;
    });
  };
  add(R"({"who":{"name":"x"},"ids":[1,2,null]})");
  add(R"({"who":{"name":"x"},"ids":[]})");
  add(R"({"who":{"name":null},"ids":[7]})");
  add(R"({"who":{"name":"x"},"ids":"2"})");
  EXPECT_TRUE(stream.detections().empty());
  add(R"({"who":{"name":"x"},"ids":9007199254740993})");
  EXPECT_EQ(stream.Summary(), "0@4 who.name=x 3");
  EXPECT_EQ(stream.correlator().tally().correlations[0].no_group, 1u);
  EXPECT_EQ(stream.correlator().tally().correlations[0].no_value, 1u);
}

}  // namespace
}  // namespace dcv::correlate
