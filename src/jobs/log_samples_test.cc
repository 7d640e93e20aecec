// SPDX-License-Identifier: Apache-2.0
#include "jobs/log_samples.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/data_files.h"

namespace dcv::jobs {
namespace {

using Lines = std::vector<std::string>;

class LogSamples : public ::testing::Test {
 protected:
  LogSamples() : registry_(logsource::Registry::Load(DataFiles::Packed())) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("dcv_log_samples_" + std::string(test->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~LogSamples() override { std::filesystem::remove_all(folder_); }

  void Add(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // "on aws_cloudtrail AWS::S3::Object @111122223333/us-east-1 x2 FIRST LAST file"
  Lines Read(size_t threads = 1) {
    inventory_ = {};
    const Status status = AddLogSamples({folder_.string()}, *registry_, threads, inventory_);
    EXPECT_TRUE(status.has_value());
    Lines lines;
    for (const inventory::Telemetry& row : inventory_.telemetry) {
      const auto text = [&](uint32_t name) { return std::string(inventory_.names.Text(name)); };
      std::string line = std::string(ToString(row.state)) + " " + text(row.log);
      if (row.channel != 0) line += " " + text(row.channel);
      line += " @" + text(row.account) + "/" + text(row.region) + " x" + std::to_string(row.events);
      if (row.first != 0) line += " " + text(row.first) + " " + text(row.last);
      lines.push_back(
          line + " " +
          std::filesystem::path(inventory_.files[row.place.file].path).filename().string());
    }
    return lines;
  }

  Result<logsource::Registry> registry_;
  std::filesystem::path folder_;
  inventory::Inventory inventory_;
};

std::string CloudTrail(const std::string& time, const std::string& more) {
  return R"({"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"GetObject",)"
         R"("awsRegion":"us-east-1","recipientAccountId":"111122223333","eventTime":")" +
         time + "\"" + more + "}";
}

TEST_F(LogSamples, EventsAreCountedByChannelAccountAndRegion) {
  const std::string data = R"(,"eventCategory":"Data","resources":[{"type":"AWS::S3::Bucket"},)"
                           R"({"type":"AWS::S3::Object"}])";
  Add("a.json", R"({"Records":[)" + CloudTrail("2026-11-02T00:00:00Z", "") + "," +
                    CloudTrail("2026-11-01T00:00:00Z", data) + "," +
                    CloudTrail("2026-11-03T00:00:00Z", data) + "]}");
  Add("b.ndjson", CloudTrail("2026-11-04T00:00:00Z", "") + "\n" +
                      CloudTrail("2026-11-05T00:00:00Z", R"(,"managementEvent":true)") + "\n");
  const Lines expected = {
      "on aws_cloudtrail @111122223333/us-east-1 x3 2026-11-02T00:00:00.000Z "
      "2026-11-05T00:00:00.000Z "
      "a.json",
      "on aws_cloudtrail AWS::S3::Object @111122223333/us-east-1 x2 2026-11-01T00:00:00.000Z "
      "2026-11-03T00:00:00.000Z a.json"};
  EXPECT_EQ(Read(1), expected);
  EXPECT_EQ(Read(4), expected);
  EXPECT_TRUE(inventory_.diagnostics.empty());
}

TEST_F(LogSamples, GoogleTellsTheKindOfAccessAndTheProject) {
  const auto entry = [](const char* log, const char* more) {
    return std::string(R"({"logName":"projects/shop/logs/cloudaudit.googleapis.com%2F)") + log +
           R"(","timestamp":"2026-11-01T00:00:00Z","protoPayload":{"methodName":"m",)" +
           R"("serviceName":"storage.googleapis.com")" + more + "}}\n";
  };
  Add("gcp.ndjson",
      entry("activity", "") + entry("data_access", "") +
          entry("data_access", R"(,"authorizationInfo":[{"permissionType":"DATA_READ"}])"));
  const std::string time = " x1 2026-11-01T00:00:00.000Z 2026-11-01T00:00:00.000Z gcp.ndjson";
  EXPECT_EQ(Read(),
            Lines({"on gcp_audit @projects/shop/" + time,
                   "on gcp_audit DATA_READ storage.googleapis.com @projects/shop/" + time,
                   "on gcp_audit data_access storage.googleapis.com @projects/shop/" + time}));
}

TEST_F(LogSamples, AzureNamesTheSubscriptionInItsOwnWay) {
  Add("azure.json",
      R"({"time":"2026-11-01T00:00:00Z","resourceId":"/SUBSCRIPTIONS/3F6C2F6E-8D41-4C1B-9A57-)"
      R"(6B0E2F4D9C10/RESOURCEGROUPS/G","operationName":"MICROSOFT.COMPUTE/SNAPSHOTS/DELETE",)"
      R"("category":"Administrative"})");
  const Lines lines = Read();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(
      lines[0].starts_with("on azure_activitylogs @3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10/ x1"))
      << lines[0];
}

TEST_F(LogSamples, WithoutItsAccountALogIsUnknown) {
  Add("flow.json", R"({"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","action":"ACCEPT"})");
  EXPECT_EQ(Read(), Lines({"unknown aws_vpcflow @/ x1 flow.json"}));
}

TEST_F(LogSamples, WhatNoLogSourceKnowsIsCounted) {
  Add("x.ndjson",
      "{\"a\":1}\n{\"a\":2}\n{\"a\":\n" + CloudTrail("2026-11-04T00:00:00Z", "") + "\n");
  EXPECT_EQ(Read().size(), 1u);
  Lines notices;
  for (const Diagnostic& notice : inventory_.diagnostics.Sorted()) {
    notices.push_back(notice.code + " " + std::to_string(notice.count) + " " + notice.message);
  }
  EXPECT_EQ(notices,
            Lines({"I042 1 documents that are no JSON", "I042 2 events of no log that dcv knows"}));
}

TEST_F(LogSamples, APathThatIsNotThereIsAnError) {
  inventory::Inventory inventory;
  EXPECT_FALSE(AddLogSamples({"/no/such/log"}, *registry_, 1, inventory).has_value());
}

}  // namespace
}  // namespace dcv::jobs
