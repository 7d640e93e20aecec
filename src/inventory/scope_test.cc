// SPDX-License-Identifier: Apache-2.0
#include "inventory/scope.h"

#include <gtest/gtest.h>

namespace dcv::inventory {
namespace {

struct Case {
  const char* text;
  const char* account;
  const char* region;
};

void ExpectScopes(ScopeText (*read)(std::string_view), const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const ScopeText scope = read(c.text);
    EXPECT_EQ(scope.account, c.account) << c.text;
    EXPECT_EQ(scope.region, c.region) << c.text;
  }
}

TEST(Scope, ArnNamesAccountAndRegionInEveryPartition) {
  ExpectScopes(FromArn, {{"arn:aws:config:us-east-1:111122223333:config-rule/config-rule-ab",
                          "111122223333", "us-east-1"},
                         {"arn:aws-us-gov:securityhub:us-gov-west-1:444455556666:hub/default",
                          "444455556666", "us-gov-west-1"},
                         {"arn:aws-cn:guardduty:cn-north-1:777788889999:detector/4e99",
                          "777788889999", "cn-north-1"},
                         {"arn:aws:securityhub:us-east-1:111122223333:subscription/cis/v/1.2.0:x:y",
                          "111122223333", "us-east-1"}});
}

TEST(Scope, ArnLeavesOpenWhatItDoesNotName) {
  ExpectScopes(FromArn,
               {{"arn:aws:iam::111122223333:role/Audit", "111122223333", ""},
                {"arn:aws:securityhub:us-east-1::standards/pci-dss/v/3.2.1", "", "us-east-1"},
                {"arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0", "", ""}});
}

TEST(Scope, ShortOrForeignArnTellsNothing) {
  ExpectScopes(FromArn, {{"arn:aws:config:us-east-1:111122223333", "", ""},
                         {"arn:aws:config", "", ""},
                         {"arn:", "", ""},
                         {"", "", ""},
                         {"urn:aws:config:us-east-1:111122223333:x", "", ""},
                         {"xarn:aws:config:us-east-1:111122223333:x", "", ""}});
}

TEST(Scope, PathPiecesNameAccountAndRegion) {
  ExpectScopes(
      FromPath,
      {{"export/111122223333/us-east-1/get-detector.json", "111122223333", "us-east-1"},
       {"get-detector_111122223333_ap-southeast-2.json", "111122223333", "ap-southeast-2"},
       {"account=111122223333/region=us-gov-west-1/a.json.gz", "111122223333", "us-gov-west-1"},
       {"3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10/pricings.json",
        "3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10", ""},
       {"/home/me/export.2026/hub.json", "", ""}});
}

TEST(Scope, TheLastOfSeveralPiecesWins) {
  ExpectScopes(FromPath, {{"111122223333/us-east-1/444455556666/eu-west-1/a.json", "444455556666",
                           "eu-west-1"},
                          {"111122223333/eu-west-1/sub/a.json", "111122223333", "eu-west-1"}});
}

TEST(Scope, NumbersOfOtherLengthsAreNoAccount) {
  ExpectScopes(FromPath, {{"11112222333/a.json", "", ""},
                          {"1111222233334/a.json", "", ""},
                          {"11112222333x/a.json", "", ""}});
}

TEST(Scope, AwsRegionsAreToldFromOtherWords) {
  for (const char* region : {"us-east-1", "us-gov-west-1", "ap-southeast-2", "cn-northwest-1",
                             "il-central-1", "mx-central-1", "us-iso-east-1"}) {
    EXPECT_TRUE(LooksLikeAwsRegion(region)) << region;
  }
  for (const char* other : {"us-east", "us-east-12", "us-east-a", "usa-east-1", "us-1-east",
                            "US-EAST-1", "my-us-east-1-x", "a-b-1", "us--1", "", "us-e-1"}) {
    EXPECT_FALSE(LooksLikeAwsRegion(other)) << other;
  }
}

TEST(Scope, GuidsAreToldByLengthDashesAndDigits) {
  EXPECT_TRUE(LooksLikeGuid("3F6C2F6E-8d41-4c1b-9a57-6b0e2f4d9c10"));
  EXPECT_FALSE(LooksLikeGuid("3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c1"));
  EXPECT_FALSE(LooksLikeGuid("3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c1g"));
  EXPECT_FALSE(LooksLikeGuid("3f6c2f6e08d41-4c1b-9a57-6b0e2f4d9c10"));
}

TEST(Scope, AzureIdsNameSubscriptionOrManagementGroup) {
  const char* kGuid = "3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";
  const std::string id = std::string("/subscriptions/") + kGuid;
  EXPECT_EQ(FromAzureId(id), kGuid);
  EXPECT_EQ(FromAzureId(id + "/resourceGroups/rg/providers/Microsoft.Security/pricings/Arm"),
            kGuid);
  EXPECT_EQ(FromAzureId("/SUBSCRIPTIONS/" + std::string(kGuid) + "/x"), kGuid);
  EXPECT_EQ(FromAzureId("/providers/Microsoft.Management/managementGroups/corp/providers/"
                        "Microsoft.Authorization/policyAssignments/baseline"),
            "managementGroups/corp");
  EXPECT_EQ(FromAzureId("/providers/Microsoft.Management/managementGroups/corp"),
            "managementGroups/corp");
  EXPECT_EQ(FromAzureId("/providers/Microsoft.Authorization/policyDefinitions/x"), "");
  EXPECT_EQ(FromAzureId(""), "");
}

TEST(Scope, GcpNamesBeginWithTheirRoot) {
  EXPECT_EQ(FromGcpName("organizations/123456789012/sources/1/findings/2"),
            "organizations/123456789012");
  EXPECT_EQ(FromGcpName("folders/22/locations/global/securityCenterServices/x"), "folders/22");
  EXPECT_EQ(FromGcpName("projects/northwind/locations/eu/instances/i/rules/ru_1"),
            "projects/northwind");
  EXPECT_EQ(FromGcpName("projects/northwind"), "projects/northwind");
  EXPECT_EQ(FromGcpName("//cloudresourcemanager.googleapis.com/projects/northwind"), "");
  EXPECT_EQ(FromGcpName("billingAccounts/1"), "");
}

TEST(Scope, LastSegmentIsWhatFollowsTheLastSlash) {
  EXPECT_EQ(LastSegment("a/b/c"), "c");
  EXPECT_EQ(LastSegment("c"), "c");
  EXPECT_EQ(LastSegment("c/"), "");
}

}  // namespace
}  // namespace dcv::inventory
