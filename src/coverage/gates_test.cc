// SPDX-License-Identifier: Apache-2.0
#include "coverage/gates.h"

#include <gtest/gtest.h>

#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using testing::Detector;
using testing::Estate;
using testing::kProd;
using testing::Refused;

Result<std::vector<Gate>> Check(Estate& estate, const std::string& require,
                                double fail_under = -1) {
  GateOptions options;
  options.fail_under = fail_under;
  if (!require.empty()) options.require = *ParseRequirements(require);
  const Coverage& coverage = estate.Evaluate();
  return CheckGates(coverage, testing::SmallCatalog(), testing::SmallVersion(), estate.inventory(),
                    options);
}

TEST(Gates, RequirementsAreReadWithTheirLevels) {
  const auto read = ParseRequirements("T1078.004=deployed, t1485=mapped");
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].technique, "T1078.004");
  EXPECT_EQ((*read)[0].level, Level::kDeployed);
  EXPECT_EQ((*read)[1].technique, "T1485");
  EXPECT_EQ((*read)[1].level, Level::kMapped);
  for (const char* bad :
       {"", "T1485", "T1485=", "T1485=on", "=deployed", "T1485=mapped,", "X=mapped"}) {
    EXPECT_FALSE(ParseRequirements(bad).has_value()) << bad;
  }
}

TEST(Gates, ALevelIsReachedOrNot) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  estate.Answer(std::string(kProd) + "findings.json", testing::Finding(testing::kMining));
  const auto gates =
      Check(estate, "T1496.001=proven,T1619=deployed,T1619=proven,T1619=mapped,T1078.004=mapped");
  ASSERT_TRUE(gates.has_value());
  std::string passed;
  for (const Gate& gate : *gates) passed += gate.passed ? '+' : '-';
  EXPECT_EQ(passed, "++-+-");
  EXPECT_EQ((*gates)[2].id, "require/T1619");
  EXPECT_EQ((*gates)[2].found, "deployed: AWS GuardDuty Discovery:S3/MaliciousIPCaller is on");
  // A posture control maps it; no detection does.
  EXPECT_EQ((*gates)[4].found, "no detection shows it");
}

TEST(Gates, WhatIsOffOrNotToldIsSaidWithItsReason) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Refused("guardduty:GetDetector"));
  const auto gates = Check(estate, "T1619=deployed");
  ASSERT_TRUE(gates.has_value());
  EXPECT_FALSE((*gates)[0].passed);
  EXPECT_EQ((*gates)[0].found,
            "mapped: AWS GuardDuty Discovery:S3/MaliciousIPCaller is unknown, "
            "no answer tells of it");
}

TEST(Gates, TheShareOfCoveredTechniquesIsAGateToo) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  EXPECT_TRUE((*Check(estate, "", 0))[0].passed);
  EXPECT_FALSE((*Check(estate, "", 100))[0].passed);
  EXPECT_TRUE(Check(estate, "")->empty());
}

TEST(Gates, ATechniqueThatIsNoneOrOutsideTheUniverseIsAnError) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
  EXPECT_FALSE(Check(estate, "T9999=mapped").has_value());
}

}  // namespace
}  // namespace dcv::coverage
