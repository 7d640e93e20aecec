// SPDX-License-Identifier: Apache-2.0
// Which answer a document is taken for, and what happens to those that are none.
#include "inventory/shapes.h"

#include <algorithm>
#include <set>

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::FromText;
using testing::Lines;
using testing::Notices;

TEST(Shapes, NamesAreUniqueAndSourcesExist) {
  std::set<std::string> names;
  for (const Shape& shape : Shapes()) {
    EXPECT_TRUE(names.insert(shape.name).second) << shape.name;
    if (*shape.source != '\0') {
      EXPECT_TRUE(testing::PackedCatalog().FindSource(shape.source)) << shape.name;
    }
  }
}

TEST(Shapes, EveryAnswerIsTakenForItsOwnAndForNoOther) {
  struct Row {
    const char* shape;
    const char* text;
  };
  const Row rows[] = {
      {"aws configservice describe-config-rules", R"({"ConfigRules": []})"},
      {"aws configservice describe-compliance-by-config-rule",
       R"({"ComplianceByConfigRules": []})"},
      {"aws configservice describe-configuration-recorder-status",
       R"({"ConfigurationRecordersStatus": []})"},
      {"aws guardduty list-detectors", R"({"DetectorIds": []})"},
      {"aws guardduty get-detector", R"({"FindingPublishingFrequency": "X", "Status": "ENABLED"})"},
      {"aws guardduty get-findings", R"({"Findings": [{"Type": "x", "Service": {}}]})"},
      {"aws securityhub describe-hub", R"({"HubArn": "x"})"},
      {"aws securityhub get-enabled-standards", R"({"StandardsSubscriptions": []})"},
      {"aws securityhub describe-standards-controls", R"({"Controls": []})"},
      {"aws securityhub list-security-control-definitions",
       R"({"SecurityControlDefinitions": []})"},
      {"aws securityhub batch-get-security-controls", R"({"SecurityControls": []})"},
      {"aws securityhub list-standards-control-associations",
       R"({"StandardsControlAssociationSummaries": []})"},
      {"aws securityhub get-findings", R"({"Findings": [{"ProductArn": "x", "Types": []}]})"},
      {"aws organizations list-accounts", R"({"Accounts": []})"},
      {"aws events list-rules", R"([{"Arn": "arn:aws:events:r:a:rule/x", "State": "ENABLED"}])"},
      {"aws events list-targets-by-rule", R"({"Targets": []})"},
      {"aws events list-rule-names-by-target", R"({"RuleNames": []})"},
      {"aws logs describe-metric-filters", R"({"metricFilters": []})"},
      {"aws cloudwatch describe-alarms", R"({"MetricAlarms": []})"},
      {"aws logs describe-query-definitions", R"({"queryDefinitions": []})"},
      {"aws logs list-scheduled-queries", R"({"scheduledQueries": []})"},
      {"aws cloudtrail describe-trails", R"({"trailList": []})"},
      {"aws cloudtrail get-trail", R"({"Trail": {"TrailARN": "x", "HomeRegion": "x"}})"},
      {"aws cloudtrail get-trail-status", R"({"IsLogging": true})"},
      {"aws cloudtrail get-event-selectors", R"({"TrailARN": "x", "EventSelectors": []})"},
      {"aws cloudtrail get-insight-selectors", R"({"TrailARN": "x", "InsightSelectors": []})"},
      {"aws ec2 describe-flow-logs", R"({"FlowLogs": []})"},
      {"aws route53resolver list-resolver-query-log-configs", R"({"ResolverQueryLogConfigs": []})"},
      {"aws s3api get-bucket-logging", R"({"LoggingEnabled": {"TargetBucket": "b"}})"},
      {"aws eks describe-cluster",
       R"({"cluster": {"arn": "arn:aws:eks:us-east-1:111122223333:cluster/c"}})"},
      {"aws wafv2 list-logging-configurations", R"({"LoggingConfigurations": []})"},
      {"azure subscriptions", R"([{"id": "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
                                   "state": "Enabled", "tenantId": "x"}])"},
      {"azure management groups", R"([{"id": "x", "type": "/subscriptions"}])"},
      {"azure policy states",
       R"({"value": [{"policyDefinitionId": "x", "complianceState": "x"}]})"},
      {"azure resources", R"([{"id": "x", "type": "Microsoft.Security/pricings"}])"},
      {"azure resource graph", R"({"count": 0, "data": []})"},
      {"gcp projects", R"([{"projectId": "x", "lifecycleState": "ACTIVE"}])"},
      {"gcp scc findings", R"({"findings": [{"name": "a/findings/b", "category": "x"}]})"},
      {"gcp scc services",
       R"([{"name": "organizations/1/locations/global/securityCenterServices/x"}])"},
      {"gcp scc notification configs", R"([{"name": "organizations/1/notificationConfigs/x"}])"},
      {"gcp scc sources",
       R"({"sources": [{"name": "organizations/1/sources/2", "displayName": "x"}]})"},
      {"gcp logging metrics",
       R"({"metrics": [{"name": "m", "filter": "x", "metricDescriptor": {"name": "m"}}]})"},
      {"gcp logging sinks",
       R"({"sinks": [{"name": "s", "destination": "storage.googleapis.com/b"}]})"},
      {"gcp iam policy", R"({"etag": "x", "bindings": []})"},
      {"gcp logging buckets",
       R"([{"name": "projects/p/locations/global/buckets/b", "retentionDays": 30}])"},
      {"gcp compute subnetworks", R"([{"kind": "compute#subnetwork", "name": "s"}])"},
      {"gcp pubsub subscriptions",
       R"([{"name": "projects/p/subscriptions/s", "topic": "projects/p/topics/t"}])"},
      {"gcp monitoring policies", R"([{"name": "projects/p/alertPolicies/1"}])"},
      {"gcp eventarc triggers",
       R"([{"name": "projects/p/locations/l/triggers/t", "eventFilters": []}])"},
      {"gcp chronicle rule deployments",
       R"({"ruleDeployments": [{"name": "projects/p/rules/r/deployment"}]})"},
      {"gcp chronicle rules", R"({"rules": [{"name": "projects/p/rules/r", "displayName": "x"}]})"},
  };
  std::set<std::string> seen;
  for (const Row& row : rows) {
    EXPECT_EQ(testing::Shapes(FromText(row.text)), Lines({row.shape})) << row.text;
    seen.insert(row.shape);
  }
  for (const Shape& shape : Shapes()) {
    EXPECT_EQ(seen.count(shape.name), 1u) << shape.name << " has no row in this test";
  }
}

TEST(Shapes, UnknownDocumentsAreNamedByTheirTopMembers) {
  const Inventory inventory =
      FromText(R"({"Trails": [], "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1})");
  EXPECT_EQ(Notices(inventory),
            Lines({"I004 : no answer of a known shape: it has Trails, b, c, d, e, f"}));
  EXPECT_EQ(testing::Shapes(inventory), Lines());
}

TEST(Shapes, ScalarsAndEmptyContainersAreNoAnswers) {
  for (const char* text : {"null", "true", "17", "\"text\"", "[1, 2]", "[[]]", "[{}]"}) {
    EXPECT_EQ(Codes(FromText(text)), Lines({"I004"})) << text;
  }
  // What Google prints for an empty list of anything.
  for (const char* text : {"[]", "{}"}) EXPECT_EQ(Codes(FromText(text)), Lines({"I025"})) << text;
}

TEST(Shapes, AnArrayOfPagesIsReadPageByPage) {
  const Inventory inventory =
      FromText(R"([{"DetectorIds": ["a"], "NextToken": "t"}, {"DetectorIds": ["b"]}, {"x": 1}])",
               "111122223333/us-east-1/pages.json");
  EXPECT_EQ(testing::FactsOf(inventory, "@detector").size(), 2u);
  EXPECT_EQ(inventory.Pointer(inventory.facts[1].place), "/1/DetectorIds");
  EXPECT_EQ(Codes(inventory), Lines({"I004"}));
}

TEST(Shapes, RowsOfAwsListsAreReadALineEach) {
  const Inventory inventory = FromText(
      R"({"ConfigRuleName": "a", "ConfigRuleArn": "arn:aws:config:us-east-1:111122223333:config-rule/1",)"
      R"( "Source": {"Owner": "AWS", "SourceIdentifier": "EIP_ATTACHED"}, "ConfigRuleState": "ACTIVE"})"
      "\n"
      R"({"SecurityControlId": "IAM.6", "SecurityControlArn":)"
      R"( "arn:aws:securityhub:us-east-1:111122223333:security-control/IAM.6",)"
      R"( "SecurityControlStatus": "DISABLED"})"
      "\n"
      R"({"Id": "444455556666", "Arn": "a", "JoinedMethod": "INVITED", "State": "ACTIVE"})"
      "\n");
  EXPECT_EQ(Codes(inventory), Lines());
  EXPECT_EQ(testing::FactsOf(inventory, "EIP_ATTACHED").size(), 1u);
  EXPECT_EQ(testing::FactsOf(inventory, "IAM.6").size(), 1u);
  EXPECT_EQ(testing::FactsOf(inventory, "@account").size(), 1u);
}

TEST(Shapes, TheTokenOfAResourceGraphOverRestIsKnown) {
  const char* row = R"({"totalRecords": 9, "count": 1, "data": [{"id": "/subscriptions/x",)"
                    R"( "type": "microsoft.security/pricings", "name": "Arm", "properties": {}}],)"
                    R"( "resultTruncated": "true", "$skipToken": "more"})";
  const Lines codes = Codes(FromText(row));
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "I005"), 1);
}

TEST(Shapes, NamesOfUsersCannotBreakTheLinesOfNotices) {
  const Inventory inventory = FromText(R"({"bad\nname\u001b[31m": 1})");
  const Lines notices = Notices(inventory);
  ASSERT_EQ(notices.size(), 1u);
  for (char c : notices[0]) EXPECT_GE(static_cast<unsigned char>(c), 0x20u);
}

TEST(Shapes, DuplicateTopMembersDoNotCrash) {
  const Inventory inventory =
      FromText(R"({"ConfigRules": [], "ConfigRules": [{"ConfigRuleName": "x"}]})");
  EXPECT_EQ(Codes(inventory), Lines({"I007"}));
  EXPECT_TRUE(inventory.facts.empty());
}

}  // namespace
}  // namespace dcv::inventory
