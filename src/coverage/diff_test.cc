// SPDX-License-Identifier: Apache-2.0
#include "coverage/diff.h"

#include <gtest/gtest.h>

#include <map>

#include "coverage/test_snapshots.h"

namespace dcv::coverage {
namespace {

using testing::Detector;
using testing::Estate;
using testing::kProd;
using testing::RandomEstate;
using testing::Refused;

class Drift : public ::testing::Test {
 protected:
  // The difference of what the two estates hold now; the snapshots are kept.
  const Difference& Run(const Options& before = {}, const Options& after = {}) {
    before_ = testing::SnapshotOf(old_, old_.Evaluate(before));
    after_ = testing::SnapshotOf(new_, new_.Evaluate(after));
    auto difference = Diff(before_, after_);
    EXPECT_TRUE(difference.has_value());
    difference_ = *std::move(difference);
    return difference_;
  }
  // "lost T1496.001 aws/111122223333: covered -> none, KEY on -> off at ACCOUNT REGION".
  std::string Line(std::string_view technique, std::string_view account) const {
    for (const Change& change : difference_.changes) {
      if (change.technique != technique || change.account != account) continue;
      std::string out(ToString(change.kind));
      out += ": " + (change.before ? std::string(ToString(change.before->status)) : "absent");
      out += " -> " + (change.after ? std::string(ToString(change.after->status)) : "absent");
      for (const Cause& cause : change.causes) {
        out += ", " + std::string(cause.key) + " " + Text(cause.before) + " -> " +
               Text(cause.after) + " at " + std::string(cause.account) + " " +
               std::string(cause.region);
        if (!cause.detail_after.empty()) out += " (" + std::string(cause.detail_after) + ")";
      }
      return out;
    }
    return "no change";
  }
  std::vector<std::string> Sources() const {
    std::vector<std::string> out;
    for (const SourceChange& change : difference_.sources) {
      out.push_back(std::string(ToString(change.kind)) + " " + std::string(change.source) + " " +
                    std::string(change.account) + " " + std::string(change.region) + " " +
                    std::to_string(change.before) + " -> " + std::to_string(change.after));
    }
    return out;
  }
  std::vector<std::string> Accounts() const {
    std::vector<std::string> out;
    for (const AccountChange& change : difference_.accounts) {
      out.push_back(std::string(ToString(change.kind)) + " " + std::string(change.account));
    }
    return out;
  }

  Estate old_{"old"}, new_{"new"};
  Snapshot before_, after_;
  Difference difference_;

 private:
  static std::string Text(const std::optional<Side>& side) {
    return side ? std::string(inventory::ToString(side->state)) : "absent";
  }
};

using Strings = std::vector<std::string>;

constexpr const char* kS3 = "Discovery:S3/MaliciousIPCaller";

std::string List(const Strings& accounts) {
  std::string rows;
  for (const std::string& account : accounts) {
    rows += (rows.empty() ? "" : ", ") + std::string(R"({"Id": ")") + account +
            R"(", "Arn": "arn:aws:organizations::1:account/o/1", "Name": "n", "State": "ACTIVE"})";
  }
  return R"({"Accounts": [)" + rows + "]}";
}

TEST_F(Drift, EqualEstatesDoNotDiffer) {
  for (Estate* estate : {&old_, &new_}) {
    estate->Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  }
  Run();
  EXPECT_TRUE(difference_.changes.empty());
  EXPECT_TRUE(difference_.sources.empty());
  EXPECT_TRUE(difference_.accounts.empty());
  EXPECT_EQ(difference_.before.covered, difference_.after.covered);
}

TEST_F(Drift, ASourceThatWasSwitchedOffIsToldAndItsTechniquesAreLost) {
  old_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  new_.Answer(std::string(kProd) + "detector.json", Detector("DISABLED"));
  Run();
  ASSERT_EQ(Sources().size(), 1u);
  EXPECT_EQ(Sources()[0].substr(0, 50), "switched-off aws_guardduty 111122223333 us-east-1 ");
  EXPECT_EQ(Line("T1619", "").substr(0, 23), "lost: covered -> none, ");
  EXPECT_EQ(Line("T1619", "111122223333").substr(0, 23), "lost: covered -> none, ");
  EXPECT_NE(Line("T1619", "").find(std::string(kS3) + " on -> off at 111122223333 us-east-1"),
            std::string::npos);
}

TEST_F(Drift, ADetectionThatWasSwitchedOffIsTheCause) {
  old_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED", "ENABLED"));
  new_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED", "DISABLED"));
  Run();
  EXPECT_EQ(Sources(), Strings{});
  EXPECT_EQ(Line("T1619", ""),
            "lost: covered -> none, " + std::string(kS3) + " on -> off at 111122223333 us-east-1");
  EXPECT_EQ(Line("T1496.001", ""), "no change");
}

TEST_F(Drift, ARefusedSourceVanishedAndNothingOfItIsLost) {
  old_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  new_.Answer(std::string(kProd) + "detector.json", Refused("guardduty:GetDetector"));
  Run();
  ASSERT_EQ(Sources().size(), 1u);
  EXPECT_EQ(Sources()[0].substr(0, 46), "vanished aws_guardduty 111122223333 us-east-1 ");
  EXPECT_EQ(Line("T1619", "").substr(0, 29), "unknown: covered -> unknown, ");
  EXPECT_EQ(difference_.counts[static_cast<size_t>(ChangeKind::kLost)], 0u);
  std::swap(before_, after_);
  difference_ = *Diff(before_, after_);
  EXPECT_EQ(Sources()[0].substr(0, 42), "told aws_guardduty 111122223333 us-east-1 ");
  EXPECT_EQ(Line("T1619", "").substr(0, 33), "known-again: unknown -> covered, ");
}

TEST_F(Drift, OneOfTwoAccountsLosesWhatTheEstateKeeps) {
  for (const char* account : {"111122223333", "444455556666"}) {
    old_.Answer(std::string(account) + "/us-east-1/detector.json", Detector("ENABLED"));
  }
  new_.Answer("111122223333/us-east-1/detector.json", Detector("ENABLED"));
  new_.Answer("444455556666/us-east-1/detector.json", Detector("DISABLED"));
  Run();
  EXPECT_EQ(Line("T1619", ""), "no change");
  EXPECT_EQ(Line("T1619", "111122223333"), "no change");
  EXPECT_EQ(Line("T1619", "444455556666"),
            "lost: covered -> none, " + std::string(kS3) + " on -> off at 444455556666 us-east-1");
}

TEST_F(Drift, AnAccountThatNobodyExportedAgainIsUnknownNotLost) {
  old_.Answer("444455556666/us-east-1/detector.json", Detector("ENABLED"));
  old_.Answer("111122223333/us-east-1/detector.json", Detector("DISABLED"));
  new_.Answer("111122223333/us-east-1/detector.json", Detector("DISABLED"));
  Run();
  EXPECT_EQ(Accounts(), Strings{"silent 444455556666"});
  EXPECT_EQ(Line("T1619", "444455556666").substr(0, 28), "unknown: covered -> absent, ");
  EXPECT_EQ(Line("T1619", "").substr(0, 26), "unknown: covered -> none, ");
  EXPECT_EQ(Sources()[0].substr(0, 46), "vanished aws_guardduty 444455556666 us-east-1 ");
  // A list that does not have it says that it was closed.
  new_.Answer("accounts.json", List({"111122223333"}));
  Run();
  EXPECT_EQ(Accounts(), Strings{"closed 444455556666"});
  EXPECT_EQ(Line("T1619", "444455556666").substr(0, 25), "gone: covered -> absent, ");
  EXPECT_EQ(Line("T1619", "").substr(0, 23), "lost: covered -> none, ");
  EXPECT_EQ(Sources(), Strings{});
  // One that still has it does not.
  new_.Answer("accounts.json", List({"111122223333", "444455556666"}));
  Run();
  EXPECT_EQ(Accounts(), Strings{"silent 444455556666"});
  EXPECT_EQ(Line("T1619", "444455556666").substr(0, 29), "unknown: covered -> unknown, ");
}

TEST_F(Drift, FewerDetectionsOrALowerConfidenceWeaken) {
  old_.Rule("a.yml", testing::Sigma("A", "test", "attack.t1078.004"));
  old_.Rule("b.yml", testing::Sigma("B", "test", "attack.t1078.004"));
  new_.Rule("a.yml", testing::Sigma("A", "test", "attack.t1078.004"));
  Run();
  EXPECT_EQ(Line("T1078.004", "").substr(0, 32), "weakened: covered -> covered, B ");
  new_.Rule("b.yml", testing::Sigma("B", "test", "attack.t1078.004"));
  new_.Rule("a.yml", testing::Sigma("A", "experimental", "attack.t1078.004"));
  new_.Rule("b.yml", testing::Sigma("B", "experimental", "attack.t1078.004"));
  Run();
  EXPECT_EQ(Line("T1078.004", "").substr(0, 29), "weakened: covered -> covered,");
  std::swap(before_, after_);
  difference_ = *Diff(before_, after_);
  EXPECT_EQ(Line("T1078.004", "").substr(0, 33), "strengthened: covered -> covered,");
}

TEST_F(Drift, AFailingControlUnhardens) {
  for (Estate* estate : {&old_, &new_}) {
    estate->Answer(std::string(kProd) + "rules.json",
                   testing::ConfigRules({"ACCESS_KEYS_ROTATED"}));
    estate->Answer(std::string(kProd) + "recorder.json", testing::Recorder(true));
  }
  new_.Answer(std::string(kProd) + "compliance.json",
              testing::Compliance("ACCESS_KEYS_ROTATED", "NON_COMPLIANT"));
  Run();
  EXPECT_EQ(Line("T1078.004", ""),
            "unhardened: none -> none, ACCESS_KEYS_ROTATED on -> on at 111122223333 us-east-1");
}

TEST_F(Drift, ResultsOfOtherSettingsAreNotCompared) {
  old_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  new_.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  Options stricter;
  stricter.covered = 0.9;
  const Snapshot a = testing::SnapshotOf(old_, old_.Evaluate());
  const Snapshot b = testing::SnapshotOf(new_, new_.Evaluate(stricter));
  const auto difference = Diff(a, b);
  ASSERT_FALSE(difference.has_value());
  EXPECT_NE(difference.error().message.find("thresholds"), std::string::npos);
}

// All standings of a result, by scope and technique.
using Laid = std::map<std::tuple<std::string, std::string, std::string>, std::string>;
Laid Lay(const Snapshot& snapshot) {
  Laid out;
  for (const auto& technique : snapshot.techniques) {
    out[{"", "", std::string(snapshot.Text(technique.id))}] = testing::Text(technique.standing);
  }
  const Standings standings = StandingsBy(snapshot, Dimension::kAccount);
  for (size_t scope = 0; scope < standings.scopes.size(); ++scope) {
    for (size_t i = 0; i < snapshot.techniques.size(); ++i) {
      out[{std::string(snapshot.Text(standings.scopes[scope].cloud)),
           std::string(snapshot.Text(standings.scopes[scope].name)),
           std::string(snapshot.Text(snapshot.techniques[i].id))}] =
          testing::Text(standings.At(i, scope));
    }
  }
  return out;
}

void Apply(const Difference& difference, Laid& laid) {
  for (const Change& change : difference.changes) {
    const std::tuple key(std::string(change.cloud), std::string(change.account),
                         std::string(change.technique));
    const auto found = laid.find(key);
    EXPECT_EQ(change.before.has_value(), found != laid.end());
    if (change.before && found != laid.end()) {
      EXPECT_EQ(testing::Text(*change.before), found->second);
    }
    if (change.after) {
      laid[key] = testing::Text(*change.after);
    } else {
      laid.erase(key);
    }
  }
}

// One difference as text, to be compared with its mirror image.
std::multiset<std::string> Lines(const Difference& difference, bool mirrored) {
  std::multiset<std::string> out;
  auto standing = [](const std::optional<Standing>& s) { return s ? testing::Text(*s) : "absent"; };
  auto side = [](const std::optional<Side>& s) {
    return s ? std::string(inventory::ToString(s->state)) + std::to_string(s->confidence) +
                   (s->passing ? "passing" : "")
             : "absent";
  };
  for (const Change& c : difference.changes) {
    std::string line(ToString(mirrored ? Mirrored(c.kind) : c.kind));
    line += " " + std::string(c.cloud) + "/" + std::string(c.account) + " " +
            std::string(c.technique) + " " + standing(mirrored ? c.after : c.before) + " -> " +
            standing(mirrored ? c.before : c.after) + " " + std::to_string(c.all_causes);
    for (const Cause& cause : c.causes) {
      line += "; " + std::string(cause.source) + " " + std::string(cause.key) + " " +
              side(mirrored ? cause.after : cause.before) + " -> " +
              side(mirrored ? cause.before : cause.after) + " " + std::string(cause.account) + " " +
              std::string(cause.region) + " " +
              std::string(mirrored ? cause.detail_after : cause.detail_before) + " -> " +
              std::string(mirrored ? cause.detail_before : cause.detail_after);
    }
    out.insert(line);
  }
  using Kind = SourceChange::Kind;
  for (const SourceChange& c : difference.sources) {
    const Kind mirror = c.kind == Kind::kVanished      ? Kind::kTold
                        : c.kind == Kind::kTold        ? Kind::kVanished
                        : c.kind == Kind::kSwitchedOff ? Kind::kSwitchedOn
                                                       : Kind::kSwitchedOff;
    out.insert(std::string(ToString(mirrored ? mirror : c.kind)) + " " + std::string(c.source) +
               " " + std::string(c.account) + " " + std::string(c.region) + " " +
               std::to_string(mirrored ? c.after : c.before) + " -> " +
               std::to_string(mirrored ? c.before : c.after));
  }
  for (const AccountChange& c : difference.accounts) {
    const int kind = static_cast<int>(c.kind);
    out.insert("account " + std::to_string(mirrored ? (kind + 2) % 4 : kind) + " " +
               std::string(c.cloud) + " " + std::string(c.account));
  }
  return out;
}

class RandomDrift : public ::testing::TestWithParam<uint32_t> {};

TEST_P(RandomDrift, MirrorsAndLeadsFromOneResultToTheOther) {
  Estate a{"a"}, b{"b"};
  RandomEstate(GetParam() * 2).Fill(a);
  RandomEstate(GetParam() * 2 + 1).Fill(b);
  const Snapshot before = testing::SnapshotOf(a, a.Evaluate());
  const Snapshot after = testing::SnapshotOf(b, b.Evaluate());
  const auto there = Diff(before, after), back = Diff(after, before);
  ASSERT_TRUE(there.has_value() && back.has_value());
  EXPECT_EQ(Lines(*there, false), Lines(*back, true));
  EXPECT_EQ(there->before.covered, back->after.covered);
  Laid laid = Lay(before);
  Apply(*there, laid);
  EXPECT_EQ(laid, Lay(after));
  Apply(*back, laid);
  EXPECT_EQ(laid, Lay(before));
  EXPECT_TRUE(Diff(before, before)->changes.empty());
}

INSTANTIATE_TEST_SUITE_P(, RandomDrift, ::testing::Range(0u, 80u));

}  // namespace
}  // namespace dcv::coverage
