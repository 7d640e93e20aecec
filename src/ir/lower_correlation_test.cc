// SPDX-License-Identifier: Apache-2.0
// Correlations (docs/sigma.md, decisions 2 to 4 and 17).
#include "ir/test_rule.h"

namespace dcv::ir {
namespace {

std::string NamedRule(const std::string& name) {
  return "---\ntitle: " + name + "\nname: " + name +
         "\nlogsource: {product: p, service: s}\ndetection: {a: {f: 1}, condition: a}\n";
}

// `body` are lines below `correlation:`, separated by ';'.
std::string Correlated(const std::string& name, std::string body) {
  std::string out = "---\ntitle: " + name + "\nname: " + name + "\ncorrelation:\n    ";
  for (char c : body) out += c == ';' ? std::string("\n    ") : std::string(1, c);
  return out + "\n";
}

const Correlation& Only(const TestRules& rules) {
  static const Correlation none;
  EXPECT_EQ(rules.program().correlations.size(), 1u) << rules.Codes() << " " << rules.Message();
  return rules.program().correlations.empty() ? none : rules.program().correlations[0];
}

TEST(LowerCorrelationTest, CountsOfEvents) {
  const TestRules rules(NamedRule("one") +
                        Correlated("c",
                                   "type: event_count;rules: [one];group-by: [user.name];"
                                   "timespan: 5m;condition: {gte: 10, lt: 20};generate: true"));
  const Correlation& c = Only(rules);
  EXPECT_EQ(c.document, 1u);
  EXPECT_EQ(c.timespan_seconds, 300u);
  ASSERT_EQ(c.thresholds.size(), 2u) << "a range";
  EXPECT_TRUE(c.generate);
  ASSERT_EQ(c.rules.size(), 1u);
  EXPECT_FALSE(c.rules[0].correlation);
  EXPECT_EQ(c.rules[0].index, 0u);
  ASSERT_EQ(c.rules[0].group_by.size(), 1u);
  EXPECT_EQ(rules.program().fields()[c.rules[0].group_by[0]].name, "user.name");
}

TEST(LowerCorrelationTest, TemporalNeedsAllUnlessSaid) {
  const std::string two = NamedRule("one") + NamedRule("two");
  const TestRules all(two + Correlated("c", "type: temporal;rules: [one, two];timespan: 5m"));
  ASSERT_EQ(Only(all).thresholds.size(), 1u);
  EXPECT_EQ(Only(all).thresholds[0], std::make_pair(sigma::Comparison::kGte, 2.0));
  const TestRules twice(two + Correlated("c", "type: temporal;rules: [one, one];timespan: 5m"));
  EXPECT_EQ(Only(twice).thresholds[0].second, 1.0) << "different rules";
  const TestRules said(two + Correlated("c",
                                        "type: temporal;rules: [one, two];timespan: 5m;"
                                        "condition: {gte: 1}"));
  EXPECT_EQ(Only(said).thresholds[0].second, 1.0);
  const TestRules impossible(two + Correlated("c",
                                              "type: temporal;rules: [one, two];timespan: 5m;"
                                              "condition: {gt: 2}"));
  EXPECT_EQ(impossible.Codes(), "P111");
}

TEST(LowerCorrelationTest, ConditionsOverNames) {
  const std::string two = NamedRule("one") + NamedRule("two");
  const auto with = [&](const std::string& condition) {
    return TestRules(two + Correlated("c",
                                      "type: temporal;rules: [one, two];timespan: 5m;"
                                      "condition: " +
                                          condition));
  };
  const TestRules good = with("one and not two");
  EXPECT_TRUE(Only(good).expression.has_value());
  EXPECT_TRUE(Only(good).thresholds.empty());
  EXPECT_EQ(with("one and three").Codes(), "P100");
  EXPECT_EQ(with("1 of t*").Codes(), "");
  EXPECT_EQ(with("1 of z*").Codes(), "P101");
  EXPECT_EQ(with("2 of t*").Codes(), "P112");
}

TEST(LowerCorrelationTest, Contradictions) {
  const auto with = [](const std::string& condition) {
    return TestRules(NamedRule("one") + Correlated("c",
                                                   "type: event_count;rules: [one];"
                                                   "timespan: 5m;condition: " +
                                                       condition))
        .Codes();
  };
  EXPECT_EQ(with("{gt: 5, lt: 3}"), "P111");
  EXPECT_EQ(with("{gt: 5, lte: 5}"), "P111");
  EXPECT_EQ(with("{gte: 5, lte: 5}"), "");
  EXPECT_EQ(with("{eq: 5, neq: 5}"), "P111");
  EXPECT_EQ(with("{eq: 5, gte: 1}"), "");
}

// The parser refuses these; trees made otherwise are refused here.
TEST(LowerCorrelationTest, IncompleteTrees) {
  sigma::File file =
      sigma::Parse(NamedRule("one") + Correlated("c",
                                                 "type: value_percentile;rules: [one];timespan: 5m;"
                                                 "condition: {gte: 1, field: f, percentile: 95}"));
  ASSERT_EQ(file.documents.size(), 2u);
  const auto codes = [&](const auto& change) {
    sigma::Document changed = file.documents[1];
    change(std::get<sigma::Correlation>(changed.body));
    std::string out;
    for (const auto& problem : Lower({{&file.documents[0], 0}, {&changed, 0}}, {}).problems) {
      out += problem.problem.code;
    }
    return out;
  };
  EXPECT_EQ(codes([](auto&) {}), "");
  EXPECT_EQ(codes([](auto& c) { c.percentile.reset(); }), "P111");
  EXPECT_EQ(codes([](auto& c) { c.timespan.text = "soon"; }), "P111");
  EXPECT_EQ(codes([](auto& c) { c.thresholds.clear(); }), "P111");
  EXPECT_EQ(codes([](auto& c) { c.fields.clear(); }), "P111");
  EXPECT_EQ(codes([](auto& c) { c.fields.push_back({"g", {}}); }), "P111");
}

TEST(LowerCorrelationTest, AliasesNameFieldsPerRule) {
  const std::string body =
      "type: value_count;rules: [one, two];group-by: [who];timespan: 5m;"
      "condition: {gte: 2, field: what};aliases: {who: {one: user, two: account.name}, ";
  const std::string two = NamedRule("one") + NamedRule("two");
  const TestRules rules(two + Correlated("c", body + "what: {two: object}}"));
  const auto name = [&](FieldId id) { return rules.program().fields()[id].name; };
  const Correlation& c = Only(rules);
  EXPECT_EQ(name(c.rules[0].group_by[0]), "user");
  EXPECT_EQ(name(c.rules[1].group_by[0]), "account.name");
  EXPECT_EQ(name(c.rules[0].fields[0]), "what") << "no alias there: the name itself";
  EXPECT_EQ(name(c.rules[1].fields[0]), "object");
  const TestRules other(two + Correlated("c", body + "what: {three: object}}"));
  EXPECT_EQ(other.Codes(), "P108");
}

TEST(LowerCorrelationTest, ReferencesThatAreNotThere) {
  const std::string end = ";timespan: 5m;condition: {gte: 2}";
  const TestRules unknown(NamedRule("one_rule") +
                          Correlated("c", "type: event_count;rules: [one_rul]" + end));
  EXPECT_EQ(unknown.Codes(), "P108");
  EXPECT_EQ(unknown.Remedy(), "did you mean one_rule?");
  const TestRules twice(NamedRule("one") + NamedRule("one") +
                        Correlated("c", "type: event_count;rules: [one]" + end));
  EXPECT_EQ(twice.Codes(), "P108") << "which of the two?";
  const TestRules broken(
      "title: T\nname: one\nlogsource: {product: p}\ndetection: {a: {f: 1}, condition: b}\n" +
      Correlated("c", "type: event_count;rules: [one]" + end) +
      Correlated("d", "type: event_count;rules: [c]" + end));
  EXPECT_EQ(broken.Codes(), "P100 P108 P108");
  EXPECT_TRUE(broken.program().correlations.empty());
}

TEST(LowerCorrelationTest, ChainsInAnyOrder) {
  const std::string end = ";group-by: [u];timespan: 5m;condition: {gte: 2}";
  const TestRules rules(Correlated("outer", "type: event_count;rules: [inner]" + end) +
                        Correlated("inner", "type: event_count;rules: [one]" + end) +
                        NamedRule("one"));
  ASSERT_EQ(rules.program().correlations.size(), 2u) << rules.Message();
  const Correlation& outer = rules.program().correlations[0];
  EXPECT_EQ(outer.document, 0u) << "in the order of the documents";
  EXPECT_TRUE(outer.rules[0].correlation);
  EXPECT_EQ(outer.rules[0].index, 1u);
  EXPECT_FALSE(rules.program().correlations[1].rules[0].correlation);
}

TEST(LowerCorrelationTest, OuterGroupsAreInnerGroups) {
  const std::string rest = ";timespan: 5m;condition: {gte: 2}";
  const std::string inner =
      NamedRule("one") + Correlated("inner", "type: event_count;rules: [one];group-by: [u]" + rest);
  const std::string outer = "type: event_count;rules: [inner];group-by: [v]" + rest;
  EXPECT_EQ(TestRules(inner + Correlated("outer", outer)).Codes(), "P111");
  EXPECT_EQ(TestRules(inner + Correlated("outer", outer + ";aliases: {v: {inner: u}}")).Codes(),
            "");
}

TEST(LowerCorrelationTest, Cycles) {
  const std::string end = ";timespan: 5m;condition: {gte: 2}";
  const TestRules rules(Correlated("a", "type: event_count;rules: [b]" + end) +
                        Correlated("b", "type: event_count;rules: [a]" + end) +
                        Correlated("self", "type: event_count;rules: [self]" + end) +
                        NamedRule("one") +
                        Correlated("good", "type: event_count;rules: [one]" + end));
  EXPECT_EQ(rules.Codes(), "P109 P109 P109");
  EXPECT_EQ(Only(rules).document, 4u);
}

TEST(LowerCorrelationTest, LongChains) {
  const std::string end = ";timespan: 5m;condition: {gte: 2}";
  std::string text = NamedRule("c0");
  for (int i = 1; i < 3000; ++i) {
    text += Correlated("c" + std::to_string(i),
                       "type: event_count;rules: [c" + std::to_string(i - 1) + "]" + end);
  }
  EXPECT_EQ(TestRules(text).program().correlations.size(), 2999u);
}

TEST(LowerCorrelationTest, FiltersReachTheRulesBelow) {
  const TestRules rules(NamedRule("one") + NamedRule("two") +
                        Correlated("c",
                                   "type: event_count;rules: [one];timespan: 5m;"
                                   "condition: {gte: 2}") +
                        "---\ntitle: F\nlogsource: {product: p}\nfilter:\n    rules: [c]\n"
                        "    x: {g: 1}\n    condition: not x\n");
  EXPECT_EQ(rules.Codes(), "");
  EXPECT_FALSE(rules.Matches(R"({"f":1,"g":1})", 0));
  EXPECT_TRUE(rules.Matches(R"({"f":1,"g":1})", 1));
}

}  // namespace
}  // namespace dcv::ir
