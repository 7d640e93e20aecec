// SPDX-License-Identifier: Apache-2.0
// Calls that the provider refused, as JSON bodies and as command lines print them.
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Codes;
using testing::FromText;
using testing::Lines;

constexpr const char* kGuid = "3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10";

// A refusal leaves its source unknown in its scope and is reported once.
void ExpectRefused(const std::string& text, const std::string& source, const std::string& scope,
                   const std::string& path = "answer.json") {
  const Inventory inventory = FromText(text, path);
  EXPECT_EQ(AnsweredLines(inventory), Lines({source + " @" + scope + " unknown"})) << text;
  EXPECT_EQ(Codes(inventory), Lines({"I008"})) << text;
  ASSERT_EQ(inventory.facts.size(), 1u) << text;
  EXPECT_EQ(inventory.facts[0].state, State::kUnknown) << text;
  EXPECT_EQ(testing::Key(inventory, inventory.facts[0]), "@refused") << text;
  EXPECT_EQ(testing::Shapes(inventory), Lines({"refused call"})) << text;
}

TEST(Refusals, AwsBodiesNameTheServiceByThePermission) {
  const std::string denied =
      "User: arn:aws:sts::111122223333:assumed-role/audit/me is not authorized to perform: ";
  ExpectRefused(R"({"__type": "AccessDeniedException", "Message": ")" + denied +
                    R"(config:DescribeConfigRules"})",
                "aws_config", "111122223333/us-east-1", "us-east-1/rules.json");
  ExpectRefused(R"({"Error": {"Code": "AccessDeniedException", "Message": ")" + denied +
                    R"(guardduty:GetDetector on resource: x"}, "ResponseMetadata": {}})",
                "aws_guardduty", "111122223333/");
  ExpectRefused(R"({"__type": "com.amazon#AccessDeniedException", "message": ")" + denied +
                    R"(securityhub:GetFindings"})",
                "aws_securityhub", "111122223333/");
}

TEST(Refusals, AwsCommandLineNamesTheOperation) {
  ExpectRefused(
      "\nAn error occurred (AccessDeniedException) when calling the ListAccounts operation: You "
      "don't have permissions to access this resource.\n",
      "aws_organizations", "/");
  ExpectRefused(
      "\nAn error occurred (AccessDenied) when calling the DescribeConfigRules operation: no\n",
      "aws_config", "111122223333/eu-west-1", "111122223333/eu-west-1/rules.json");
}

TEST(Refusals, AzureBodiesAndCommandLineNameTheAction) {
  const std::string message =
      "The client 'x' with object id 'y' does not have authorization to perform action "
      "'Microsoft.Security/pricings/read' over scope '/subscriptions/" +
      std::string(kGuid) + "' or the scope is invalid.";
  const std::string scope = std::string(kGuid) + "/";
  ExpectRefused(R"({"error": {"code": "AuthorizationFailed", "message": ")" + message + "\"}}",
                "azure_defender_alerts", scope);
  ExpectRefused("ERROR: (AuthorizationFailed) " + message + "\nCode: AuthorizationFailed\n",
                "azure_defender_alerts", scope);
  ExpectRefused("(AuthorizationFailed) " + message, "azure_defender_alerts", scope);
  ExpectRefused(R"(ERROR: Forbidden({"error":{"code":"AuthorizationFailed","message":")" + message +
                    "\"}})\n",
                "azure_defender_alerts", scope);
}

TEST(Refusals, GoogleBodiesNameTheResource) {
  ExpectRefused(
      R"({"error": {"code": 403, "status": "PERMISSION_DENIED", "message":
          "Permission 'securitycenter.findings.list' denied on 'organizations/123456789012'."}})",
      "gcp_scc", "organizations/123456789012/");
}

TEST(Refusals, GcloudPrintsItsErrorsAsText) {
  ExpectRefused(
      "ERROR: (gcloud.scc.findings.list) PERMISSION_DENIED: Permission "
      "'securitycenter.findings.list' denied on resource (organizations/123456789012) (or it may "
      "not exist).\n",
      "gcp_scc", "organizations/123456789012/");
  ExpectRefused("PERMISSION_DENIED: chronicle.rules.list denied on 'projects/northwind'",
                "gcp_chronicle", "projects/northwind/");
}

TEST(Refusals, ACallThatCouldNotBeMadeIsOne) {
  for (const char* text :
       {"\nCould not connect to the endpoint URL: \"https://config.eu-west-1.amazonaws.com/\"\n",
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
        "ERROR: Please run 'az login' to setup account.",
        R"([{"error": {"code": 403, "message": "no", "status": "PERMISSION_DENIED"}}])"}) {
    EXPECT_EQ(Codes(FromText(text)), Lines({"I008"})) << text;
  }
}

TEST(Refusals, ABrokenAnswerThatSpeaksOfErrorsIsABrokenAnswer) {
  EXPECT_EQ(Codes(FromText(R"({"Findings": [{"Title": "An error occurred (AccessDenied) when )")),
            Lines({"I003"}));
}

TEST(Refusals, NotSubscribedNamesItsAccount) {
  const Inventory inventory = FromText(
      "An error occurred (InvalidAccessException) when calling the DescribeHub operation: "
      "Account 111122223333 is not subscribed to AWS Security Hub\n");
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_securityhub @111122223333/ off"}));
}

TEST(Refusals, NotSubscribedIsAnAnswerAndNotARefusal) {
  for (const char* text :
       {R"({"Error": {"Code": "InvalidAccessException",
           "Message": "Account 111122223333 is not subscribed to AWS Security Hub"}})",
        "\nAn error occurred (InvalidAccessException) when calling the DescribeHub operation: "
        "Account 111122223333 is not subscribed to AWS Security Hub\n"}) {
    const Inventory inventory = FromText(text, "111122223333/us-east-1/hub.json");
    EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_securityhub @111122223333/us-east-1 off"}));
    EXPECT_EQ(testing::Facts(inventory),
              Lines({"off setting @hub @111122223333/us-east-1 {not subscribed} "}));
    EXPECT_EQ(Codes(inventory), Lines());
  }
}

TEST(Refusals, ThePermissionIsNamedAlsoForLongNamesOfRoles) {
  const Inventory inventory = FromText(
      "An error occurred (AccessDeniedException) when calling the GetDetector operation: User: "
      "arn:aws:sts::111122223333:assumed-role/"
      "AWSReservedSSO_SecurityAuditReadOnly_0123456789abcdef/"
      "somebody.with.a.long.name@example.com is not authorized to perform: guardduty:GetDetector");
  ASSERT_EQ(testing::Notices(inventory).size(), 1u);
  EXPECT_NE(testing::Notices(inventory)[0].find("guardduty:GetDetector"), std::string::npos);
}

TEST(Refusals, ARefusalOfAnUnknownServiceIsReportedAndSetsNothing) {
  const Inventory inventory = FromText(
      "An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied");
  EXPECT_EQ(Codes(inventory), Lines({"I008"}));
  EXPECT_TRUE(inventory.facts.empty());
  EXPECT_TRUE(inventory.answered.empty());
}

TEST(Refusals, OneAmongLinesCostsOnlyItself) {
  const Inventory inventory = FromText(
      R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/default"})"
      "\n"
      R"({"__type": "AccessDeniedException", "message": "not authorized: guardduty:GetDetector"})"
      "\n"
      R"({"HubArn": "arn:aws:securityhub:eu-west-1:111122223333:hub/default"})"
      "\n");
  EXPECT_EQ(testing::FactsOf(inventory, "@hub").size(), 2u);
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_guardduty @/ unknown"}));
}

TEST(Refusals, AnErrorMemberThatIsNoRefusalIsNotOne) {
  for (const char* text : {R"({"error": null, "x": 1})", R"({"errors": []})", R"({"message": "x"})",
                           R"({"code": "x"})"}) {
    EXPECT_EQ(Codes(FromText(text)), Lines({"I004"})) << text;
  }
}

TEST(Refusals, AConfigurationFactBeatsARefusalOfTheSameScope) {
  testing::Folder folder;
  folder.Add("111122223333/us-east-1/a.json",
             "An error occurred (AccessDenied) when calling the DescribeConfigRules operation: no");
  folder.Add("111122223333/us-east-1/b.json", R"({"ConfigRules": []})");
  EXPECT_EQ(AnsweredLines(folder.Read()), Lines({"aws_config @111122223333/us-east-1 on"}));
}

}  // namespace
}  // namespace dcv::inventory
