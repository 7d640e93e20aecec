// SPDX-License-Identifier: Apache-2.0
#include "dialect/regex_text.h"

#include <gtest/gtest.h>

namespace dcv::dialect {
namespace {

std::string Java(const char* re2) {
  const auto out = TranslateRegex(re2, RegexFlavour::kJava);
  return out ? out->text : "nothing";
}

std::string Are(const char* re2) {
  const auto out = TranslateRegex(re2, RegexFlavour::kAre);
  return out ? (out->any_case ? "*" : "") + out->text : "nothing";
}

TEST(TranslateRegex, WritesOutWhatEnginesReadDifferently) {
  EXPECT_EQ(Java("^a.b$"), "^a[^\\n]b\\z");
  EXPECT_EQ(Are("^a.b$"), "^a[^\\n]b$");
  EXPECT_EQ(Java("(?s)a.b"), "a[\\s\\S]b");
  EXPECT_EQ(Are("(?s)a.b"), "a.b");
  EXPECT_EQ(Java("(?m)^a$"), "(?:^|(?<=\\n))a(?=\\n|\\z)");
  EXPECT_EQ(Java("\\d\\W"), "[0-9][^0-9A-Za-z_]");
  EXPECT_EQ(Are("a\\b"), "a\\y");
  EXPECT_EQ(Java("[[:alpha:]\\d&&[]"), "[A-Za-z0-9\\&\\&\\[]");
  EXPECT_EQ(Java("(?P<name>a)(b)"), "(?:a)(?:b)");
  EXPECT_EQ(Java("a{2,}b{"), "a{2,}b\\{");
  EXPECT_EQ(Are("\\x{1F600}"), "\\U0001F600");
}

TEST(TranslateRegex, KeepsCaseWhereItIsSaid) {
  EXPECT_EQ(Java("(?i)abc"), "(?iu)abc");
  EXPECT_EQ(Are("(?i)abc"), "*abc");
  EXPECT_EQ(Are("a(?i)b"), "nothing");
  EXPECT_EQ(Are("(?i:a)b"), "nothing");
  EXPECT_EQ(Java("(?i:a)b"), "(?:(?iu)a)b");
}

TEST(TranslateRegex, RefusesWhatItCannotSay) {
  EXPECT_EQ(Java("\\pL"), "nothing");
  EXPECT_EQ(Are("a{300}"), "nothing");
  EXPECT_EQ(Java("a{300}"), "a{300}");
  EXPECT_EQ(Java("(a"), "nothing");
  EXPECT_EQ(Java("a)"), "nothing");
  EXPECT_EQ(Java("[a"), "nothing");
}

}  // namespace
}  // namespace dcv::dialect
