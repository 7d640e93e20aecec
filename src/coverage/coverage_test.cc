// SPDX-License-Identifier: Apache-2.0
// Techniques: status, levels, thresholds, roll-up, tags, versions.
#include "coverage/coverage.h"

#include "coverage/gaps.h"
#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using namespace testing;  // NOLINT: the answers and the Estate of these tests

size_t Count(const Technique& technique, Level level) {
  return technique.levels[static_cast<size_t>(level)];
}

TEST(Coverage, ADetectionThatIsOnCoversItsTechniquesByItsConfidence) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Evaluate();
  EXPECT_EQ(estate.Status("T1496.001"), "covered");
  EXPECT_EQ(estate.Get("T1496.001").best_confidence, 0.80);
  EXPECT_EQ(estate.Status("T1496"), "covered");
  EXPECT_EQ(estate.Status("T1580"), "partial");
  EXPECT_EQ(estate.Get("T1580").best_confidence, 0.50);
  EXPECT_EQ(estate.Claims("T1496.001"),
            Lines({std::string(kMining) + " 0.80 curated",
                   "Impact:Runtime/CryptoMinerExecuted 0.95 curated"}));  // off comes last
}

TEST(Coverage, LevelsClimbFromMappedOverDeployedToProven) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Evaluate();
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kMapped), 2u);
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kDeployed), 1u);
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kProven), 0u);
  estate.Answer(std::string(kProd) + "findings.json", Finding(kMining));
  estate.Evaluate();
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kDeployed), 1u);
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kProven), 1u);
  EXPECT_EQ(Count(estate.Get("T1619"), Level::kProven), 0u);
}

TEST(Coverage, WhatIsOffCoversNothingAndIsNoUnknown) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("DISABLED"));
  estate.Evaluate();
  EXPECT_EQ(estate.Status("T1496.001"), "none");
  EXPECT_EQ(estate.Get("T1496.001").best_confidence, 0.0);
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kMapped), 2u);
  EXPECT_EQ(Count(estate.Get("T1496.001"), Level::kDeployed), 0u);
}

TEST(Coverage, ARefusedSourceLeavesItsTechniquesUnknown) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Refused("guardduty:GetDetector"));
  estate.Evaluate();
  EXPECT_EQ(estate.Status("T1496.001"), "unknown");
  EXPECT_EQ(estate.Status("T1526"), "none");  // an Azure alert alone: another cloud
}

TEST(Coverage, PostureNeverCoversButHardens) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}));
  estate.Answer(std::string(kProd) + "recorder.json", Recorder(true));
  estate.Answer(std::string(kProd) + "detector.json", Detector("DISABLED"));
  estate.Evaluate();
  EXPECT_EQ(estate.Status("T1685.002"), "none");
  EXPECT_TRUE(estate.Get("T1685.002").hardened);
  EXPECT_EQ(Count(estate.Get("T1685.002"), Level::kDeployed), 0u);
  EXPECT_FALSE(estate.Get("T1078.004").hardened);
}

TEST(Coverage, AFailingControlDoesNotHardenAPassingOneDoes) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}));
  estate.Answer(std::string(kProd) + "recorder.json", Recorder(true));
  estate.Answer(std::string(kProd) + "compliance.json",
                Compliance("CLOUD_TRAIL_ENABLED", "NON_COMPLIANT"));
  estate.Evaluate();
  EXPECT_FALSE(estate.Get("T1685.002").hardened);
  EXPECT_TRUE(estate.Find("CLOUD_TRAIL_ENABLED").failing);
  estate.Answer(std::string(kProd) + "compliance.json",
                Compliance("CLOUD_TRAIL_ENABLED", "COMPLIANT"));
  estate.Evaluate();
  EXPECT_TRUE(estate.Get("T1685.002").hardened);
  EXPECT_FALSE(estate.Find("CLOUD_TRAIL_ENABLED").failing);
}

TEST(Coverage, ThresholdsDecideCoveredAndPartial) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  Options options;
  options.covered = 0.80;  // at least: 0.80 is covered
  options.partial = 0.65;
  estate.Evaluate(options);
  EXPECT_EQ(estate.Status("T1496.001"), "covered");
  EXPECT_EQ(estate.Status("T1496"), "partial");
  EXPECT_EQ(estate.Status("T1580"), "none");
  options.covered = 0.81;
  estate.Evaluate(options);
  EXPECT_EQ(estate.Status("T1496.001"), "partial");
}

TEST(Coverage, AnUnknownDetectionBelowPartialLeavesNone) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Refused("guardduty:GetDetector"));
  Options options;
  options.partial = 0.60;
  estate.Evaluate(options);
  EXPECT_EQ(estate.Status("T1580"), "none");  // 0.50 could never reach partial
  EXPECT_EQ(estate.Status("T1619"), "unknown");
}

TEST(Coverage, RollUpIsOffByDefaultAndMarked) {
  Estate estate;
  estate.Rule("x.yml", Sigma("Miner", "stable", "attack.t1496.001"));
  estate.Evaluate();
  EXPECT_EQ(estate.OwnClaims("T1496"), Lines());
  EXPECT_EQ(estate.Status("T1496"), "unknown");
  Options options;
  options.rollup = true;
  estate.Evaluate(options);
  EXPECT_EQ(estate.OwnClaims("T1496"), Lines({"Miner 0.80 author from T1496.001"}));
  EXPECT_EQ(estate.Status("T1496"), "covered");
  EXPECT_EQ(estate.OwnClaims("T1496.001"), Lines({"Miner 0.80 author"}));
}

TEST(Coverage, RollUpKeepsTheClaimThatTheParentAlreadyHas) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  Options options;
  options.rollup = true;
  estate.Evaluate(options);
  EXPECT_EQ(estate.Claims("T1496"),
            Lines({std::string(kMining) + " 0.65 ctid",
                   "Impact:Runtime/CryptoMinerExecuted 0.95 curated from T1496.001"}));
}

TEST(Coverage, TotalsSumToTheUniverse) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("444455556666/us-east-1/detector.json",
                Refused("guardduty:GetDetector", "444455556666"));
  const Coverage& coverage = estate.Evaluate();
  const Totals& totals = coverage.totals;
  EXPECT_EQ(coverage.techniques.size(), 13u);
  EXPECT_EQ(totals.covered + totals.partial + totals.unknown + totals.none, 13u);
  size_t covered = 0, hardened = 0;
  for (const Technique& technique : coverage.techniques) {
    covered += technique.status == Status::kCovered;
    hardened += technique.hardened;
  }
  EXPECT_EQ(totals.covered, covered);
  EXPECT_EQ(totals.hardened, hardened);
  EXPECT_EQ(covered, 4u);  // T1496, T1496.001, T1619, T1685.002
}

TEST(Coverage, PlatformsMakeTheUniverse) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  Options options;
  options.platforms = {"Identity Provider"};
  const Coverage& coverage = estate.Evaluate(options);
  Lines ids;
  for (const Technique& technique : coverage.techniques) ids.emplace_back(technique.technique->id);
  EXPECT_EQ(ids, Lines({"T1059", "T1078", "T1078.004", "T1110", "T1526", "T1685.002"}));
  options.platforms = {"iaas"};
  EXPECT_TRUE(estate.Evaluate(options).techniques.empty());
}

TEST(Coverage, SigmaRulesCountForTheirTagsWithTheirAuthorsBasis) {
  Estate estate;
  estate.Rule("a.yml", Sigma("A", "stable", "attack.t1078.004"));
  estate.Rule("b.yml", Sigma("B", "experimental", "attack.t1078.004"));
  estate.Rule("c.yml", Sigma("C", "deprecated", "attack.t1078.004"));
  estate.Evaluate();
  EXPECT_EQ(estate.OwnClaims("T1078.004"),
            Lines({"A 0.80 author", "B 0.65 author", "C 0.80 author"}));
  EXPECT_EQ(estate.State("C"), "off");
  EXPECT_EQ(Count(estate.Get("T1078.004"), Level::kDeployed), 2u);
}

TEST(Coverage, TagsOfAnotherVersionAreTranslated) {
  Estate estate;
  estate.Rule("a.yml", Sigma("Old id", "stable", "attack.t1562.008"));
  estate.Rule("b.yml", Sigma("New id", "stable", "attack.t1685.002"));
  estate.Evaluate();
  EXPECT_EQ(estate.OwnClaims("T1685.002"), Lines({"New id 0.80 author", "Old id 0.80 author"}));
  estate.Evaluate({}, "18.1");
  EXPECT_EQ(estate.OwnClaims("T1562.008"), Lines({"New id 0.80 author", "Old id 0.80 author"}));
}

TEST(Coverage, MappingsAreReadInTheVersionThatIsAsked) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  const Coverage& coverage = estate.Evaluate({}, "18.1");
  EXPECT_EQ(estate.Claims("T1562.008"),
            Lines({"Stealth:IAMUser/CloudTrailLoggingDisabled 0.95 curated",
                   "CLOUD_TRAIL_ENABLED 0.80 curated", "CloudTrail.1 0.80 curated"}));
  for (const Technique& technique : coverage.techniques) {
    EXPECT_NE(technique.technique->id, "T1685.002");
  }
}

std::string ChronicleRule(std::string_view technique) {
  return R"({"rules": [{"name": "projects/p/locations/eu/instances/i/rules/ru_1", "displayName":
    "own_rule", "deployment": {"enabled": true}, "metadata": {"mitre_technique": ")" +
         std::string(technique) + "\"}}]}";
}

TEST(Coverage, TechniquesStatedByNameAreFoundAlsoByAFormerName) {
  Estate estate;
  estate.Answer("rules.json",
                ChronicleRule("steal web session cookie, Disable or Modify Cloud Logs"));
  estate.Evaluate();
  EXPECT_EQ(estate.Claims("T1539"), Lines({"own_rule 0.80 author"}));
  EXPECT_EQ(estate.Claims("T1685.002"), Lines({"own_rule 0.80 author"}));
  EXPECT_EQ(estate.Notices("I014"), Lines());
}

TEST(Coverage, AStatedTechniqueThatNobodyKnowsIsNamed) {
  Estate estate;
  estate.Answer("rules.json", ChronicleRule("Walking Through Walls"));
  estate.Evaluate();
  ASSERT_EQ(estate.Notices("I014").size(), 1u);
  EXPECT_EQ(estate.Notices("I014")[0],
            "GCP Chronicle states 'Walking Through Walls', no technique of ATT&CK 19.1 or a name "
            "that several bear");
}

TEST(Coverage, WhatTheProviderStatesBeatsOurTable) {
  Estate estate;
  estate.Answer("alerts.json", R"({"value": [{"type": "Microsoft.Security/Locations/alerts",
      "id": "/subscriptions/3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10/providers/x", "name": "a",
      "properties": {"alertType": "ARM_MicroBurst.AzDomainInfo", "techniques": ["T1526", "T1580"]}}
      ]})");
  estate.Evaluate();
  EXPECT_EQ(estate.Claims("T1526"), Lines({"ARM_MicroBurst.AzDomainInfo 0.80 provider"}));
  EXPECT_EQ(estate.Claims("T1580"), Lines({"ARM_MicroBurst.AzDomainInfo 0.80 provider"}));
}

TEST(Coverage, DeployedThingsWithoutATechniqueAreCounted) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", R"({"ConfigRules": [
      {"ConfigRuleName": "own", "ConfigRuleState": "ACTIVE", "Source": {"Owner": "CUSTOM_LAMBDA"},
       "ConfigRuleArn": "arn:aws:config:us-east-1:111122223333:config-rule/x"},
      {"ConfigRuleName": "imds", "ConfigRuleState": "ACTIVE",
       "Source": {"Owner": "AWS", "SourceIdentifier": "EC2_IMDSV2_CHECK"},
       "ConfigRuleArn": "arn:aws:config:us-east-1:111122223333:config-rule/y"}]})");
  estate.Answer(std::string(kProd) + "recorder.json", Recorder(true));
  estate.Evaluate();
  EXPECT_EQ(estate.Notices("I023"),
            Lines({"detections of AWS Config Rules that are on have no technique: not mapped yet, "
                   "or of the estate's own"}));  // the one with a reason is judged
}

TEST(Coverage, GapsThatCanBeSeenComeFirstThenTheMostUsed) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  Lines lines;
  for (const Gap& gap : Gaps(estate.Evaluate(), SmallCatalog())) {
    EXPECT_TRUE(gap.technique->status == Status::kNone ||
                gap.technique->status == Status::kUnknown);
    lines.push_back(std::string(gap.technique->technique->id) + " " +
                    std::string(ToString(gap.seen.sight)));
  }
  EXPECT_EQ(lines, Lines({"T1530 when switched on", "T1078 no cloud log", "T1685 no cloud log",
                          "T1059 no cloud log", "T1110 no cloud log", "T1078.004 no cloud log",
                          "T1539 no cloud log", "T1526 no cloud log"}));
}

TEST(Coverage, LogsOfOtherCloudsSeeNothingHere) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  const Coverage& coverage = estate.Evaluate();
  const Seen seen = SeenIn(coverage, SmallCatalog(), "T1685.002");
  ASSERT_EQ(seen.logs.size(), 1u);
  EXPECT_EQ(seen.logs[0]->log_source, "aws_cloudtrail");
  EXPECT_EQ(seen.sight, Sight::kByDefault);
  EXPECT_EQ(SeenIn(coverage, SmallCatalog(), "T1530").sight, Sight::kWhenSwitchedOn);
  EXPECT_EQ(SeenIn(coverage, SmallCatalog(), "T1110").sight, Sight::kNone);
}

TEST(Coverage, AnEstateOfWhichNothingIsToldIsUnknownInEveryCloud) {
  const inventory::Inventory inventory;
  const Coverage coverage = Evaluate(SmallCatalog(), SmallVersion(), inventory, {});
  EXPECT_EQ(coverage.clouds, std::vector<std::string_view>({"aws", "azure", "gcp"}));
  EXPECT_TRUE(coverage.accounts.empty());
  EXPECT_EQ(coverage.totals.unknown, 7u);  // what some detection, no posture, could cover
  EXPECT_EQ(coverage.totals.none, 6u);
  EXPECT_EQ(coverage.totals.covered + coverage.totals.partial, 0u);
}

}  // namespace
}  // namespace dcv::coverage
