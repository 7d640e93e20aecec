// SPDX-License-Identifier: Apache-2.0
// Detections that users wrote, from their provider's answers to techniques: what they select and
// who hears of it.
#include "coverage/test_estate.h"
#include "events/claims.h"
#include "inventory/claims.h"

namespace dcv::coverage {
namespace {

using testing::Lines;

const DataFiles& Data() {
  static const DataFiles data = DataFiles::Packed();
  return data;
}

constexpr char kRules[] = R"({"Rules": [
  {"Name": "tags", "Arn": "arn:aws:events:us-east-1:111122223333:rule/tags", "State": "ENABLED",
   "EventPattern": "{\"detail\": {\"eventName\": [\"PutBucketTagging\"]}}"},
  {"Name": "trail", "Arn": "arn:aws:events:us-east-1:111122223333:rule/trail", "State": "ENABLED",
   "EventPattern": "{\"detail\": {\"eventName\": [\"StopLogging\", \"DeleteTrail\"]}}"},
  {"Name": "elsewhere", "Arn": "arn:aws:events:us-east-1:111122223333:rule/elsewhere",
   "State": "ENABLED",
   "EventPattern": "{\"account\":[\"444455556666\"],\"detail\":{\"eventName\":[\"StopLogging\"]}}"}
]})";
constexpr char kTarget[] = R"({"Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:1:q"}]})";
constexpr char kNone[] = R"({"Targets": []})";

// The whole catalogue and the rules above, with answers about targets of some.
class OwnRules : public ::testing::Test {
 protected:
  void SetUp() override {
    catalog_ = std::make_unique<catalog::Catalog>(*catalog::Catalog::Load(Data()));
    folder_ = std::filesystem::path(::testing::TempDir()) /
              (std::string("dcv_own_rules_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    Add("list-rules.json", kRules);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Add(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  const Coverage& Evaluate(std::string_view version_name = "19.1") {
    version_ = std::make_unique<attack::Version>(*attack::Version::Load(Data(), version_name));
    inventory_ = *inventory::Read({folder_.string()}, *catalog_);
    static const events::Judge judge = *events::Judge::Load(Data());
    inventory::AddClaims(judge, inventory_);
    coverage_ = coverage::Evaluate(*catalog_, *version_, inventory_, {});
    return coverage_;
  }

  // "trail on", of the rules.
  Lines States() const {
    Lines lines;
    for (const Detection& detection : coverage_.detections) {
      if (detection.catalogued != Detection::kOwn) continue;
      lines.push_back(std::string(detection.key) + " " + std::string(ToString(detection.state())));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  // "trail T1685.002 0.95", of the rules.
  Lines Claims() const {
    Lines lines;
    for (const Technique& technique : coverage_.techniques) {
      for (const Claim& claim : technique.claims) {
        const Detection& detection = coverage_.detections[claim.detection];
        if (detection.catalogued != Detection::kOwn || claim.rolled_up_from != nullptr) continue;
        lines.push_back(std::string(detection.key) + " " + std::string(technique.technique->id) +
                        " " + std::to_string(claim.confidence).substr(0, 4));
      }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  std::string Why(std::string_view key) const {
    for (const inventory::Tag& tag : inventory_.tags) {
      if (inventory_.names.Text(tag.detection & ~inventory::kOwnName) == key) return tag.why;
    }
    return {};
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::unique_ptr<attack::Version> version_;
  inventory::Inventory inventory_;
  Coverage coverage_;
};

TEST_F(OwnRules, ClaimWhatTheirEventsShowAndOnlyWhenSomebodyHears) {
  for (const char* rule : {"tags", "trail"}) {
    Add(std::string("list-targets-by-rule_") + rule + ".json", kTarget);
  }
  Evaluate();
  EXPECT_EQ(States(), (Lines{"elsewhere unknown", "tags on", "trail on"}));
  EXPECT_EQ(Claims(), (Lines{"elsewhere T1685.002 0.95", "trail T1685.002 0.95"}));
  EXPECT_NE(Why("tags"), "");
  Evaluate("18.1");
  EXPECT_EQ(Claims(), (Lines{"elsewhere T1562.008 0.95", "trail T1562.008 0.95"}));
}

TEST_F(OwnRules, WithoutATargetARuleIsNotDeployedAndUntoldIsUnknown) {
  Add("list-targets-by-rule_trail.json", kNone);
  Evaluate();
  EXPECT_EQ(States(), (Lines{"elsewhere unknown", "tags unknown", "trail off"}));
}

TEST_F(OwnRules, WhatElseAPatternDemandsIsSaid) {
  Evaluate();
  EXPECT_EQ(Why("trail"), "DeleteTrail is named");
  EXPECT_EQ(Why("elsewhere"), "StopLogging is named; also demands account = 444455556666");
}

}  // namespace
}  // namespace dcv::coverage
