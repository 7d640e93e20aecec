// SPDX-License-Identifier: Apache-2.0
#include "inventory/shapes.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::inventory {
namespace {

using json::Type;
using json::Value;

bool HasArray(Value root, const char* name) {
  return root.Find(name).Is(Type::kArray);
}

Value FirstElement(Value array) {
  for (Value element : array.elements()) return element;
  return {};
}

// First row of a list, as Answer::ForRows finds it.
Value FirstRow(Value root, const char* name) {
  if (root.Is(Type::kArray)) return FirstElement(root);
  const Value list = root.Find(name);
  return list.Is(Type::kArray) ? FirstElement(list) : root;
}

bool NameContains(Value row, std::string_view part) {
  return row.Find("name").text().find(part) != std::string_view::npos;
}

// All of Azure's resources carry id and type; lists may be empty.
bool IsAzureResource(Value row) {
  const std::string_view id = row.Find("id").text();
  return (FindIgnoreCase(row.Find("type").text(), "microsoft.") == 0 && !id.empty()) ||
         FindIgnoreCase(id, "/diagnosticSettings/") != id.npos;
}
bool IsPolicyState(Value row) {
  return row.Find("policyDefinitionId").Is(Type::kString) &&
         row.Find("complianceState").Is(Type::kString);
}
// Rows of AWS lists, for exports of one row a line.
bool IsConfigRule(Value row) {
  return row.Find("ConfigRuleName").Is(Type::kString) && row.Find("Source").Is(Type::kObject);
}
bool IsConfigCompliance(Value row) {
  return row.Find("ConfigRuleName").Is(Type::kString) && row.Find("Compliance").Is(Type::kObject);
}
bool IsStandardControl(Value row) {
  return row.Find("StandardsControlArn").Is(Type::kString);
}
bool IsSecurityControl(Value row) {
  return row.Find("SecurityControlArn").Is(Type::kString) &&
         row.Find("SecurityControlStatus").Is(Type::kString);
}
bool IsControlAssociation(Value row) {
  return row.Find("SecurityControlArn").Is(Type::kString) &&
         row.Find("AssociationStatus").Is(Type::kString);
}
bool IsControlDefinition(Value row) {
  return row.Find("SecurityControlId").Is(Type::kString) &&
         row.Find("CurrentRegionAvailability").Is(Type::kString);
}
bool IsEventBridgeRule(Value row) {
  const std::string_view arn = row.Find("Arn").text();
  return arn.starts_with("arn:") && arn.find(":events:") != arn.npos &&
         arn.find(":rule/") != arn.npos && row.Find("State").Is(Type::kString);
}
bool IsEventBridgeTarget(Value row) {
  return row.Find("Id").Is(Type::kString) && row.Find("Arn").Is(Type::kString);
}
bool IsMetricFilter(Value row) {
  return row.Find("filterPattern").Is(Type::kString) &&
         row.Find("metricTransformations").Is(Type::kArray);
}
bool IsQueryDefinition(Value row) {
  return row.Find("queryDefinitionId").Is(Type::kString);
}
bool IsScheduledQuery(Value row) {
  return row.Find("scheduledQueryArn").Is(Type::kString) && row.Find("state").Is(Type::kString);
}
bool IsTrail(Value row) {
  return row.Find("TrailARN").Is(Type::kString) && row.Find("HomeRegion").Is(Type::kString);
}
bool IsEksCluster(Value row) {
  return row.Find("arn").text().find(":eks:") != std::string_view::npos;
}
// Also of resources below a project: their policies have a kind.
bool IsIamPolicy(Value root) {
  if (!root.Find("etag").Is(Type::kString) || root.Find("kind").Is(Type::kString)) return false;
  if (root.Find("bindings").Is(Type::kArray) || root.Find("auditConfigs").Is(Type::kArray)) {
    return true;
  }
  size_t members = 0;
  for ([[maybe_unused]] const json::Member& member : root.members()) ++members;
  return root.Find("version").Is(Type::kNumber) && members == 2;
}
bool IsLogBucket(Value row) {
  return NameContains(row, "/buckets/") && row.Find("retentionDays").Is(Type::kNumber);
}
bool IsSubnetwork(Value row) {
  return row.Find("kind").text() == "compute#subnetwork" ||
         row.Find("ipCidrRange").Is(Type::kString);
}
bool IsOrganizationAccount(Value row) {
  return row.Find("JoinedMethod").Is(Type::kString) && row.Find("Id").Is(Type::kString);
}
// az lifts the GUID into id, REST has it in subscriptionId.
bool IsAzureSubscription(Value row) {
  const bool az = LooksLikeGuid(row.Find("id").text()) && row.Find("tenantId").Is(Type::kString);
  return row.Find("state").Is(Type::kString) &&
         (az || row.Find("subscriptionId").Is(Type::kString));
}
// A management group, a child of one, or one of its entities; az lifts `properties`.
bool IsAzureGroupMember(Value row) {
  const std::string_view type = row.Find("type").text();
  return EqualsIgnoreCase(type, "/subscriptions") ||
         FindIgnoreCase(type, "microsoft.management/managementgroups") != std::string_view::npos;
}
bool IsGcpProject(Value row) {
  return row.Find("projectId").Is(Type::kString) &&
         (row.Find("lifecycleState").Is(Type::kString) || row.Find("state").Is(Type::kString));
}
// A list under its name, empty or not, or rows of it by themselves.
bool IsListOf(Value root, const char* name, bool (*is_row)(Value)) {
  return HasArray(root, name) || is_row(FirstRow(root, name));
}

bool IsGuardDutyFinding(Value row) {
  return row.Find("Type").Is(Type::kString) && row.Find("Service").Is(Type::kObject);
}
bool IsSecurityHubFinding(Value row) {
  return row.Find("ProductArn").Is(Type::kString);
}
bool IsSccFinding(Value row) {
  const Value nested = row.Find("finding");
  const Value finding = nested.Is(Type::kObject) ? nested : row;
  return finding.Find("category").Is(Type::kString) && NameContains(finding, "/findings/");
}
bool IsSccService(Value row) {
  return NameContains(row, "/securityCenterServices/") ||
         (row.Find("serviceEnablementState").Is(Type::kString) && NameContains(row, "Settings"));
}
bool IsLogMetric(Value row) {
  return row.Find("filter").Is(Type::kString) && row.Find("metricDescriptor").Is(Type::kObject);
}
bool IsLogSink(Value row) {
  return row.Find("destination").Is(Type::kString) && row.Find("name").Is(Type::kString);
}
bool IsPubSubSubscription(Value row) {
  return NameContains(row, "/subscriptions/") && row.Find("topic").Is(Type::kString);
}
bool IsAlertPolicy(Value row) {
  return NameContains(row, "/alertPolicies/");
}
bool IsEventarcTrigger(Value row) {
  return NameContains(row, "/triggers/") && row.Find("eventFilters").Is(Type::kArray);
}
bool IsChronicleRule(Value row) {
  return (NameContains(row, "/rules/") && row.Find("displayName").Is(Type::kString)) ||
         (row.Find("ruleId").Is(Type::kString) && row.Find("ruleName").Is(Type::kString));
}

const std::vector<Shape> kShapes = {
    {"aws configservice describe-config-rules", "aws_config",
     [](Value root) { return IsListOf(root, "ConfigRules", IsConfigRule); }, ReadConfigRules,
     "NextToken"},
    {"aws configservice describe-compliance-by-config-rule", "aws_config",
     [](Value root) { return IsListOf(root, "ComplianceByConfigRules", IsConfigCompliance); },
     ReadConfigCompliance, "NextToken"},
    {"aws configservice describe-configuration-recorder-status", "aws_config",
     [](Value root) { return HasArray(root, "ConfigurationRecordersStatus"); },
     ReadConfigRecorderStatus, nullptr},
    {"aws guardduty list-detectors", "aws_guardduty",
     [](Value root) { return HasArray(root, "DetectorIds"); }, ReadGuardDutyDetectorList,
     "NextToken"},
    {"aws guardduty get-detector", "aws_guardduty",
     [](Value root) {
       return root.Find("FindingPublishingFrequency").Is(Type::kString) &&
              root.Find("Status").type() != Type::kAbsent;
     },
     ReadGuardDutyDetector, nullptr},
    {"aws guardduty get-findings", "aws_guardduty",
     [](Value root) { return IsGuardDutyFinding(FirstRow(root, "Findings")); },
     ReadGuardDutyFindings, nullptr},
    {"aws securityhub describe-hub", "aws_securityhub",
     [](Value root) { return root.Find("HubArn").Is(Type::kString); }, ReadSecurityHub, nullptr},
    {"aws securityhub get-enabled-standards", "aws_securityhub",
     [](Value root) { return HasArray(root, "StandardsSubscriptions"); }, ReadSecurityHubStandards,
     "NextToken"},
    {"aws securityhub describe-standards-controls", "aws_securityhub",
     [](Value root) { return IsListOf(root, "Controls", IsStandardControl); },
     ReadSecurityHubStandardControls, "NextToken"},
    {"aws securityhub list-security-control-definitions", "aws_securityhub",
     [](Value root) { return IsListOf(root, "SecurityControlDefinitions", IsControlDefinition); },
     ReadSecurityHubDefinitions, "NextToken"},
    {"aws securityhub batch-get-security-controls", "aws_securityhub",
     [](Value root) { return IsListOf(root, "SecurityControls", IsSecurityControl); },
     ReadSecurityHubControls, nullptr},
    {"aws securityhub list-standards-control-associations", "aws_securityhub",
     [](Value root) {
       return IsListOf(root, "StandardsControlAssociationSummaries", IsControlAssociation) ||
              HasArray(root, "StandardsControlAssociationDetails");
     },
     ReadSecurityHubAssociations, "NextToken"},
    {"aws securityhub get-findings", "aws_securityhub",
     [](Value root) {
       return IsSecurityHubFinding(FirstRow(root, "Findings")) ||
              root.Find("Findings").IsEmptyArray();
     },
     ReadSecurityHubFindings, "NextToken"},
    {"aws organizations list-accounts", "aws_organizations",
     [](Value root) { return IsListOf(root, "Accounts", IsOrganizationAccount); },
     ReadOrganizationAccounts, "NextToken"},
    {"aws events list-rules", "aws_eventbridge",
     [](Value root) {
       return IsEventBridgeRule(FirstRow(root, "Rules")) || root.Find("Rules").IsEmptyArray();
     },
     ReadEventBridgeRules, "NextToken"},
    {"aws events list-targets-by-rule", "aws_eventbridge",
     [](Value root) {
       const Value targets = root.Find("Targets");
       return targets.IsEmptyArray() || IsEventBridgeTarget(FirstElement(targets));
     },
     ReadEventBridgeTargets, nullptr},
    {"aws events list-rule-names-by-target", "aws_eventbridge",
     [](Value root) { return HasArray(root, "RuleNames"); }, ReadEventBridgeRulesOfTarget, nullptr},
    {"aws logs describe-metric-filters", "aws_metric_filters",
     [](Value root) { return IsListOf(root, "metricFilters", IsMetricFilter); }, ReadMetricFilters,
     "nextToken|NextToken"},
    {"aws cloudwatch describe-alarms", "aws_metric_filters",
     [](Value root) { return HasArray(root, "MetricAlarms"); }, ReadAlarms, "NextToken"},
    {"aws logs describe-query-definitions", "aws_query_definitions",
     [](Value root) { return IsListOf(root, "queryDefinitions", IsQueryDefinition); },
     ReadQueryDefinitions, "nextToken|NextToken"},
    {"aws logs list-scheduled-queries", "aws_query_definitions",
     [](Value root) { return IsListOf(root, "scheduledQueries", IsScheduledQuery); },
     ReadScheduledQueries, "nextToken|NextToken"},
    {"aws cloudtrail describe-trails", "",
     [](Value root) { return IsListOf(root, "trailList", IsTrail); }, ReadTrails, nullptr},
    {"aws cloudtrail get-trail", "", [](Value root) { return IsTrail(root.Find("Trail")); },
     ReadTrails, nullptr},
    {"aws cloudtrail get-trail-status", "",
     [](Value root) { return root.Find("IsLogging").Is(Type::kBool); }, ReadTrailStatus, nullptr},
    {"aws cloudtrail get-event-selectors", "",
     [](Value root) {
       return root.Find("TrailARN").Is(Type::kString) &&
              (HasArray(root, "EventSelectors") || HasArray(root, "AdvancedEventSelectors"));
     },
     ReadEventSelectors, nullptr},
    {"aws cloudtrail get-insight-selectors", "",
     [](Value root) {
       return root.Find("TrailARN").Is(Type::kString) && HasArray(root, "InsightSelectors");
     },
     ReadInsightSelectors, nullptr},
    {"aws ec2 describe-flow-logs", "", [](Value root) { return HasArray(root, "FlowLogs"); },
     ReadFlowLogs, "NextToken"},
    {"aws route53resolver list-resolver-query-log-configs", "",
     [](Value root) { return HasArray(root, "ResolverQueryLogConfigs"); }, ReadResolverQueryLogs,
     "NextToken"},
    {"aws s3api get-bucket-logging", "",
     [](Value root) { return root.Find("LoggingEnabled").Find("TargetBucket").Is(Type::kString); },
     ReadBucketLogging, nullptr},
    {"aws eks describe-cluster", "", [](Value root) { return IsEksCluster(root.Find("cluster")); },
     ReadEksCluster, nullptr},
    {"aws wafv2 list-logging-configurations", "",
     [](Value root) { return HasArray(root, "LoggingConfigurations"); }, ReadWafLogging,
     "NextMarker"},
    {"azure subscriptions", "azure_subscriptions",
     [](Value root) { return IsAzureSubscription(FirstRow(root, "value")); },
     ReadAzureSubscriptions, "nextLink"},
    {"azure management groups", "azure_subscriptions",
     [](Value root) { return IsAzureGroupMember(FirstRow(root, "value")); },
     ReadAzureManagementGroup, "@nextLink|nextLink"},
    {"azure policy states", "azure_policy",
     [](Value root) { return IsPolicyState(FirstRow(root, "value")); }, ReadAzurePolicyStates,
     "@odata.nextLink"},
    {"azure resources", "",
     [](Value root) {
       return IsAzureResource(FirstRow(root, "value")) || root.Find("value").IsEmptyArray();
     },
     ReadAzureResources, "nextLink"},
    {"azure resource graph", "",
     [](Value root) {
       return IsAzureResource(FirstElement(root.Find("data"))) ||
              (root.Find("data").IsEmptyArray() && root.Find("count").Is(Type::kNumber));
     },
     ReadAzureResources, "skip_token|$skipToken"},
    {"gcp projects", "gcp_projects",
     [](Value root) { return IsGcpProject(FirstRow(root, "projects")); }, ReadGcpProjects,
     "nextPageToken"},
    {"gcp scc findings", "gcp_scc",
     [](Value root) {
       return IsSccFinding(FirstRow(root, "findings")) || HasArray(root, "listFindingsResults");
     },
     ReadSccFindings, "nextPageToken"},
    {"gcp scc services", "gcp_scc",
     [](Value root) { return IsSccService(FirstRow(root, "securityCenterServices")); },
     ReadSccServices, "nextPageToken"},
    {"gcp scc notification configs", "gcp_scc",
     [](Value root) {
       return NameContains(FirstRow(root, "notificationConfigs"), "/notificationConfigs/");
     },
     ReadSccNotifications, "nextPageToken"},
    {"gcp scc sources", "gcp_scc",
     [](Value root) {
       const Value row = FirstRow(root, "sources");
       return NameContains(row, "/sources/") && row.Find("displayName").Is(Type::kString);
     },
     ReadSccSources, "nextPageToken"},
    {"gcp logging metrics", "gcp_log_metrics",
     [](Value root) { return IsLogMetric(FirstRow(root, "metrics")); }, ReadLogMetrics,
     "nextPageToken"},
    {"gcp logging sinks", "gcp_log_sinks",
     [](Value root) { return IsListOf(root, "sinks", IsLogSink); }, ReadLogSinks, "nextPageToken"},
    {"gcp iam policy", "", IsIamPolicy, ReadIamPolicy, nullptr},
    {"gcp logging buckets", "", [](Value root) { return IsLogBucket(FirstRow(root, "buckets")); },
     ReadLogBuckets, "nextPageToken"},
    {"gcp compute subnetworks", "",
     [](Value root) { return IsSubnetwork(FirstRow(root, "items")); }, ReadSubnetworks,
     "nextPageToken"},
    {"gcp pubsub subscriptions", "gcp_log_sinks",
     [](Value root) { return IsPubSubSubscription(FirstRow(root, "subscriptions")); },
     ReadPubSubSubscriptions, "nextPageToken"},
    {"gcp monitoring policies", "gcp_log_metrics",
     [](Value root) { return IsListOf(root, "alertPolicies", IsAlertPolicy); }, ReadAlertPolicies,
     "nextPageToken"},
    {"gcp eventarc triggers", "gcp_eventarc",
     [](Value root) { return IsEventarcTrigger(FirstRow(root, "triggers")); }, ReadEventarcTriggers,
     "nextPageToken"},
    {"gcp chronicle rule deployments", "gcp_chronicle",
     [](Value root) {
       const Value row = FirstRow(root, "ruleDeployments");
       return NameContains(row, "/rules/") && row.Find("name").text().ends_with("/deployment");
     },
     ReadChronicleDeployments, "nextPageToken"},
    {"gcp chronicle rules", "gcp_chronicle",
     [](Value root) { return IsChronicleRule(FirstRow(root, "rules")); }, ReadChronicleRules,
     "nextPageToken"},
};

}  // namespace

const std::vector<Shape>& Shapes() {
  return kShapes;
}

}  // namespace dcv::inventory
