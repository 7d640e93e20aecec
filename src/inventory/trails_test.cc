// SPDX-License-Identifier: Apache-2.0
// What several answers of CloudTrail say together of a trail.
#include "inventory/trails.h"

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Folder;
using testing::FromText;
using testing::Lines;
using testing::LogLines;

constexpr const char* kHere = "aws/111122223333/us-east-1/";

std::string Arn(const std::string& name) {
  return "arn:aws:cloudtrail:us-east-1:111122223333:trail/" + name;
}

std::string Trail(const std::string& name, const std::string& more = "") {
  return R"({"Name":")" + name + R"(","TrailARN":")" + Arn(name) + R"(","HomeRegion":"us-east-1")" +
         more + "}";
}

std::string List(const std::string& rows) {
  return R"({"trailList":[)" + rows + "]}";
}

std::string Selectors(const std::string& name, const std::string& list) {
  return R"({"TrailARN":")" + Arn(name) + R"(",)" + list + "}";
}

constexpr const char* kEverything =
    R"("EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[]}])";

class Trails : public ::testing::Test {
 protected:
  void Add(const std::string& name, const std::string& text) { folder_.Add(kHere + name, text); }
  void Logging(const std::string& file, bool on) {
    Add(file, std::string(R"({"IsLogging":)") + (on ? "true}" : "false}"));
  }
  Inventory Read() { return folder_.Read(); }

 private:
  Folder folder_;
};

TEST_F(Trails, ATrailThatLogsWritesWhatItSelects) {
  Add("describe-trails.json", List(Trail("main", R"(,"IsMultiRegionTrail":true)")));
  Add("get-event-selectors.json", Selectors("main", kEverything));
  Logging("get-trail-status.json", true);
  const Inventory inventory = Read();
  EXPECT_EQ(LogLines(inventory),
            Lines({"off aws_cloudtrail * @111122223333/ {trail main: not selected}",
                   "on aws_cloudtrail @111122223333/ {trail main}"}));
  EXPECT_EQ(Codes(inventory), Lines());
}

TEST_F(Trails, AStoppedTrailWritesNothing) {
  Add("describe-trails.json", List(Trail("main", R"(,"HasCustomEventSelectors":false)")));
  Logging("get-trail-status.json", false);
  EXPECT_EQ(LogLines(Read()),
            Lines({"off aws_cloudtrail * @111122223333/us-east-1 {trail main: stopped}",
                   "off aws_cloudtrail @111122223333/us-east-1 {trail main: stopped}"}));
}

TEST_F(Trails, WithoutStatusOrSelectorsItIsUnknownAndNeverOff) {
  Add("describe-trails.json", List(Trail("plain", R"(,"HasCustomEventSelectors":false)") + "," +
                                   Trail("own", R"(,"HasCustomEventSelectors":true)")));
  EXPECT_EQ(
      LogLines(Read()),
      Lines({"off aws_cloudtrail * @111122223333/us-east-1 {trail plain: not selected}",
             "unknown aws_cloudtrail * @111122223333/us-east-1 {trail own: its "
             "get-event-selectors is not among the answers}",
             "unknown aws_cloudtrail @111122223333/us-east-1 {trail own: its get-event-selectors "
             "is not among the answers}",
             "unknown aws_cloudtrail @111122223333/us-east-1 {trail plain: its get-trail-status "
             "is not among the answers}"}));
}

TEST_F(Trails, TheFileNamesTheTrailOfAStatus) {
  Add("describe-trails.json", List(Trail("main", R"(,"HasCustomEventSelectors":false)") + "," +
                                   Trail("main-data", R"(,"HasCustomEventSelectors":false)")));
  Logging("get-trail-status.main.json", true);
  Logging("main-data/get-trail-status.json", false);
  EXPECT_EQ(LogLines(Read()),
            Lines({"off aws_cloudtrail * @111122223333/us-east-1 {trail main-data: stopped}",
                   "off aws_cloudtrail * @111122223333/us-east-1 {trail main: not selected}",
                   "off aws_cloudtrail @111122223333/us-east-1 {trail main-data: stopped}",
                   "on aws_cloudtrail @111122223333/us-east-1 {trail main}"}));
}

TEST_F(Trails, AStatusOfOneOfTwoTrailsIsReported) {
  Add("describe-trails.json", List(Trail("a1") + "," + Trail("b2")));
  Logging("status.json", true);
  const Inventory inventory = Read();
  EXPECT_EQ(Codes(inventory), Lines({"I040"}));
  for (const Telemetry& row : inventory.telemetry) EXPECT_EQ(row.state, State::kUnknown);
}

TEST_F(Trails, AFailedDeliveryIsNotOn) {
  Add("describe-trails.json", List(Trail("main", R"(,"HasCustomEventSelectors":false)")));
  Add("status.json", R"({"IsLogging":true,"LatestDeliveryError":"AccessDenied"})");
  EXPECT_EQ(LogLines(Read())[1],
            "unknown aws_cloudtrail @111122223333/us-east-1 {trail main: its last delivery "
            "failed: AccessDenied}");
}

TEST_F(Trails, AnOrganizationTrailIsOfEveryAccount) {
  Add("describe-trails.json", List(Trail("org", R"(,"IsOrganizationTrail":true,
      "IsMultiRegionTrail":true,"HasCustomEventSelectors":false)")));
  Logging("status.json", true);
  EXPECT_EQ(LogLines(Read())[1], "on aws_cloudtrail @*/ {trail org}");
}

TEST_F(Trails, NoTrailIsOff) {
  Add("describe-trails.json", List(""));
  EXPECT_EQ(LogLines(Read()), Lines({"off aws_cloudtrail * @111122223333/us-east-1 {no trail}",
                                     "off aws_cloudtrail @111122223333/us-east-1 {no trail}"}));
}

// Channels of a trail that logs, without its "* off" and its place.
Lines Channels(const std::string& list) {
  Folder folder;
  folder.Add(std::string(kHere) + "selectors.json", Selectors("t1", list));
  folder.Add(std::string(kHere) + "status.json", R"({"IsLogging":true})");
  Lines lines;
  for (const std::string& line : LogLines(folder.Read())) {
    if (line.find(" * ") != line.npos) continue;
    std::string text = line;
    const std::string place = "@111122223333/us-east-1 {trail t1";
    text.erase(text.find(place), place.size());
    text.erase(text.find("aws_cloudtrail "), 15);
    lines.push_back(text.substr(0, text.size() - 1));
  }
  return lines;
}

TEST(Selectors, OfTheClassicForm) {
  EXPECT_EQ(Channels(R"("EventSelectors":[{"ReadWriteType":"WriteOnly",
      "IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com"]}])"),
            Lines({"off read : write only; without kms.amazonaws.com",
                   "on : write only; without kms.amazonaws.com"}));
  EXPECT_EQ(Channels(R"("EventSelectors":[{"ReadWriteType":"ReadOnly"}])"),
            Lines({"off : read only", "on read : read only"}));
  EXPECT_EQ(
      Channels(R"("EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":false,
      "DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::logs/"]},
                       {"Type":"AWS::Lambda::Function","Values":["arn:aws:lambda"]}]}])"),
      Lines({"off : not selected", "on AWS::Lambda::Function ", "on AWS::S3::Object : only part"}));
}

TEST(Selectors, OfTheAdvancedForm) {
  EXPECT_EQ(Channels(R"("AdvancedEventSelectors":[
        {"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},
          {"Field":"eventSource","NotEquals":["rdsdata.amazonaws.com"]},
          {"Field":"readOnly","Equals":["false"]}]},
        {"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
          {"Field":"resources.type","Equals":["AWS::S3::Object"]},
          {"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/"]}]},
        {"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
          {"Field":"resources.type","Equals":["AWS::DynamoDB::Table"]}]},
        {"FieldSelectors":[{"Field":"eventCategory","Equals":["NetworkActivity"]},
          {"Field":"eventSource","Equals":["ec2.amazonaws.com"]}]}])"),
            Lines({"off read : write only; without rdsdata.amazonaws.com",
                   "on : write only; without rdsdata.amazonaws.com", "on AWS::DynamoDB::Table ",
                   "on AWS::S3::Object : only part", "on NetworkActivity "}));
}

TEST(Selectors, EmptyOnesTellNothing) {
  EXPECT_EQ(Channels(R"("EventSelectors":[])"), Lines({"unknown : the answer has no selectors"}));
}

TEST(Selectors, OfInsights) {
  const Inventory inventory =
      FromText(R"({"TrailARN":")" + Arn("t1") +
               R"(","InsightSelectors":[{"InsightType":"ApiErrorRateInsight"}]})");
  EXPECT_EQ(LogLines(inventory),
            Lines({"unknown aws_cloudtrail Insight @111122223333/us-east-1 {trail t1: its "
                   "get-trail-status is not among the answers}"}));
}

}  // namespace
}  // namespace dcv::inventory
