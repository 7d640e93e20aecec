// SPDX-License-Identifier: Apache-2.0
#include "dialect/levels.h"

#include <gtest/gtest.h>

namespace dcv::dialect {
namespace {

std::string Table(std::string_view rows) {
  return "rule_id\ttarget\tlevel\tdigest\n" + std::string(rows);
}

TEST(Levels, AreOfTheTextThatWasTried) {
  const Result<Levels> levels =
      Levels::Parse(Table("a\tsqlite\texecuted\t" + Digest("SELECT 1") + "\n"));
  ASSERT_TRUE(levels.has_value());
  EXPECT_EQ(levels->Of("a", "sqlite", "SELECT 1"), Level::kExecuted);
  EXPECT_EQ(levels->Of("a", "sqlite", "SELECT 2"), Level::kUnverified);
  EXPECT_TRUE(levels->Stale("a", "sqlite", "SELECT 2"));
  EXPECT_FALSE(levels->Stale("a", "sqlite", "SELECT 1"));
  EXPECT_EQ(levels->Of("b", "sqlite", "SELECT 1"), Level::kUnverified);
  EXPECT_FALSE(levels->Stale("b", "sqlite", "SELECT 1"));
}

TEST(Levels, DigestIsTheHeadOfSha256) {
  EXPECT_EQ(Digest("abc"), "ba7816bf8f01cfea");
}

TEST(Levels, RefusesWhatTheCommandDoesNotWrite) {
  for (const char* rows : {"a\tsqlite\tproven\t00\n", "a\tsqlite\tunverified\t00\n",
                           "b\tsqlite\tparsed\t00\na\tsqlite\tparsed\t00\n",
                           "a\tsqlite\tparsed\t00\na\tsqlite\tchecked\t00\n"}) {
    EXPECT_FALSE(Levels::Parse(Table(rows)).has_value()) << rows;
  }
  EXPECT_FALSE(Levels::Parse("rule_id\ttarget\n").has_value());
}

TEST(Levels, NamesGoBothWays) {
  for (Level level : {Level::kUnverified, Level::kParsed, Level::kChecked, Level::kExecuted}) {
    EXPECT_EQ(LevelOf(ToString(level)), level);
  }
  EXPECT_EQ(LevelOf("proven"), std::nullopt);
  EXPECT_LT(Level::kParsed, Level::kChecked);
}

}  // namespace
}  // namespace dcv::dialect
