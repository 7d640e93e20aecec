// SPDX-License-Identifier: Apache-2.0
#include "ruletest/compare.h"

#include <memory>

#include "base/json.h"
#include "ruletest/test_rules.h"

namespace dcv::ruletest {
namespace {

const LoweredRules& Rules() {
  static const LoweredRules rules(
      TrailRule("Stopped", "eventName: StopLogging, awsRegion|startswith: eu-"));
  return rules;
}

std::string Tests() {
  return "{\"rule\": \"r\", \"tests\": [{\"name\": \"stopped\", \"match\": true, \"origin\": "
         "\"synthetic\", \"event\": " +
         TrailEvent("StopLogging", ", \"requestParameters\": {\"n\": 7}") +
         "}, {\"name\": \"started\", \"match\": false, \"origin\": \"synthetic\", \"event\": " +
         TrailEvent("StartLogging") + "}]}";
}

Comparison Compare(const Matcher& matcher) {
  const std::string text = Tests();
  const TestFile file = ParseTests(text);
  EXPECT_EQ(file.tests.size(), 2u);
  const std::vector<std::string> titles = Rules().Titles();
  return CompareOnVariants({Rules().program(), TestRegistry(), titles, {}}, file, matcher,
                           NaiveMatcher(Rules().program(), TestRegistry()));
}

TEST(CompareTest, TheReferenceAgreesWithItself) {
  const Comparison result = Compare(NaiveMatcher(Rules().program(), TestRegistry()));
  EXPECT_GT(result.variants, 200u);
  EXPECT_EQ(result.differences, 0u);
  EXPECT_TRUE(result.first.empty());
  EXPECT_EQ(result.unread, 1u);  // the number of 21 digits
}

TEST(CompareTest, ValuesThatTheRuleDependsOn) {
  const Comparison result = Compare(NaiveMatcher(Rules().program(), TestRegistry()));
  EXPECT_EQ(result.depends_on, (std::vector<std::string>{"/awsRegion", "/eventName"}));
}

// Matchers with the mistakes that fast ones make.
class Wrong {
 public:
  using Break = std::function<void(std::string_view text, std::vector<Matched>& answer)>;
  static Matcher With(const Break& broken) {
    const Matcher naive = NaiveMatcher(Rules().program(), TestRegistry());
    return [=](std::string_view text) -> Result<std::vector<Matched>> {
      DCV_TRY(std::vector<Matched> answer, naive(text));
      broken(text, answer);
      return answer;
    };
  }
};

TEST(CompareTest, MistakesAreFound) {
  const struct {
    const char* what;
    Wrong::Break broken;
    Change change;
  } rows[] = {
      {"does not unescape",
       [](std::string_view text, std::vector<Matched>& answer) {
         if (text.find("\\u0053") != text.npos) answer[0].rules.clear();
       },
       Change::kEscaped},
      {"reads the second of two names",
       [](std::string_view text, std::vector<Matched>& answer) {
         if (text.find("\"eventName\":\"other value\",\"eventName\":\"StopLogging\"") !=
             text.npos) {
           answer[0].rules = {0};
         }
       },
       Change::kDuplicate},
      {"compares with case",
       [](std::string_view text, std::vector<Matched>& answer) {
         if (text.find("sTOPlOGGING") != text.npos) answer[0].rules.clear();
       },
       Change::kCase},
      {"does not look into arrays",
       [](std::string_view text, std::vector<Matched>& answer) {
         if (text.find("[\"StopLogging\"]") != text.npos) answer[0].rules.clear();
       },
       Change::kWrapped},
      {"loses an event of an array",
       [](std::string_view text, std::vector<Matched>& answer) {
         if (text.starts_with('[')) answer.clear();
       },
       Change::kInArray},
  };
  for (const auto& row : rows) {
    const Comparison result = Compare(Wrong::With(row.broken));
    ASSERT_GT(result.differences, 0u) << row.what;
    bool found = false;
    for (const Difference& difference : result.first) {
      found = found || difference.change == row.change;
      EXPECT_FALSE(difference.event.empty());
      EXPECT_NE(difference.what.find("the reference has"), std::string::npos) << difference.what;
    }
    EXPECT_TRUE(found) << row.what;
  }
}

TEST(CompareTest, AMatcherThatCannotReadWhatTheReferenceReadsDiffers) {
  const Comparison result =
      Compare([](std::string_view) -> Result<std::vector<Matched>> { return InvalidInput("no"); });
  EXPECT_EQ(result.differences, result.variants - result.unread);
  EXPECT_EQ(result.first.size(), kMaxDifferences);
  EXPECT_EQ(result.first[0].what.find("the matcher has nothing (no); the reference has "), 0u)
      << result.first[0].what;
}

}  // namespace
}  // namespace dcv::ruletest
