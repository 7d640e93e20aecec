// SPDX-License-Identifier: Apache-2.0
#include "logsource/recognise.h"

#include <gtest/gtest.h>

#include "base/fold.h"
#include "logsource/test_json.h"
#include "logsource/test_source.h"

namespace dcv::logsource {
namespace {

TEST(MatchesFoldedTest, Wildcards) {
  struct Row {
    const char *pattern, *text;
    bool matches;
  };
  for (const Row& row : {
           Row{"", "", true},
           Row{"", "a", false},
           Row{"a", "", false},
           Row{"abc", "ABC", true},
           Row{"abc", "abcd", false},
           Row{"abc", "xabc", false},
           Row{"*", "", true},
           Row{"*", "anything\nat all", true},
           Row{"*.amazonaws.com", "iam.amazonaws.com", true},
           Row{"*.amazonaws.com", "iam.amazonaws.com.cn", false},
           Row{"a*b*c", "a b b c c", true},
           Row{"a*b*c", "a c b", false},
           Row{"*ab", "aab", true},
           Row{"*a?c*", "xxabxabcx", true},
           Row{"?", "ä", true},
           Row{"?", "", false},
           Row{"??", "ä", false},
           Row{"*?", "", false},
           Row{"*?", "🙂", true},
           Row{"a?b",
               "a\xFF"
               "b",
               true},
           Row{"a\\*", "a*", true},
           Row{"a\\*", "ab", false},
           Row{"STRASSE*", "straße", false},
           Row{"*ÄÖ", "xäö", true},
       }) {
    const auto pattern = sigma::Pattern::Parse(Fold(row.pattern));
    EXPECT_EQ(MatchesFolded(pattern, Fold(row.text)), row.matches)
        << row.pattern << " " << row.text;
  }
}

// As the specification says it, without thought for cost.
bool Naive(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return Naive(pattern.substr(1), text) || (!text.empty() && Naive(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
         Naive(pattern.substr(1), text.substr(1));
}

std::vector<std::string> Words(std::string_view letters, size_t longest) {
  std::vector<std::string> words = {""};
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() == longest) continue;
    for (char letter : letters) words.push_back(words[i] + letter);
  }
  return words;
}

TEST(MatchesFoldedTest, AllShortPatternsAgainstAllShortTexts) {
  const std::vector<std::string> texts = Words("ab", 5);
  for (const std::string& pattern : Words("ab*?", 5)) {
    const auto parsed = sigma::Pattern::Parse(pattern);
    for (const std::string& text : texts) {
      ASSERT_EQ(MatchesFolded(parsed, text), Naive(pattern, text)) << pattern << " " << text;
    }
  }
}

TEST(MatchesFoldedTest, HostilePatternsEnd) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a?";
  EXPECT_FALSE(MatchesFolded(sigma::Pattern::Parse(pattern + "b"), std::string(20000, 'a')));
}

class RecogniseTest : public ::testing::Test {
 protected:
  static Registry Loaded(const std::map<std::string, std::string>& recognise) {
    std::map<std::string, std::string> files;
    for (const auto& [id, lines] : recognise) {
      files[id + ".yaml"] = SourceText(id, {{"recognise", lines}});
    }
    Result<Registry> registry = LoadFiles(files);
    EXPECT_TRUE(registry.has_value()) << (registry ? "" : registry.error().message);
    return registry ? *std::move(registry) : Registry();
  }
  static std::string Recognised(const Registry& registry, std::string_view event) {
    const TestJson json(event);
    const Source* source = registry.Recognise(json.value());
    return source == nullptr ? "" : source->id;
  }
};

TEST_F(RecogniseTest, EveryTermOfAnyLine) {
  const Registry registry = Loaded({{"a", "[[x, 'y.z=V*'], [w=1], [b=TRUE]]"}});
  for (const char* event : {R"({"x":0,"y":{"z":"vw"}})", R"({"x":[],"y":[{"z":"no"},{"z":"v"}]})",
                            R"({"w":1})", R"({"w":"1"})", R"({"w":1.0})", R"({"b":true})"}) {
    EXPECT_EQ(Recognised(registry, event), "a") << event;
  }
  for (const char* event :
       {"{}", "[]", "7", "null", R"([{"w":1}])", R"({"x":0})", R"({"x":null,"y":{"z":"v"}})",
        R"({"x":0,"y":{"z":"wv"}})", R"({"w":{"1":1}})", R"({"w":12})", R"({"b":false})",
        R"({"X":0,"y":{"z":"v"}})", R"({"x":[null],"y":{"z":"v"}})"}) {
    EXPECT_EQ(Recognised(registry, event), "") << event;
  }
  EXPECT_EQ(Registry().Recognise(TestJson("{}").value()), nullptr);
}

TEST_F(RecogniseTest, MostTermsThenId) {
  const Registry registry = Loaded(
      {{"c", "[[x], [x, y, z]]"}, {"b", "[[x, y]]"}, {"a", "[[x]]"}, {"d", "[[w], [x, y]]"}});
  EXPECT_EQ(Recognised(registry, R"({"x":1})"), "a");
  EXPECT_EQ(Recognised(registry, R"({"x":1,"y":1})"), "b");
  EXPECT_EQ(Recognised(registry, R"({"x":1,"y":1,"z":1})"), "c");
  EXPECT_EQ(Recognised(registry, R"({"w":1,"x":1})"), "a");
  EXPECT_EQ(Recognised(registry, R"({"w":1})"), "d");
}

}  // namespace
}  // namespace dcv::logsource
