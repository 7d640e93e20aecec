// SPDX-License-Identifier: Apache-2.0
#include "inventory/claims.h"

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Lines;

constexpr char kStop[] =
    R"({"source": ["aws.cloudtrail"], "detail": {"eventName": ["StopLogging"]}})";
constexpr char kTag[] = R"({"source": ["aws.s3"], "detail": {"eventName": ["PutBucketTagging"]}})";

const events::Judge& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const Result<events::Judge> judge = events::Judge::Load(data);
  return *judge;
}

// An estate with one rule "trail" in each of some accounts.
class Rules {
 public:
  Rules() { inventory_.files.push_back({"rules.json", {}, 0}); }

  void Add(const char* account, std::string_view pattern, bool counts = false) {
    const DetectionId detection = kOwnName | inventory_.names.Id("trail");
    const uint32_t in = inventory_.names.Id(account);
    Fact fact;
    fact.detection = detection;
    fact.account = in;
    fact.state = State::kOn;
    inventory_.facts.push_back(fact);
    fact.kind = FactKind::kDelivery;
    fact.counts = counts;
    inventory_.facts.push_back(fact);
    inventory_.queries.push_back({0,
                                  detection,
                                  in,
                                  0,
                                  events::Language::kEventBridge,
                                  events::feed::kEventBridge,
                                  inventory_.names.Id(pattern),
                                  false,
                                  {}});
  }

  Lines Claimed() {
    AddClaims(Packed(), inventory_);
    Lines lines;
    for (const Tag& tag : inventory_.tags) {
      const std::string_view name = inventory_.names.Text(tag.detection & ~kOwnName);
      lines.push_back(std::string(name) + " " + tag.technique + " " + tag.why);
    }
    return lines;
  }

  const Inventory& inventory() const { return inventory_; }

 private:
  Inventory inventory_;
};

TEST(Claims, AnEventThatIsTheBehaviourIsClaimedWithTheReason) {
  Rules rules;
  rules.Add("111122223333", kStop);
  EXPECT_EQ(rules.Claimed(), Lines{"trail T1685.002 StopLogging is named"});
  ASSERT_EQ(rules.inventory().tags.size(), 1u);
  EXPECT_EQ(rules.inventory().tags[0].confidence, 0.95);
  EXPECT_EQ(rules.inventory().tags[0].basis, catalog::Basis::kCurated);
}

TEST(Claims, ARuleThatShowsNothingSaysWhy) {
  Rules rules;
  rules.Add("111122223333", kTag);
  const Lines lines = rules.Claimed();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].starts_with("trail  ")) << lines[0];
  EXPECT_GT(lines[0].size(), std::string("trail  ").size());
}

TEST(Claims, OneNameWithTwoMeaningsIsTwoDetections) {
  Rules rules;
  rules.Add("111122223333", kStop);
  rules.Add("444455556666", kTag);
  rules.Add("777788889999", kStop);
  const Lines lines = rules.Claimed();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "trail T1685.002 StopLogging is named");
  EXPECT_TRUE(lines[1].starts_with("trail (2)  ")) << lines[1];
  Lines names;
  for (const Fact& fact : rules.inventory().facts) {
    if (fact.kind != FactKind::kState) continue;
    names.emplace_back(rules.inventory().names.Text(fact.detection & ~kOwnName));
  }
  EXPECT_EQ(names, (Lines{"trail", "trail (2)", "trail"}));
}

TEST(Claims, ATextThatCannotBeReadIsReportedAtItsPlace) {
  Rules rules;
  rules.Add("111122223333", "{\"source\": [");
  const Lines lines = rules.Claimed();
  ASSERT_EQ(lines.size(), 1u);
  const auto notices = rules.inventory().diagnostics.Sorted();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].code, "E001");
  EXPECT_EQ(notices[0].file, "rules.json");
  EXPECT_TRUE(notices[0].message.starts_with("trail, line 1, column ")) << notices[0].message;
}

TEST(Claims, AnAlarmThatCountsIsAnotherMeaning) {
  Rules rules;
  rules.Add("111122223333", kStop, false);
  rules.Add("444455556666", kStop, true);
  EXPECT_EQ(rules.Claimed().size(), 2u);
}

}  // namespace
}  // namespace dcv::inventory
