// SPDX-License-Identifier: Apache-2.0
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Facts;
using testing::FromText;
using testing::Lines;
using testing::Notices;

TEST(AwsSecurityHub, HubIsOnWhereItsArnSays) {
  const Inventory inventory =
      FromText(R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/default",
                   "SubscribedAt": "2021-03-10T08:00:31.204Z", "AutoEnableControls": true})");
  EXPECT_EQ(Facts(inventory), Lines({"on setting @hub @111122223333/us-east-1 /HubArn"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines());
}

TEST(AwsSecurityHub, StandardsAreNamedWithoutTheirArn) {
  const std::string base = "arn:aws:securityhub:us-east-1:111122223333:subscription/";
  auto row = [&](const std::string& arn, const std::string& status) {
    return R"({"StandardsSubscriptionArn": ")" + base + R"(x/v/1", "StandardsArn": ")" + arn +
           R"(", "StandardsInput": {}, "StandardsStatus": ")" + status + "\"}";
  };
  const Inventory inventory = FromText(
      R"({"StandardsSubscriptions": [)" +
      row("arn:aws:securityhub:us-east-1::standards/pci-dss/v/3.2.1", "READY") + "," +
      row("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0", "INCOMPLETE") +
      "," + row("arn:aws:securityhub:us-east-1::standards/nist-800-53/v/5.0.0", "DELETING") + "," +
      row("arn:aws:securityhub:us-east-1::standards/x/v/1", "FAILED") + "]}");
  const std::string at = " @111122223333/us-east-1 ";
  EXPECT_EQ(
      Facts(inventory),
      Lines({"on setting @standard/pci-dss/v/3.2.1" + at + "{READY} /StandardsSubscriptions/0",
             "on setting @standard/cis-aws-foundations-benchmark/v/1.2.0" + at +
                 "{INCOMPLETE} /StandardsSubscriptions/1",
             "off setting @standard/nist-800-53/v/5.0.0" + at +
                 "{DELETING} /StandardsSubscriptions/2",
             "unknown setting @standard/x/v/1" + at + "{FAILED} /StandardsSubscriptions/3"}));
}

TEST(AwsSecurityHub, ControlsOfAStandardAreOnOrOffWithTheReason) {
  const Inventory inventory = FromText(R"({"Controls": [
      {"StandardsControlArn": "arn:aws:securityhub:us-east-1:111122223333:control/fsbp/v/1/CloudTrail.1",
       "ControlStatus": "ENABLED", "ControlId": "CloudTrail.1"},
      {"StandardsControlArn": "arn:aws:securityhub:us-east-1:111122223333:control/fsbp/v/1/IAM.6",
       "ControlStatus": "DISABLED", "ControlId": "IAM.6", "DisabledReason": "root is locked away"},
      {"StandardsControlArn": "arn:aws:securityhub:us-east-1:111122223333:control/cis/v/1/1.1",
       "ControlStatus": "ENABLED", "ControlId": "CIS.1.1"}]})");
  const std::string at = " @111122223333/us-east-1 ";
  EXPECT_EQ(Facts(inventory), Lines({"on CloudTrail.1" + at + "/Controls/0",
                                     "off IAM.6" + at + "{root is locked away} /Controls/1",
                                     "on CIS.1.1" + at + "/Controls/2"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_securityhub @111122223333/us-east-1 on"}));
  EXPECT_EQ(Notices(inventory), Lines());  // CIS.1.1 is an id of the standard, not of the list
}

TEST(AwsSecurityHub, ConsolidatedControlsHaveTheirOwnStatus) {
  const Inventory inventory = FromText(R"({"SecurityControls": [
      {"SecurityControlId": "CloudTrail.1", "SecurityControlStatus": "ENABLED",
       "SecurityControlArn": "arn:aws:securityhub:us-east-1:111122223333:security-control/CloudTrail.1"},
      {"SecurityControlId": "Moon.1", "SecurityControlStatus": "PENDING",
       "SecurityControlArn": "arn:aws:securityhub:us-east-1:111122223333:security-control/Moon.1"}],
      "UnprocessedIds": []})");
  EXPECT_EQ(Facts(inventory),
            Lines({"on CloudTrail.1 @111122223333/us-east-1 /SecurityControls/0",
                   "unknown Moon.1 @111122223333/us-east-1 /SecurityControls/1"}));
  EXPECT_EQ(Notices(inventory),
            Lines({"I009 /SecurityControls/1: Moon.1 is not in the list of AWS Security Hub"}));
}

TEST(AwsSecurityHub, DefinitionsSayWhatExistsNotWhatIsOn) {
  const Inventory inventory = FromText(R"({"SecurityControlDefinitions": [
      {"SecurityControlId": "CloudTrail.1", "Title": "t", "CurrentRegionAvailability": "AVAILABLE"},
      {"SecurityControlId": "Moon.1", "Title": "t"}]})");
  EXPECT_EQ(Facts(inventory), Lines());
  EXPECT_EQ(AnsweredLines(inventory), Lines());
  EXPECT_EQ(testing::Codes(inventory), Lines({"I009"}));
}

TEST(AwsSecurityHub, AssociationsOfBothCallsAreRead) {
  for (const char* list :
       {"StandardsControlAssociationSummaries", "StandardsControlAssociationDetails"}) {
    const Inventory inventory = FromText(
        std::string("{\"") + list + R"(": [{"StandardsArn": "arn:aws:securityhub:::ruleset/cis",
        "SecurityControlId": "CloudTrail.1", "AssociationStatus": "DISABLED", "SecurityControlArn":
        "arn:aws:securityhub:us-east-2:111122223333:security-control/CloudTrail.1"}]})");
    EXPECT_EQ(Facts(inventory),
              Lines({std::string("off CloudTrail.1 @111122223333/us-east-2 /") + list + "/0"}));
  }
}

std::string Asff(const std::string& product, const std::string& rest) {
  return R"({"SchemaVersion": "2018-10-08", "Id": "arn:aws:x/finding/9cd9", "AwsAccountId":
    "111122223333", "LastObservedAt": "2026-11-20T05:40:00Z", "ProductArn":
    "arn:aws:securityhub:us-east-1::product/)" +
         product + "\"" + rest + "}";
}

TEST(AwsSecurityHub, OwnFindingsAreOutcomesOfControls) {
  const Inventory inventory = FromText(
      R"({"Findings": [)" +
      Asff("aws/securityhub",
           R"(, "Compliance": {"Status": "FAILED", "SecurityControlId": "EC2.19"},
           "RecordState": "ACTIVE")") +
      "," + Asff("aws/securityhub", R"(, "Compliance": {"Status": "PASSED"}, "ProductFields":
           {"ControlId": "PCI.Lambda.2"}, "Region": "eu-west-1")") +
      "," +
      Asff("aws/securityhub", R"(, "Compliance": {"Status": "NOT_AVAILABLE", "SecurityControlId":
           "IAM.6"})") +
      "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({"on compliance EC2.19 @111122223333/us-east-1 fail /Findings/0",
                   "on compliance PCI.Lambda.2 @111122223333/eu-west-1 pass /Findings/1",
                   "on compliance IAM.6 @111122223333/us-east-1 /Findings/2"}));
}

TEST(AwsSecurityHub, ArchivedFindingsAreNoLongerTrue) {
  const Inventory inventory =
      FromText("[" + Asff("aws/securityhub", R"(, "RecordState": "ARCHIVED", "Compliance":
           {"Status": "FAILED", "SecurityControlId": "EC2.19"})") +
               "]");
  EXPECT_EQ(Facts(inventory), Lines());
}

TEST(AwsSecurityHub, ForwardedGuardDutyFindingsFired) {
  const Inventory inventory =
      FromText(R"({"Findings": [)" + Asff("aws/guardduty", R"(, "Title": "A host mines.", "Types":
           ["TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B"])") +
               "," + Asff("aws/guardduty", R"(, "Title": "[SAMPLE] A host mines.", "Types":
           ["TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B"])") +
               "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({"on fired CryptoCurrency:EC2/BitcoinTool.B @111122223333/us-east-1 "
                   "{2026-11-20T05:40:00Z 9cd9} /Findings/0"}));
  EXPECT_EQ(testing::Codes(inventory), Lines({"I013"}));
}

TEST(AwsSecurityHub, OtherProductsAreNamedAsNotRead) {
  const Inventory inventory = FromText(R"({"Findings": [)" + Asff("aws/inspector", "") + "]}");
  EXPECT_EQ(Facts(inventory), Lines());
  EXPECT_EQ(Notices(inventory),
            Lines({"I018 /Findings/0: findings of product inspector are not read"}));
}

TEST(AwsSecurityHub, NoFindingsIsAnAnswer) {
  const Inventory inventory = FromText(R"({"Findings": []})");
  EXPECT_EQ(testing::Shapes(inventory), Lines({"aws securityhub get-findings"}));
  EXPECT_EQ(Notices(inventory), Lines());
}

}  // namespace
}  // namespace dcv::inventory
