// SPDX-License-Identifier: Apache-2.0
#include "coverage/standings.h"

#include <gtest/gtest.h>

#include "coverage/test_snapshots.h"

namespace dcv::coverage {
namespace {

using testing::Detector;
using testing::Estate;
using testing::kProd;
using testing::RandomEstate;
using testing::Refused;

std::vector<std::string> Rows(const Coverage& coverage) {
  std::vector<std::string> out;
  for (const ScopeRow& row : coverage.rows) {
    out.push_back(row.cloud + " " + row.scope + (row.name.empty() ? "" : " (" + row.name + ")") +
                  (row.told ? "" : " not told") + ": " + std::to_string(row.totals.covered) + "/" +
                  std::to_string(row.totals.partial) + "/" + std::to_string(row.totals.unknown) +
                  "/" + std::to_string(row.totals.none));
  }
  return out;
}

constexpr const char* kAccounts = R"({"Accounts": [
  {"Id": "111122223333", "Arn": "arn:aws:organizations::1:account/o/1", "Name": "prod",
   "State": "ACTIVE"},
  {"Id": "444455556666", "Arn": "arn:aws:organizations::1:account/o/2", "Name": "test",
   "State": "ACTIVE"}]})";

TEST(Standings, AnAccountOfTheListWithoutAnswersIsUnknownAndFirst) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("accounts.json", kAccounts);
  Options options;
  options.by = Dimension::kAccount;
  const auto rows = Rows(estate.Evaluate(options));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].substr(0, 40), "aws 444455556666 (test) not told: 0/0/5/");
  EXPECT_EQ(rows[1].substr(0, 31), "aws 111122223333 (prod): 4/1/0/");
}

TEST(Standings, TheTwoAccountsOfAnEstateStandByThemselves) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("444455556666/us-east-1/detector.json", Detector("DISABLED"));
  const Coverage& coverage = estate.Evaluate();
  const Snapshot snapshot = testing::SnapshotOf(estate, coverage);
  const Standings standings = StandingsBy(snapshot, Dimension::kAccount);
  ASSERT_EQ(standings.scopes.size(), 2u);
  for (size_t i = 0; i < snapshot.techniques.size(); ++i) {
    if (snapshot.Text(snapshot.techniques[i].id) != "T1496.001") continue;
    EXPECT_EQ(standings.At(i, 0).status, Status::kCovered);
    EXPECT_EQ(standings.At(i, 1).status, Status::kNone);
  }
}

TEST(Standings, ARegionThatOneAccountAnsweredForIsNotToldInTheOther) {
  Estate estate;
  estate.Answer("111122223333/us-east-1/detector.json", Detector("ENABLED"));
  estate.Answer("111122223333/eu-west-1/detector.json", Detector("DISABLED"));
  estate.Answer("444455556666/us-east-1/detector.json", Detector("ENABLED"));
  const Snapshot snapshot = testing::SnapshotOf(estate, estate.Evaluate());
  const Standings standings = StandingsBy(snapshot, Dimension::kRegion);
  ASSERT_EQ(standings.scopes.size(), 2u);
  EXPECT_EQ(snapshot.Text(standings.scopes[0].name), "eu-west-1");
  for (size_t i = 0; i < snapshot.techniques.size(); ++i) {
    if (snapshot.Text(snapshot.techniques[i].id) != "T1496.001") continue;
    EXPECT_EQ(standings.At(i, 0).status, Status::kUnknown);
    EXPECT_EQ(standings.At(i, 1).status, Status::kCovered);
  }
}

TEST(Standings, AProjectOfTheListIsToldByItsOrganisationAlone) {
  const auto projects = R"([{"projectId": "alpha", "projectNumber": "12",
    "lifecycleState": "ACTIVE", "name": "Alpha"}])";
  auto service = [](const std::string& of) {
    return R"({"securityCenterServices": [{"name": ")" + of +
           R"(/locations/global/securityCenterServices/event-threat-detection",
           "effectiveEnablementState": "DISABLED"}]})";
  };
  Options options;
  options.by = Dimension::kAccount;
  Estate estate;
  estate.Answer("projects.json", projects);
  estate.Answer("other.json", service("projects/other"));
  const auto rows = Rows(estate.Evaluate(options));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].substr(0, 37), "gcp projects/alpha (Alpha) not told: ");
  EXPECT_EQ(rows[0].find("0/0/0/"), std::string::npos) << rows[0];
  estate.Answer("organisation.json", service("organizations/1"));
  EXPECT_NE(Rows(estate.Evaluate(options))[0].find("0/0/0/"), std::string::npos);
}

// The account's standing is what an evaluation of that account alone says.
TEST(Standings, EqualTheEvaluationOfEachAccountAlone) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Estate estate;
    RandomEstate(seed).Fill(estate);
    const Snapshot snapshot = testing::SnapshotOf(estate, estate.Evaluate());
    const Standings standings = StandingsBy(snapshot, Dimension::kAccount);
    for (size_t scope = 0; scope < standings.scopes.size(); ++scope) {
      if (snapshot.Text(standings.scopes[scope].cloud) == "gcp") continue;
      Options options;
      options.clouds = {std::string(snapshot.Text(standings.scopes[scope].cloud))};
      options.accounts = {std::string(snapshot.Text(standings.scopes[scope].name))};
      const Snapshot alone = testing::SnapshotOf(estate, estate.Evaluate(options));
      ASSERT_EQ(alone.techniques.size(), snapshot.techniques.size());
      for (size_t i = 0; i < alone.techniques.size(); ++i) {
        EXPECT_EQ(testing::Text(standings.At(i, scope)),
                  testing::Text(alone.techniques[i].standing))
            << options.accounts[0] << " " << alone.Text(alone.techniques[i].id);
      }
    }
  }
}

TEST(Standings, EqualTheEvaluationOfEachRegionAlone) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Estate estate;
    RandomEstate(seed).Fill(estate);
    const Snapshot snapshot = testing::SnapshotOf(estate, estate.Evaluate());
    const Standings standings = StandingsBy(snapshot, Dimension::kRegion);
    for (size_t scope = 0; scope < standings.scopes.size(); ++scope) {
      if (snapshot.Text(standings.scopes[scope].cloud) != "aws") continue;
      if (standings.scopes[scope].name == 0) continue;
      Options options;
      options.clouds = {"aws"};
      options.regions = {std::string(snapshot.Text(standings.scopes[scope].name))};
      const Snapshot alone = testing::SnapshotOf(estate, estate.Evaluate(options));
      if (alone.accounts.size() != 3) continue;  // an account without an answer for the region
      for (size_t i = 0; i < alone.techniques.size(); ++i) {
        EXPECT_EQ(testing::Text(standings.At(i, scope)),
                  testing::Text(alone.techniques[i].standing))
            << options.regions[0] << " " << alone.Text(alone.techniques[i].id);
      }
    }
  }
}

}  // namespace
}  // namespace dcv::coverage
