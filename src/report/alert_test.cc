// SPDX-License-Identifier: Apache-2.0
#include "report/alert.h"

#include <gtest/gtest.h>

#include "base/data_files.h"
#include "base/uuid.h"

namespace dcv::report {
namespace {

const attack::Version& Attack() {
  static const DataFiles data = DataFiles::Packed();
  static const attack::Version version = *attack::Version::Load(data, attack::kDefaultVersion);
  return version;
}

// "TA0003 T1098 T1098.001, ..." of each, - for what is not there.
std::string Attacks(const std::vector<std::string>& tags) {
  std::string out;
  for (const AlertAttack& attack : AttacksOf(tags, Attack())) {
    for (const NamedId* part : {&attack.tactic, &attack.technique, &attack.sub_technique}) {
      out += (part->id.empty() ? "-" : part->id) + (part == &attack.sub_technique ? ", " : " ");
    }
  }
  return out;
}

TEST(AttacksOf, TechniqueInTheTacticsThatAreTagged) {
  EXPECT_EQ(Attacks({"attack.persistence", "attack.t1098"}), "TA0003 T1098 -, ");
  EXPECT_EQ(Attacks({"attack.t1098.001", "attack.privilege_escalation", "attack.persistence"}),
            "TA0003 T1098 T1098.001, TA0004 T1098 T1098.001, ");
}

TEST(AttacksOf, AllTacticsWhereNoneOfItsOwnIsTagged) {
  EXPECT_EQ(Attacks({"attack.t1098"}), "TA0003 T1098 -, TA0004 T1098 -, ");
  EXPECT_EQ(Attacks({"attack.t1098", "attack.impact"}),
            "TA0003 T1098 -, TA0004 T1098 -, TA0040 - -, ");
}

TEST(AttacksOf, NamesAreThoseOfTheVersion) {
  const auto attacks = AttacksOf({"attack.t1098.001", "attack.persistence"}, Attack());
  ASSERT_EQ(attacks.size(), 1u);
  EXPECT_EQ(attacks[0].tactic.name, "Persistence");
  EXPECT_EQ(attacks[0].technique.name, "Account Manipulation");
  EXPECT_EQ(attacks[0].sub_technique.name, "Additional Cloud Credentials");
}

// T1562.008 became T1685.002 with ATT&CK 19.
TEST(AttacksOf, IdsOfAnotherVersionAreTranslated) {
  const auto attacks = AttacksOf({"attack.t1562.008"}, Attack());
  ASSERT_FALSE(attacks.empty());
  EXPECT_EQ(attacks[0].sub_technique.id, Attack().Translate("T1562.008")->id);
  EXPECT_NE(attacks[0].sub_technique.id, "T1562.008");
}

TEST(AttacksOf, WhatAttackNeverHadKeepsItsIdWithoutName) {
  EXPECT_EQ(Attacks({"attack.t9999.001"}), "- T9999 T9999.001, ");
  EXPECT_EQ(Attacks({"attack.t9999"}), "- T9999 -, ");
  EXPECT_EQ(AttacksOf({"attack.t9999"}, Attack())[0].technique.name, "");
}

TEST(AttacksOf, EachOnceAndOnlyTagsOfAttack) {
  EXPECT_EQ(Attacks({"attack.t1530", "attack.T1530", "ATTACK.t1530", "cve.2024-1", "attack.s0154",
                     "attack.g0001", "attack.", "t1098"}),
            Attacks({"attack.t1530"}));
  EXPECT_EQ(Attacks({}), "");
}

TEST(AlertId, SameMatchSameId) {
  const std::string id = AlertId("hash", {"a", "b"});
  EXPECT_EQ(id, AlertId("hash", {"b", "a"}));
  EXPECT_EQ(id[14], '5');
  EXPECT_TRUE(ParseUuid(id).has_value());
  // Written down: ids must outlive versions of dcv.
  EXPECT_EQ(AlertId("00ff", {"0cb0f2f4-4d13-4e0b-8d57-0f0c8e1b0001"}),
            "69f92f39-5ef8-5152-8960-504b48629f5e");
}

TEST(AlertId, OtherMatchesOtherIds) {
  const std::string id = AlertId("hash", {"a", "b"});
  for (const std::string& other :
       {AlertId("hash2", {"a", "b"}), AlertId("hash", {"a"}), AlertId("hash", {"ab"}),
        AlertId("hash", {"a", "b", ""}), AlertId("hash", {"a\n1:b"}), AlertId("hash", {})}) {
    EXPECT_NE(id, other);
  }
}

TEST(EventKey, TheTextStandsForAnEventWithoutId) {
  EXPECT_EQ(EventKey("e1", "{}"), "e1");
  EXPECT_EQ(EventKey("", "abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(IsoTime, DaysAndMilliseconds) {
  EXPECT_EQ(IsoTime(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(IsoTime(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(IsoTime(1'709'210'096'007), "2024-02-29T12:34:56.007Z");
  EXPECT_EQ(IsoTime(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(IsoTime(-62'167'219'200'000), "0000-01-01T00:00:00.000Z");
}

TEST(IsoTime, NothingForWhatHasNoFourDigitYear) {
  EXPECT_EQ(IsoTime(253'402'300'800'000), "");
  EXPECT_EQ(IsoTime(-62'167'219'200'001), "");
  EXPECT_EQ(IsoTime(INT64_MAX), "");
  EXPECT_EQ(IsoTime(INT64_MIN), "");
}

TEST(LevelRank, OrderOfSigma) {
  EXPECT_GT(LevelRank("critical"), LevelRank("high"));
  EXPECT_GT(LevelRank("high"), LevelRank("medium"));
  EXPECT_GT(LevelRank("medium"), LevelRank("low"));
  EXPECT_GT(LevelRank("low"), LevelRank("informational"));
  EXPECT_GT(LevelRank("informational"), LevelRank(""));
  EXPECT_EQ(LevelRank("High"), 0);
}

TEST(AlertMessage, TitleAndTheFirstValues) {
  AlertRule rule;
  rule.title = "Key Made";
  Alert alert;
  alert.rule = &rule;
  EXPECT_EQ(AlertMessage(alert), "Key Made");
  alert.matched = {{"a", "", "1"}, {"b", "x.b", "two\nlines"}, {"c", "", "3"}, {"d", "", "4"}};
  EXPECT_EQ(AlertMessage(alert), "Key Made: a = 1, b = two?lines, c = 3");
  alert.matched.clear();
  alert.correlation = AlertCorrelation{{{"user", "bob"}}, 12, {}, {}, {}, 12};
  EXPECT_EQ(AlertMessage(alert), "Key Made: user = bob, value = 12");
}

}  // namespace
}  // namespace dcv::report
