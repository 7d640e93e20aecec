// SPDX-License-Identifier: Apache-2.0
// Rules that users wrote in Azure and Google Cloud: what the answers say, and what is claimed.
#include "inventory/claims.h"
#include "inventory/no_detections.h"
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Facts;
using testing::Folder;
using testing::FromText;
using testing::Lines;

constexpr const char* kSub = "/subscriptions/3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";
const std::string kIn = " @3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";

// "T1098.003 0.65 why" of every tag; 0.00 where the source's own confidence counts.
Lines Claimed(Inventory&& inventory) {
  static const DataFiles data = DataFiles::Packed();
  static const Result<events::Judge> judge = events::Judge::Load(data);
  AddClaims(*judge, inventory);
  Lines lines;
  for (const Tag& tag : inventory.tags) {
    lines.push_back(tag.technique + " " + std::to_string(tag.confidence).substr(0, 4) + " " +
                    tag.why);
  }
  return lines;
}

std::string Sentinel(const std::string& kind, const std::string& properties) {
  return R"({"value": [{"id": ")" + std::string(kSub) +
         R"(/resourceGroups/g/providers/Microsoft.SecurityInsights/alertRules/r", "name": "r",
          "type": "Microsoft.SecurityInsights/alertRules", "kind": ")" +
         kind + R"(", "properties": {"displayName": "Rule", )" + properties + "}}]}";
}

TEST(Sentinel, AScheduledRuleHasItsAuthorsTechniquesAndThoseOfItsQuery) {
  Inventory inventory =
      FromText(Sentinel("Scheduled", R"("enabled": true, "techniques": ["T1098", "T1078"],
      "subTechniques": ["T1098.003"],
      "query": "AzureActivity | where OperationNameValue =~ 'Microsoft.Authorization/locks/delete'")"));
  EXPECT_EQ(Facts(inventory), Lines({"on Rule" + kIn + " {Scheduled} /value/0"}));
  EXPECT_EQ(Claimed(std::move(inventory)),
            Lines({"T1078 0.00 ", "T1098.003 0.00 ",
                   "T1485 0.65 MICROSOFT.AUTHORIZATION/LOCKS/DELETE is named"}));
}

TEST(Sentinel, RulesThatFindNothingThemselvesSayWhy) {
  EXPECT_EQ(Claimed(FromText(Sentinel("Fusion", R"("enabled": false, "techniques": ["T1078"])"))),
            Lines({" 0.00 Fusion joins alerts of other detections, which count where they are "
                   "found"}));
  EXPECT_EQ(Claimed(FromText(Sentinel("MicrosoftSecurityIncidentCreation",
                                      R"("enabled": true, "productFilter": "X")"))),
            Lines({" 0.00 it makes incidents of the alerts of X, which count where they are "
                   "found"}));
}

TEST(Sentinel, AQueryOfOtherTablesSaysWhich) {
  EXPECT_EQ(Claimed(FromText(Sentinel("NRT", R"("enabled": true, "query": "Heartbeat")"))),
            Lines({" 0.00 its query reads Heartbeat, of which no API events are judged"}));
}

TEST(Sentinel, ABrokenQueryIsReportedAtItsPlace) {
  Inventory inventory =
      FromText(Sentinel("NRT", R"("enabled": true, "query": "AuditLogs | where (A == 'x'")"));
  EXPECT_EQ(Codes(inventory), Lines({"E013"}));
}

TEST(Sentinel, AQueryThatCountsMeetsRowsOfManyEvents) {
  const std::string many =
      R"("enabled": true, "query": "SigninLogs | where ResultType == '50126' | summarize n = count() by UserPrincipalName | where n > 10")";
  const Lines lines = Claimed(FromText(Sentinel("Scheduled", many)));
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("T1110.003 ");
  })) << ::testing::PrintToString(lines);
}

std::string ActivityAlert(const std::string& operation, const std::string& groups) {
  return R"({"value": [{"id": ")" + std::string(kSub) +
         R"(/resourceGroups/g/providers/microsoft.insights/activityLogAlerts/a", "name": "a",
          "type": "Microsoft.Insights/ActivityLogAlerts", "properties": {"scopes": [")" +
         kSub + R"("], "enabled": true, "condition": {"allOf": [
          {"field": "category", "equals": "Administrative"},
          {"field": "operationName", "equals": ")" +
         operation + R"("}]}, "actions": {"actionGroups": [)" + groups + "]}}}]}";
}

TEST(AzureMonitor, AnActivityLogAlertReachesItsActionGroups) {
  Inventory inventory = FromText(
      ActivityAlert("Microsoft.Authorization/locks/delete", R"({"actionGroupId": "/g/soc"})"));
  EXPECT_EQ(Facts(inventory), Lines({"on a" + kIn + " /value/0",
                                     "on delivery a" + kIn + " {action group soc} /value/0"}));
  EXPECT_EQ(Claimed(std::move(inventory)),
            Lines({"T1485 0.65 MICROSOFT.AUTHORIZATION/LOCKS/DELETE is named"}))
      << "category Administrative is no demand of its own";
}

TEST(AzureMonitor, AnAlertWithoutActionGroupReachesNobody) {
  EXPECT_EQ(Facts(FromText(ActivityAlert("Microsoft.Authorization/locks/delete", "")))[1],
            "off delivery a" + kIn + " {no action group} /value/0");
}

constexpr const char* kMetrics =
    R"({"metrics": [{"name": "sinks", "filter": "protoPayload.methodName=\"google.logging.v2.ConfigServiceV2.DeleteSink\"",
    "metricDescriptor": {"name": "projects/p/metricDescriptors/logging.googleapis.com/user/sinks"}}]})";

std::string Policies(const std::string& channels, const std::string& threshold) {
  return R"([{"name": "projects/p/alertPolicies/1", "displayName": "Sinks", "enabled": true,
    "conditions": [{"conditionThreshold": {"filter":
    "metric.type=\"logging.googleapis.com/user/sinks\"", "comparison": "COMPARISON_GT",
    "thresholdValue": )" +
         threshold + R"(, "duration": "0s"}}], "notificationChannels": [)" + channels + "]}]";
}

TEST(GcpLogMetrics, APolicyDeliversItsMetric) {
  Folder folder;
  folder.Add("metrics.json", kMetrics);
  folder.Add("policies.json", Policies(R"("projects/p/notificationChannels/7")", "0"));
  EXPECT_EQ(Facts(folder.Read()),
            Lines({"on sinks @projects/p /metrics/0", "on setting @alert_policies @projects/p /0",
                   "on delivery sinks @projects/p {policy Sinks, channel 7} /0"}));
}

TEST(GcpLogMetrics, APolicyWithoutChannelReachesNobody) {
  EXPECT_EQ(Facts(FromText(Policies("", "0")))[1],
            "off delivery sinks @projects/p {policy Sinks, no notification channel} /0");
}

TEST(GcpLogAlerts, APolicyOverLogEntriesIsADetection) {
  Inventory inventory = FromText(
      R"([{"name": "projects/p/alertPolicies/1", "displayName": "Sinks", "enabled": true,
      "conditions": [{"conditionMatchedLog": {"filter":
      "protoPayload.methodName=\"google.logging.v2.ConfigServiceV2.DeleteSink\""}}],
      "notificationChannels": ["projects/p/notificationChannels/7"]}])");
  const Lines lines = Claimed(std::move(inventory));
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(lines[0].find("is named"), std::string::npos) << lines[0];
}

TEST(GcpLogSinks, OnlyASubscriptionMakesASinkHeard) {
  Folder folder;
  folder.Add("sinks.json",
             R"({"sinks": [{"name": "out", "filter": "severity>=ERROR",
      "resourceName": "projects/p/sinks/out",
      "destination": "pubsub.googleapis.com/projects/p/topics/t"}]})");
  folder.Add("subscriptions.json",
             R"([{"name": "projects/p/subscriptions/s", "topic": "projects/p/topics/t"},
      {"name": "projects/p/subscriptions/x", "topic": "projects/p/topics/other"}])");
  const Lines facts = Facts(folder.Read());
  EXPECT_EQ(std::count_if(facts.begin(), facts.end(),
                          [](const std::string& line) {
                            return line.starts_with("on delivery out @projects/p");
                          }),
            1)
      << ::testing::PrintToString(facts);
  for (const std::string& line : facts) EXPECT_EQ(line.find("other"), std::string::npos) << line;
}

TEST(Eventarc, AnAuditLogTriggerNamesItsMethod) {
  Inventory inventory = FromText(
      R"([{"name": "projects/p/locations/l/triggers/t", "eventFilters": [
      {"attribute": "type", "value": "google.cloud.audit.log.v1.written"},
      {"attribute": "serviceName", "value": "logging.googleapis.com"},
      {"attribute": "methodName", "value": "google.logging.v2.ConfigServiceV2.DeleteSink"}],
      "destination": {"cloudRun": {"service": "watch"}}}])");
  EXPECT_EQ(Facts(inventory)[1], "on delivery t @projects/p {Cloud Run service watch} /0");
  EXPECT_NE(Claimed(std::move(inventory))[0].find("is named"), std::string::npos);
}

TEST(NoDetections, KnownAnswersSayWhy) {
  EXPECT_EQ(Codes(FromText(R"({"policies": [{"constraint": "constraints/x"}]})")), Lines({"I026"}));
  EXPECT_FALSE(WhyNoDetections("microsoft.insights/components").empty());
  EXPECT_TRUE(WhyNoDetections("microsoft.compute/virtualmachines").empty());
}

}  // namespace
}  // namespace dcv::inventory
