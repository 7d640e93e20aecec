// SPDX-License-Identifier: Apache-2.0
// AWS Config and Organizations: their answers as the command line prints them.
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Codes;
using testing::Facts;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::Notices;

std::string Rule(const std::string& name, const std::string& owner, const std::string& identifier,
                 const std::string& state) {
  return R"({"ConfigRuleName": ")" + name +
         R"(", "ConfigRuleArn": "arn:aws:config:us-east-1:111122223333:config-rule/config-rule-)" +
         name + R"(", "Source": {"Owner": ")" + owner + R"(", "SourceIdentifier": ")" + identifier +
         R"("}, "ConfigRuleState": ")" + state + R"("})";
}

TEST(AwsConfig, ManagedRulesAreDetectionsOfTheListAndOwnRulesKeepTheirName) {
  const Inventory inventory = FromText(
      R"({"ConfigRules": [)" + Rule("trail-on", "AWS", "CLOUD_TRAIL_ENABLED", "ACTIVE") + "," +
      Rule("own", "CUSTOM_LAMBDA", "arn:aws:lambda:us-east-1:111122223333:function:own",
           "EVALUATING") +
      "," + Rule("guard", "CUSTOM_POLICY", "x", "ACTIVE") + "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({"on CLOUD_TRAIL_ENABLED @111122223333/us-east-1 /ConfigRules/0",
                   "on own @111122223333/us-east-1 /ConfigRules/1",
                   "on guard @111122223333/us-east-1 /ConfigRules/2"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/us-east-1 on"}));
  EXPECT_EQ(Notices(inventory), Lines());
}

TEST(AwsConfig, RulesBeingDeletedAreOffAndUnknownStatesAreUnknown) {
  const Inventory inventory =
      FromText(R"({"ConfigRules": [)" + Rule("a", "CUSTOM_LAMBDA", "x", "DELETING") + "," +
               Rule("b", "CUSTOM_LAMBDA", "x", "DELETING_RESULTS") + "," +
               Rule("c", "CUSTOM_LAMBDA", "x", "HIBERNATING") + "]}");
  EXPECT_EQ(Facts(inventory), Lines({"off a @111122223333/us-east-1 /ConfigRules/0",
                                     "off b @111122223333/us-east-1 /ConfigRules/1",
                                     "unknown c @111122223333/us-east-1 /ConfigRules/2"}));
}

TEST(AwsConfig, AnIdentifierThatIsNotInTheListIsKeptAndReported) {
  const Inventory inventory =
      FromText(R"({"ConfigRules": [)" + Rule("new", "AWS", "RULE_OF_NEXT_YEAR", "ACTIVE") + "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({"on RULE_OF_NEXT_YEAR @111122223333/us-east-1 /ConfigRules/0"}));
  EXPECT_EQ(
      Notices(inventory),
      Lines({"I009 /ConfigRules/0: RULE_OF_NEXT_YEAR is not in the list of AWS Config Rules"}));
}

TEST(AwsConfig, NoRuleAtAllIsAWholeList) {
  const Inventory inventory =
      FromText(R"({"ConfigRules": []})", "export/111122223333/eu-west-1/rules.json");
  EXPECT_TRUE(inventory.facts.empty());
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/eu-west-1 on"}));
}

TEST(AwsConfig, GovernmentAndChinaArnsGiveTheScopeToo) {
  const Inventory inventory = FromText(
      R"({"ConfigRules": [{"ConfigRuleName": "r",
          "ConfigRuleArn": "arn:aws-us-gov:config:us-gov-west-1:444455556666:config-rule/x",
          "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_ENABLED"},
          "ConfigRuleState": "ACTIVE"}]})");
  EXPECT_EQ(Facts(inventory),
            Lines({"on CLOUD_TRAIL_ENABLED @444455556666/us-gov-west-1 /ConfigRules/0"}));
}

TEST(AwsConfig, WrongTypesAreReportedAndReadAsAbsent) {
  const Inventory inventory = FromText(
      R"({"ConfigRules": [{"ConfigRuleName": "r", "ConfigRuleArn": 7, "ConfigRuleState": "ACTIVE",
          "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}, "text", null]})",
      "111122223333/us-east-1/r.json");
  EXPECT_EQ(Facts(inventory),
            Lines({"on CLOUD_TRAIL_ENABLED @111122223333/us-east-1 /ConfigRules/0"}));
  EXPECT_EQ(Notices(inventory),
            Lines({"I006 /ConfigRules/0: 'ConfigRuleArn' is a number, not a string",
                   "I006 /ConfigRules/1: the element is a string, not an object",
                   "I006 /ConfigRules/2: the element is null, not an object"}));
}

TEST(AwsConfig, ANameThatIsThereTwiceIsNotTaken) {
  const Inventory inventory = FromText(
      R"({"ConfigRules": [{"ConfigRuleName": "r", "ConfigRuleState": "ACTIVE",
          "ConfigRuleState": "DELETING", "Source": {"Owner": "AWS",
          "SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}]})");
  EXPECT_EQ(Facts(inventory), Lines({"unknown CLOUD_TRAIL_ENABLED @ /ConfigRules/0"}));
  EXPECT_EQ(Notices(inventory),
            Lines({"I007 /ConfigRules/0: 'ConfigRuleState' is there twice; neither is taken"}));
}

constexpr const char* kCompliance = R"({"ComplianceByConfigRules": [
    {"ConfigRuleName": "trail-on", "Compliance": {"ComplianceType": "COMPLIANT"}},
    {"ConfigRuleName": "keys", "Compliance": {"ComplianceType": "NON_COMPLIANT",
      "ComplianceContributorCount": {"CappedCount": 25, "CapExceeded": true}}},
    {"ConfigRuleName": "quiet", "Compliance": {"ComplianceType": "INSUFFICIENT_DATA"}}]})";

TEST(AwsConfig, ComplianceIsThatOfTheRuleThatAnotherAnswerNames) {
  Folder folder;
  folder.Add("111122223333/us-east-1/compliance.json", kCompliance);
  folder.Add("111122223333/us-east-1/rules.json",
             R"({"ConfigRules": [)" + Rule("trail-on", "AWS", "CLOUD_TRAIL_ENABLED", "ACTIVE") +
                 "," + Rule("keys", "AWS", "ACCESS_KEYS_ROTATED", "ACTIVE") + "," +
                 Rule("quiet", "CUSTOM_LAMBDA", "x", "ACTIVE") + "]}");
  const Inventory inventory = folder.Read();
  const Lines facts = Facts(inventory);
  ASSERT_EQ(facts.size(), 6u);
  EXPECT_EQ(facts[0],
            "on compliance CLOUD_TRAIL_ENABLED @111122223333/us-east-1 pass "
            "/ComplianceByConfigRules/0");
  EXPECT_EQ(facts[1],
            "on compliance ACCESS_KEYS_ROTATED @111122223333/us-east-1 fail "
            "/ComplianceByConfigRules/1");
  EXPECT_EQ(facts[2], "on compliance quiet @111122223333/us-east-1 /ComplianceByConfigRules/2");
  EXPECT_EQ(Notices(inventory), Lines());
}

TEST(AwsConfig, ComplianceOfARuleInAnotherRegionIsNotTaken) {
  Folder folder;
  folder.Add("111122223333/eu-west-1/compliance.json",
             R"({"ComplianceByConfigRules": [
                 {"ConfigRuleName": "trail-on", "Compliance": {"ComplianceType": "COMPLIANT"}}]})");
  folder.Add(
      "111122223333/us-east-1/rules.json",
      R"({"ConfigRules": [)" + Rule("trail-on", "AWS", "CLOUD_TRAIL_ENABLED", "ACTIVE") + "]}");
  const Inventory inventory = folder.Read();
  EXPECT_EQ(Facts(inventory)[0],
            "on compliance trail-on @111122223333/eu-west-1 pass /ComplianceByConfigRules/0");
  EXPECT_EQ(Codes(inventory), Lines({"I017"}));
}

TEST(AwsConfig, RecorderIsOnOffOrNotTold) {
  const Inventory inventory = FromText(R"({"ConfigurationRecordersStatus": [
      {"arn": "arn:aws:config:us-east-1:111122223333:configuration-recorder/default/ab",
       "name": "default", "recording": true, "lastStatus": "SUCCESS"},
      {"name": "old", "recording": false, "lastStatus": "FAILURE"},
      {"name": "odd", "lastStatus": "PENDING"}]})",
                                       "444455556666/eu-west-1/recorder.json");
  EXPECT_EQ(
      Facts(inventory),
      Lines(
          {"on setting @recorder @111122223333/us-east-1 {SUCCESS} /ConfigurationRecordersStatus/0",
           "off setting @recorder @444455556666/eu-west-1 {FAILURE} "
           "/ConfigurationRecordersStatus/1",
           "unknown setting @recorder @444455556666/eu-west-1 {PENDING} "
           "/ConfigurationRecordersStatus/2"}));
}

TEST(AwsConfig, NoRecorderIsARecorderThatIsOff) {
  const Inventory inventory =
      FromText(R"({"ConfigurationRecordersStatus": []})", "444455556666/eu-west-1/recorder.json");
  EXPECT_EQ(Facts(inventory), Lines({"off setting @recorder @444455556666/eu-west-1 {no recorder} "
                                     "/ConfigurationRecordersStatus"}));
}

TEST(AwsOrganizations, AccountsAreOpenClosedOrNotTold) {
  const Inventory inventory = FromText(R"({"Accounts": [
      {"Id": "111122223333", "Name": "prod", "Status": "ACTIVE", "State": "ACTIVE"},
      {"Id": "444455556666", "Name": "old", "Status": "SUSPENDED"},
      {"Id": "777788889999", "Name": "new", "State": "PENDING_ACTIVATION"},
      {"Id": "123456789012", "Name": "gone", "State": "CLOSED"},
      {"Id": "210987654321", "Name": "odd", "State": "ELSEWHERE"}]})",
                                       "eu-west-1/accounts.json");
  EXPECT_EQ(Facts(inventory), Lines({"on setting @account @111122223333 {prod} /Accounts/0",
                                     "off setting @account @444455556666 {old} /Accounts/1",
                                     "off setting @account @777788889999 {new} /Accounts/2",
                                     "off setting @account @123456789012 {gone} /Accounts/3",
                                     "unknown setting @account @210987654321 {odd} /Accounts/4"}));
}

}  // namespace
}  // namespace dcv::inventory
