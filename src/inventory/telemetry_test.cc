// SPDX-License-Identifier: Apache-2.0
// Which logs are written, as answers beside CloudTrail's tell it.
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::LogLines;

constexpr const char* kHere = "aws/111122223333/us-east-1/answer.json";
constexpr const char* kGuid = "3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";

Lines Logs(const std::string& text, const std::string& path = kHere) {
  return LogLines(FromText(text, path));
}

TEST(AwsTelemetry, FlowLogs) {
  EXPECT_EQ(Logs(R"({"FlowLogs":[{"FlowLogId":"fl-1","FlowLogStatus":"ACTIVE",
              "DeliverLogsStatus":"SUCCESS"},{"FlowLogId":"fl-2","FlowLogStatus":"ACTIVE",
              "DeliverLogsStatus":"FAILED","DeliverLogsErrorMessage":"Access error"}]})"),
            Lines({"on aws_vpcflow @111122223333/us-east-1 {1 of 2 flow logs written; delivery "
                   "failed: Access error}"}));
  EXPECT_EQ(Logs(R"({"FlowLogs":[]})"),
            Lines({"off aws_vpcflow @111122223333/us-east-1 {no flow log}"}));
}

TEST(AwsTelemetry, ResolverQueryLogsOfNoNetworkAreOff) {
  const auto answer = [](int networks) {
    return R"({"ResolverQueryLogConfigs":[{"Status":"CREATED","AssociationCount":)" +
           std::to_string(networks) +
           R"(,"Arn":"arn:aws:route53resolver:eu-west-1:444455556666:resolver-query-log-config/r"}]})";
  };
  EXPECT_EQ(Logs(answer(2)),
            Lines({"on aws_route53 @444455556666/eu-west-1 {1 of 1 query logs written}"}));
  EXPECT_EQ(Logs(answer(0)),
            Lines({"off aws_route53 @444455556666/eu-west-1 {0 of 1 query logs written}"}));
}

TEST(AwsTelemetry, BucketsAndClustersAndWebAcls) {
  EXPECT_EQ(Logs(R"({"LoggingEnabled":{"TargetBucket":"logs","TargetPrefix":""}})"),
            Lines({"on aws_s3access @111122223333/us-east-1 {one bucket, to logs}"}));
  const auto cluster = [](const char* logging) {
    return std::string(R"({"cluster":{"name":"web",
      "arn":"arn:aws:eks:us-east-1:111122223333:cluster/web")") +
           logging + "}}";
  };
  EXPECT_EQ(Logs(cluster(R"(,"logging":{"clusterLogging":[{"types":["api","audit"],"enabled":true},
              {"types":["scheduler"],"enabled":false}]})")),
            Lines({"on kubernetes_audit @111122223333/us-east-1 {cluster web}"}));
  EXPECT_EQ(Logs(cluster(R"(,"logging":{"clusterLogging":[{"types":["audit"],"enabled":false}]})")),
            Lines({"off kubernetes_audit @111122223333/us-east-1 {cluster web}"}));
  EXPECT_EQ(Logs(cluster("")),
            Lines({"unknown kubernetes_audit @111122223333/us-east-1 {cluster web}"}));
  EXPECT_EQ(Logs(R"({"LoggingConfigurations":[{"LogDestinationConfigs":["arn:aws:s3:::x"],
      "ResourceArn":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/1"}]})"),
            Lines({"on aws_waf @111122223333/us-east-1 {1 of 1 web ACL logs written}"}));
}

std::string Setting(const std::string& id, const std::string& type, const std::string& rest) {
  return R"({"value":[{"id":")" + id + R"(","type":)" + (type.empty() ? "null" : '"' + type + '"') +
         R"(,"name":"siem","properties":{)" + rest + "}}]}";
}

TEST(AzureTelemetry, SubscriptionsKeepTheirActivityAndSettingsSendIt) {
  const std::string in = "subscriptions/" + std::string(kGuid);
  const std::string id = in + "/providers/microsoft.insights/diagnosticSettings/siem";
  EXPECT_EQ(
      Logs(Setting(id, "Microsoft.Insights/diagnosticSettings",
                   R"("workspaceId":"/x/workspaces/soc","logs":[
                           {"category":"Administrative","enabled":true},
                           {"category":"Security","enabled":false}])"),
           "azure.json"),
      Lines({"off azure_activitylogs Security @" + std::string(kGuid) +
                 "/ {setting siem to workspace soc}",
             "on azure_activitylogs @" + std::string(kGuid) + "/ {Azure keeps it for 90 days}",
             "on azure_activitylogs Administrative @" + std::string(kGuid) +
                 "/ {setting siem to workspace soc}"}));
}

TEST(AzureTelemetry, EntraLogsAreWhatASettingSends) {
  const std::string id = "/providers/microsoft.aadiam/diagnosticSettings/siem";
  const char* const logs = R"("logs":[{"category":"AuditLogs","enabled":true},
      {"category":"SignInLogs","enabled":false},{"category":"B2CRequestLogs","enabled":true}])";
  EXPECT_EQ(Logs(Setting(id, "", std::string(R"("eventHubAuthorizationRuleId":"/x/y",)") + logs),
                 "entra.json"),
            Lines({"off azure_signinlogs @*/ {setting siem to event hub}",
                   "on azure_auditlogs @*/ {setting siem to event hub}"}));
  EXPECT_EQ(Logs(Setting(id, "", logs), "entra.json"),
            Lines({"off azure_auditlogs @*/ {setting siem sends nowhere}",
                   "off azure_signinlogs @*/ {setting siem sends nowhere}"}));
}

TEST(AzureTelemetry, AuditOfKubernetesAndOtherResources) {
  const std::string group = "/subscriptions/" + std::string(kGuid) + "/resourceGroups/g/providers/";
  const std::string end = "/providers/microsoft.insights/diagnosticSettings/siem";
  EXPECT_EQ(
      Logs(Setting(group + "Microsoft.ContainerService/managedClusters/web" + end,
                   "Microsoft.Insights/diagnosticSettings",
                   R"("storageAccountId":"/x","logs":[{"categoryGroup":"audit",
                            "enabled":true}])"),
           "aks.json"),
      Lines({"on kubernetes_audit @" + std::string(kGuid) + "/ {setting siem to storage account}",
             "on kubernetes_audit kube-audit-admin @" + std::string(kGuid) +
                 "/ {setting siem to storage account}"}));
  const Inventory other =
      FromText(Setting(group + "Microsoft.KeyVault/vaults/v" + end,
                       "Microsoft.Insights/diagnosticSettings", R"("storageAccountId":"/x")"));
  EXPECT_EQ(LogLines(other), Lines());
  EXPECT_EQ(Codes(other), Lines({"I026"}));
}

constexpr const char* kPolicy = R"({"etag":"x","bindings":[],"auditConfigs":[
    {"service":"allServices","auditLogConfigs":[{"logType":"DATA_READ",
      "exemptedMembers":["user:a@example.com"]}]},
    {"service":"storage.googleapis.com","auditLogConfigs":[{"logType":"DATA_WRITE"}]}]})";

TEST(GcpTelemetry, APolicySaysWhichDataAccessIsLogged) {
  EXPECT_EQ(
      Logs(kPolicy, "gcp/projects/shop/get-iam-policy.json"),
      Lines({"off gcp_audit ADMIN_READ @projects/shop/ {not configured}",
             "off gcp_audit DATA_WRITE @projects/shop/ {not configured}",
             "on gcp_audit @projects/shop/ {admin activity is always logged}",
             "on gcp_audit ADMIN_READ bigquery.googleapis.com @projects/shop/ {always logged}",
             "on gcp_audit DATA_READ @projects/shop/ {but for user:a@example.com}",
             "on gcp_audit DATA_READ bigquery.googleapis.com @projects/shop/ {always logged}",
             "on gcp_audit DATA_WRITE bigquery.googleapis.com @projects/shop/ {always logged}",
             "on gcp_audit DATA_WRITE storage.googleapis.com @projects/shop/"}));
}

TEST(GcpTelemetry, WhatTheOrganizationLogsEveryProjectLogs) {
  const Lines lines = Logs(kPolicy, "gcp/organizations/1/get-iam-policy.json");
  EXPECT_NE(std::find(lines.begin(), lines.end(),
                      "on gcp_audit DATA_READ @*/ {but for user:a@example.com}"),
            lines.end());
  EXPECT_NE(std::find(lines.begin(), lines.end(),
                      "off gcp_audit ADMIN_READ @organizations/1/ {not configured}"),
            lines.end());
}

TEST(GcpTelemetry, AFolderMayLogForAProject) {
  const Folder folder;
  folder.Add("folders/7/policy.json", kPolicy);
  folder.Add("projects/shop/policy.json", R"({"etag":"x","bindings":[]})");
  Lines of_shop;
  for (const std::string& line : LogLines(folder.Read())) {
    if (line.find("@projects/shop/") != line.npos && line.find("bigquery") == line.npos) {
      of_shop.push_back(line);
    }
  }
  EXPECT_EQ(of_shop, Lines({"off gcp_audit ADMIN_READ @projects/shop/ {not configured}",
                            "off gcp_audit DATA_WRITE @projects/shop/ {not configured}",
                            "on gcp_audit @projects/shop/ {admin activity is always logged}",
                            "unknown gcp_audit DATA_READ @projects/shop/ {a folder logs it, if "
                            "the project is in that folder}"}));
}

TEST(GcpTelemetry, APolicyOfSomethingUnnamedTellsNothing) {
  const Inventory inventory = FromText(kPolicy, "policy.json");
  EXPECT_EQ(LogLines(inventory), Lines());
  EXPECT_EQ(Codes(inventory), Lines({"I041"}));
}

TEST(GcpTelemetry, BucketsSinksAndSubnetworks) {
  const Inventory buckets = FromText(R"({"buckets":[
      {"name":"projects/shop/locations/global/buckets/_Required","retentionDays":400,
       "lifecycleState":"ACTIVE"},
      {"name":"projects/shop/locations/global/buckets/_Default","retentionDays":30}]})");
  EXPECT_EQ(LogLines(buckets),
            Lines({"on gcp_audit @projects/shop/ {admin activity is always logged}"}));
  EXPECT_EQ(testing::FactsOf(buckets, "@bucket/_Default"),
            Lines({"on setting @bucket/_Default @projects/shop {kept 30 days} /buckets/1"}));
  const Inventory sinks = FromText(R"({"sinks":[{"name":"_Default",
      "resourceName":"projects/shop/sinks/_Default",
      "destination":"logging.googleapis.com/projects/shop/locations/global/buckets/_Default",
      "exclusions":[{"name":"cheap","filter":"logName:cloudaudit.googleapis.com%2Fdata_access"}]}]})");
  EXPECT_EQ(testing::FactsOf(sinks, "@sink/_Default"),
            Lines({"on setting @sink/_Default @projects/shop {leaves out "
                   "logName:cloudaudit.googleapis.com%2Fdata_access} /sinks/0"}));
  EXPECT_EQ(Logs(R"([{"kind":"compute#subnetwork","region":"https://c/projects/shop/regions/r1",
      "selfLink":"https://c/v1/projects/shop/regions/r1/subnetworks/a","ipCidrRange":"10.0.0.0/8",
      "logConfig":{"enable":true}},{"kind":"compute#subnetwork","ipCidrRange":"10.0.0.0/8",
      "region":"https://c/projects/shop/regions/r1",
      "selfLink":"https://c/v1/projects/shop/regions/r1/subnetworks/b"}])",
                 "subnets.json"),
            Lines({"on gcp_vpcflow @projects/shop/r1 {1 of 2 subnetworks}"}));
}

TEST(RefusedTelemetry, IsUnknownAndNeverOff) {
  const Inventory aws = FromText(
      "\nAn error occurred (AccessDeniedException) when calling the DescribeTrails operation: no\n",
      "111122223333/eu-west-1/trails.json");
  EXPECT_EQ(Codes(aws), Lines({"I008"}));
  ASSERT_EQ(aws.telemetry.size(), 2u);
  for (const Telemetry& row : aws.telemetry) {
    EXPECT_EQ(row.state, State::kUnknown);
    EXPECT_EQ(aws.names.Text(row.account), "111122223333");
    EXPECT_EQ(aws.names.Text(row.log), "aws_cloudtrail");
  }
  const Inventory gcp = FromText(
      R"({"error":{"code":403,"status":"PERMISSION_DENIED","message":
         "Permission 'resourcemanager.projects.getIamPolicy' denied on resource projects/shop"}})");
  ASSERT_EQ(gcp.telemetry.size(), 1u);
  EXPECT_EQ(gcp.names.Text(gcp.telemetry[0].channel), "*");
  EXPECT_EQ(gcp.names.Text(gcp.telemetry[0].account), "projects/shop");
}

}  // namespace
}  // namespace dcv::inventory
