// SPDX-License-Identifier: Apache-2.0
#include "coverage/telemetry.h"

#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using inventory::State;
using namespace testing;  // NOLINT: the data of these tests

// An own rule in two accounts, and what is told of logs.
class Logs {
 public:
  Logs() {
    inventory_.files.push_back({"answer.json", {}, 0});
    source_ = static_cast<uint8_t>(*SmallCatalog().FindSource("sigma"));
  }

  inventory::DetectionId Rule(std::string_view name, std::vector<const char*> accounts) {
    const auto detection = inventory::kOwnName | inventory_.names.Id(name);
    for (const char* account : accounts) {
      inventory::Fact fact;
      fact.source = source_;
      fact.detection = detection;
      fact.account = inventory_.names.Id(account);
      fact.state = State::kOn;
      inventory_.facts.push_back(fact);
    }
    return detection;
  }
  void Needs(inventory::DetectionId detection, std::string_view channel,
             std::string_view service = {}) {
    inventory_.log_needs.push_back({source_, detection, inventory_.names.Id("aws_cloudtrail"),
                                    inventory_.names.Id(channel), inventory_.names.Id(service)});
  }
  void Told(std::string_view channel, const char* account, State state,
            std::string_view region = {}) {
    inventory::Telemetry row;
    row.log = inventory_.names.Id("aws_cloudtrail");
    row.channel = inventory_.names.Id(channel);
    row.account = inventory_.names.Id(account);
    row.region = inventory_.names.Id(region);
    row.state = state;
    inventory_.telemetry.push_back(row);
  }
  const Coverage& Evaluate() {
    coverage_ = coverage::Evaluate(SmallCatalog(), SmallVersion(), inventory_, {});
    return coverage_;
  }
  const Detection& Of(std::string_view name) const {
    for (const Detection& detection : coverage_.detections) {
      if (detection.key == name) return detection;
    }
    static const Detection kNone;
    return kNone;
  }
  // "rule aws_cloudtrail AWS::S3::Object 222 1 of 2"
  Lines Weaknesses() const {
    Lines lines;
    for (const Weakness& weakness : coverage_.weaknesses) {
      std::string line = std::string(coverage_.detections[weakness.detection].key) + " " +
                         std::string(weakness.log) + " " + std::string(weakness.channel);
      for (std::string_view account : weakness.off) line += " " + std::string(account);
      lines.push_back(line + " of " + std::to_string(weakness.of));
    }
    return lines;
  }

 private:
  inventory::Inventory inventory_;
  Coverage coverage_;
  uint8_t source_ = 0;
};

TEST(Telemetry, ARuleWhoseLogIsWrittenHasTelemetry) {
  Logs logs;
  logs.Needs(logs.Rule("stop", {"111"}), "");
  logs.Told("", "111", State::kOn);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("stop").level(), Level::kTelemetry);
  EXPECT_TRUE(logs.Weaknesses().empty());
}

TEST(Telemetry, NothingToldIsNoTelemetryAndNoWeakness) {
  Logs logs;
  logs.Needs(logs.Rule("stop", {"111"}), "");
  logs.Told("", "222", State::kOn);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("stop").level(), Level::kDeployed);
  EXPECT_TRUE(logs.Weaknesses().empty());
}

TEST(Telemetry, ARuleWithoutAnyLogIsOffThereAndNamed) {
  Logs logs;
  logs.Needs(logs.Rule("read", {"111", "222"}), "AWS::S3::Object", "s3.amazonaws.com");
  logs.Told("AWS::S3::Object", "111", State::kOn);
  logs.Told("*", "222", State::kOff);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("read").on, 1u);
  EXPECT_EQ(logs.Of("read").off, 1u);
  EXPECT_EQ(logs.Weaknesses(), Lines{"read aws_cloudtrail AWS::S3::Object 222 of 2"});
}

TEST(Telemetry, ARuleThatLosesOneOfTwoLogsStaysOnAndIsWeak) {
  Logs logs;
  const auto rule = logs.Rule("both", {"111"});
  logs.Needs(rule, "");
  logs.Needs(rule, "AWS::S3::Object", "s3.amazonaws.com");
  logs.Told("", "111", State::kOn);
  logs.Told("*", "111", State::kOff);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("both").level(), Level::kDeployed);
  EXPECT_EQ(logs.Weaknesses(), Lines{"both aws_cloudtrail AWS::S3::Object 111 of 1"});
}

TEST(Telemetry, AServiceOfItsOwnBeatsTheChannelAndOnBeatsOff) {
  Logs logs;
  logs.Needs(logs.Rule("read", {"111"}), "DATA_READ", "storage.googleapis.com");
  logs.Told("DATA_READ", "111", State::kOff);
  logs.Told("DATA_READ storage.googleapis.com", "111", State::kOff);
  logs.Told("DATA_READ storage.googleapis.com", "111", State::kOn);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("read").level(), Level::kTelemetry);
}

TEST(Telemetry, ATrailOfOneRegionIsNoLogOfAnother) {
  Logs logs;
  logs.Needs(logs.Rule("stop", {"111"}), "");
  logs.Told("", "111", State::kOn, "eu-west-1");
  logs.Evaluate();
  EXPECT_EQ(logs.Of("stop").level(), Level::kDeployed);  // the rule says no region
}

TEST(Telemetry, ALogOfAnUntoldAccountHoldsInNoOther) {
  Logs logs;
  logs.Needs(logs.Rule("stop", {"111"}), "");
  logs.Told("", "", State::kOn);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("stop").level(), Level::kDeployed);
}

TEST(Telemetry, ALogOfEveryAccountHoldsInEach) {
  Logs logs;
  logs.Needs(logs.Rule("stop", {"111", "222"}), "");
  logs.Told("", "*", State::kOn);
  logs.Evaluate();
  EXPECT_EQ(logs.Of("stop").level(), Level::kTelemetry);
}

}  // namespace
}  // namespace dcv::coverage
