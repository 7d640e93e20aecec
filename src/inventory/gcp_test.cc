// SPDX-License-Identifier: Apache-2.0
// Google Cloud: Security Command Center and Chronicle, as REST and gcloud give them.
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Facts;
using testing::FactsOf;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::Notices;
using testing::Tags;

constexpr const char* kEtd = "Initial Access: Leaked Service Account Key Used";
const std::string kOrg = " @organizations/123456789012 ";

std::string Finding(const std::string& category, const std::string& state,
                    const std::string& location = "") {
  return R"({"name": "organizations/123456789012/sources/5)" + location +
         R"(/findings/ab", "state": ")" + state + R"(", "category": ")" + category +
         R"(", "eventTime": "2026-11-16T13:22:41Z"})";
}

TEST(GcpScc, ThreatFindingsFiredAndMisconfigurationsAreOutcomes) {
  const Inventory inventory = FromText(
      R"({"listFindingsResults": [{"finding": )" + Finding(kEtd, "ACTIVE") +
      R"(, "resource": {"name": "//x"}}, {"finding": )" + Finding("PUBLIC_BUCKET_ACL", "ACTIVE") +
      R"(}, {"finding": )" + Finding("OPEN_SSH_PORT", "INACTIVE") + "}]}");
  EXPECT_EQ(Facts(inventory),
            Lines({std::string("on fired ") + kEtd + kOrg +
                       "{2026-11-16T13:22:41Z ab} /listFindingsResults/0",
                   "on compliance PUBLIC_BUCKET_ACL @organizations/123456789012 fail "
                   "/listFindingsResults/1",
                   "on compliance OPEN_SSH_PORT @organizations/123456789012 pass "
                   "/listFindingsResults/2"}));
}

TEST(GcpScc, FindingsOfBothVersionsAreReadBareSingleAndAsLines) {
  const std::string v2 = Finding(kEtd, "ACTIVE", "/locations/global");
  const std::string fact = std::string("on fired ") + kEtd + kOrg + "{2026-11-16T13:22:41Z ab} ";
  EXPECT_EQ(Facts(FromText(R"([{"finding": )" + v2 + "}]")), Lines({fact + "/0"}));
  EXPECT_EQ(Facts(FromText(R"({"findings": [)" + v2 + "]}")), Lines({fact + "/findings/0"}));
  EXPECT_EQ(Facts(FromText(v2)), Lines({fact}));
  EXPECT_EQ(Facts(FromText(v2 + "\n" + v2 + "\n")), Lines({fact + " line 1", fact + " line 2"}));
}

TEST(GcpScc, ACategoryThatIsNotInTheListIsReportedWithItsClass) {
  const Inventory inventory = FromText(
      R"([{"name": "projects/p/sources/1/findings/2", "category": "OWN_CHECK", "state": "ACTIVE",
          "findingClass": "MISCONFIGURATION"}])");
  EXPECT_EQ(Facts(inventory), Lines({"on compliance OWN_CHECK @projects/p fail /0"}));
  EXPECT_EQ(Codes(inventory), Lines({"I009"}));
}

std::string Service(const std::string& id, const std::string& state, const std::string& modules) {
  return R"({"name": "organizations/123456789012/locations/global/securityCenterServices/)" + id +
         R"(", "effectiveEnablementState": ")" + state + R"(", "modules": {)" + modules + "}}";
}

TEST(GcpScc, ServicesAndModulesDecideTheirDetections) {
  const Inventory inventory =
      FromText(R"({"securityCenterServices": [)" +
               Service("event-threat-detection", "ENABLED",
                       R"("LEAKED_SA_KEY_USED": {"effectiveEnablementState": "DISABLED"},
                 "IAM_ANOMALOUS_GRANT": {"intendedEnablementState": "ENABLED"})") +
               "," + Service("security-health-analytics", "DISABLED", "") + "]}");
  EXPECT_EQ(
      FactsOf(inventory, "@service/event-threat-detection"),
      Lines({"on setting @service/event-threat-detection" + kOrg + "/securityCenterServices/0"}));
  EXPECT_EQ(FactsOf(inventory, kEtd),
            Lines({std::string("off ") + kEtd + kOrg + "/securityCenterServices/0"}));
  EXPECT_EQ(FactsOf(inventory, "Persistence: IAM Anomalous Grant"),
            Lines({"on Persistence: IAM Anomalous Grant" + kOrg + "/securityCenterServices/0"}));
  EXPECT_EQ(FactsOf(inventory, "PUBLIC_BUCKET_ACL"),
            Lines({"off PUBLIC_BUCKET_ACL" + kOrg + "/securityCenterServices/1"}));
}

TEST(GcpScc, AModuleThatIsNotNamedFollowsItsService) {
  const Inventory inventory =
      FromText("[" + Service("event-threat-detection", "ENABLED", "") + "]");
  EXPECT_EQ(FactsOf(inventory, kEtd), Lines({std::string("on ") + kEtd + kOrg + "/0"}));
}

TEST(GcpScc, InheritedTellsNothingAndIngestOnlyIsOff) {
  const Inventory inherited = FromText(Service("event-threat-detection", "INHERITED", ""));
  EXPECT_EQ(FactsOf(inherited, kEtd)[0].substr(0, 8), "unknown ");
  const Inventory ingest = FromText(Service("event-threat-detection", "INGEST_ONLY", ""));
  EXPECT_EQ(FactsOf(ingest, kEtd)[0].substr(0, 4), "off ");
}

TEST(GcpScc, SettingsOfTheOlderApiAreServicesToo) {
  const Inventory inventory =
      FromText(R"({"name": "organizations/123456789012/eventThreatDetectionSettings",
          "serviceEnablementState": "ENABLED",
          "modules": {"LEAKED_SA_KEY_USED": {"moduleEnablementState": "DISABLED"}}})");
  EXPECT_EQ(FactsOf(inventory, "@service/event-threat-detection").size(), 1u);
  EXPECT_EQ(FactsOf(inventory, kEtd), Lines({std::string("off ") + kEtd + kOrg}));
}

TEST(GcpScc, SourcesAndNotificationsAreSettings) {
  const Inventory sources = FromText(
      R"({"sources": [{"name": "organizations/123456789012/sources/1",
          "displayName": "Event Threat Detection"}]})");
  EXPECT_EQ(Facts(sources),
            Lines({"on setting @source/Event Threat Detection" + kOrg + "/sources/0"}));
  const Inventory notifications = FromText(
      R"([{"name": "organizations/123456789012/notificationConfigs/siem", "pubsubTopic":
          "projects/p/topics/scc", "streamingConfig": {"filter": "state=\"ACTIVE\""}}])");
  EXPECT_EQ(Facts(notifications),
            Lines({"on setting @notification/siem" + kOrg + "{projects/p/topics/scc} /0"}));
}

const std::string kInstance = "projects/northwind/locations/eu/instances/i/rules/";
const std::string kProject = " @projects/northwind ";

std::string Rule(const std::string& id, const std::string& title, const std::string& rest = "") {
  return R"({"name": ")" + kInstance + id + R"(", "displayName": ")" + title + "\"" + rest + "}";
}
std::string Deployment(const std::string& id, const std::string& rest) {
  return R"({"name": ")" + kInstance + id + "/deployment\"" + rest + "}";
}

TEST(GcpChronicle, ARuleIsUnknownUntilAnAnswerTellsItsDeployment) {
  const Inventory alone = FromText(R"({"rules": [)" + Rule("ru_1", "own_rule") + "]}");
  EXPECT_EQ(Facts(alone),
            Lines({"unknown own_rule" + kProject + "{no answer tells its deployment} /rules/0"}));
  Folder folder;
  folder.Add("rules.json", R"({"rules": [)" + Rule("ru_1", "own_rule") + "]}");
  folder.Add("a_deployments.json",
             R"({"ruleDeployments": [)" +
                 Deployment("ru_1", R"(, "enabled": true, "alerting": true)") + "]}");
  const Inventory both = folder.Read();
  EXPECT_EQ(Facts(both)[0], "on own_rule" + kProject + "/ruleDeployments/0");
  EXPECT_EQ(Notices(both), Lines());
}

TEST(GcpChronicle, DeploymentsAreOnOffArchivedOrNotTold) {
  const Inventory inventory = FromText(
      R"({"ruleDeployments": [)" + Deployment("ru_1", R"(, "enabled": true, "alerting": false)") +
      "," + Deployment("ru_2", R"(, "enabled": true, "archived": true)") + "," +
      Deployment("ru_3", R"(, "runFrequency": "LIVE")") + "," +
      Deployment("ru_4", R"(, "enabled": "maybe")") + "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({"on ru_1" + kProject + "{live without alerts} /ruleDeployments/0",
                   "off ru_2" + kProject + "/ruleDeployments/1",
                   "off ru_3" + kProject + "/ruleDeployments/2",  // false is left out
                   "unknown ru_4" + kProject + "/ruleDeployments/3"}));
  EXPECT_EQ(Codes(inventory), Lines({"I006", "I017", "I017", "I017", "I017"}));
}

TEST(GcpChronicle, ADeploymentInsideTheRuleIsRead) {
  const Inventory inventory =
      FromText("[" + Rule("ru_1", "a", R"(, "deployment": {"enabled": true})") + "," +
               Rule("ru_2", "b", R"(, "deployment": {"enabled": true, "archived": true})") + "]");
  EXPECT_EQ(Facts(inventory), Lines({"on a" + kProject + "/0", "off b" + kProject + "/1"}));
}

TEST(GcpChronicle, RulesOfTheOlderApiSayWhetherTheyAreLive) {
  const Inventory inventory = FromText(
      R"({"rules": [{"ruleId": "ru_1", "ruleName": "a", "liveRuleEnabled": true},
                    {"ruleId": "ru_2", "ruleName": "b"}]})");
  EXPECT_EQ(Facts(inventory), Lines({"on a @ /rules/0", "off b @ /rules/1"}));
}

TEST(GcpChronicle, TechniquesComeFromIdsInMetadataElseFromTheirNames) {
  const Inventory inventory = FromText(
      "[" +
      Rule("ru_1", "a", R"(, "metadata": {"mitre_attack_technique": "Steal Web Session Cookie",
           "mitre_attack_url": "https://attack.mitre.org/techniques/T1539/"})") +
      "," +
      Rule("ru_2", "b", R"(, "metadata": {"mitre": "T1078.004, T1098", "note": "XT1234 T12345"})") +
      "," + Rule("ru_3", "c", R"(, "metadata": {"technique": "Valid Accounts, Brute Force"})") +
      "," + Rule("ru_4", "d", R"(, "metadata": {"url": "attack/techniques/T1078/004/"})") + "]");
  EXPECT_EQ(Tags(inventory),
            Lines({"a T1539 author", "b T1078.004 author", "b T1098 author", "c Brute Force author",
                   "c Valid Accounts author", "d T1078.004 author"}));
}

TEST(GcpChronicle, LinesOfRulesAreRead) {
  const Inventory inventory = FromText(Rule("ru_1", "a") + "\n" + Rule("ru_2", "b") + "\n");
  EXPECT_EQ(inventory.facts.size(), 2u);
  EXPECT_EQ(inventory.facts[1].place.line, 2u);
}

}  // namespace
}  // namespace dcv::inventory
