// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <gtest/gtest.h>

namespace dcv {
namespace {

// The name space of domain names, RFC 9562, 6.6, and the example of its appendix A.4.
TEST(Uuid, ExampleOfTheRfc) {
  const auto dns = ParseUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  ASSERT_TRUE(dns.has_value());
  EXPECT_EQ(ToString(UuidV5(*dns, "www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, NameSpaceIsWhatTheHeaderSays) {
  EXPECT_EQ(ToString(kDcvNames), "3b1a5c0e-7d42-4f7e-9a86-1c5d0b6e2f94");
}

TEST(Uuid, VersionAndVariant) {
  for (int i = 0; i < 200; ++i) {
    const std::string text = ToString(UuidV5(kDcvNames, std::to_string(i)));
    EXPECT_EQ(text[14], '5') << text;
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
    EXPECT_EQ(ToString(*ParseUuid(text)), text);
  }
}

TEST(Uuid, OtherNamesOtherUuids) {
  EXPECT_NE(UuidV5(kDcvNames, "a"), UuidV5(kDcvNames, "b"));
  EXPECT_NE(UuidV5(kDcvNames, "a"), UuidV5(Uuid{}, "a"));
}

TEST(Uuid, AnyCaseIsRead) {
  EXPECT_EQ(ParseUuid("6BA7B810-9DAD-11D1-80B4-00C04FD430C8"),
            ParseUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
}

TEST(Uuid, OtherFormsAreRefused) {
  for (const char* text :
       {"", "6ba7b810", "6ba7b810-9dad-11d1-80b4-00c04fd430c",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8a", "6ba7b8109dad-11d1-80b4-00c04fd430c8-",
        "{ba7b810-9dad-11d1-80b4-00c04}", "6ba7b810-9dad-11d1-80b4-00c04fd430cg"}) {
    EXPECT_FALSE(ParseUuid(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace dcv
