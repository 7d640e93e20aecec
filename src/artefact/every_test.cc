// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "artefact/artefact.h"

namespace dcv::artefact {
namespace {

TEST(Every, TakesDivisorsOfHourAndDay) {
  EXPECT_EQ(*ParseEvery("1m"), 1u);
  EXPECT_EQ(*ParseEvery("15m"), 15u);
  EXPECT_EQ(*ParseEvery("60m"), 60u);
  EXPECT_EQ(*ParseEvery("6h"), 360u);
  EXPECT_EQ(*ParseEvery("1d"), 1440u);
  for (const char* wrong : {"", "m", "5", "5s", "0m", "7m", "90m", "5h", "48h", "2d", "-5m", "5m ",
                            "99999999999999999999m"}) {
    EXPECT_FALSE(ParseEvery(wrong).has_value()) << wrong;
  }
}

TEST(Every, LooksBackOverTheWindowOfACorrelation) {
  Detection detection;
  EXPECT_EQ(LookbackMinutes(detection, {5}), 5u);
  detection.window_seconds = 90;
  EXPECT_EQ(LookbackMinutes(detection, {5}), 7u);
}

}  // namespace
}  // namespace dcv::artefact
