// SPDX-License-Identifier: Apache-2.0
// Correlations in the targets that run on no engine here, and when none is given.
#include "dialect/correlation.h"

#include "base/data_files.h"
#include "dialect/dialects.h"
#include "ir/test_rule.h"

namespace dcv::dialect {
namespace {

constexpr const char* kRules =
    "title: Grant\nname: grant\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {x: {eventName: AttachRolePolicy}, condition: x}\n"
    "---\ntitle: Use\nname: use\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {x: {eventName: RunInstances}, condition: x}\n"
    "---\ntitle: Burst\nlevel: high\ncorrelation: {group-by: [eventSource], timespan: 5m, ";

class CorrelationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto registry = logsource::Registry::Load(DataFiles::Packed());
    ASSERT_TRUE(registry.has_value()) << registry.error().message;
    registry_ = new logsource::Registry(*std::move(registry));
    places_ = new Places(*registry_);
  }
  static void TearDownTestSuite() {
    delete places_;
    delete registry_;
  }

  static Query Convert(const char* target, const std::string& body) {
    const ir::TestRules rules(kRules + body + "}", registry_);
    EXPECT_EQ(rules.Codes(), "") << rules.Message();
    const CorrelationSource source{
        [&](uint32_t document) -> const sigma::Document& { return rules.document(document); },
        [](uint32_t) { return false; }};
    return RenderCorrelation(*FindDialect(target), rules.program(),
                             rules.program().correlations.front(), source, *places_, {});
  }

  static void Expect(const char* target, const std::string& body, Lowering lowering,
                     const std::vector<std::string>& parts) {
    const Query query = Convert(target, body);
    EXPECT_EQ(ToString(query.lowering), ToString(lowering)) << query.text;
    size_t at = 0;
    for (const std::string& part : parts) {
      at = query.text.find(part, at);
      ASSERT_NE(at, std::string::npos) << part << "\nis not in, or not there in\n" << query.text;
    }
  }
  static std::string Refusal(const char* target, const std::string& body) {
    const Query query = Convert(target, body);
    EXPECT_EQ(query.text, "");
    for (const Note& note : query.notes) {
      if (note.code == "C007") return note.text;
    }
    return "";
  }

  static inline logsource::Registry* registry_ = nullptr;
  static inline Places* places_ = nullptr;
};

const std::string kCount = "type: event_count, rules: [grant], condition: {gte: 10}";
const std::string kValues =
    "type: value_count, rules: [grant], condition: {gte: 10, field: awsRegion}";
const std::string kOrder = "type: temporal_ordered, rules: [grant, use]";
const std::string kFew = "type: event_count, rules: [grant], condition: {lte: 2}";

TEST_F(CorrelationTest, SplunkHasOverlappingWindows) {
  Expect("splunk", kCount, Lowering::kWider,
         {"sourcetype=\"aws:cloudtrail\"", "eval rule=1, g1='eventSource'",
          "eval window=mvappend(floor(_time/300)*300, floor(_time/300)*300-300)",
          "stats count AS value", "BY window, g1\n", "| where value >= 10",
          "rename g1 AS \"eventSource\""});
  Expect("splunk", kValues, Lowering::kWider,
         {"BY window, g1, v1\n| stats count AS value", "BY window, g1\n", "where value >= 10"});
  Expect("splunk", kOrder, Lowering::kWider,
         {"| multisearch\n  [ search ", "rule=1", "\n  [ search ", "rule=2",
          "where value >= 2 AND first_1 <= last_2"});
}

TEST_F(CorrelationTest, KustoSlides) {
  Expect("sentinel", kCount, Lowering::kWider,
         {"let hits = materialize(AWSCloudTrail", "t = TimeGenerated", "distinct t, g1",
          "mv-expand k = pack_array(k, k + 300s)", "on k, g1", "h between ((t - 300s) .. t)",
          "value = count() by t, g1", "where value >= 10"});
  Expect(
      "sentinel", kOrder, Lowering::kWider,
      {"materialize(union", "r = 1", "r = 2", "first_1 = minif(h, r == 1)", "first_1 <= last_2"});
  Expect("sentinel", kFew, Lowering::kWider, {"where value <= 2"});
}

TEST_F(CorrelationTest, OthersAskForNoLess) {
  Expect("esql", kCount, Lowering::kWider,
         {"FROM logs-aws.cloudtrail-*", "event.provider IS NOT NULL",
          "MV_APPEND(time_ms - time_ms % 300000, time_ms - time_ms % 300000 - 300000)",
          "STATS value = COUNT(*)", "BY window, event.provider", "WHERE value >= 10"});
  Expect("eql", kCount, Lowering::kExact,
         {"sequence by event.provider with maxspan=300s\n  [any where ", "] with runs=10"});
  Expect("loki", kCount, Lowering::kWider,
         {"sum by (g1) (count_over_time(", "| json g1=`eventSource`\n[360s])) >= 10"});
  Expect("loki", kOrder, Lowering::kWider, {"[360s])) > 0\nand sum by (g1)"});
  Expect("insights", kCount, Lowering::kWider,
         {"stats count(*) as value by bin(300s), eventSource", "filter value >= 5"});
  Expect("yaral", kCount, Lowering::kWider,
         {"rule sigma_burst {", "$e1.metadata.vendor_name", "$g1 = $e1.target.application",
          "$g1 over 10m", "#e1 >= 10"});
  Expect("yaral", kOrder, Lowering::kWider,
         {"$g1 = $e1.", "$g1 = $e2.",
          "$e1.metadata.event_timestamp.seconds <= $e2.metadata.event_timestamp.seconds",
          "$e1 and $e2"});
}

TEST_F(CorrelationTest, EqlTellsOfEventsOfOneTime) {
  const Query query = Convert("eql", kOrder);
  EXPECT_NE(query.text.find("sequence with maxspan=300s\n  [any where "), std::string::npos);
  EXPECT_EQ(query.notes.back().code, "C023");
}

// Where windows hold more, what asks for few would miss what the rule finds.
TEST_F(CorrelationTest, FewIsNotAskedOfLongerWindows) {
  for (const char* target : {"splunk", "esql", "loki", "insights", "yaral", "eql"}) {
    EXPECT_NE(Refusal(target, kFew), "") << target;
  }
  const std::string sum = "type: value_sum, rules: [grant], condition: {gte: 3, field: awsRegion}";
  for (const char* target : {"splunk", "esql", "loki", "insights", "yaral", "eql"}) {
    EXPECT_NE(Refusal(target, sum), "") << target;
  }
  Expect("athena", sum, Lowering::kExact, {"sum(v) OVER (PARTITION BY g1 ORDER BY t RANGE"});
}

TEST_F(CorrelationTest, UpperBoundsAreLeftOutAndTold) {
  const Query query =
      Convert("splunk", "type: event_count, rules: [grant], condition: {gte: 3, lte: 9}");
  EXPECT_NE(query.text.find("where value >= 3"), std::string::npos);
  EXPECT_EQ(query.text.find("<="), std::string::npos);
  EXPECT_EQ(query.notes.back().code, "C004");
}

TEST_F(CorrelationTest, NoWordsForCounts) {
  for (const char* target : {"udm", "elastic", "opensearch"}) {
    EXPECT_EQ(Refusal(target, kCount), "the target does not count over time") << target;
  }
}

TEST_F(CorrelationTest, AthenaReadsTheColumnOfTheTime) {
  Expect("athena", kCount, Lowering::kExact,
         {"eventtime", "FROM cloudtrail_logs", "eventsource IS NOT NULL",
          "count(*) OVER (PARTITION BY g1 ORDER BY t RANGE BETWEEN 300000 PRECEDING"});
}

}  // namespace
}  // namespace dcv::dialect
