// SPDX-License-Identifier: Apache-2.0
// Encodings, networks and timestamps.
#include "ir/encode.h"

#include <gtest/gtest.h>

#include <random>

#include "ir/cidr.h"
#include "ir/time.h"

namespace dcv::ir {
namespace {

using namespace std::string_literals;

TEST(EncodeTest, Base64) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foo"), "Zm9v");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64("\xFF\xFE\x00"s), "//4A");
}

// RFC 4648 has no offsets; what is meant is this: wherever the bytes stand, one of three is there.
TEST(EncodeTest, Base64OffsetsAreFoundWhereverTheTextStands) {
  std::mt19937 random(7);
  const auto bytes = [&](size_t size) {
    std::string out;
    while (out.size() < size) out += static_cast<char>(random());
    return out;
  };
  for (size_t size = 2; size < 40; ++size) {
    const std::string value = bytes(size);
    const auto offsets = Base64Offsets(value);
    ASSERT_TRUE(offsets.has_value()) << size;
    for (size_t before = 0; before < 9; ++before) {
      const std::string text = Base64(bytes(before) + value + bytes(random() % 5));
      EXPECT_NE(text.find((*offsets)[before % 3]), text.npos) << size << " after " << before;
    }
  }
}

TEST(EncodeTest, Base64OffsetsAreTheLongest) {
  const auto offsets = Base64Offsets("foobar");
  ASSERT_TRUE(offsets);
  EXPECT_EQ((*offsets)[0], "Zm9vYmFy");
  EXPECT_EQ((*offsets)[1], "Zvb2Jhc");
  EXPECT_EQ((*offsets)[2], "mb29iYX");
  EXPECT_FALSE(Base64Offsets("f")) << "one form would be empty";
  EXPECT_FALSE(Base64Offsets(""));
  EXPECT_TRUE(Base64Offsets("\u00E4")) << "two bytes";
}

TEST(EncodeTest, Utf16) {
  EXPECT_EQ(Utf16("a\u00E4", false), "a\0\xE4\0"s);
  EXPECT_EQ(Utf16("a\u00E4", true), "\0a\0\xE4"s);
  EXPECT_EQ(Utf16("\U0001F600", false), "\x3D\xD8\x00\xDE"s);
  EXPECT_EQ(Utf16("\xFF", false), std::nullopt);
}

std::string Canonical(std::string_view text) {
  const auto network = ParseNetwork(text);
  return network ? network->ToText() + (network->host_bits ? "!" : "") : "none";
}

TEST(CidrTest, NetworksAndAddresses) {
  EXPECT_EQ(Canonical("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(Canonical("10.1.2.3/8"), "10.0.0.0/8!");
  EXPECT_EQ(Canonical("10.1.2.3"), "10.1.2.3/32");
  EXPECT_EQ(Canonical("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(Canonical("2001:DB8:0::/32"), "2001:db8::/32");
  EXPECT_EQ(Canonical("::1"), "::1/128");
  EXPECT_EQ(Canonical("::ffff:10.0.0.0/104"), "10.0.0.0/8");
  for (const char* bad : {"", "10", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "x/8",
                          "::/129", "10.0.0.0/8/8", "010.0.0.0/8", "10.0.0.0 /8"}) {
    EXPECT_EQ(Canonical(bad), "none") << bad;
  }
}

TEST(CidrTest, Contains) {
  const auto in = [](std::string_view network, std::string_view address) {
    return ParseNetwork(network)->Contains(address);
  };
  EXPECT_TRUE(in("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(in("10.0.0.0/8", "::ffff:10.1.1.1"));
  EXPECT_TRUE(in("10.128.0.0/9", "10.128.0.0"));
  EXPECT_FALSE(in("10.128.0.0/9", "10.127.255.255"));
  EXPECT_TRUE(in("0.0.0.0/0", "1.2.3.4"));
  EXPECT_FALSE(in("0.0.0.0/0", "::1"));
  EXPECT_TRUE(in("fe80::/10", "FE80::1"));
  EXPECT_FALSE(in("10.0.0.0/8", "10.0.0.1:443"));
  EXPECT_FALSE(in("10.0.0.0/8", ""));
}

int Part(std::string_view text, TimePart part) {
  return PartOf(text, part).value_or(-1);
}

TEST(TimeTest, PartsAsWritten) {
  for (const char* text :
       {"2026-11-24T23:05:04Z", "2026-11-24 23:05:04.123+02:00", "2026-11-24t23:05"}) {
    EXPECT_EQ(Part(text, TimePart::kMinute), 5) << text;
    EXPECT_EQ(Part(text, TimePart::kHour), 23) << text << ": no conversion of zones";
    EXPECT_EQ(Part(text, TimePart::kDay), 24) << text;
    EXPECT_EQ(Part(text, TimePart::kWeek), 48) << text;
    EXPECT_EQ(Part(text, TimePart::kMonth), 11) << text;
    EXPECT_EQ(Part(text, TimePart::kYear), 2026) << text;
  }
  EXPECT_EQ(Part("2026-11-24", TimePart::kDay), 24);
  EXPECT_EQ(Part("2026-11-24", TimePart::kHour), -1) << "a date has no hour";
}

TEST(TimeTest, SecondsAndMilliseconds) {
  EXPECT_EQ(Part("1700000000", TimePart::kYear), 2023);
  EXPECT_EQ(Part("1700000000", TimePart::kHour), 22);
  EXPECT_EQ(Part("1700000000000", TimePart::kMinute), 13);
  EXPECT_EQ(Part("1700000000.75", TimePart::kMonth), 11);
}

TEST(TimeTest, IsoWeeks) {
  EXPECT_EQ(Part("2021-01-03", TimePart::kWeek), 53);
  EXPECT_EQ(Part("2021-01-04", TimePart::kWeek), 1);
  EXPECT_EQ(Part("2024-12-30", TimePart::kWeek), 1);
  EXPECT_EQ(Part("2020-12-31", TimePart::kWeek), 53);
}

TEST(TimeTest, WhatIsNoTime) {
  for (const char* text : {"", "now", "2026-13-01", "2026-11-24T25:00", "2026-11-24Tx", "12",
                           "2026", "0x65000000", "inf", "nan", "-1700000000", "1e300"}) {
    EXPECT_EQ(Part(text, TimePart::kYear), -1) << text;
  }
}

}  // namespace
}  // namespace dcv::ir
