// SPDX-License-Identifier: Apache-2.0
#include "base/fold.h"

#include <gtest/gtest.h>

namespace dcv {
namespace {

TEST(FoldTest, Ascii) {
  EXPECT_EQ(Fold(""), "");
  EXPECT_EQ(Fold("AZ az @[`{ 09"), "az az @[`{ 09");
  EXPECT_EQ(Fold(std::string_view("A\0B", 3)), std::string("a\0b", 3));
}

TEST(FoldTest, LettersBeyondAscii) {
  struct Row {
    const char *text, *folded;
  };
  for (const Row& row : {
           Row{"ÄÖÜ É", "äöü é"},
           Row{"ΣΑΣ ς", "σασ σ"},                  // final sigma is sigma
           Row{"ЖЯ", "жя"},                        // stride 1
           Row{"ĀāĂ", "āāă"},                      // stride 2: every other code point
           Row{"\u212A \u212B", "k å"},            // Kelvin, Angstrom: shorter when folded
           Row{"\u1E9E ẞ", "ß ß"},                 // S, not F: never two letters
           Row{"ß ﬁ", "ß ﬁ"},                      // F only: stays
           Row{"İ ı i I", "İ ı i i"},              // T only: stays
           Row{"\u023A", "\u2C65"},                // longer when folded
           Row{"\u13A0 \uAB70", "\u13A0 \u13A0"},  // Cherokee folds to the upper case
           Row{"\U00010400\U0001E921", "\U00010428\U0001E943"},
           Row{"中文 🙂", "中文 🙂"},
       }) {
    EXPECT_EQ(Fold(row.text), row.folded) << row.text;
    EXPECT_EQ(Fold(Fold(row.text)), row.folded) << row.text;
  }
}

TEST(FoldTest, BadUtf8StaysAsItIs) {
  EXPECT_EQ(Fold("A\xFF"
                 "B\xC3"),
            "a\xFF"
            "b\xC3");
  EXPECT_EQ(Fold("\xC3\x84\x80Ä"), "ä\x80ä");
  EXPECT_EQ(Fold("\xED\xA0\x80Q"), "\xED\xA0\x80q");  // a surrogate
  EXPECT_EQ(Fold("\xC1\x81"), "\xC1\x81");            // overlong 'A'
}

TEST(FoldTest, EveryCodePointFoldsOnceForAll) {
  size_t moved = 0;
  for (char32_t c = 0; c <= 0x10FFFF + 1; ++c) {
    const char32_t folded = FoldCodePoint(c);
    ASSERT_EQ(FoldCodePoint(folded), folded) << static_cast<uint32_t>(c);
    if (folded != c) ++moved;
  }
  EXPECT_EQ(moved, 1454u);  // rows of CaseFolding.txt 15.0 with status C or S
}

}  // namespace
}  // namespace dcv
