// SPDX-License-Identifier: Apache-2.0
#include "correlate/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "correlate/hash.h"

namespace dcv::correlate {
namespace {

TEST(NumberTest, Decimals) {
  const auto is = [](std::string_view text, Billionths billionths) {
    const auto number = ParseNumber(text);
    EXPECT_TRUE(number && *number == billionths) << text;
  };
  is("0", 0);
  is("-0", 0);
  is("7", 7 * static_cast<Billionths>(kOne));
  is("+7", 7 * static_cast<Billionths>(kOne));
  is("007.50", 7'500'000'000);
  is("-0.4", -400'000'000);
  is(".5", 500'000'000);
  is("5.", 5'000'000'000);
  is("0.1234567899", 123'456'789);
  is("1.5e3", 1'500'000'000'000);
  is("-2E-3", -2'000'000);
  const Billionths big = 9'223'372'036'854'775'807;
  is("9223372036854775807", big * kOne);
  is("18446744073709551615", ((static_cast<Billionths>(1) << 64) - 1) * kOne);
  const Billionths limit = (static_cast<Billionths>(1) << 64) * kOne;
  is("18446744073709551617", limit);
  is("-1e300", -limit);
  is("1e999999", limit);
  is("-1e999999", -limit);
  is("1e-999999", 0);
  is(std::string(1000, '9'), limit);
  is(std::string(1000, '9') + ".5", limit);
  is(std::string(1000, '0') + "3.25", 3'250'000'000);
}

TEST(NumberTest, NoNumbers) {
  for (std::string_view text : {"", "-", "+", ".", "-.", "x", "1x", "0x10", "nan", "inf", "1e",
                                "1 ", " 1", "--1", "+-1", "1.2.3", "1,5"}) {
    EXPECT_FALSE(ParseNumber(text).has_value()) << text;
  }
}

TEST(NumberTest, OfDoubles) {
  EXPECT_TRUE(ToBillionths(2.5) == 2'500'000'000);
  EXPECT_TRUE(ToBillionths(0.9) == 900'000'000);
  EXPECT_TRUE(ToBillionths(-1e300) == -((static_cast<Billionths>(1) << 64) * kOne));
  EXPECT_TRUE(ToBillionths(std::numeric_limits<double>::infinity()) > 0);
  EXPECT_TRUE(ToBillionths(std::nan("")) == 0);
  EXPECT_EQ(ToDouble(5'000'000'000, 2), 2.5);
  EXPECT_TRUE(Number(-1).value() == -1);
}

// The published value for SipHash-2-4 with 128 bits, key 00 01 ... 0f, no input.
TEST(HashTest, PublishedValue) {
  const Hash128 hash = SipHash<2, 4>(0x0706050403020100u, 0x0f0e0d0c0b0a0908u)("");
  EXPECT_EQ(hash.low, 0xe6a825ba047f81a3u);
  EXPECT_EQ(hash.high, 0x930255c71472f66du);
}

TEST(HashTest, LengthsDiffer) {
  EXPECT_FALSE(HashOf(std::string_view("a\0", 2)) == HashOf("a"));
  EXPECT_FALSE(HashOf("12345678") == HashOf(std::string_view("12345678\0", 9)));
  EXPECT_TRUE(HashOf("12345678x") == HashOf("12345678x"));
}

}  // namespace
}  // namespace dcv::correlate
