// SPDX-License-Identifier: Apache-2.0
#include "sigma/header.h"

#include <gtest/gtest.h>

namespace dcv::sigma {
namespace {

constexpr const char* kRule = R"(title: Trail stopped
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb74
status: stable
level: medium
logsource:
  product: aws
  service: cloudtrail
tags:
  - attack.defense-evasion
  - attack.t1562.008
  - attack.T1496
  - attack.t1562.008
  - cve.2024.1234
detection:
  selection:
    eventName: StopLogging
  condition: selection
)";

Header One(std::string_view text) {
  auto headers = ReadHeaders(text, "r.yml");
  EXPECT_TRUE(headers.has_value()) << (headers ? "" : headers.error().message);
  if (!headers || headers->size() != 1) return {};
  return headers->front();
}

TEST(HeaderTest, ReadsWhatCoverageNeeds) {
  const Header header = One(kRule);
  EXPECT_EQ(header.title, "Trail stopped");
  EXPECT_EQ(header.id, "4db60cc0-36fb-42b7-9b58-a5b53019fb74");
  EXPECT_EQ(header.status, "stable");
  EXPECT_EQ(header.level, "medium");
  EXPECT_EQ(header.product, "aws");
  EXPECT_EQ(header.service, "cloudtrail");
  EXPECT_EQ(header.category, "");
  EXPECT_EQ(header.line, 1u);
  EXPECT_EQ(header.techniques, (std::vector<std::string>{"T1562.008", "T1496"}));
}

TEST(HeaderTest, OnlyTechniqueTagsAreTaken) {
  struct Row {
    const char* tags;
    std::vector<std::string> techniques;
  };
  const Row rows[] = {
      {"[]", {}},
      {"[attack.t1496]", {"T1496"}},
      {"[ATTACK.T1496.001]", {"T1496.001"}},
      {"attack.t1496", {"T1496"}},  // a single tag without a list
      {"[attack.t1496, attack.t1496.001]", {"T1496", "T1496.001"}},
      {"[attack.g0016, attack.s0154, attack.impact, tlp.red, car.2013-05-004]", {}},
      {"[attack.t149, attack.t14966, attack.t1496.1, attack., attack, t1496, attackt1496]", {}},
      {"[[attack.t1496], {attack.t1496: x}]", {}},
      {"{attack.t1496: x}", {}},
  };
  for (const Row& row : rows) {
    const Header header = One(std::string("title: x\ndetection: {}\ntags: ") + row.tags + "\n");
    EXPECT_EQ(header.techniques, row.techniques) << row.tags;
  }
}

TEST(HeaderTest, OneHeaderForEachRuleOfTheFile) {
  const std::string text = std::string(kRule) + "---\n" +
                           "title: Many stopped\ncorrelation:\n  type: event_count\n"
                           "tags: [attack.t1485]\n";
  const auto headers = ReadHeaders(text, "r.yml");
  ASSERT_TRUE(headers.has_value());
  ASSERT_EQ(headers->size(), 2u);
  EXPECT_EQ((*headers)[1].title, "Many stopped");
  EXPECT_EQ((*headers)[1].line, 19u);
  EXPECT_EQ((*headers)[1].techniques, (std::vector<std::string>{"T1485"}));
}

TEST(HeaderTest, FiltersAndGlobalDocumentsAreNoRules) {
  const auto headers = ReadHeaders(
      "action: global\ntitle: x\ndetection: {}\n---\ntitle: f\nfilter: {rules: [a]}\n---\n",
      "r.yml");
  ASSERT_TRUE(headers.has_value());
  EXPECT_TRUE(headers->empty());
  EXPECT_TRUE(ReadHeaders("", "r.yml")->empty());
}

TEST(HeaderTest, WhatIsNoRuleIsAnErrorWithItsLine) {
  struct Row {
    const char *text, *message;
  };
  for (const Row& row :
       {Row{"title: x\n", "r.yml:1: not a Sigma rule: it needs title and detection"},
        Row{"detection: {}\n", "r.yml:1: not a Sigma rule: it needs title and detection"},
        Row{"title: [x]\ndetection: {}\n",
            "r.yml:1: not a Sigma rule: it needs title and detection"},
        Row{"just text\n", "r.yml:1: not a Sigma rule: it needs title and detection"},
        Row{"- a\n- b\n", "r.yml:1: not a Sigma rule: it needs title and detection"},
        Row{"title: x\ndetection: {}\n---\n\nname: y\n",
            "r.yml:5: not a Sigma rule: it needs title and detection"},
        Row{"title: x\ntitle: y\n", "r.yml:2:1: duplicate key 'title'"}}) {
    const auto headers = ReadHeaders(row.text, "r.yml");
    ASSERT_FALSE(headers.has_value()) << row.text;
    EXPECT_EQ(headers.error().message, row.message);
  }
}

TEST(HeaderTest, FieldsOfAnotherTypeReadAsEmpty) {
  const Header header = One("title: x\nid: [a]\nlevel: {a: b}\nlogsource: aws\ndetection:\n");
  EXPECT_EQ(header.id, "");
  EXPECT_EQ(header.level, "");
  EXPECT_EQ(header.product, "");
}

}  // namespace
}  // namespace dcv::sigma
