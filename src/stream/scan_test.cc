// SPDX-License-Identifier: Apache-2.0
#include "stream/scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "stream/scan_kernel.h"

namespace dcv::stream {
namespace {

size_t EndOf(std::string_view text, bool* broken = nullptr) {
  Scanner scanner;
  const size_t end = scanner.Scan(text, 0);
  if (broken != nullptr) *broken = scanner.broken();
  return end;
}

// Byte by byte, obviously right, without the two rules for broken texts.
size_t NaiveEnd(std::string_view text) {
  size_t depth = 0;
  bool in_string = false, escaped = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool quote = c == '"' && !escaped;
    escaped = c == '\\' && !escaped;
    if (quote) in_string = !in_string;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
  }
  return Scanner::npos;
}

TEST(ScannerTest, EndsAtTheMatchingBracket) {
  EXPECT_EQ(EndOf("{}"), 2u);
  EXPECT_EQ(EndOf("{}{}"), 2u);
  EXPECT_EQ(EndOf("[[],{}] x"), 7u);
  EXPECT_EQ(EndOf(R"({"a":"}"})"), 9u);
  EXPECT_EQ(EndOf(R"({"a":"\"}"})"), 11u);
  EXPECT_EQ(EndOf(R"({"a":"\\"}})"), 10u);
  EXPECT_EQ(EndOf("{\"a\":1"), Scanner::npos);
  EXPECT_EQ(EndOf("{\n  \"a\": [\n {}\n ]\n}\n"), 19u);
}

TEST(ScannerTest, StopsWhereATextCanNotEndWell) {
  bool broken = false;
  EXPECT_EQ(EndOf("{\"a\":\"b\n{\"c\":1}", &broken), 7u);
  EXPECT_TRUE(broken);
  EXPECT_EQ(EndOf("{\"a\":{\"b\":1}\n{\"c\":1}", &broken), 13u);
  EXPECT_TRUE(broken);
  EXPECT_EQ(EndOf("[\n{\"b\":1},\n{\"c\":1}\n]", &broken), 20u);
  EXPECT_FALSE(broken);
}

TEST(ScannerTest, PiecesGiveTheSameEnd) {
  std::mt19937 random(7);
  const std::string_view alphabet = "{}[]\"\\ab,:  ";
  for (int run = 0; run < 20'000; ++run) {
    std::string text = random() % 2 == 0 ? "{" : "[";
    const size_t size = random() % 300;
    // Rare brackets and quotes make long texts.
    while (text.size() < size) {
      text += random() % 6 == 0 ? alphabet[random() % alphabet.size()] : 'x';
      if (random() % 40 == 0) text.append(random() % 5, '\\');
    }
    const size_t expected = NaiveEnd(text);
    ASSERT_EQ(EndOf(text), expected) << text;
    Scanner scanner;
    size_t shown = 0, end = Scanner::npos;
    while (shown < text.size() && end == Scanner::npos) {
      const size_t from = shown;
      shown = std::min(text.size(), shown + 1 + random() % 90);
      end = scanner.Scan(std::string_view(text).substr(0, shown), from);
    }
    ASSERT_EQ(end, expected) << text;
  }
}

TEST(ClassifyTest, AllKernelsAgree) {
  const std::vector<Classify> all = Classifiers();
  std::mt19937 random(5);
  const std::string_view special = "{}[]\"\\\n{[";
  for (int run = 0; run < 500; ++run) {
    std::string text(5 * kChunk, ' ');
    for (char& c : text) {
      c = random() % 3 == 0 ? special[random() % special.size()] : static_cast<char>(random());
    }
    Kinds expected[5], kinds[5];
    all[0](text.data(), 5, expected);
    for (size_t i = 1; i < all.size(); ++i) {
      all[i](text.data(), 5, kinds);
      for (size_t chunk = 0; chunk < 5; ++chunk) ASSERT_EQ(kinds[chunk], expected[chunk]) << i;
    }
  }
}

TEST(CountByteTest, AnySize) {
  std::string text;
  size_t expected = 0;
  for (size_t i = 0; i < 9000; ++i) {
    ASSERT_EQ(CountByte(text, '\n'), expected);
    text += i % 3 == 0 ? '\n' : 'x';
    expected += i % 3 == 0;
    if (i > 300) {
      text += "\n\n\n\n\n\n\n\n\n\n\n\n";
      expected += 12;
    }
  }
}

}  // namespace
}  // namespace dcv::stream
