// SPDX-License-Identifier: Apache-2.0
#include "catalog/import.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace dcv::catalog {
namespace {

using What = ListedChange::What;

const Catalog& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const Catalog catalog = *Catalog::Load(data);
  return catalog;
}

// The list of a source as its provider would print it.
std::vector<Record> ListOf(uint32_t source) {
  std::vector<Record> records;
  const Source& of = Packed().sources()[source];
  for (uint32_t i = of.first; i < of.first + of.count; ++i) {
    const Detection& detection = Packed().detections()[i];
    if (detection.retired()) continue;
    records.push_back({{"Region", "eu-west-1"}, {"ControlId", std::string(detection.key)}});
  }
  return records;
}

TEST(ImportTest, TheSameListChangesNothing) {
  for (const char* id : {"aws_securityhub", "aws_guardduty", "gcp_scc"}) {
    const uint32_t source = *Packed().FindSource(id);
    const auto comparison = CompareList(Packed(), source, ListOf(source), "");
    ASSERT_TRUE(comparison) << id;
    EXPECT_EQ(comparison->key_member, "ControlId");
    EXPECT_EQ(comparison->known, comparison->records);
    EXPECT_TRUE(comparison->changes.empty()) << comparison->changes.front().key;
  }
}

TEST(ImportTest, NewAndGoneAreTold) {
  const uint32_t source = *Packed().FindSource("aws_securityhub");
  std::vector<Record> records = ListOf(source);
  const std::string gone = records.front()[1].second;
  records.erase(records.begin());
  records.push_back({{"ControlId", "Zebra.1"}, {"Title", "Zebras should be striped"}});
  const auto comparison = CompareList(Packed(), source, records, "");
  ASSERT_TRUE(comparison);
  ASSERT_EQ(comparison->changes.size(), 2u);
  EXPECT_EQ(comparison->changes[0].what, What::kGone);
  EXPECT_EQ(comparison->changes[0].key, gone);
  EXPECT_EQ(comparison->changes[0].status, "retired");
  EXPECT_EQ(comparison->changes[1].what, What::kNew);
  EXPECT_EQ(comparison->changes[1].key, "Zebra.1");
  EXPECT_EQ(comparison->changes[1].title, "Zebras should be striped");
  EXPECT_EQ(comparison->changes[1].status, "active");
}

TEST(ImportTest, AnotherNameOfTheSameIsKnown) {
  const uint32_t source = *Packed().FindSource("gcp_scc");
  std::vector<Record> records = ListOf(source);
  const auto& all = Packed().detections();
  const Source& of = Packed().sources()[source];
  const auto named = std::find_if(all.begin() + of.first, all.begin() + of.first + of.count,
                                  [](const Detection& detection) {
                                    return !detection.retired() && !detection.module.empty() &&
                                           detection.module != detection.key &&
                                           detection.module.find('|') == std::string_view::npos;
                                  });
  ASSERT_NE(named, all.begin() + of.first + of.count);
  for (Record& record : records) {
    if (record[1].second == named->key) record[1].second = std::string(named->module);
  }
  const auto comparison = CompareList(Packed(), source, records, "");
  ASSERT_TRUE(comparison);
  EXPECT_TRUE(comparison->changes.empty());
}

TEST(ImportTest, RetiredAndRenamedAreChanges) {
  const uint32_t source = *Packed().FindSource("azure_policy");
  const Source& of = Packed().sources()[source];
  std::vector<Record> records;
  for (uint32_t i = of.first; i < of.first + of.count; ++i) {
    const Detection& detection = Packed().detections()[i];
    if (detection.retired()) continue;
    records.push_back({{"name", std::string(detection.key)},
                       {"properties.displayName", std::string(detection.title)}});
  }
  records[0][1].second = "[Deprecated]: " + records[0][1].second;
  const auto comparison = CompareList(Packed(), source, records, "");
  ASSERT_TRUE(comparison);
  EXPECT_EQ(comparison->title_member, "properties.displayName");
  ASSERT_EQ(comparison->changes.size(), 1u);
  EXPECT_EQ(comparison->changes[0].what, What::kChanged);
  EXPECT_EQ(comparison->changes[0].status, "retired");
}

TEST(ImportTest, AnotherListIsRefused) {
  const uint32_t source = *Packed().FindSource("aws_guardduty");
  const auto comparison = CompareList(Packed(), source, {{{"id", "nothing of it"}}}, "");
  ASSERT_FALSE(comparison);
  EXPECT_NE(comparison.error().message.find("aws_guardduty"), std::string::npos);
}

}  // namespace
}  // namespace dcv::catalog
