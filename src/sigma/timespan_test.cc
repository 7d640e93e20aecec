// SPDX-License-Identifier: Apache-2.0
#include "sigma/timespan.h"

#include <gtest/gtest.h>

namespace dcv::sigma {
namespace {

TEST(TimespanTest, ANumberAndAUnit) {
  struct Row {
    const char* text;
    uint64_t seconds;
    bool extension;
  };
  for (const Row& row : {
           Row{"1s", 1, false},
           {"90s", 90, false},
           {"5m", 300, false},
           {"2h", 7200, false},
           {"30d", 2592000, false},
           {"005m", 300, false},
           {"1w", 604800, true},
           {"1M", 2592000, true},
           {"1y", 31536000, true},
           {"18446744073709551615s", UINT64_MAX, false},
           {"307445734561825860m", 18446744073709551600u, false},
       }) {
    const auto timespan = ParseTimespan(row.text);
    ASSERT_TRUE(timespan) << row.text;
    EXPECT_EQ(timespan->seconds, row.seconds) << row.text;
    EXPECT_EQ(timespan->extension, row.extension) << row.text;
  }
}

TEST(TimespanTest, NothingElse) {
  for (const char* text : {"",
                           "5",
                           "m",
                           "0s",
                           "00d",
                           "5 m",
                           " 5m",
                           "5m ",
                           "5mm",
                           "5S",
                           "5D",
                           "5H",
                           "5W",
                           "5Y",
                           "-5m",
                           "+5m",
                           "1.5h",
                           "5x",
                           "5m30s",
                           "0x5m",
                           "5\xC2\xB5",
                           "18446744073709551616s",
                           "307445734561825861m",
                           "99999999999999999999999999s",
                           "18446744073709551615y"}) {
    EXPECT_FALSE(ParseTimespan(text)) << text;
  }
  EXPECT_FALSE(ParseTimespan(std::string_view("5m\0", 3)));
}

}  // namespace
}  // namespace dcv::sigma
