// SPDX-License-Identifier: Apache-2.0
// Lists of accounts: Azure subscriptions and management groups, projects of Google Cloud.
#include <gtest/gtest.h>

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Facts;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::Shapes;

TEST(AzureSubscriptions, OfAzWithTheirStates) {
  const Inventory read = FromText(R"([
    {"cloudName": "AzureCloud", "id": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "isDefault": true,
     "name": "prod", "state": "Enabled", "tenantId": "54826b22-38d6-4fb2-bad9-b7b93a3e9c5a"},
    {"cloudName": "AzureCloud", "id": "1b1f6471-1bf0-4dda-aec3-cb9272f09590", "isDefault": false,
     "name": "late", "state": "PastDue", "tenantId": "54826b22-38d6-4fb2-bad9-b7b93a3e9c5a"},
    {"cloudName": "AzureCloud", "id": "2b1f6471-1bf0-4dda-aec3-cb9272f09590", "isDefault": false,
     "name": "old", "state": "Disabled", "tenantId": "54826b22-38d6-4fb2-bad9-b7b93a3e9c5a"}])");
  EXPECT_EQ(Shapes(read), Lines{"azure subscriptions"});
  EXPECT_EQ(Facts(read),
            (Lines{"on setting @account @0b1f6471-1bf0-4dda-aec3-cb9272f09590 {prod} /0",
                   "on setting @account @1b1f6471-1bf0-4dda-aec3-cb9272f09590 {late} /1",
                   "off setting @account @2b1f6471-1bf0-4dda-aec3-cb9272f09590 {old} /2"}));
}

TEST(AzureSubscriptions, OfRest) {
  const Inventory read = FromText(R"({"value": [
    {"id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590",
     "subscriptionId": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "displayName": "prod",
     "state": "Enabled"}], "count": {"type": "Total", "value": 1}})");
  EXPECT_EQ(Shapes(read), Lines{"azure subscriptions"});
  EXPECT_EQ(Facts(read),
            (Lines{"on setting @account @0b1f6471-1bf0-4dda-aec3-cb9272f09590 {prod} /value/0"}));
}

TEST(AzureManagementGroups, GiveTheSubscriptionsBelowThem) {
  const Inventory read = FromText(R"({
    "id": "/providers/Microsoft.Management/managementGroups/root", "name": "root",
    "displayName": "Root", "type": "Microsoft.Management/managementGroups",
    "children": [
      {"type": "Microsoft.Management/managementGroups", "name": "apps", "displayName": "Apps",
       "id": "/providers/Microsoft.Management/managementGroups/apps",
       "children": [{"type": "/subscriptions", "displayName": "prod",
         "id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590",
         "name": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "children": null}]},
      {"type": "/subscriptions", "displayName": "test", "children": null,
       "id": "/subscriptions/1b1f6471-1bf0-4dda-aec3-cb9272f09590",
       "name": "1b1f6471-1bf0-4dda-aec3-cb9272f09590"}]})");
  EXPECT_EQ(Shapes(read), Lines{"azure management groups"});
  EXPECT_EQ(Facts(read),
            (Lines{"on setting @account @0b1f6471-1bf0-4dda-aec3-cb9272f09590 {prod} ",
                   "on setting @account @1b1f6471-1bf0-4dda-aec3-cb9272f09590 {test} "}))
      << "the place is the group's";
}

TEST(AzureManagementGroups, EntitiesAreRowsAndGroupsAloneNameNoSubscription) {
  const Inventory entities = FromText(R"({"value": [
    {"id": "/providers/Microsoft.Management/managementGroups/root", "name": "root",
     "type": "Microsoft.Management/managementGroups", "properties": {"displayName": "Root"}},
    {"id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590",
     "name": "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "type": "/subscriptions",
     "properties": {"displayName": "prod", "parentNameChain": ["root"]}}]})");
  EXPECT_EQ(Facts(entities),
            (Lines{"on setting @account @0b1f6471-1bf0-4dda-aec3-cb9272f09590 {prod} /value/1"}));
  const Inventory groups = FromText(R"([{"displayName": "Root", "name": "root",
    "id": "/providers/Microsoft.Management/managementGroups/root",
    "tenantId": "54826b22-38d6-4fb2-bad9-b7b93a3e9c5a",
    "type": "Microsoft.Management/managementGroups"}])");
  EXPECT_EQ(Shapes(groups), Lines{"azure management groups"});
  EXPECT_EQ(Facts(groups), Lines{});
  EXPECT_EQ(Codes(groups), Lines{});
}

TEST(GcpProjects, OfGcloudAndOfTheNewerApi) {
  EXPECT_EQ(Facts(FromText(R"([
    {"createTime": "2025-01-01T00:00:00Z", "lifecycleState": "ACTIVE", "name": "Alpha",
     "parent": {"id": "1", "type": "organization"}, "projectId": "alpha-1",
     "projectNumber": "123456"},
    {"lifecycleState": "DELETE_REQUESTED", "name": "Beta", "projectId": "beta",
     "projectNumber": 7}])")),
            (Lines{"on setting @account @projects/alpha-1 {Alpha} /0",
                   "off setting @account @projects/beta {Beta} /1"}));
  const Inventory newer = FromText(R"({"projects": [{"name": "projects/123456",
    "parent": "folders/1", "projectId": "alpha-1", "state": "ACTIVE", "displayName": "Alpha"}]})");
  EXPECT_EQ(Shapes(newer), Lines{"gcp projects"});
  EXPECT_EQ(Facts(newer), (Lines{"on setting @account @projects/alpha-1 {Alpha} /projects/0"}));
}

TEST(GcpProjects, AProjectHasOneNameWhicheverOfItsTwoAnAnswerUses) {
  Folder folder;
  folder.Add("a.json", R"({"securityCenterServices": [{"name":
    "projects/123456/locations/global/securityCenterServices/security-health-analytics",
    "effectiveEnablementState": "ENABLED"}]})");
  folder.Add("z.json", R"([{"lifecycleState": "ACTIVE", "name": "Alpha", "projectId": "alpha-1",
    "projectNumber": "123456"}])");
  const Inventory read = folder.Read();
  for (const Fact& fact : read.facts) {
    EXPECT_EQ(read.names.Text(fact.account), "projects/alpha-1");
  }
  for (const Answered& answered : read.answered) {
    EXPECT_EQ(read.names.Text(answered.account), "projects/alpha-1");
  }
}

}  // namespace
}  // namespace dcv::inventory
