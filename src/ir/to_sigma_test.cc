// SPDX-License-Identifier: Apache-2.0
// ToSigma: written, parsed and lowered again, a rule means the same.
#include <gtest/gtest.h>

#include <random>

#include "ir/print.h"
#include "ir/test_rule.h"

namespace dcv::ir {
namespace {

std::string Again(const TestRules& rules) {
  return sigma::ToYaml(ToSigma(rules.program(), rules.program().rules.at(0), rules.document(0)));
}

TEST(ToSigmaTest, WhatFitsIntoOneMapIsOneSearch) {
  const TestRules rules(
      RuleText("a:\n    f: [x, y]\n    g|contains: z\nb:\n    g|contains: w\nc:\n    - h: 1\n"
               "    - h: 2\n      i: 3\ncondition: a and b and not c"));
  const sigma::Document again =
      ToSigma(rules.program(), rules.program().rules.at(0), rules.document(0));
  const sigma::Detection& detection = again.rule()->detection;
  ASSERT_EQ(detection.searches.size(), 3u) << Again(rules);
  EXPECT_EQ(detection.conditions[0].text.text, "selection_1 and selection_2 and not selection_3");
  EXPECT_EQ(detection.searches[0].search.parts.size(), 2u);
  EXPECT_EQ(again.title.text, "T");
}

TEST(ToSigmaTest, Constants) {
  TestRules rules(RuleText("a:\n    f: x\ncondition: a"));
  Rule rule = rules.program().rules.at(0);
  for (const bool constant : {true, false}) {
    rule.condition = constant ? rules.program().True() : rules.program().False();
    const TestRules again(sigma::ToYaml(ToSigma(rules.program(), rule, rules.document(0))));
    EXPECT_EQ(again.Matches("{}"), constant);
    EXPECT_EQ(again.Matches(R"({"f":"x"})"), constant);
  }
}

TEST(ToSigmaTest, FiltersAreWrittenOut) {
  const TestRules rules(RuleText("a:\n    f: x\ncondition: a") +
                        "---\ntitle: F\nlogsource: {product: p}\nfilter:\n    rules: any\n"
                        "    a: {g: y}\n    condition: not a\n");
  const TestRules again(Again(rules));
  EXPECT_TRUE(again.Matches(R"({"f":"x"})"));
  EXPECT_FALSE(again.Matches(R"({"f":"x","g":"y"})"));
}

// Random rules over few fields and values, so that events hit them.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string Rule() {
    std::string detection, names;
    const size_t count = 1 + Below(4);
    for (size_t i = 0; i < count; ++i) {
      detection += "s" + std::to_string(i) + ":\n" + Search();
    }
    return RuleText(detection + "condition: " + Condition(count, 0));
  }

  std::string Event() {
    std::string out = "{";
    for (const char* field : {"f", "g", "h.i"}) {
      if (Below(4) == 0) continue;
      out.append(out.size() > 1 ? "," : "").append("\"").append(field).append("\":");
      const size_t elements = Below(5) == 0 ? 1 + Below(3) : 0;
      out += elements == 0 ? JsonValue() : "[" + JsonValue();
      for (size_t i = 1; i < elements; ++i) out += "," + JsonValue();
      if (elements > 0) out += "]";
    }
    return out + "}";
  }

 private:
  size_t Below(size_t n) { return random_() % n; }
  template <size_t N>
  std::string Pick(const char* const (&choices)[N]) {
    return choices[Below(N)];
  }

  std::string JsonValue() {
    return Pick({"\"a\"", "\"ab\"", "\"B-a\"", "\"\\u2013a b\"", "1", "\"1\"", "5", "true", "null",
                 "\"\"", "[]", "\"YQ==\"", "\"YWI=\"", "\"10.0.0.1\"", "\"a*\"", "\"a\\\\\"",
                 "\"2026-11-24T05:00:00Z\"", "\"/a\"", "{\"k\":\"a\"}"});
  }

  std::string Field() { return Pick({"f", "g", "h.i", "h{}.i"}); }
  std::string Text() {
    return Pick({"a", "'ab'", "'*a*'", "'a*'", "'*b'", "'?b'", "'a?*'", "'*'", "''", "1", "5.0",
                 "'1'", "B-a", "'-a'", R"('a\*')", R"('a\')", R"('a\\*')", "'/a b'", "true"});
  }

  std::string Entry() {
    switch (Below(12)) {
      case 0: return Field() + ": null";
      case 1: return Field() + "|exists: " + Pick({"true", "false"});
      case 2:
        return Field() + "|re" + Pick({"", "|i", "|s|m"}) + ": " + Pick({"'a.'", "^B", "'\\d'"});
      case 3: return Field() + "|cidr: 10.0.0.0/8";
      case 4: return Field() + Pick({"|gt", "|lte", "|lt", "|gte"}) + ": " + Pick({"1", "4.5"});
      case 5: return Field() + Pick({"|hour", "|day", "|week"}) + ": [5, 12]";
      case 6: return Field() + "|hour|lt: 6";
      case 7:
        return Field() + "|fieldref" + Pick({"", "|startswith", "|contains"}) + ": " + Field();
      case 8: return Field() + "|base64" + Pick({"", "|contains"}) + ": " + Pick({"a", "ab"});
      case 9: return Field() + "|windash" + Pick({"", "|contains", "|cased"}) + ": " + Text();
      default: break;
    }
    return Field() +
           Pick({"", "|contains", "|startswith", "|endswith", "|cased", "|neq", "|cased|endswith",
                 "|contains|all"}) +
           ": [" + Text() + ", " + Text() + "]";
  }

  std::string Search() {
    const size_t kind = Below(4);
    if (kind == 0) return "    - " + Text() + "\n    - '" + Pick({"b", "a?b", "*x"}) + "'\n";
    if (kind == 1) return "    - " + Entry() + "\n    - " + Entry() + "\n";
    std::string out = "    " + Entry() + "\n";
    // A key of its own: fields of the second entry have another name.
    if (kind == 2) out += "    x" + Entry() + "\n";
    return out;
  }

  std::string Condition(size_t count, int depth) {
    if (depth > 3 || Below(3) == 0) return "s" + std::to_string(Below(count));
    switch (Below(5)) {
      case 0: return "not (" + Condition(count, depth + 1) + ")";
      case 1: return Pick({"1", "all"}) + " of s*";
      case 2:
        return "(" + Condition(count, depth + 1) + ") or (" + Condition(count, depth + 1) + ")";
      default: break;
    }
    return "(" + Condition(count, depth + 1) + ") and (" + Condition(count, depth + 1) + ")";
  }

  std::mt19937 random_;
};

TEST(ToSigmaTest, MeansTheSame) {
  size_t matches = 0, mismatches = 0;
  for (unsigned seed = 0; seed < 1'000 && mismatches < 3; ++seed) {
    Maker make(seed);
    const std::string text = make.Rule();
    const TestRules rules(text);
    ASSERT_EQ(rules.program().rules.size(), 1u) << rules.Message() << "\n" << text;
    const std::string written = Again(rules);
    const TestRules again(written);
    ASSERT_EQ(again.program().rules.size(), 1u) << again.Message() << "\n" << written;
    for (int i = 0; i < 20; ++i) {
      const std::string event = make.Event();
      const bool matched = rules.Matches(event);
      matches += matched;
      EXPECT_EQ(again.Matches(event), matched) << event << "\n" << text << "\n" << written;
      mismatches += again.Matches(event) != matched;
    }
  }
  EXPECT_GT(matches, 4'000u);
  EXPECT_LT(matches, 16'000u);
}

}  // namespace
}  // namespace dcv::ir
