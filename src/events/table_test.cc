// SPDX-License-Identifier: Apache-2.0
#include "events/table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace dcv::events {
namespace {

const EventTable& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const auto table = EventTable::Load(data);
  return *table;
}

TEST(EventTableTest, NamesOfAwsCompareWithoutTheVersion) {
  EXPECT_EQ(PlainName("aws_cloudtrail", "CreateFunction20150331"), "CreateFunction");
  EXPECT_EQ(PlainName("aws_cloudtrail", "UpdateFunctionCode20150331v2"), "UpdateFunctionCode");
  EXPECT_EQ(PlainName("aws_cloudtrail", "CreateDistribution2014_11_06"), "CreateDistribution");
  EXPECT_EQ(PlainName("aws_cloudtrail", "ListObjectsV2"), "ListObjectsV2");
  EXPECT_EQ(PlainName("aws_cloudtrail", "DescribeIpv6Pools"), "DescribeIpv6Pools");
  EXPECT_EQ(PlainName("aws_cloudtrail", "20150331"), "20150331");
  EXPECT_EQ(PlainName("aws_cloudtrail", ""), "");
}

TEST(EventTableTest, NamesOfGoogleCloudCompareWithoutVersionsAndCase) {
  for (const char* name : {"v1.compute.firewalls.insert", "beta.compute.firewalls.insert",
                           "compute.firewalls.insert", "alpha.Compute.firewalls.insert"}) {
    EXPECT_EQ(PlainName("gcp_audit", name), "compute.firewalls.insert") << name;
  }
  EXPECT_EQ(PlainName("gcp_audit", "google.iam.admin.v1.CreateRole"),
            "google.iam.admin.createrole");
  EXPECT_EQ(PlainName("gcp_audit", "x.v2beta1.Y"), "x.y");
  EXPECT_EQ(PlainName("gcp_audit", "vpcaccess.v.x"), "vpcaccess.v.x");
}

TEST(EventTableTest, NamesOfAzureCompareWithoutCaseAndOthersExactly) {
  EXPECT_EQ(PlainName("azure_activitylogs", "Microsoft.X/Y/Write"), "microsoft.x/y/write");
  EXPECT_EQ(PlainName("okta_okta", "User.x"), "User.x");
}

TEST(EventTableTest, PackedTableIsFoundBySourceServiceAndName) {
  const EventTable& table = Packed();
  EXPECT_GT(table.Of("aws_cloudtrail").size(), 500u);
  EXPECT_TRUE(table.Of("none").empty());
  const ApiEvent* stop = table.Find("aws_cloudtrail", "cloudtrail.amazonaws.com", "StopLogging");
  ASSERT_NE(stop, nullptr);
  ASSERT_EQ(table.rows(*stop).size(), 1u);
  EXPECT_EQ(table.rows(*stop)[0].technique, "T1685.002");
  EXPECT_EQ(table.rows(*stop)[0].confidence, 0.95);
  EXPECT_EQ(table.Find("aws_cloudtrail", "iam.amazonaws.com", "StopLogging"), nullptr);
  EXPECT_NE(table.Find("aws_cloudtrail", "LAMBDA.amazonaws.com", "UpdateFunctionCode"), nullptr);
  EXPECT_NE(
      table.Find("azure_activitylogs", "microsoft.compute", "Microsoft.Compute/snapshots/delete"),
      nullptr);
  EXPECT_NE(table.Find("gcp_audit", "compute.googleapis.com", "beta.compute.firewalls.insert"),
            nullptr);
  const ApiEvent* tagging = table.Find("aws_cloudtrail", "s3.amazonaws.com", "PutBucketTagging");
  ASSERT_NE(tagging, nullptr);
  EXPECT_EQ(tagging->none, "no adversary behaviour");
  EXPECT_EQ(tagging->count, 0u);
}

TEST(EventTableTest, OneNameOfSeveralServicesIsFoundInEach) {
  const auto named = Packed().Named("aws_cloudtrail", "DeleteRuleGroup");
  EXPECT_GE(named.size(), 2u);
  for (uint32_t index : named) EXPECT_EQ(Packed().events()[index].name, "DeleteRuleGroup");
}

class BrokenTableTest : public testing::Test {
 protected:
  std::string Load(const std::string& events) {
    const std::filesystem::path root =
        std::filesystem::path(testing::TempDir()) / "dcv_events_table_test";
    std::filesystem::create_directories(root / "catalog");
    std::ofstream(root / "catalog/events.tsv")
        << "log_source\tservice\tevent\ttechnique\tconfidence\tevidence\tcondition\n"
        << events;
    std::ofstream(root / "catalog/events_none.tsv") << "log_source\tservice\tevent\treason\n";
    const auto data = DataFiles::FromDirectory(root.string());
    EXPECT_TRUE(data.has_value());
    const auto table = EventTable::Load(*data);
    std::filesystem::remove_all(root);
    return table ? "" : table.error().message;
  }
};

TEST_F(BrokenTableTest, SaysWhereItIsBroken) {
  EXPECT_EQ(Load("a\ts\te\tT1000\t0.80\tis\t\n"), "");
  EXPECT_EQ(Load("a\ts\te\tT1000\thigh\tis\t\n"), "catalog/events.tsv:2: bad confidence");
  EXPECT_EQ(Load("b\ts\te\tT1000\t0.80\tis\t\na\ts\te\tT1000\t0.80\tis\t\n"),
            "catalog/events.tsv:3: rows are not in order");
}

}  // namespace
}  // namespace dcv::events
