// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <gtest/gtest.h>

#include "report/csv.h"

namespace dcv::report {
namespace {

std::string Csv(const std::vector<std::string>& cells) {
  std::string out;
  AppendCsv(out, cells);
  return out;
}

TEST(CsvTest, CellsAreQuotedOnlyWhereTheyMustBe) {
  EXPECT_EQ(Csv({"a", "b c", ""}), "a,b c,\r\n");
  EXPECT_EQ(Csv({"a,b"}), "\"a,b\"\r\n");
  EXPECT_EQ(Csv({"say \"x\""}), "\"say \"\"x\"\"\"\r\n");
  EXPECT_EQ(Csv({"two\nlines", "cr\r"}), "\"two\nlines\",\"cr\r\"\r\n");
  EXPECT_EQ(Csv({"Gr\xC3\xBC\xC3\x9F\x65", "it's; 5%"}), "Gr\xC3\xBC\xC3\x9F\x65,it's; 5%\r\n");
  EXPECT_EQ(Csv({}), "\r\n");
}

// OWASP, "CSV Injection": what a spreadsheet would evaluate is made a text.
TEST(CsvTest, FormulasAreDefused) {
  EXPECT_EQ(Csv({"=1+1"}), "'=1+1\r\n");
  EXPECT_EQ(Csv({"+1"}), "'+1\r\n");
  EXPECT_EQ(Csv({"-1"}), "'-1\r\n");
  EXPECT_EQ(Csv({"@SUM(A1)"}), "'@SUM(A1)\r\n");
  EXPECT_EQ(Csv({"\t=1"}), "'\t=1\r\n");
  EXPECT_EQ(Csv({"\r=1"}), "\"'\r=1\"\r\n");
  EXPECT_EQ(Csv({"=cmd|' /C calc'!A0", "=\"x\",1"}), "'=cmd|' /C calc'!A0,\"'=\"\"x\"\",1\"\r\n");
  EXPECT_EQ(Csv({"a=1", "1-1", "a@b"}), "a=1,1-1,a@b\r\n");  // only at the beginning
}

Table Sample() {
  Table table({{"NAME", Table::Align::kLeft, 8}, {"N", Table::Align::kRight}});
  table.Row({"a", "5"});
  table.Row({"a long name", "1,000"});
  return table;
}

TEST(TableTest, ColumnsAreAsWideAsTheirContent) {
  EXPECT_EQ(Sample().Text(),
            "NAME             N\n"
            "a                5\n"
            "a long n...  1,000\n");
}

TEST(TableTest, CharactersAreCountedAndNotBytes) {
  Table table({{"A"}, {"B"}});
  table.Row({"\xC3\xA9\xE2\x82\xAC", "x"});
  table.Row({"abc", "y"});
  EXPECT_EQ(table.Text(), "A    B\n\xC3\xA9\xE2\x82\xAC   x\nabc  y\n");
}

TEST(TableTest, NoBlanksAtLineEnds) {
  Table table({{"A"}, {"LONG TITLE"}});
  table.Row({"x", ""});
  EXPECT_EQ(table.Text(), "A  LONG TITLE\nx\n");
}

TEST(TableTest, NothingOfACellReachesTheTerminal) {
  Table table({{"A"}});
  EXPECT_TRUE(table.empty());
  table.Row({"\x1B]0;title\x07 two\nlines \xFF"});
  EXPECT_FALSE(table.empty());
  EXPECT_EQ(table.Text(), "A\n?]0;title? two?lines ?\n");
}

TEST(TableTest, Markdown) {
  EXPECT_EQ(Sample().Markdown(), "| NAME | N |\n|---|---:|\n| a | 5 |\n| a long name | 1,000 |\n");
}

TEST(TableTest, MarkdownCellsAreText) {
  Table table({{"A"}});
  table.Row({"a|b <b> [x](y) `c` *d* _e_ \\ \nf"});
  EXPECT_EQ(table.Markdown(),
            "| A |\n|---|\n| a\\|b \\<b\\> \\[x\\](y) \\`c\\` \\*d\\* \\_e\\_ \\\\ ?f |\n");
}

}  // namespace
}  // namespace dcv::report
