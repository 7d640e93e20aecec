// SPDX-License-Identifier: Apache-2.0
// Answers of AWS that tell nothing of detections. Known by a member at the top and, where other
// calls use the same name, by a second member beside it or in the first row. Source: API references
// of the services (read 2026-11).
#include "inventory/no_detections.h"

namespace dcv::inventory {
namespace {

using json::Type;
using json::Value;

constexpr char kAnalyzer[] =
    "IAM Access Analyzer: its findings are access that is open, and dcv takes no state from them";
constexpr char kMembers[] = "accounts and their relations, not what is on in them";
constexpr char kLabels[] = "labels of a resource";
constexpr char kLists[] = "addresses that a detector trusts or not; get-detector tells what is on";
constexpr char kInspector[] =
    "Inspector: what was scanned and what for; dcv takes no state from it";
constexpr char kHandling[] = "what happens to findings once they are there";
constexpr char kPolicy[] =
    "what an organization wants; get-enabled-standards and describe-standards-controls tell what "
    "is";
constexpr char kOffered[] = "what could be switched on; get-enabled-standards tells what is";
constexpr char kRecorder[] =
    "how AWS Config records; describe-configuration-recorder-status tells whether it does";
constexpr char kSummary[] = "findings counted or by id alone; get-findings tells which they are";
constexpr char kEvaluation[] =
    "how a rule judged single resources; describe-config-rules tells what is on";

struct Row {
  const char* member;
  const char* second;  // "" when the first is enough
  OtherAnswer answer;
};

const Row kRows[] = {
    {"accessPreview", "", {"aws accessanalyzer get-access-preview", nullptr, kAnalyzer}},
    {"accessPreviews", "", {"aws accessanalyzer list-access-previews", nullptr, kAnalyzer}},
    {"resource", "analyzedAt", {"aws accessanalyzer get-analyzed-resource", nullptr, kAnalyzer}},
    {"analyzedResources", "", {"aws accessanalyzer list-analyzed-resources", nullptr, kAnalyzer}},
    {"analyzer", "", {"aws accessanalyzer get-analyzer", nullptr, kAnalyzer}},
    {"analyzers", "", {"aws accessanalyzer list-analyzers", nullptr, kAnalyzer}},
    {"archiveRule", "", {"aws accessanalyzer get-archive-rule", nullptr, kAnalyzer}},
    {"archiveRules", "", {"aws accessanalyzer list-archive-rules", nullptr, kAnalyzer}},
    {"policyGenerations", "", {"aws accessanalyzer list-policy-generations", nullptr, kAnalyzer}},
    {"finding", "resourceType", {"aws accessanalyzer get-finding", nullptr, kAnalyzer}},
    {"findings", "findingArn", {"aws inspector2 list-findings", nullptr, kInspector}},
    {"findings", "resourceType", {"aws accessanalyzer list-findings", nullptr, kAnalyzer}},
    {"GraphList",
     "",
     {"aws detective list-graphs", nullptr, "Detective explains findings of others"}},
    {"Invitations", "", {"invitations to be a member", nullptr, kMembers}},
    {"InvitationsCount", "", {"aws securityhub get-invitations-count", nullptr, kMembers}},
    {"Master", "AccountId", {"the account that administers", nullptr, kMembers}},
    {"Administrator", "AccountId", {"the account that administers", nullptr, kMembers}},
    {"Members", "AccountId", {"members of a service", nullptr, kMembers}},
    {"member", "accountId", {"aws inspector2 get-member", nullptr, kMembers}},
    {"delegatedAdminAccounts", "", {"delegated administrators", nullptr, kMembers}},
    {"Tags", "", {"tags of a resource", nullptr, kLabels}},
    {"tags", "", {"tags of a resource", nullptr, kLabels}},
    {"IpSetIds", "", {"aws guardduty list-ip-sets", nullptr, kLists}},
    {"Location", "Format", {"aws guardduty get-ip-set", nullptr, kLists}},
    {"ThreatIntelSetIds", "", {"aws guardduty list-threat-intel-sets", nullptr, kLists}},
    {"FilterNames", "", {"aws guardduty list-filters", nullptr, kHandling}},
    {"FindingIds", "", {"aws guardduty list-findings", nullptr, kSummary}},
    {"ec2Configuration", "", {"aws inspector2 get-configuration", nullptr, kInspector}},
    {"ecrConfiguration", "", {"aws inspector2 get-configuration", nullptr, kInspector}},
    {"countsByGroup", "", {"aws inspector2 list-coverage-statistics", nullptr, kInspector}},
    {"coveredResources", "", {"aws inspector2 list-coverage", nullptr, kInspector}},
    {"totals", "usage", {"aws inspector2 list-usage-totals", nullptr, "what Inspector costs"}},
    {"findingPublishingFrequency",
     "serviceRole",
     {"aws macie2 get-macie-session", nullptr, "Macie: dcv takes no state from it"}},
    {"Rules", "RuleStatus", {"aws securityhub batch-get-automation-rules", nullptr, kHandling}},
    {"AutomationRulesMetadata", "", {"aws securityhub list-automation-rules", nullptr, kHandling}},
    {"ActionTargets", "", {"aws securityhub describe-action-targets", nullptr, kHandling}},
    {"ConfigurationPolicyId",
     "AssociationStatus",
     {"aws securityhub get-configuration-policy-association", nullptr, kPolicy}},
    {"ConfigurationPolicyAssociations",
     "",
     {"aws securityhub batch-get-configuration-policy-associations", nullptr, kPolicy}},
    {"ConfigurationPolicy", "", {"aws securityhub get-configuration-policy", nullptr, kPolicy}},
    {"OrganizationConfiguration",
     "AutoEnableStandards",
     {"aws securityhub describe-organization-configuration", nullptr, kPolicy}},
    {"Products", "ProductArn", {"aws securityhub describe-products", nullptr, kOffered}},
    {"ProductSubscriptions",
     "",
     {"aws securityhub list-enabled-products-for-import", nullptr,
      "who sends findings to Security Hub, not what finds them"}},
    {"Standards", "StandardsArn", {"aws securityhub describe-standards", nullptr, kOffered}},
    {"FindingAggregatorArn", "", {"aws securityhub get-finding-aggregator", nullptr, kHandling}},
    {"FindingAggregators", "", {"aws securityhub list-finding-aggregators", nullptr, kHandling}},
    {"Records", "FindingIdentifier", {"aws securityhub get-finding-history", nullptr, kHandling}},
    {"InsightResults", "", {"aws securityhub get-insight-results", nullptr, kSummary}},
    {"Insights", "InsightArn", {"aws securityhub get-insights", nullptr, kSummary}},
    {"AggregationAuthorizations",
     "",
     {"aws configservice describe-aggregation-authorizations", nullptr, kMembers}},
    {"ConfigRulesEvaluationStatus",
     "",
     {"aws configservice describe-config-rule-evaluation-status", nullptr, kEvaluation}},
    {"EvaluationResults",
     "ComplianceType",
     {"aws configservice get-compliance-details-by-config-rule", nullptr, kEvaluation}},
    {"ConfigurationRecorders",
     "",
     {"aws configservice describe-configuration-recorders", nullptr, kRecorder}},
    {"DeliveryChannels", "", {"aws configservice describe-delivery-channels", nullptr, kRecorder}},
    {"RemediationConfigurations",
     "",
     {"aws configservice describe-remediation-configurations", nullptr, kHandling}},
    {"EventBuses",
     "",
     {"aws events list-event-buses", nullptr, "buses; list-rules tells what is on them"}},
    {"subscriptionFilters",
     "",
     {"aws logs describe-subscription-filters", nullptr,
      "what is sent elsewhere; who receives it decides what is detected"}},
    {"logGroups",
     "",
     {"aws logs describe-log-groups", nullptr, "where logs are kept; trails tell who writes them"}},
};

bool Holds(Value object, const char* name) {
  return object.Find(name).type() != Type::kAbsent;
}

// The member's own, its first row's, or the document's.
bool HoldsSecond(Value root, Value member, const char* name) {
  if (Holds(root, name) || Holds(member, name)) return true;
  for (Value first : member.elements()) return Holds(first, name);
  return false;
}

}  // namespace

const OtherAnswer* FindOtherAwsAnswer(Value root) {
  if (!root.Is(Type::kObject)) return nullptr;
  for (const Row& row : kRows) {
    const Value member = root.Find(row.member);
    if (member.type() == Type::kAbsent) continue;
    if (*row.second == '\0' || HoldsSecond(root, member, row.second)) return &row.answer;
  }
  return nullptr;
}

}  // namespace dcv::inventory
