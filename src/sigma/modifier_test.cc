// SPDX-License-Identifier: Apache-2.0
#include "sigma/modifier.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace dcv::sigma {
namespace {

std::vector<Modifier> Chain(std::string_view text) {
  std::vector<Modifier> chain;
  for (std::string_view name : Split(text, '|')) {
    const auto modifier = FindModifier(name);
    EXPECT_TRUE(modifier) << name;
    if (modifier) chain.push_back(*modifier);
  }
  return chain;
}

constexpr size_t kCount = static_cast<size_t>(Modifier::kFieldRef) + 1;

TEST(ModifierTest, Names) {
  for (size_t i = 0; i < kCount; ++i) {
    const auto modifier = static_cast<Modifier>(i);
    EXPECT_FALSE(ToString(modifier).empty()) << i;
    EXPECT_EQ(FindModifier(ToString(modifier)), modifier);
  }
  EXPECT_EQ(FindModifier("wide"), Modifier::kUtf16Le);
  EXPECT_EQ(FindModifier("ignorecase"), Modifier::kIgnoreCase);
  EXPECT_EQ(FindModifier("multiline"), Modifier::kMultiline);
  EXPECT_EQ(FindModifier("dotall"), Modifier::kDotAll);
  EXPECT_EQ(ToString(Modifier::kUtf16Le), "utf16le");
  EXPECT_EQ(ToString(Modifier::kIgnoreCase), "i");
  for (const char* name : {"", "Contains", "contains ", "c", "eq", "not", "base64offset2"}) {
    EXPECT_FALSE(FindModifier(name)) << name;
  }
  EXPECT_EQ(ModifierNames().size(), kCount + 4);
  for (const std::string& name : ModifierNames()) EXPECT_TRUE(FindModifier(name)) << name;
}

TEST(ModifierTest, Groups) {
  const auto count = [](bool (*group)(Modifier)) {
    size_t members = 0;
    for (size_t i = 0; i < kCount; ++i) members += group(static_cast<Modifier>(i));
    return members;
  };
  EXPECT_EQ(count(IsComparison), 4u);
  EXPECT_EQ(count(IsTimePart), 6u);
  EXPECT_EQ(count(IsEncoding), 6u);
  EXPECT_TRUE(IsComparison(Modifier::kLt) && IsComparison(Modifier::kGte));
  EXPECT_TRUE(IsTimePart(Modifier::kMinute) && IsTimePart(Modifier::kYear));
  EXPECT_TRUE(IsEncoding(Modifier::kBase64) && IsEncoding(Modifier::kWindash));
}

TEST(ModifierTest, ChainsThatMakeSense) {
  for (const std::string& name : ModifierNames()) {
    const std::vector<Modifier> chain = Chain(name);
    const bool flag = chain[0] >= Modifier::kIgnoreCase && chain[0] <= Modifier::kDotAll;
    EXPECT_EQ(ChainProblem(chain).empty(), !flag) << name;
  }
  EXPECT_EQ(ChainProblem({}), "");
  for (const char* text : {
           "contains|all",
           "all|contains",
           "contains|windash|all",
           "windash|contains|all",
           "cased|contains",
           "endswith|cased|neq",
           "neq|all",
           "base64offset|contains",
           "wide|base64offset|contains",
           "utf16|base64|base64|startswith",
           "contains|base64",
           "windash|wide|base64",
           "re|i|m|s",
           "re|i|contains",
           "re|contains|i",
           "all|neq|re|s",
           "re|all",
           "neq|re",
           "cidr|all",
           "neq|cidr",
           "lt|neq",
           "hour|gte",
           "gte|hour",
           "month|neq",
           "year|all",
           "fieldref|cased|neq",
           "fieldref|startswith",
           "contains|fieldref",
           "fieldref|endswith|all",
           "expand|contains|all",
           "all|expand|base64",
           "re|expand",
           "re|i|expand",
           "cased|expand|contains",
       }) {
    EXPECT_EQ(ChainProblem(Chain(text)), "") << text;
  }
}

TEST(ModifierTest, WhatAChainGetsWrongIsNamed) {
  struct Row {
    const char *chain, *problem;
  };
  for (const Row& row : {
           Row{"contains|contains", "contains stands there twice: keep one contains"},
           {"all|contains|all", "all stands there twice: keep one all"},
           {"wide|utf16le", "utf16le stands there twice: keep one utf16le"},
           {"base64offset|base64offset", "base64offset stands there twice: keep one base64offset"},
           {"gt|gt", "gt stands there twice: keep one gt"},
           {"contains|endswith",
            "contains and endswith do not go together: keep one of them, or write wildcards in the "
            "value"},
           {"wide|utf16", "utf16le and utf16 do not go together: keep one of them"},
           {"base64|base64offset", "base64 and base64offset do not go together: keep one of them"},
           {"gt|neq|lt", "gt and lt do not go together: write the field once with each"},
           {"hour|day", "hour and day do not go together: write the field once with each"},
           {"neq|exists",
            "exists and neq do not go together: exists stands alone, so write the field once with "
            "each"},
           {"cidr|contains",
            "cidr and contains do not go together: a network is compared as a whole, so remove the "
            "latter"},
           {"base64|lt",
            "lt and base64 do not go together: numbers are not text, so remove the latter"},
           {"re|windash",
            "re and windash do not go together: a regular expression is not encoded, so remove one "
            "of them"},
           {"cased|re",
            "re and cased do not go together: regular expressions mind case already, so remove "
            "cased"},
           {"fieldref|base64",
            "fieldref and base64 do not go together: the value names a field, so remove the "
            "latter"},
           {"i", "i stands without re before it: write re|i, or remove i"},
           {"contains|s", "s stands without re before it: write re|s, or remove s"},
           {"i|re", "i stands without re before it: write re|i, or remove i"},
           {"contains|re", "re comes after contains: write re before contains"},
           {"expand|re", "re comes after expand: write re before expand"},
           {"contains|expand", "expand comes after contains: write expand before contains"},
           {"wide|expand", "expand comes after utf16le: write expand before utf16le"},
       }) {
    EXPECT_EQ(ChainProblem(Chain(row.chain)), row.problem) << row.chain;
  }
}

TEST(ModifierTest, ChainsThatMakeNoSense) {
  for (const char* text : {
           "exists|all",
           "exists|cased",
           "exists|re",
           "exists|lt",
           "exists|hour",
           "exists|expand",
           "cidr|cased",
           "cidr|re",
           "cidr|expand",
           "cidr|windash",
           "cidr|gt",
           "cidr|fieldref",
           "lt|cased",
           "gte|startswith",
           "gt|expand",
           "lt|fieldref",
           "lt|re",
           "hour|contains",
           "week|wide",
           "day|cased",
           "re|base64",
           "re|wide",
           "re|i|base64offset",
           "fieldref|re",
           "fieldref|expand",
           "fieldref|windash",
           "fieldref|i",
           "utf16|utf16be",
           "lt|i",
       }) {
    EXPECT_NE(ChainProblem(Chain(text)), "") << text;
  }
}

// Of two modifiers the order decides only with re, its flags and expand; `all` and `neq` change
// nothing but beside exists.
TEST(ModifierTest, EveryPair) {
  for (size_t i = 0; i < kCount; ++i) {
    for (size_t j = 0; j < kCount; ++j) {
      const auto a = static_cast<Modifier>(i), b = static_cast<Modifier>(j);
      const std::string problem = ChainProblem({a, b});
      const auto in_order = [](Modifier m) {
        return (m >= Modifier::kRe && m <= Modifier::kDotAll) || m == Modifier::kExpand;
      };
      if (!in_order(a) && !in_order(b)) {
        EXPECT_EQ(problem.empty(), ChainProblem({b, a}).empty()) << ToString(a) << ToString(b);
      }
      const auto set = [](Modifier m) {
        return m == Modifier::kAll || m == Modifier::kNeq || m == Modifier::kExists;
      };
      if (set(a) || set(b)) continue;
      EXPECT_EQ(ChainProblem({Modifier::kAll, a, Modifier::kNeq, b}), problem);
      EXPECT_EQ(ChainProblem({a, Modifier::kAll, b, Modifier::kNeq}), problem);
    }
  }
}

}  // namespace
}  // namespace dcv::sigma
