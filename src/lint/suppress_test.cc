// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lint/lint.h"

namespace dcv::lint {
namespace {

TEST(Suppressions, OfALine) {
  const Suppressions s("a: 1  # dcv: ignore R001 P106\nb: 2\n");
  EXPECT_TRUE(s.Hide("R001", {1, 4}));
  EXPECT_TRUE(s.Hide("P106", {1, 1}));
  EXPECT_FALSE(s.Hide("R002", {1, 1}));
  EXPECT_FALSE(s.Hide("R001", {2, 1}));
}

TEST(Suppressions, OfADocument) {
  const Suppressions s("a: 1\n---\n  # dcv: ignore R001\nb: 2\n---\nc: 3\n");
  EXPECT_FALSE(s.Hide("R001", {1, 1}));
  EXPECT_TRUE(s.Hide("R001", {2, 1}));
  EXPECT_TRUE(s.Hide("R001", {4, 1}));
  EXPECT_FALSE(s.Hide("R001", {6, 1}));
}

TEST(Suppressions, AboveTheFirstDocumentIsOfTheFirst) {
  const Suppressions s("# dcv: ignore R001\n---\na: 1\n---\nb: 2\n");
  EXPECT_TRUE(s.Hide("R001", {3, 1}));
  EXPECT_FALSE(s.Hide("R001", {5, 1}));
}

TEST(Suppressions, NamesAndCommas) {
  const Suppressions s("a: 1  # dcv: ignore level_existence, R001 because of a reason\n");
  EXPECT_TRUE(s.Hide("R034", {1, 1}));
  EXPECT_TRUE(s.Hide("R001", {1, 1}));
}

TEST(Suppressions, OnlyInComments) {
  const Suppressions s("a: x dcv: ignore R001\nb: x#dcv: ignore R001\n");
  EXPECT_FALSE(s.Hide("R001", {1, 1}));
  EXPECT_FALSE(s.Hide("R001", {2, 1}));
}

TEST(Suppressions, UnknownWordsAreKept) {
  const Suppressions s("a: 1  # dcv: ignore nonsense\nb: 2  # dcv: ignore\n");
  ASSERT_EQ(s.unknown().size(), 2u);
  EXPECT_EQ(s.unknown()[0], std::make_pair(1u, std::string("nonsense")));
  EXPECT_EQ(s.unknown()[1], std::make_pair(2u, std::string()));
}

}  // namespace
}  // namespace dcv::lint
