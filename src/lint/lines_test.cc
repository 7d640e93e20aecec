// SPDX-License-Identifier: Apache-2.0
#include "lint/lines.h"

#include <gtest/gtest.h>

namespace dcv::lint {
namespace {

TEST(Lines, FromCountsCharacters) {
  const Lines lines("a\nÄ – b\n");
  EXPECT_EQ(lines.From({2, 5}), "b");
  EXPECT_EQ(lines.Line(2), "Ä – b\n");
  EXPECT_EQ(lines.Line(4), "");
  EXPECT_EQ(lines.From({1, 9}), "");
}

TEST(Lines, ReplacesInTheSameQuoting) {
  const Lines lines("k: one\nk: 'two'\nk: \"three\"  # why\n");
  EXPECT_EQ(lines.Replace({1, 4}, "one", "1")->replacement, "1");
  EXPECT_EQ(lines.Replace({2, 4}, "two", "2")->replacement, "'2'");
  EXPECT_EQ(lines.Replace({3, 4}, "three", "3")->replacement, "\"3\"");
}

TEST(Lines, LeavesWhatNeedsEscaping) {
  const Lines lines("k: 'it''s'\nk: \"a\\\\b\"\nk: one\n  two\nk: 'a\\b'\nk: onelonger\n");
  EXPECT_FALSE(lines.Replace({1, 4}, "it's", "x"));
  EXPECT_FALSE(lines.Replace({2, 4}, "a\\b", "x"));
  EXPECT_FALSE(lines.Replace({3, 4}, "one two", "x"));
  EXPECT_TRUE(lines.Replace({5, 4}, "a\\b", "x"));
  EXPECT_FALSE(lines.Replace({6, 4}, "one", "x"));
}

TEST(Lines, RemovesAnEntryThatHasItsOwnLine) {
  const Lines lines("tags:\n    - a.b\n    - 'c.d'\n    - e.f  # why\n[a, b]\n- last");
  EXPECT_EQ(lines.RemoveEntry({2, 7}, "a.b")->old, "    - a.b\n");
  EXPECT_TRUE(lines.RemoveEntry({3, 7}, "c.d"));
  EXPECT_FALSE(lines.RemoveEntry({4, 7}, "e.f"));
  EXPECT_FALSE(lines.RemoveEntry({5, 2}, "a"));
  EXPECT_FALSE(lines.RemoveEntry({6, 3}, "last"));
}

}  // namespace
}  // namespace dcv::lint
