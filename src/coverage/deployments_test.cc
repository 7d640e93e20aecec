// SPDX-License-Identifier: Apache-2.0
// From facts to one state for each detection, account and region.
#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using namespace testing;  // NOLINT: the answers and the Estate of these tests
using inventory::Fact;
using inventory::FactKind;
using inventory::Inventory;
using State = inventory::State;

// Facts of one detection in one account and region, in this order.
struct Told {
  FactKind kind;
  State state;
  inventory::Compliance compliance = inventory::Compliance::kNone;
};

Coverage Join(const std::vector<Told>& facts, Inventory& inventory) {
  inventory.files.push_back({"answer.json", {}, 0});
  const auto source = *SmallCatalog().FindSource("aws_guardduty");
  for (const Told& told : facts) {
    Fact fact;
    fact.source = static_cast<uint8_t>(source);
    fact.detection = *SmallCatalog().FindDetection(source, kMining);
    fact.account = inventory.names.Id("111122223333");
    fact.region = inventory.names.Id("us-east-1");
    fact.kind = told.kind;
    fact.state = told.state;
    fact.compliance = told.compliance;
    if (told.kind == FactKind::kFired) {
      fact.detail = inventory.names.Id("2026-11-0" + std::to_string(inventory.facts.size() + 1));
    }
    inventory.facts.push_back(fact);
  }
  return Evaluate(SmallCatalog(), SmallVersion(), inventory, {});
}

TEST(Deployments, WhatIsToldBeatsWhatIsNotAndOnBeatsOff) {
  constexpr State kOn = State::kOn, kOff = State::kOff, kUnknown = State::kUnknown;
  struct Row {
    std::vector<State> told;
    State expected;
  };
  for (const Row& row : std::vector<Row>{{{kOn}, kOn},
                                         {{kOff}, kOff},
                                         {{kUnknown}, kUnknown},
                                         {{kUnknown, kOff}, kOff},
                                         {{kOff, kUnknown}, kOff},
                                         {{kOff, kOn}, kOn},
                                         {{kOn, kOff}, kOn},
                                         {{kOn, kUnknown}, kOn},
                                         {{kUnknown, kOff, kOn}, kOn}}) {
    std::vector<Told> facts;
    std::string name;
    for (State state : row.told) {
      facts.push_back({FactKind::kState, state});
      name += std::string(ToString(state)) + " ";
    }
    Inventory inventory;
    const Coverage coverage = Join(facts, inventory);
    ASSERT_EQ(coverage.deployments.size(), 1u) << name;
    EXPECT_EQ(coverage.deployments[0].state, row.expected) << name;
  }
}

TEST(Deployments, EvidenceIsTheFactThatDecided) {
  Inventory inventory;
  const Coverage coverage = Join({{FactKind::kState, State::kUnknown},
                                  {FactKind::kState, State::kOff},
                                  {FactKind::kState, State::kOn},
                                  {FactKind::kState, State::kOn}},
                                 inventory);
  EXPECT_EQ(coverage.deployments[0].evidence, 2u);
}

TEST(Deployments, AFindingProvesUnlessConfigurationSaysOff) {
  Inventory alone, unknown, off;
  const Coverage with_alone = Join({{FactKind::kFired, State::kOn}}, alone);
  EXPECT_EQ(with_alone.deployments[0].state, State::kOn);
  const Coverage with_unknown =
      Join({{FactKind::kState, State::kUnknown}, {FactKind::kFired, State::kOn}}, unknown);
  EXPECT_EQ(with_unknown.deployments[0].state, State::kOn);
  EXPECT_EQ(with_unknown.deployments[0].evidence, 1u);
  const Coverage with_off =
      Join({{FactKind::kFired, State::kOn}, {FactKind::kState, State::kOff}}, off);
  EXPECT_EQ(with_off.deployments[0].state, State::kOff);
  for (const Detection& detection : with_off.detections) {
    if (detection.key == kMining) {
      EXPECT_EQ(detection.level(), Level::kMapped);
    }
  }
}

TEST(Deployments, TheLatestOfSeveralFindingsIsKept) {
  Inventory inventory;
  const Coverage coverage = Join({{FactKind::kFired, State::kOn},
                                  {FactKind::kFired, State::kOn},
                                  {FactKind::kFired, State::kOn}},
                                 inventory);
  EXPECT_EQ(inventory.names.Text(coverage.deployments[0].fired), "2026-11-03");
}

TEST(Deployments, AFailingOutcomeIsNotOutweighedByAPassingOne) {
  using inventory::Compliance;
  for (const auto& [first, second] :
       {std::pair{Compliance::kFail, Compliance::kPass}, {Compliance::kPass, Compliance::kFail}}) {
    Inventory inventory;
    const Coverage coverage = Join(
        {{FactKind::kCompliance, State::kOn, first}, {FactKind::kCompliance, State::kOn, second}},
        inventory);
    EXPECT_EQ(coverage.deployments[0].compliance, Compliance::kFail);
  }
}

TEST(Deployments, ConfigRulesWorkOnlyWhileTheRecorderRecords) {
  for (const auto& [recorder, state] :
       {std::pair<std::string, std::string>{Recorder(true), "on"},
        {Recorder(false), "off"},
        {"", "unknown"},
        {Refused("config:DescribeConfigurationRecorderStatus"), "unknown"}}) {
    Estate estate;
    estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}));
    if (!recorder.empty()) estate.Answer(std::string(kProd) + "recorder.json", recorder);
    const Coverage& coverage = estate.Evaluate();
    EXPECT_EQ(estate.State("CLOUD_TRAIL_ENABLED"), state) << recorder;
    EXPECT_EQ(coverage.deployments[0].need_missing, state != "on") << recorder;
    EXPECT_EQ(estate.Notices("I021").size(), state == "unknown" ? 1u : 0u) << recorder;
  }
}

TEST(Deployments, TheRecorderOfAnotherRegionDoesNotHelp) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}));
  estate.Answer("111122223333/eu-west-1/recorder.json", Recorder(true));
  estate.Evaluate();
  EXPECT_EQ(estate.State("CLOUD_TRAIL_ENABLED"), "unknown");
}

TEST(Deployments, WhatAWholeListDoesNotHoldIsOff) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}));
  estate.Answer(std::string(kProd) + "recorder.json", Recorder(true));
  estate.Evaluate();
  EXPECT_EQ(estate.State("CLOUD_TRAIL_ENABLED"), "on");
  EXPECT_EQ(estate.State("ACCESS_KEYS_ROTATED"), "off");
  EXPECT_EQ(estate.State("IAM.6"), "unknown");  // Security Hub was not collected
}

TEST(Deployments, WhatACutListDoesNotHoldIsUnknown) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", ConfigRules({"CLOUD_TRAIL_ENABLED"}, "more"));
  estate.Answer(std::string(kProd) + "recorder.json", Recorder(true));
  estate.Evaluate();
  EXPECT_EQ(estate.State("CLOUD_TRAIL_ENABLED"), "on");
  EXPECT_EQ(estate.State("ACCESS_KEYS_ROTATED"), "unknown");
}

TEST(Deployments, DeniedIsNeverOff) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", Refused("config:DescribeConfigRules"));
  estate.Evaluate();
  EXPECT_EQ(estate.State("ACCESS_KEYS_ROTATED"), "unknown");
  EXPECT_TRUE(estate.Find("ACCESS_KEYS_ROTATED").untold);
}

TEST(Deployments, OneAccountThatIsNotToldKeepsTheOthersOffUnknown) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detectors.json", R"({"DetectorIds": []})");
  estate.Evaluate();
  EXPECT_EQ(estate.State(kMining), "off");
  estate.Answer("444455556666/us-east-1/detectors.json",
                Refused("guardduty:ListDetectors", "444455556666"));
  estate.Evaluate();
  EXPECT_EQ(estate.State(kMining), "unknown");
}

TEST(Deployments, OneRegionThatIsRefusedKeepsTheAccountUnknown) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detectors.json", R"({"DetectorIds": []})");
  estate.Answer("111122223333/eu-west-1/detectors.json", Refused("guardduty:ListDetectors"));
  estate.Evaluate();
  EXPECT_EQ(estate.State(kMining), "unknown");
}

TEST(Deployments, ARefusalInTheRegionThatIsToldOtherwiseChangesNothing) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED", "DISABLED"));
  estate.Answer(std::string(kProd) + "detectors.json", Refused("guardduty:ListDetectors"));
  estate.Evaluate();
  EXPECT_EQ(estate.State("Discovery:S3/MaliciousIPCaller"), "off");
}

TEST(Deployments, OffInOneRegionDoesNotSpeakForTheOneThatIsRefused) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED", "DISABLED"));
  estate.Answer("111122223333/eu-west-1/detector.json", Refused("guardduty:GetDetector"));
  estate.Evaluate();
  EXPECT_EQ(estate.State("Discovery:S3/MaliciousIPCaller"), "unknown");
  EXPECT_EQ(estate.State(kMining), "on");
}

TEST(Deployments, WhicheverRegionIsRefused) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detectors.json", Refused("guardduty:ListDetectors"));
  estate.Answer("111122223333/eu-west-1/detectors.json", R"({"DetectorIds": []})");
  estate.Evaluate();
  EXPECT_EQ(estate.State(kMining), "unknown");
}

TEST(Deployments, OnInOneRegionIsOn) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("111122223333/eu-west-1/detectors.json", R"({"DetectorIds": []})");
  estate.Evaluate();
  EXPECT_EQ(estate.State(kMining), "on");
  EXPECT_EQ(estate.Find(kMining).on, 1u);
}

TEST(Deployments, ScopeFiltersLeaveOutOtherClouds) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("azure.json", R"({"value": [{"type": "Microsoft.Security/pricings", "name": "Arm",
      "id": "/subscriptions/3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10/x",
      "properties": {"pricingTier": "Standard"}}]})");
  Options options;
  options.clouds = {"azure"};
  const Coverage& coverage = estate.Evaluate(options);
  EXPECT_EQ(coverage.clouds, std::vector<std::string_view>({"azure"}));
  EXPECT_FALSE(estate.Has(kMining));
  EXPECT_EQ(estate.State("ARM_MicroBurst.AzDomainInfo"), "on");
  EXPECT_EQ(estate.Accounts(), Lines({"azure 3f6c2f6e-8d41-4c1b-9a57-6b0e2f4d9c10"}));
}

TEST(Deployments, ScopeFiltersLeaveOutOtherAccountsAndRegions) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer("444455556666/eu-west-1/detector.json", Detector("DISABLED"));
  Options options;
  options.accounts = {"444455556666"};
  estate.Evaluate(options);
  EXPECT_EQ(estate.State(kMining), "off");
  EXPECT_EQ(estate.Accounts(), Lines({"aws 444455556666"}));
  options.accounts.clear();
  options.regions = {"us-east-1"};
  estate.Evaluate(options);
  EXPECT_EQ(estate.State(kMining), "on");
  EXPECT_EQ(estate.Accounts(), Lines({"aws 111122223333"}));
}

TEST(Deployments, RulesOfNoCloudAreInEveryScope) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Rule("x.yml", Sigma("Everywhere", "stable", "attack.t1078"));
  Options options;
  options.clouds = {"aws"};
  options.accounts = {"111122223333"};
  options.regions = {"us-east-1"};
  estate.Evaluate(options);
  EXPECT_EQ(estate.State("Everywhere"), "on");
}

constexpr const char* kOrganization = R"({"Accounts": [
    {"Id": "111122223333", "Name": "prod", "State": "ACTIVE"},
    {"Id": "444455556666", "Name": "lab", "State": "ACTIVE"},
    {"Id": "777788889999", "Name": "old", "State": "SUSPENDED"}]})";

TEST(Deployments, SuspendedAccountsAreNoGapOthersThatNobodyExportedAre) {
  Estate estate;
  estate.Answer("accounts.json", kOrganization);
  estate.Answer(std::string(kProd) + "detectors.json", R"({"DetectorIds": []})");
  estate.Evaluate();
  EXPECT_EQ(estate.Accounts(), Lines({"aws 111122223333", "aws 444455556666"}));
  EXPECT_EQ(estate.State(kMining), "unknown");
  const Lines notices = estate.Notices("I020");
  EXPECT_EQ(
      std::count(notices.begin(), notices.end(),
                 "account 444455556666: no answer tells of AWS GuardDuty; ask with: guardduty "
                 "get-detector"),
      1);
  for (const std::string& notice : notices) {
    EXPECT_EQ(notice.find("777788889999"), std::string::npos) << notice;
  }
}

TEST(Deployments, RetiredDetectionsAreListedOnlyWhenTheyFired) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Evaluate();
  EXPECT_FALSE(estate.Has("Backdoor:EC2/XORDDOS"));
  estate.Answer(std::string(kProd) + "findings.json", Finding("Backdoor:EC2/XORDDOS"));
  estate.Evaluate();
  EXPECT_TRUE(estate.Has("Backdoor:EC2/XORDDOS"));
}

TEST(Deployments, GoogleServicesSpeakForTheWholeCloud) {
  Estate estate;
  estate.Answer("services.json", R"([{"effectiveEnablementState": "ENABLED", "name":
      "organizations/123456789012/locations/global/securityCenterServices/event-threat-detection"}])");
  estate.Answer("findings.json", R"([{"name": "projects/p/sources/1/findings/2", "state": "ACTIVE",
      "category": "PUBLIC_BUCKET_ACL"}])");
  estate.Evaluate();
  EXPECT_EQ(estate.State("Persistence: IAM Anomalous Grant"), "on");
  EXPECT_EQ(estate.Status("T1078.004"), "covered");
}

TEST(Deployments, DeploymentsAreSortedByAccountAndRegionWhateverTheFilesAreCalled) {
  Estate estate;
  estate.Answer("z/111122223333/us-east-1/detector.json", Detector("ENABLED"));
  estate.Answer("a/444455556666/eu-west-1/detector.json", Detector("ENABLED"));
  estate.Answer("m/111122223333/eu-west-1/detector.json", Detector("ENABLED"));
  const Coverage& coverage = estate.Evaluate();
  const Detection& detection = estate.Find(kMining);
  Lines scopes;
  for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
    scopes.push_back(std::string(estate.inventory().names.Text(coverage.deployments[i].account)) +
                     " " +
                     std::string(estate.inventory().names.Text(coverage.deployments[i].region)));
  }
  EXPECT_EQ(scopes,
            Lines({"111122223333 eu-west-1", "111122223333 us-east-1", "444455556666 eu-west-1"}));
}

TEST(Deployments, SourcesAreSummedByStateOfTheirDetections) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED", "UNHEARD"));
  const Coverage& coverage = estate.Evaluate();
  const SourceSummary& summary = coverage.sources[*SmallCatalog().FindSource("aws_guardduty")];
  EXPECT_EQ(summary.on, 3u);
  EXPECT_EQ(summary.off, 1u);
  EXPECT_EQ(summary.unknown, 1u);
  EXPECT_EQ(summary.untold_accounts, 0u);
}

}  // namespace
}  // namespace dcv::coverage
