// SPDX-License-Identifier: Apache-2.0
// Azure answers in the forms of REST, the az command line and Resource Graph.
#include <algorithm>

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Codes;
using testing::Facts;
using testing::FactsOf;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::Notices;
using testing::Tags;

constexpr const char* kGuid = "3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";
const std::string kSubscription = std::string("/subscriptions/") + kGuid;
const std::string kAt = std::string(" @") + kGuid + " ";

// A resource as REST and Resource Graph give it, and as az prints it with properties lifted.
std::string Nested(const std::string& type, const std::string& name,
                   const std::string& properties) {
  return R"({"id": ")" + kSubscription + "/providers/" + type + "/" + name + R"(", "name": ")" +
         name + R"(", "type": ")" + type + R"(", "properties": {)" + properties + "}}";
}
std::string Lifted(const std::string& type, const std::string& name,
                   const std::string& properties) {
  return R"({"id": ")" + kSubscription + "/providers/" + type + "/" + name + R"(", "name": ")" +
         name + R"(", "resourceGroup": null, "type": ")" + type + "\", " + properties + "}";
}
std::string Value(const std::string& rows) {
  return R"({"value": [)" + rows + "]}";
}

// An alert type of the plan KeyVaults alone.
std::string AlertOf(std::string_view plan) {
  const catalog::Catalog& catalog = testing::PackedCatalog();
  const auto& source = catalog.sources()[*catalog.FindSource("azure_defender_alerts")];
  for (uint32_t i = source.first; i < source.first + source.count; ++i) {
    const auto& detection = catalog.detections()[i];
    if (!detection.retired() && detection.plan == plan) return std::string(detection.key);
  }
  return "no alert of " + std::string(plan);
}

constexpr const char* kPricings = "Microsoft.Security/pricings";

TEST(Azure, PlansDecideTheAlertsThatNeedThem) {
  const Inventory inventory = FromText(Value(
      Nested(kPricings, "KeyVaults", R"("pricingTier": "Standard", "subPlan": "PerTransaction")") +
      "," + Nested(kPricings, "Arm", R"("pricingTier": "Free", "freeTrialRemainingTime": "PT0S")") +
      "," + Nested(kPricings, "CosmosDbs", R"("pricingTier": "Premium")")));
  EXPECT_EQ(FactsOf(inventory, "@plan/KeyVaults"),
            Lines({"on setting @plan/KeyVaults" + kAt + "{PerTransaction} /value/0"}));
  EXPECT_EQ(FactsOf(inventory, AlertOf("KeyVaults")),
            Lines({"on " + AlertOf("KeyVaults") + kAt + "/value/0"}));
  EXPECT_EQ(FactsOf(inventory, AlertOf("Arm")),
            Lines({"off " + AlertOf("Arm") + kAt + "/value/1"}));
  EXPECT_EQ(FactsOf(inventory, AlertOf("CosmosDbs")),
            Lines({"unknown " + AlertOf("CosmosDbs") + kAt +
                   "{the answer does not tell its plan} /value/2"}));
  EXPECT_EQ(FactsOf(inventory, AlertOf("SqlServers"))[0].substr(0, 7), "unknown");
}

TEST(Azure, OneOfSeveralPlansIsEnoughAndAllMustBeOffToBeOff) {
  const std::string alert = AlertOf("Dns|VirtualMachines");
  auto state = [&](const std::string& rows) {
    const Lines facts = FactsOf(FromText(Value(rows)), alert);
    return facts.empty() ? "" : facts[0].substr(0, facts[0].find(' '));
  };
  auto plan = [](const char* name, const char* tier) {
    return Nested(kPricings, name, std::string(R"("pricingTier": ")") + tier + "\"");
  };
  EXPECT_EQ(state(plan("Dns", "Free") + "," + plan("VirtualMachines", "Standard")), "on");
  EXPECT_EQ(state(plan("Dns", "Standard") + "," + plan("VirtualMachines", "Free")), "on");
  EXPECT_EQ(state(plan("Dns", "Free") + "," + plan("VirtualMachines", "Free")), "off");
  EXPECT_EQ(state(plan("Dns", "Free")), "unknown");
  EXPECT_EQ(state(plan("VirtualMachines", "Free")), "unknown");
}

TEST(Azure, AzPricingsWithLiftedPropertiesAreReadAlike) {
  const Inventory inventory = FromText(
      Value(Lifted(kPricings, "KeyVaults", R"("pricingTier": "Standard", "subPlan": null)")));
  EXPECT_EQ(FactsOf(inventory, AlertOf("KeyVaults")),
            Lines({"on " + AlertOf("KeyVaults") + kAt + "/value/0"}));
  EXPECT_EQ(Notices(inventory), Lines());
}

TEST(Azure, ASinglePlanIsReadAndLeavesTheOthersUnknown) {
  const Inventory inventory = FromText(Nested(kPricings, "KeyVaults", R"("pricingTier": "Free")"));
  EXPECT_EQ(FactsOf(inventory, AlertOf("KeyVaults"))[0].substr(0, 4), "off ");
  EXPECT_EQ(FactsOf(inventory, AlertOf("Arm"))[0].substr(0, 8), "unknown ");
}

TEST(Azure, AssessmentsAreOutcomesWithTheProvidersTechniques) {
  const std::string rows =
      Nested("Microsoft.Security/assessments", "a1",
             R"("displayName": "Owned elsewhere", "status": {"code": "Unhealthy"},
             "metadata": {"displayName": "x", "techniques": ["Valid Accounts", "Brute Force"]})") +
      "," +
      Lifted("Microsoft.Security/assessments", "a2",
             R"("displayName": "Lifted", "status": {"code": "Healthy", "cause": null},
             "metadata": null, "additionalData": null)") +
      "," +
      Nested(
          "Microsoft.Security/assessments", "a3",
          R"("status": {"code": "NotApplicable"}, "metadata": {"displayName": "From metadata"})");
  const Inventory inventory = FromText("[" + rows + "]");
  EXPECT_EQ(Facts(inventory),
            Lines({"on compliance Owned elsewhere @" + std::string(kGuid) + " fail /0",
                   "on compliance Lifted @" + std::string(kGuid) + " pass /1",
                   "on compliance From metadata" + kAt + "/2"}));
  EXPECT_EQ(Tags(inventory),
            Lines({"Owned elsewhere Brute Force", "Owned elsewhere Valid Accounts"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"azure_defender @" + std::string(kGuid) + "/ on"}));
}

TEST(Azure, AlertsFiredAndStateTheirTechniques) {
  const std::string type = AlertOf("KeyVaults");
  const Inventory inventory = FromText(
      Value(Nested("Microsoft.Security/Locations/alerts", "25",
                   R"("alertType": ")" + type + R"(", "systemAlertId": "25_4d", "timeGeneratedUtc":
             "2026-02-23T13:47:58Z", "techniques": ["T1059"], "subTechniques": ["T1059.001"])") +
            "," +
            Lifted("Microsoft.Security/Locations/alerts", "26",
                   R"("alertType": ")" + type + R"(", "startTimeUtc": "2026-02-22T00:00:00Z")")));
  EXPECT_EQ(Facts(inventory),
            Lines({"on fired " + type + kAt + "{2026-02-23T13:47:58Z 25_4d} /value/0",
                   "on fired " + type + kAt + "{2026-02-22T00:00:00Z} /value/1"}));
  EXPECT_EQ(Tags(inventory), Lines({type + " T1059", type + " T1059.001"}));
}

TEST(Azure, SampleAndTestAlertsProveNothing) {
  for (const char* type : {"SIMULATED_KV_OperationVolumeAnomaly", "VM_EICAR", "K8S.NODE_EICAR"}) {
    const Inventory inventory = FromText(
        Value(Nested("Microsoft.Security/Locations/alerts", "25",
                     std::string(R"("alertType": ")") + type + R"(", "techniques": ["T1059"])")));
    EXPECT_EQ(Facts(inventory), Lines()) << type;
    EXPECT_EQ(Tags(inventory), Lines()) << type;
    EXPECT_EQ(Codes(inventory), Lines({"I013"})) << type;
  }
}

TEST(Azure, RegulatoryControlsOfListedStandardsAreOfTheList) {
  const Inventory inventory = FromText(
      R"([{"id": "/subscriptions/s/providers/Microsoft.Security/regulatoryComplianceStandards/Microsoft-cloud-security-benchmark/regulatoryComplianceControls/LT.1",
           "name": "LT.1", "properties": {"state": "Failed"},
           "type": "Microsoft.Security/regulatoryComplianceStandards/regulatoryComplianceControls"}])");
  EXPECT_EQ(Facts(inventory), Lines{"on compliance Azure_Security_Benchmark_v3.0_LT-1 @s fail /0"});
}

TEST(Azure, RegulatoryControlsAreOutcomesNamedByStandard) {
  const std::string standard = "Microsoft.Security/regulatoryComplianceStandards";
  auto control = [&](const char* name, const char* state) {
    return R"({"id": ")" + kSubscription + "/providers/" + standard +
           "/PCI-DSS-3.2/regulatoryComplianceControls/" + name + R"(", "name": ")" + name +
           R"(", "type": ")" + standard +
           R"(/regulatoryComplianceControls", "properties": {"description": "d", "state": ")" +
           state + R"(", "passedAssessments": 1}})";
  };
  const Inventory inventory = FromText(Value(
      control("1.1", "Passed") + "," + control("1.2", "Failed") + "," + control("1.3", "Skipped") +
      "," + Nested(standard, "PCI-DSS-3.2", R"("state": "Failed")")));
  const std::string at = " @" + std::string(kGuid);
  EXPECT_EQ(Facts(inventory), Lines({"on compliance PCI-DSS-3.2/1.1" + at + " pass /value/0",
                                     "on compliance PCI-DSS-3.2/1.2" + at + " fail /value/1",
                                     "on compliance PCI-DSS-3.2/1.3" + at + " /value/2"}));
  EXPECT_EQ(Notices(inventory), Lines());
}

constexpr const char* kAssignments = "Microsoft.Authorization/policyAssignments";
constexpr const char* kPolicy = "0049a6b3-a662-4f3e-8635-39cf44ace45a";  // of the list

TEST(Azure, AssignmentsSwitchTheirPolicyOnInTheirScope) {
  const Inventory inventory = FromText(
      "[" +
      Lifted(kAssignments, "a",
             std::string(R"("policyDefinitionId":
             "/providers/Microsoft.Authorization/policyDefinitions/)") +
                 kPolicy + R"(", "scope": ")" + kSubscription + "\"") +
      "," +
      Nested(kAssignments, "b",
             R"("policyDefinitionId": ")" + kSubscription +
                 R"(/providers/Microsoft.Authorization/policyDefinitions/OwnPolicy", "scope":
             "/providers/Microsoft.Management/managementGroups/corp")") +
      "]");
  EXPECT_EQ(Facts(inventory), Lines({std::string("on ") + kPolicy + kAt + "/0",
                                     "on OwnPolicy @managementGroups/corp /1"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"azure_policy @" + std::string(kGuid) + "/ on",
                                             "azure_policy @managementGroups/corp/ on"}));
}

std::string Initiative(const std::string& name, const std::string& members) {
  return Nested("Microsoft.Authorization/policySetDefinitions", name,
                R"("policyType": "Custom", "policyDefinitions": [)" + members + "]");
}
std::string Member(const std::string& policy) {
  return R"({"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/)" +
         policy + "\"}";
}
std::string AssignedInitiative(const std::string& name) {
  return Nested(kAssignments, "baseline",
                R"("policyDefinitionId": ")" + kSubscription +
                    "/providers/Microsoft.Authorization/policySetDefinitions/" + name +
                    R"(", "scope": ")" + kSubscription + "\"");
}

TEST(Azure, AnInitiativeStandsForItsPoliciesAlsoFromAnotherFile) {
  const std::string members = Member(kPolicy) + "," + Member("own-policy");
  const Lines expected = {std::string("on ") + kPolicy + kAt + "/value/0",
                          "on own-policy" + kAt + "/value/0"};
  const Inventory together =
      FromText(Value(AssignedInitiative("Baseline") + "," + Initiative("baseline", members)));
  EXPECT_EQ(Facts(together), expected);
  EXPECT_EQ(Notices(together), Lines());
  Folder folder;
  folder.Add("a/assignments.json", Value(AssignedInitiative("Baseline")));
  folder.Add("b/sets.json", Value(Initiative("baseline", members)));
  const Inventory apart = folder.Read();
  EXPECT_EQ(Facts(apart), expected);
  EXPECT_EQ(Notices(apart), Lines());
}

TEST(Azure, AnInitiativeWithoutItsDefinitionIsReported) {
  const Inventory inventory = FromText(Value(AssignedInitiative("baseline")));
  EXPECT_EQ(Facts(inventory), Lines({"on baseline" + kAt + "/value/0"}));
  EXPECT_EQ(Notices(inventory), Lines({"I017 /value/0: baseline of Azure Policy is named here, and "
                                       "no answer says what it is"}));
}

TEST(Azure, DefinitionsOnlyCheckTheList) {
  const std::string type = "Microsoft.Authorization/policyDefinitions";
  const Inventory inventory = FromText(
      Value(Nested(type, kPolicy, R"("policyType": "BuiltIn")") + "," +
            Nested(type, "00000000-0000-0000-0000-000000000001", R"("policyType": "BuiltIn")") +
            "," + Nested(type, "own", R"("policyType": "Custom")")));
  EXPECT_EQ(Facts(inventory), Lines());
  EXPECT_EQ(Codes(inventory), Lines({"I009"}));
}

std::string StateRow(const std::string& state) {
  return std::string(
             R"({"policyDefinitionId": "/PROVIDERS/MICROSOFT.AUTHORIZATION/POLICYDEFINITIONS/)") +
         "0049A6B3-A662-4F3E-8635-39CF44ACE45A" + R"(", "complianceState": ")" + state +
         R"(", "subscriptionId": ")" + kGuid + "\"}";
}

TEST(Azure, PolicyStatesAreOutcomesInEveryForm) {
  const std::string key = std::string("on compliance ") + kPolicy + " @" + kGuid;
  EXPECT_EQ(Facts(FromText(R"({"@odata.nextLink": null, "@odata.count": 3, "value": [)" +
                           StateRow("NonCompliant") + "," + StateRow("Compliant") + "," +
                           StateRow("Exempt") + "]}")),
            Lines({key + " fail /value/0", key + " pass /value/1", key + " /value/2"}));
  EXPECT_EQ(Facts(FromText("[" + StateRow("Compliant") + "]")), Lines({key + " pass /0"}));
  EXPECT_EQ(Facts(FromText(StateRow("Compliant") + "\n" + StateRow("NonCompliant") + "\n")),
            Lines({key + " pass  line 1", key + " fail  line 2"}));
}

TEST(Azure, ResourceGraphRowsAreReadLikeTheirCalls) {
  const Inventory inventory = FromText(
      R"({"count": 5, "total_records": 5, "skip_token": null, "data": [)" +
      Nested("microsoft.security/pricings", "KeyVaults", R"("pricingTier": "Standard")") + "," +
      Nested("microsoft.security/assessments", "a", R"("displayName": "Graph", "status":
             {"code": "Healthy"})") +
      "," +
      Nested("microsoft.security/locations/alerts", "x",
             R"("alertType": ")" + AlertOf("Arm") + "\"") +
      "," +
      Nested("microsoft.policyinsights/policystates", "s",
             StateRow("NonCompliant").substr(1, StateRow("NonCompliant").size() - 2)) +
      "," + Nested("microsoft.storage/storageaccounts", "x", "") + "]}");
  EXPECT_EQ(FactsOf(inventory, "Graph"),
            Lines({"on compliance Graph @" + std::string(kGuid) + " pass /data/1"}));
  EXPECT_EQ(FactsOf(inventory, kPolicy),
            Lines({std::string("on compliance ") + kPolicy + " @" + kGuid + " fail /data/3"}));
  const Lines arm = FactsOf(inventory, AlertOf("Arm"));
  ASSERT_EQ(arm.size(), 2u);
  EXPECT_EQ(arm[0], "on fired " + AlertOf("Arm") + kAt + "/data/2");
  EXPECT_EQ(FactsOf(inventory, AlertOf("KeyVaults")),
            Lines({"on " + AlertOf("KeyVaults") + kAt + "/data/0"}));
  EXPECT_EQ(Notices(inventory),
            Lines({"I004 /data/4: resources of type microsoft.storage/storageaccounts are not "
                   "read"}));
}

TEST(Azure, EmptyListsAreAnswers) {
  for (const char* text : {R"({"value": []})", R"({"data": [], "count": 0, "total_records": 0})"}) {
    const Inventory inventory = FromText(text);
    EXPECT_EQ(Notices(inventory), Lines()) << text;
    EXPECT_EQ(testing::Shapes(inventory).size(), 1u) << text;
  }
}

TEST(Azure, BooleansWrittenAsTextsAndWrongTypesDoNotStopTheRest) {
  const Inventory inventory =
      FromText(Value(Nested(kPricings, "KeyVaults", R"("pricingTier": {"tier": "Standard"})") +
                     ", 5, " + Nested(kPricings, "Arm", R"("pricingTier": "standard")")));
  EXPECT_EQ(FactsOf(inventory, "@plan/KeyVaults")[0].substr(0, 8), "unknown ");
  EXPECT_EQ(FactsOf(inventory, "@plan/Arm")[0].substr(0, 3), "on ");
  EXPECT_EQ(Codes(inventory), Lines({"I006", "I006"}));
}

}  // namespace
}  // namespace dcv::inventory
