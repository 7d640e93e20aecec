// SPDX-License-Identifier: Apache-2.0
#include "coverage/overlaps.h"

#include <gtest/gtest.h>

#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using testing::Detector;
using testing::Estate;
using testing::kProd;
using testing::Sigma;
using Strings = std::vector<std::string>;

Strings Singles(const Coverage& coverage) {
  Strings out;
  for (const SinglePoint& point : SinglePoints(coverage)) {
    out.push_back(std::string(point.technique->technique->id) + " " +
                  std::string(coverage.detections[point.detection].key) + " -> " +
                  std::string(ToString(point.falls_to)));
  }
  return out;
}

TEST(Overlaps, ATechniqueThatOneDetectionCarriesFallsWithoutIt) {
  Estate estate;
  estate.Answer(std::string(kProd) + "detector.json", Detector("DISABLED"));
  estate.Rule("a.yml", Sigma("A", "test", "attack.t1078.004"));
  EXPECT_EQ(Singles(estate.Evaluate()), (Strings{"T1078.004 A -> none"}));
  EXPECT_TRUE(Overlaps(estate.Evaluate()).empty());
  estate.Rule("b.yml", Sigma("B", "experimental", "attack.t1078.004"));
  EXPECT_EQ(Singles(estate.Evaluate()), Strings{});
  const auto overlaps = Overlaps(estate.Evaluate());
  ASSERT_EQ(overlaps.size(), 1u);
  EXPECT_EQ(overlaps[0].detections.size(), 2u);
}

TEST(Overlaps, OneThatFallsToPartialIsASinglePointToo) {
  Estate estate;
  estate.Rule("a.yml", Sigma("A", "test", "attack.t1078.004"));
  estate.Rule("b.yml", Sigma("B", "experimental", "attack.t1078.004"));
  Options options;
  options.covered = 0.7;
  EXPECT_EQ(Singles(estate.Evaluate(options)), (Strings{"T1078.004 A -> partial"}));
  EXPECT_EQ(Overlaps(estate.Evaluate(options)).size(), 1u);
}

TEST(Overlaps, WhatMayStillBeThereIsUnknownNotNone) {
  Estate estate;
  estate.Rule("a.yml", Sigma("A", "test", "attack.t1619"));
  estate.Answer(std::string(kProd) + "detector.json", testing::Refused("guardduty:GetDetector"));
  EXPECT_EQ(Singles(estate.Evaluate()), (Strings{"T1619 A -> unknown"}));
}

TEST(Overlaps, PostureCarriesNothing) {
  Estate estate;
  estate.Answer(std::string(kProd) + "rules.json", testing::ConfigRules({"ACCESS_KEYS_ROTATED"}));
  estate.Answer(std::string(kProd) + "recorder.json", testing::Recorder(true));
  EXPECT_EQ(Singles(estate.Evaluate()), Strings{});
}

}  // namespace
}  // namespace dcv::coverage
