// SPDX-License-Identifier: Apache-2.0
#include "base/edit.h"

#include <gtest/gtest.h>

namespace dcv {
namespace {

TEST(Edit, MakesAllFromTheEndToTheBeginning) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("a: one\nb: two\n", {{{1, 4}, "one", "1"}, {{2, 4}, "two", "22222"}}, made),
            "a: 1\nb: 22222\n");
  EXPECT_EQ(made, 2u);
}

TEST(Edit, TwoOnOneLineKeepTheirPlaces) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("a b c\n", {{{1, 1}, "a", "xxx"}, {{1, 5}, "c", ""}}, made), "xxx b \n");
  EXPECT_EQ(made, 2u);
}

TEST(Edit, LeavesOutWhatDoesNotStandThere) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("a: one\n",
                       {{{1, 4}, "two", "2"},
                        {{9, 1}, "a", "b"},
                        {{1, 40}, "a", "b"},
                        {{0, 0}, "a", "b"},
                        {{1, 4}, "one\nmore", "b"}},
                       made),
            "a: one\n");
  EXPECT_EQ(made, 0u);
}

TEST(Edit, OfTwoThatOverlapTheLaterPlaceWins) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("abcd\n", {{{1, 1}, "abc", "x"}, {{1, 3}, "cd", "y"}}, made), "aby\n");
  EXPECT_EQ(made, 1u);
}

TEST(Edit, TheSameEditTwiceIsMadeOnce) {
  size_t made = 0;
  const Edit edit{{1, 1}, "a", "b"};
  EXPECT_EQ(ApplyEdits("a\n", {edit, edit}, made), "b\n");
  EXPECT_EQ(made, 1u);
}

TEST(Edit, ColumnsCountCharacters) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("Ä – b\n", {{{1, 5}, "b", "c"}}, made), "Ä – c\n");
  EXPECT_EQ(made, 1u);
}

TEST(Edit, RemovesAWholeLine) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("- a\n- a\n- b", {{{2, 1}, "- a\n", ""}}, made), "- a\n- b");
  EXPECT_EQ(made, 1u);
}

TEST(Edit, AtTheVeryEnd) {
  size_t made = 0;
  EXPECT_EQ(ApplyEdits("ab", {{{1, 3}, "", "c"}}, made), "abc");
  EXPECT_EQ(made, 1u);
}

}  // namespace
}  // namespace dcv
