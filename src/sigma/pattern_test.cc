// SPDX-License-Identifier: Apache-2.0
#include "sigma/pattern.h"

#include <gtest/gtest.h>

#include <random>

namespace dcv::sigma {
namespace {

using Kind = Pattern::Kind;

// Literal text in <>, '*', '?', and '-' for a dash.
std::string Show(const Pattern& pattern) {
  std::string out;
  for (const Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case Kind::kText: out += '<' + part.text + '>'; break;
      case Kind::kAny: out += '*'; break;
      case Kind::kOne: out += '?'; break;
      case Kind::kDash: out += '-'; break;
    }
  }
  return out;
}

TEST(PatternTest, BackslashesAndWildcards) {
  const std::pair<const char*, const char*> rows[] = {
      // Specification, "Escaping".
      {R"(a\b)", R"(<a\b>)"},
      {R"(a\\b)", R"(<a\b>)"},
      {R"(a\\\b)", R"(<a\\b>)"},
      {R"(a\\\\b)", R"(<a\\b>)"},
      {R"(a\*)", "<a*>"},
      {R"(a\\*)", R"(<a\>*)"},
      {R"(a\\\*)", R"(<a\*>)"},
      {R"(\?)", "<?>"},
      {"a\\", R"(<a\>)"},
      // What follows from them.
      {"", ""},
      {"a", "<a>"},
      {"*", "*"},
      {"**", "*"},
      {"*?*", "*?*"},
      {"??", "??"},
      {"a*b?c", "<a>*<b>?<c>"},
      {R"(\\srv\share)", R"(<\srv\share>)"},
      {R"(\\\\srv\*)", R"(<\\srv*>)"},
      {R"(\)", R"(<\>)"},
      {R"(\\)", R"(<\>)"},
      {R"(\\\)", R"(<\\>)"},
      {R"(\\?)", R"(<\>?)"},
      {R"(C:\Users\*\a.exe)", R"(<C:\Users*\a.exe>)"},
      {R"(C:\Users\\*\a.exe)", R"(<C:\Users\>*<\a.exe>)"},
      {"a\nb\xC3\xA4?", "<a\nb\xC3\xA4>?"},
  };
  for (const auto& [text, shown] : rows) EXPECT_EQ(Show(Pattern::Parse(text)), shown) << text;
}

TEST(PatternTest, TextIsWrittenWithTheFewestBackslashes) {
  const std::pair<const char*, const char*> rows[] = {
      {R"(a\b)", R"(a\b)"},       {R"(a\\b)", R"(a\b)"}, {R"(a\\*)", R"(a\\*)"},
      {R"(a\\\\b)", R"(a\\\b)"},  {"a\\", "a\\"},        {R"(\?\*)", R"(\?\*)"},
      {R"(a\\\**)", R"(a\\\**)"}, {"**", "*"},           {R"(\\\)", R"(\\\)"},
  };
  for (const auto& [text, written] : rows) {
    EXPECT_EQ(Pattern::Parse(text).ToText(), written) << text;
  }
}

TEST(PatternTest, AnyTextAndAnyPatternReadBack) {
  std::mt19937 random(1);
  const char characters[] = {'\\', '*', '?', 'a', '-', '/'};
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (size_t n = random() % 9; n > 0; --n) text += characters[random() % sizeof(characters)];
    const Pattern parsed = Pattern::Parse(text);
    EXPECT_EQ(Pattern::Parse(parsed.ToText()), parsed) << text;
    EXPECT_EQ(Pattern::Parse(Pattern::Literal(text).ToText()), Pattern::Literal(text)) << text;
    Pattern built;
    for (size_t n = random() % 5; n > 0; --n) {
      built.Append(static_cast<Kind>(random() % 3), text.substr(0, random() % 4));
    }
    EXPECT_EQ(Pattern::Parse(built.ToText()), built) << Show(built);
    for (size_t i = 1; i < built.parts.size(); ++i) {
      const bool same = built.parts[i].kind == built.parts[i - 1].kind;
      EXPECT_FALSE(same && built.parts[i].kind != Kind::kOne) << Show(built);
    }
  }
}

TEST(PatternTest, Kinds) {
  EXPECT_TRUE(Pattern::Parse("").IsLiteral());
  EXPECT_EQ(Pattern::Parse("").literal(), "");
  EXPECT_TRUE(Pattern::Parse(R"(a\*)").IsLiteral());
  EXPECT_EQ(Pattern::Parse(R"(a\*)").literal(), "a*");
  EXPECT_EQ(Pattern::Literal("a*?\\").literal(), "a*?\\");
  EXPECT_FALSE(Pattern::Literal("a*").HasWildcard());
  for (const char* text : {"*", "a?", "?a", "a*b"}) {
    EXPECT_TRUE(Pattern::Parse(text).HasWildcard()) << text;
    EXPECT_FALSE(Pattern::Parse(text).IsLiteral()) << text;
  }
  Pattern dash = Pattern::Literal("-a");
  dash.MakeDashes();
  EXPECT_FALSE(dash.HasWildcard());
  EXPECT_FALSE(dash.IsLiteral());
  EXPECT_EQ(dash.ToText(), "-a");
}

TEST(PatternTest, AnyIsAddedOnce) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "*"},       {"*", "*"},   {"a", "*<a>*"},       {"*a", "*<a>*"},
      {"a*", "*<a>*"}, {"?", "*?*"}, {"a\\", R"(*<a\>*)"},
  };
  for (const auto& [text, shown] : rows) {
    Pattern pattern = Pattern::Parse(text);
    pattern.PrependAny();
    pattern.AppendAny();
    EXPECT_EQ(Show(pattern), shown) << text;
    EXPECT_EQ(Pattern::Parse(pattern.ToText()), pattern);
  }
}

TEST(PatternTest, DashesStandBeforeWordsAndNotAfterThem) {
  const std::pair<const char*, const char*> rows[] = {
      {"-a", "-<a>"},
      {"/a", "-<a>"},
      {" -param-name", "< >-<param-name>"},
      {"--long", "<->-<long>"},
      {"-/x", "<->-<x>"},
      {"a-b", "<a-b>"},
      {"_-b", "<_-b>"},
      {"1/2", "<1/2>"},
      {"- a", "<- a>"},
      {"-", "<->"},
      {"-_", "-<_>"},
      {"-1 /2", "-<1 >-<2>"},
      {"-*", "<->*"},
      {"-?", "<->?"},
      {"*-a", "*-<a>"},
      {"a*-b?/c", "<a>*-<b>?-<c>"},
      {R"(\\*-a)", R"(<\>*-<a>)"},
      {"http://x/y", "<http:/>-<x/y>"},
      {"\xE2\x80\x93"
       "a",
       "<\xE2\x80\x93"
       "a>"},
  };
  for (const auto& [text, shown] : rows) {
    Pattern pattern = Pattern::Parse(text);
    pattern.MakeDashes();
    EXPECT_EQ(Show(pattern), shown) << text;
    const Pattern once = pattern;
    pattern.MakeDashes();
    EXPECT_EQ(pattern, once) << text;
  }
}

}  // namespace
}  // namespace dcv::sigma
