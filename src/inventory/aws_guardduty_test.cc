// SPDX-License-Identifier: Apache-2.0
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Facts;
using testing::FactsOf;
using testing::FromText;
using testing::Lines;
using testing::Notices;

constexpr const char* kBase = "CryptoCurrency:EC2/BitcoinTool.B";       // no feature
constexpr const char* kS3 = "Discovery:S3/MaliciousIPCaller";           // S3_DATA_EVENTS
constexpr const char* kRuntime = "Impact:Runtime/CryptoMinerExecuted";  // either of two
constexpr const char* kMalware = "Execution:EC2/MaliciousFile";         // EBS_MALWARE_PROTECTION

std::string Detector(const std::string& status, const std::string& rest) {
  return R"({"CreatedAt": "2021-03-09T13:05:12.337Z", "FindingPublishingFrequency": "SIX_HOURS",
    "ServiceRole": "arn:aws:iam::111122223333:role/aws-service-role/guardduty.amazonaws.com/X",
    "Status": ")" +
         status + "\"" + rest + "}";
}

Inventory Read(const std::string& text) {
  return FromText(text, "export/us-east-1/get-detector.json");
}

std::string State(const Inventory& inventory, const char* key) {
  const Lines facts = FactsOf(inventory, key);
  return facts.size() == 1 ? facts[0].substr(0, facts[0].find(' '))
                           : std::to_string(facts.size()) + " facts";
}

TEST(AwsGuardDuty, DetectorIdsTellThatThereIsOne) {
  const Inventory inventory = FromText(R"({"DetectorIds": ["12abc34d567e8fa901bc2d34e56789f0"]})",
                                       "111122223333/us-east-1/list.json");
  EXPECT_EQ(Facts(inventory), Lines({"on setting @detector @111122223333/us-east-1 "
                                     "{12abc34d567e8fa901bc2d34e56789f0} /DetectorIds"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines());
}

TEST(AwsGuardDuty, NoDetectorMeansTheServiceIsOff) {
  const Inventory inventory =
      FromText(R"({"DetectorIds": [], "NextToken": ""})", "111122223333/us-east-1/list.json");
  EXPECT_EQ(Facts(inventory),
            Lines({"off setting @detector @111122223333/us-east-1 /DetectorIds"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_guardduty @111122223333/us-east-1 off"}));
  EXPECT_EQ(Notices(inventory), Lines());
}

TEST(AwsGuardDuty, FeaturesDecideTheDetectionsThatNeedThem) {
  const Inventory inventory = Read(Detector("ENABLED", R"(, "Features": [
      {"Name": "CLOUD_TRAIL", "Status": "ENABLED"},
      {"Name": "S3_DATA_EVENTS", "Status": "DISABLED"},
      {"Name": "EKS_RUNTIME_MONITORING", "Status": "DISABLED"},
      {"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": []},
      {"Name": "EBS_MALWARE_PROTECTION", "Status": "PAUSED"}])"));
  EXPECT_EQ(State(inventory, kBase), "on");
  EXPECT_EQ(FactsOf(inventory, kS3),
            Lines({std::string("off ") + kS3 + " @111122223333/us-east-1 /Features/1"}));
  EXPECT_EQ(FactsOf(inventory, kRuntime),
            Lines({std::string("on ") + kRuntime + " @111122223333/us-east-1 /Features/3"}));
  EXPECT_EQ(State(inventory, kMalware), "unknown");
  EXPECT_EQ(FactsOf(inventory, "@feature/S3_DATA_EVENTS"),
            Lines({"off setting @feature/S3_DATA_EVENTS @111122223333/us-east-1 /Features/1"}));
}

TEST(AwsGuardDuty, OfTwoFeaturesBothMustBeOffToBeOff) {
  const Inventory one = Read(Detector(
      "ENABLED", R"(, "Features": [{"Name": "RUNTIME_MONITORING", "Status": "DISABLED"}])"));
  EXPECT_EQ(State(one, kRuntime), "unknown");
  const Inventory both = Read(Detector("ENABLED", R"(, "Features": [
      {"Name": "RUNTIME_MONITORING", "Status": "DISABLED"},
      {"Name": "EKS_RUNTIME_MONITORING", "Status": "DISABLED"}])"));
  EXPECT_EQ(State(both, kRuntime), "off");
}

TEST(AwsGuardDuty, FeaturesThatAnOldAnswerDoesNotTellAreUnknown) {
  const Inventory inventory = Read(Detector("ENABLED", ""));
  EXPECT_EQ(State(inventory, kBase), "on");
  EXPECT_EQ(FactsOf(inventory, kS3),
            Lines({std::string("unknown ") + kS3 +
                   " @111122223333/us-east-1 {the answer does not tell its feature} /Status"}));
}

TEST(AwsGuardDuty, DataSourcesOfOldAnswersStandForFeatures) {
  const Inventory inventory = Read(Detector("ENABLED", R"(, "DataSources": {
      "CloudTrail": {"Status": "ENABLED"}, "S3Logs": {"Status": "ENABLED"},
      "Kubernetes": {"AuditLogs": {"Status": "DISABLED"}},
      "MalwareProtection": {"ScanEc2InstanceWithFindings": {"EbsVolumes": {"Status": "ENABLED"}}}})"));
  EXPECT_EQ(State(inventory, kS3), "on");
  EXPECT_EQ(State(inventory, "Execution:Kubernetes/ExecInKubeSystemPod"), "off");
  EXPECT_EQ(State(inventory, kMalware), "on");
}

TEST(AwsGuardDuty, FeaturesBeatTheOlderDataSources) {
  const Inventory inventory =
      Read(Detector("ENABLED", R"(, "DataSources": {"S3Logs": {"Status": "ENABLED"}},
          "Features": [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}])"));
  EXPECT_EQ(State(inventory, kS3), "off");
}

TEST(AwsGuardDuty, ADetectorThatIsOffSwitchesAllOff) {
  const Inventory inventory = Read(
      Detector("DISABLED", R"(, "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])"));
  EXPECT_EQ(State(inventory, kBase), "off");
  EXPECT_EQ(State(inventory, kS3), "off");
  EXPECT_EQ(State(inventory, "@detector"), "off");
}

TEST(AwsGuardDuty, RetiredTypesGetNoState) {
  const Inventory inventory = Read(Detector("ENABLED", ""));
  EXPECT_EQ(State(inventory, "Backdoor:EC2/XORDDOS"), "0 facts");
}

std::string Finding(const std::string& type, const std::string& more = "",
                    const std::string& title = "A host mines.") {
  return R"({"AccountId": "111122223333", "Region": "us-east-1", "Id": "f013", "Type": ")" + type +
         R"(", "Title": ")" + title + R"(", "UpdatedAt": "2026-11-18T02:20:00Z",
         "Service": {"ServiceName": "guardduty")" +
         more + "}}";
}

TEST(AwsGuardDuty, AFindingFiredAtItsLastSighting) {
  const Inventory inventory = FromText(
      R"({"Findings": [)" + Finding(kBase, R"(, "EventLastSeen": "2026-11-18T02:11:09Z")") + "," +
      Finding(kS3) + "]}");
  EXPECT_EQ(Facts(inventory),
            Lines({std::string("on fired ") + kBase +
                       " @111122223333/us-east-1 {2026-11-18T02:11:09Z f013} /Findings/0",
                   std::string("on fired ") + kS3 +
                       " @111122223333/us-east-1 {2026-11-18T02:20:00Z f013} /Findings/1"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines());  // findings are no list of what is on
}

TEST(AwsGuardDuty, SampleFindingsProveNothing) {
  const Inventory inventory = FromText(
      R"({"Findings": [)" + Finding(kBase, "", "[SAMPLE] A host mines.") + "," +
      Finding(kBase, R"(, "AdditionalInfo": {"Value": "{\"sample\":true}", "Type": "default"})") +
      "," + Finding(kBase, R"(, "AdditionalInfo": {"Sample": true})") + "]}");
  EXPECT_EQ(Facts(inventory), Lines());
  EXPECT_EQ(Notices(inventory),
            Lines({"I013 /Findings/0: a sample finding of GuardDuty is no proof x3"}));
}

TEST(AwsGuardDuty, FindingsAreReadBareAndAsLines) {
  const std::string fact =
      std::string("on fired ") + kBase + " @111122223333/us-east-1 {2026-11-18T02:20:00Z f013} ";
  EXPECT_EQ(Facts(FromText("[" + Finding(kBase) + "]")), Lines({fact + "/0"}));
  EXPECT_EQ(Facts(FromText(Finding(kBase))), Lines({fact}));
  std::string row = Finding(kBase);
  row.erase(std::remove(row.begin(), row.end(), '\n'), row.end());
  EXPECT_EQ(Facts(FromText(row + "\n{bad\n" + row + "\n")),
            Lines({fact + " line 1", fact + " line 3"}));
}

TEST(AwsGuardDuty, ATypeThatIsNotInTheListIsReported) {
  const Inventory inventory = FromText(R"({"Findings": [)" + Finding("Recon:Moon/Probe") + "]}");
  EXPECT_EQ(Notices(inventory),
            Lines({"I009 /Findings/0: Recon:Moon/Probe is not in the list of AWS GuardDuty"}));
}

}  // namespace
}  // namespace dcv::inventory
