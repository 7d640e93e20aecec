// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace dcv {
namespace {

TEST(TextTest, CaseIsFoldedForAsciiOnly) {
  EXPECT_EQ(Lower("GuardDuty ÄZ@["), "guardduty Äz@[");
  EXPECT_TRUE(EqualsIgnoreCase("aWs", "AwS"));
  EXPECT_FALSE(EqualsIgnoreCase("aws", "awss"));
  EXPECT_FALSE(EqualsIgnoreCase("Ä", "ä"));
  EXPECT_TRUE(EqualsIgnoreCase("", ""));
}

TEST(TextTest, FindIgnoreCase) {
  EXPECT_EQ(FindIgnoreCase("An AccessDenied answer", "accessdenied"), 3u);
  EXPECT_EQ(FindIgnoreCase("abc", "abcd"), std::string_view::npos);
  EXPECT_EQ(FindIgnoreCase("abc", "x"), std::string_view::npos);
  EXPECT_EQ(FindIgnoreCase("abc", ""), 0u);
  EXPECT_EQ(FindIgnoreCase("", ""), 0u);
  EXPECT_EQ(FindIgnoreCase("", "a"), std::string_view::npos);
}

TEST(TextTest, TrimTakesBlanksOffBothEnds) {
  EXPECT_EQ(Trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(Trim(" \n "), "");
  EXPECT_EQ(Trim(""), "");
}

TEST(TextTest, SplitKeepsEmptyPiecesAndJoinUndoesIt) {
  const std::vector<std::string> texts = {"", "a", "a|b", "|", "a||b|", "||"};
  const std::vector<size_t> pieces = {1, 1, 2, 2, 4, 3};
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto parts = Split(texts[i], '|');
    EXPECT_EQ(parts.size(), pieces[i]) << texts[i];
    EXPECT_EQ(Join({parts.begin(), parts.end()}, "|"), texts[i]);
  }
  EXPECT_EQ(Join({}, ", "), "");
}

TEST(TextTest, IsDigits) {
  EXPECT_TRUE(IsDigits("0123456789"));
  EXPECT_FALSE(IsDigits(""));
  EXPECT_FALSE(IsDigits("12a"));
  EXPECT_FALSE(IsDigits("-1"));
  EXPECT_FALSE(IsDigits("\xD9\xA1"));  // an Arabic digit
}

TEST(TextTest, LooksLikeTechniqueId) {
  for (const char* id : {"T1496", "t1496", "T1496.001", "t1562.008", "T0000.000"}) {
    EXPECT_TRUE(LooksLikeTechniqueId(id)) << id;
  }
  for (const char* id :
       {"", "T", "T149", "T14966", "T1496.", "T1496.1", "T1496.01", "T1496.0011", "T1496-001",
        "X1496", "TA0040", "T149O", "T1496.00a", " T1496", "T1496 "}) {
    EXPECT_FALSE(LooksLikeTechniqueId(id)) << id;
  }
}

struct Sequence {
  const char* text;
  size_t length;
};

TEST(TextTest, Utf8SequenceLength) {
  const Sequence rows[] = {
      {"a", 1},
      {"\x7F", 1},
      {"\xC2\x80", 2},          // U+0080, the first of two bytes
      {"\xDF\xBF", 2},          // U+07FF
      {"\xE0\xA0\x80", 3},      // U+0800
      {"\xED\x9F\xBF", 3},      // U+D7FF, last before the surrogates
      {"\xEE\x80\x80", 3},      // U+E000, first after them
      {"\xEF\xBF\xBF", 3},      // U+FFFF
      {"\xF0\x90\x80\x80", 4},  // U+10000
      {"\xF4\x8F\xBF\xBF", 4},  // U+10FFFF
      {"\xC3\xA9 and more", 2},
      {"\x80", 0},  // a continuation alone
      {"\xBF", 0},
      {"\xC0\x80", 0},          // overlong NUL
      {"\xC1\xBF", 0},          // overlong
      {"\xE0\x9F\xBF", 0},      // overlong
      {"\xF0\x8F\xBF\xBF", 0},  // overlong
      {"\xED\xA0\x80", 0},      // U+D800
      {"\xED\xBF\xBF", 0},      // U+DFFF
      {"\xF4\x90\x80\x80", 0},  // U+110000
      {"\xF5\x80\x80\x80", 0},
      {"\xFE", 0},
      {"\xFF", 0},
      {"\xC3", 0},  // cut
      {"\xE2\x82", 0},
      {"\xF0\x9F\x98", 0},
      {"\xC3(", 0},  // the second byte does not continue
      {"\xE2\x82(", 0},
      {"\xF0\x9F\x98(", 0},
  };
  for (const Sequence& row : rows) {
    EXPECT_EQ(Utf8SequenceLength(row.text), row.length) << testing::PrintToString(row.text);
  }
}

// Every code point, encoded by the definition; counting those accepted finds a wrong bound.
TEST(TextTest, Utf8AcceptsEveryScalarValueAndNoOther) {
  size_t accepted = 0;
  for (uint32_t code = 0; code < 0x200000; ++code) {
    std::string text;
    auto put = [&](uint32_t byte) { text += static_cast<char>(static_cast<uint8_t>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | code >> 6);
      put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    }
    const bool scalar = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    ASSERT_EQ(Utf8SequenceLength(text), scalar ? text.size() : 0) << code;
    accepted += scalar ? 1 : 0;
  }
  EXPECT_EQ(accepted, 0x110000u - 0x800u);
}

TEST(TextTest, EditDistance) {
  struct Row {
    const char *a, *b;
    size_t distance;
  };
  for (const Row& row : {Row{"", "", 0}, Row{"", "abc", 3}, Row{"abc", "", 3}, Row{"abc", "abc", 0},
                         Row{"kitten", "sitting", 3}, Row{"flaw", "lawn", 2}, Row{"ab", "ba", 2},
                         Row{"coverage", "covrage", 1}, Row{"T1496", "T1946", 2}}) {
    EXPECT_EQ(EditDistance(row.a, row.b), row.distance) << row.a << " " << row.b;
    EXPECT_EQ(EditDistance(row.b, row.a), row.distance) << row.b << " " << row.a;
  }
}

TEST(TextTest, NearestIsTheOneMeant) {
  const std::vector<std::string> words = {"coverage", "inventory", "technique", "list"};
  struct Row {
    const char *word, *meant;
  };
  for (const Row& row : {Row{"covrage", "coverage"}, Row{"cov", "coverage"},
                         Row{"TECHNIQUES", "technique"}, Row{"tech", "technique"},
                         Row{"lst", "list"}, Row{"ls", ""}, Row{"banana", ""}, Row{"", ""}}) {
    EXPECT_EQ(Nearest(row.word, words), row.meant) << row.word;
  }
  EXPECT_EQ(Nearest("list", {}), "");
  EXPECT_EQ(Nearest(std::string(65, 'c'), {std::string(65, 'c')}), "");  // too long to be a typo
}

TEST(TextTest, PrintableShowsWhatCannotBePrinted) {
  EXPECT_EQ(Printable("Grüße \xE2\x82\xAC"), "Grüße \xE2\x82\xAC");
  EXPECT_EQ(Printable("a\x1B[31mb\n\t\x7F"), "a?[31mb???");
  EXPECT_EQ(Printable("a\xFF\xC3z"), "a??z");
  EXPECT_EQ(Printable("\xC2\x9B[31m\xC2\x80\xC2\xA0"), "?[31m?\xC2\xA0");  // C1 controls
  EXPECT_EQ(Printable(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(Printable("abc", 3), "abc");
  EXPECT_EQ(Printable("abcd", 3), "abc...");
}

TEST(TextTest, PrintableNeverCutsACharacter) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (size_t limit = 0; limit <= text.size(); ++limit) {
    std::string out = Printable(text, limit);
    if (out.ends_with("...")) out.resize(out.size() - 3);
    EXPECT_LE(out.size(), limit);
    EXPECT_TRUE(text.starts_with(out)) << limit;
    for (size_t at = 0; at < out.size();) {
      const size_t length = Utf8SequenceLength(std::string_view(out).substr(at));
      ASSERT_GT(length, 0u) << "cut at limit " << limit;
      at += length;
    }
  }
}

TEST(TextTest, GroupedByThousands) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
}

}  // namespace
}  // namespace dcv
