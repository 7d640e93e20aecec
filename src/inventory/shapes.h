// SPDX-License-Identifier: Apache-2.0
// The answers dcv can read, one row each. To add one: write its reader in a file of src/inventory,
// declare it here, add a row to shapes.cc and a file to tests/golden/inventory.
#pragma once

#include <string_view>
#include <vector>

#include "inventory/answer.h"

namespace dcv::inventory {

struct Shape {
  const char* name;    // "aws configservice describe-config-rules": the command that answers so
  const char* source;  // catalogue source it tells about
  // True when this document is such an answer. Sees only the top of it.
  bool (*matches)(json::Value root);
  void (*read)(Answer& answer);
  const char*
      next_page;  // member that says another page follows, alternatives with '|', or nullptr
};

const std::vector<Shape>& Shapes();

// An answer to a call that failed: reports it, sets the source unknown (or off, where the refusal
// says so) and returns true. `text` is the raw document, JSON or what a CLI prints on stderr.
bool ReadRefusal(Answer& answer, std::string_view text);

// Readers, by file.
void ReadConfigRules(Answer& answer);  // aws_config.cc
void ReadConfigCompliance(Answer& answer);
void ReadConfigRecorderStatus(Answer& answer);
void ReadGuardDutyDetectorList(Answer& answer);  // aws_guardduty.cc
void ReadGuardDutyDetector(Answer& answer);
void ReadGuardDutyFindings(Answer& answer);
void ReadSecurityHub(Answer& answer);  // aws_securityhub.cc
void ReadSecurityHubStandards(Answer& answer);
void ReadSecurityHubStandardControls(Answer& answer);
void ReadSecurityHubDefinitions(Answer& answer);
void ReadSecurityHubControls(Answer& answer);
void ReadSecurityHubAssociations(Answer& answer);
void ReadSecurityHubFindings(Answer& answer);
void ReadOrganizationAccounts(Answer& answer);  // aws_organizations.cc
void ReadEventBridgeRules(Answer& answer);      // aws_eventbridge.cc
void ReadEventBridgeTargets(Answer& answer);
void ReadEventBridgeRulesOfTarget(Answer& answer);
void ReadMetricFilters(Answer& answer);  // aws_logs.cc
void ReadQueryDefinitions(Answer& answer);
void ReadScheduledQueries(Answer& answer);
void ReadAlarms(Answer& answer);  // aws_cloudwatch.cc
void ReadTrails(Answer& answer);  // aws_cloudtrail.cc
void ReadTrailStatus(Answer& answer);
void ReadEventSelectors(Answer& answer);
void ReadInsightSelectors(Answer& answer);
void ReadFlowLogs(Answer& answer);  // aws_telemetry.cc
void ReadResolverQueryLogs(Answer& answer);
void ReadBucketLogging(Answer& answer);
void ReadEksCluster(Answer& answer);
void ReadWafLogging(Answer& answer);
// A metric as alarms name it and as metric filters are known by, in aliases.
std::string MetricName(std::string_view metric_namespace, std::string_view name);
void ReadAzureSubscriptions(Answer& answer);  // azure_subscriptions.cc
void ReadAzureManagementGroup(Answer& answer);
void ReadAzureResources(Answer& answer);  // azure.cc
void ReadAzurePolicyStates(Answer& answer);
void ReadGcpProjects(Answer& answer);  // gcp_projects.cc
void ReadSccFindings(Answer& answer);  // gcp_scc.cc
void ReadSccSources(Answer& answer);
void ReadSccServices(Answer& answer);
void ReadSccNotifications(Answer& answer);
void ReadLogMetrics(Answer& answer);  // gcp_logging.cc
void ReadLogSinks(Answer& answer);
void ReadPubSubSubscriptions(Answer& answer);
void ReadIamPolicy(Answer& answer);  // gcp_audit.cc
void ReadLogBuckets(Answer& answer);
void ReadSubnetworks(Answer& answer);
void ReadAlertPolicies(Answer& answer);     // gcp_monitoring.cc
void ReadEventarcTriggers(Answer& answer);  // gcp_eventarc.cc
void ReadChronicleRules(Answer& answer);    // gcp_chronicle.cc
void ReadChronicleDeployments(Answer& answer);

}  // namespace dcv::inventory
