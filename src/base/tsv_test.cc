// SPDX-License-Identifier: Apache-2.0
#include "base/tsv.h"

#include <gtest/gtest.h>

namespace dcv {
namespace {

TEST(TsvTest, CellsComeInTheOrderAsked) {
  const auto table = Tsv::Parse("a\tb\tc\n1\t2\t3\n4\t\t6\n", "t.tsv", {"c", "a"});
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->cell(0, 0), "3");
  EXPECT_EQ(table->cell(0, 1), "1");
  EXPECT_EQ(table->cell(1, 0), "6");
  EXPECT_EQ(table->cell(1, 1), "4");
}

TEST(TsvTest, EmptyCellsAndAMissingLastNewline) {
  const auto table = Tsv::Parse("a\tb\n\t\nx\ty", "t.tsv", {"a", "b"});
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->cell(0, 0), "");
  EXPECT_EQ(table->cell(0, 1), "");
  EXPECT_EQ(table->cell(1, 1), "y");
}

TEST(TsvTest, HeaderAlone) {
  for (const char* text : {"a\tb", "a\tb\n"}) {
    const auto table = Tsv::Parse(text, "t.tsv", {"a"});
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->rows(), 0u);
  }
}

TEST(TsvTest, WhatIsWrongIsNamedWithItsLine) {
  struct Row {
    const char *text, *message;
  };
  for (const Row& row : {Row{"", "t.tsv:1: no column a"}, Row{"b\n", "t.tsv:1: no column a"},
                         Row{"a\tb\n1\t2\n3\n", "t.tsv:3: 1 cells where the header has 2"},
                         Row{"a\tb\n1\t2\t3\n", "t.tsv:2: 3 cells where the header has 2"},
                         Row{"a\tb\n1\t2\n\n", "t.tsv:3: 1 cells where the header has 2"},
                         Row{"a\tb\n1\t2\n\n3\t4\n", "t.tsv:3: 1 cells where the header has 2"},
                         Row{"A\tb\n", "t.tsv:1: no column a"}}) {
    const auto table = Tsv::Parse(row.text, "t.tsv", {"a"});
    ASSERT_FALSE(table.has_value()) << row.text;
    EXPECT_EQ(table.error().message, row.message);
    EXPECT_EQ(table.error().code, ErrorCode::kInvalidInput);
  }
}

}  // namespace
}  // namespace dcv
