// SPDX-License-Identifier: Apache-2.0
#include "catalog/agreement.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace dcv::catalog {
namespace {

const std::vector<Agreement>& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const Catalog catalog = *Catalog::Load(data);
  static const std::vector<Agreement> agreements = *Agree(data, catalog);
  return agreements;
}

const Agreement& Of(std::string_view source, std::string_view reference) {
  for (const Agreement& agreement : Packed()) {
    if (agreement.source == source && agreement.reference == reference) return agreement;
  }
  ADD_FAILURE() << source << " " << reference;
  return Packed().front();
}

const AgreementKey& Key(const Agreement& agreement, std::string_view key) {
  for (const AgreementKey& found : agreement.keys) {
    if (found.key == key) return found;
  }
  ADD_FAILURE() << key;
  return agreement.keys.front();
}

TEST(AgreementTest, CountsAddUpToTheKeys) {
  ASSERT_FALSE(Packed().empty());
  for (const Agreement& agreement : Packed()) {
    size_t all = 0;
    for (Closeness closeness :
         {Closeness::kExact, Closeness::kRelated, Closeness::kDifferent, Closeness::kOursNone,
          Closeness::kTheirsNone, Closeness::kBothNone, Closeness::kRests}) {
      all += agreement.Count(closeness);
    }
    EXPECT_EQ(all, agreement.keys.size()) << agreement.source << " " << agreement.reference;
  }
}

TEST(AgreementTest, TacticsAreComparedInTheProvidersVersion) {
  const Agreement& tactics = Of("aws_guardduty", "provider tactic");
  const AgreementKey& key = Key(tactics, "Impact:EC2/BitcoinDomainRequest.Reputation");
  EXPECT_EQ(key.theirs, std::vector<std::string>{"TA0040"});
  EXPECT_EQ(key.closeness, Closeness::kExact);
}

TEST(AgreementTest, EventsAreComparedByTheirNames) {
  const AgreementKey& key =
      Key(Of("events", "traildiscover"), "aws_cloudtrail cloudtrail.amazonaws.com StopLogging");
  EXPECT_EQ(key.closeness, Closeness::kExact);
  EXPECT_EQ(key.ours, std::vector<std::string>{"T1685.002"});
}

TEST(AgreementTest, WhatRestsOnTheReferenceIsNotOurs) {
  const DataFiles data = DataFiles::Packed();
  const Catalog catalog = *Catalog::Load(data);
  for (const AgreementKey& key : Of("aws_config", "ctid").keys) {
    const auto detection =
        catalog.FindDetection(*catalog.FindSource("aws_config"), std::string_view(key.key));
    ASSERT_TRUE(detection.has_value()) << key.key;
    const Detection& found = catalog.detections()[*detection];
    const bool curated = std::any_of(catalog.begin(found), catalog.end(found),
                                     [](const Mapping& row) { return row.basis != Basis::kCtid; });
    EXPECT_EQ(key.closeness == Closeness::kRests, !curated && found.mapping_count > 0) << key.key;
  }
}

TEST(AgreementTest, TheBlindJudgementsHaveConfidences) {
  size_t steps = 0, keys = 0;
  for (const Agreement& agreement : Packed()) {
    if (agreement.reference != "blind") continue;
    keys += agreement.keys.size();
    for (const AgreementKey& key : agreement.keys) {
      steps += key.steps;
      EXPECT_LE(key.same_step + key.next_step, key.steps);
    }
  }
  EXPECT_GE(keys, 199u);
  EXPECT_GT(steps, 0u);
}

}  // namespace
}  // namespace dcv::catalog
