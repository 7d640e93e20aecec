// SPDX-License-Identifier: Apache-2.0
// Conditions, log sources and filters (docs/sigma.md, decisions 1 and 7).
#include "ir/lower.h"

#include "ir/test_rule.h"
#include "logsource/test_source.h"

namespace dcv::ir {
namespace {

// Identifiers a1 a2 a3 and _a: field of that name is 1.
TestRules WithCondition(const std::string& condition) {
  return TestRules(
      RuleText("a1:\n    a1: 1\na2:\n    a2: 1\na3:\n    a3: 1\n_a:\n    _a: 1\n" + condition));
}

std::string Event(std::initializer_list<const char*> fields) {
  std::string out = "{";
  for (const char* field : fields) {
    out.append(out.size() > 1 ? ",\"" : "\"").append(field).append("\":1");
  }
  return out + "}";
}

TEST(LowerTest, Conditions) {
  const TestRules rules = WithCondition("condition: a1 and not (a2 or a3)");
  EXPECT_TRUE(rules.Matches(Event({"a1"})));
  EXPECT_FALSE(rules.Matches(Event({"a1", "a3"})));
  EXPECT_FALSE(rules.Matches(Event({})));
  const TestRules list = WithCondition("condition: [a1, a2 and a3]");
  EXPECT_TRUE(list.Matches(Event({"a1"}))) << "any of the conditions";
  EXPECT_TRUE(list.Matches(Event({"a2", "a3"})));
  EXPECT_FALSE(list.Matches(Event({"a2"})));
}

TEST(LowerTest, Quantifiers) {
  EXPECT_TRUE(WithCondition("condition: 1 of a*").Matches(Event({"a2"})));
  EXPECT_FALSE(WithCondition("condition: all of a*").Matches(Event({"a1", "a2"})));
  EXPECT_TRUE(WithCondition("condition: all of them").Matches(Event({"a1", "a2", "a3"})))
      << "them leaves _a out";
  EXPECT_TRUE(WithCondition("condition: 1 of _*").Matches(Event({"_a"})));
  const TestRules two = WithCondition("condition: 2 of a*");
  EXPECT_FALSE(two.Matches(Event({"a3", "_a"})));
  EXPECT_TRUE(two.Matches(Event({"a1", "a3"})));
  EXPECT_TRUE(two.Matches(Event({"a1", "a2", "a3"})));
}

TEST(LowerTest, NOfThemIsAtLeastN) {
  for (size_t count = 1; count <= 6; ++count) {
    std::string detection;
    for (int i = 0; i < 6; ++i) {
      const std::string name = "x" + std::to_string(i);
      detection += name + ":\n    " + name + ": 1\n";
    }
    const TestRules rules(RuleText(detection + "condition: " + std::to_string(count) + " of x*"));
    for (unsigned bits = 0; bits < 64; ++bits) {
      std::string event = "{\"y\":1";
      size_t set = 0;
      for (unsigned i = 0; i < 6; ++i) {
        if ((bits >> i & 1) == 0) continue;
        ++set;
        event += ",\"x" + std::to_string(i) + "\":1";
      }
      EXPECT_EQ(rules.Matches(event + "}"), set >= count) << count << " of " << event;
    }
  }
}

TEST(LowerTest, NamesThatAreNotThere) {
  const TestRules rules = WithCondition("condition: a1 and a22");
  EXPECT_EQ(rules.Codes(), "P100");
  EXPECT_EQ(rules.Remedy(), "did you mean a2?");
  EXPECT_TRUE(rules.program().rules.empty());
  EXPECT_EQ(WithCondition("condition: not 1 of z*").Codes(), "P101");
  EXPECT_EQ(WithCondition("condition: all of z*").Codes(), "P101");
  EXPECT_EQ(TestRules(RuleText("_a:\n    a: 1\ncondition: 1 of them")).Codes(), "P101");
  EXPECT_EQ(WithCondition("condition: 4 of a*").Codes(), "P112");
}

TEST(LowerTest, ConditionsThatGrowTooLargeEnd) {
  std::string detection;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "x" + std::to_string(i);
    detection += name + ":\n    " + name + ": 1\n";
  }
  EXPECT_EQ(TestRules(RuleText(detection + "condition: 30 of x*")).Codes(), "P112");
  EXPECT_EQ(TestRules(RuleText(detection + "condition: 58 of x*")).Codes(), "");
  std::string many = "condition: 2 of x*";
  for (int i = 0; i < 60; ++i) many += " or 2 of x*";
  EXPECT_EQ(TestRules(RuleText(detection + many)).Codes(), "P113");
}

TEST(LowerTest, SelectionsKeepOrderAndPlace) {
  const TestRules rules = WithCondition("condition: a1");
  const Rule& rule = rules.program().rules.at(0);
  ASSERT_EQ(rule.selections.size(), 4u);
  EXPECT_EQ(rule.selections[3].name, "_a");
  EXPECT_EQ(rule.selections[0].expr, rule.condition);
  EXPECT_EQ(rule.selections[0].place.line, 4u);
  EXPECT_EQ(rule.scope, rules.program().True());
}

TEST(LowerTest, SearchesOfMapsAndLists) {
  const TestRules rules(
      RuleText("a:\n    - f: 1\n      g: 2\n    - h: 3\n    - word\ncondition: a"));
  EXPECT_TRUE(rules.Matches(R"({"f":1,"g":2})"));
  EXPECT_FALSE(rules.Matches(R"({"f":1})"));
  EXPECT_TRUE(rules.Matches(R"({"h":3})"));
  EXPECT_TRUE(rules.Matches(R"({"x":"a word"})"));
}

logsource::Registry Registry() {
  const auto registry = logsource::LoadFiles(
      {{"a.yaml", logsource::SourceText(
                      "a", {{"sigma",
                             "[{product: p, service: s, when: [{id: [1, 2]}, {kind: [x]}]}, "
                             "{product: p, service: t}]"},
                            {"open", "[o]"},
                            {"fields",
                             "{name: {paths: [user.name, user.alias]}, gone: {paths: [], note: N}, "
                             "id: {paths: [head.id]}, kind: {}, user: {paths: [user.name]}, "
                             "status: {paths: [code], values: {Success: ['0'], "
                             "Failure: {not: ['0']}}}}"}})}});
  EXPECT_TRUE(registry.has_value()) << (registry ? "" : registry.error().message);
  return registry ? *registry : logsource::Registry();
}

TEST(LowerTest, FieldsAreWhatTheLogSourceSays) {
  const logsource::Registry registry = Registry();
  const auto rules = [&](const std::string& search) {
    return TestRules(RuleText("a:\n    " + search + "\ncondition: a"), &registry);
  };
  EXPECT_TRUE(rules("name: x").Matches(R"({"user":{"alias":"x"}})"));
  EXPECT_FALSE(rules("name: x").Matches(R"({"name":"x"})"));
  EXPECT_TRUE(rules("user: x").Matches(R"({"user":{"name":"x"}})"))
      << "a key of the field's name is not the field";
  EXPECT_TRUE(rules("o.p: x").Matches(R"({"o":{"p":"x"}})"));
  EXPECT_TRUE(rules("other.f: x").Matches(R"({"other.f":"x"})"));
  EXPECT_TRUE(rules("other.f: x").Matches(R"({"other":{"f":"x"}})"));
  const TestRules known = rules("name: x");
  EXPECT_EQ(known.program().rules[0].sources, std::vector<std::string>{"a"});
  EXPECT_FALSE(known.program().fields()[0].flat);
}

TEST(LowerTest, FieldsThatTheLogNeverHas) {
  const logsource::Registry registry = Registry();
  const TestRules rules(RuleText("a:\n    gone: x\nb:\n    gone: null\ncondition: a or b"),
                        &registry);
  EXPECT_EQ(rules.Codes(), "P106 P106");
  EXPECT_EQ(rules.Remedy(), "N");
  EXPECT_TRUE(rules.Matches(R"({"gone":"x"})"));
  const Rule& rule = rules.program().rules.at(0);
  EXPECT_FALSE(rules.Holds(rule.selections[0].expr, R"({"gone":"x"})"));
  EXPECT_TRUE(rules.Holds(rule.selections[1].expr, R"({"gone":"x"})"));
  EXPECT_EQ(TestRules(RuleText("a:\n    name|fieldref: gone\ncondition: a"), &registry).Codes(),
            "P106");
}

TEST(LowerTest, ValuesAreWhatTheLogHas) {
  const logsource::Registry registry = Registry();
  const auto rules = [&](const std::string& search) {
    return TestRules(RuleText("a:\n    " + search + "\ncondition: a"), &registry);
  };
  EXPECT_TRUE(rules("status: success").Matches(R"({"code":0})"));
  EXPECT_FALSE(rules("status: success").Matches(R"({"code":"success"})"));
  const TestRules failure = rules("status: Failure");
  EXPECT_TRUE(failure.Matches(R"({"code":50126})"));
  EXPECT_FALSE(failure.Matches(R"({"code":"0"})"));
  EXPECT_FALSE(failure.Matches("{}")) << "present and another";
  EXPECT_FALSE(failure.Matches(R"({"code":null})"));
  EXPECT_TRUE(rules("status|neq: Failure").Matches(R"({"code":0})"));
  EXPECT_TRUE(rules("status: 50126").Matches(R"({"code":"50126"})"));
}

TEST(LowerTest, WhatTheLogSourceImplies) {
  const logsource::Registry registry = Registry();
  const std::string detection = "a:\n    name: x\ncondition: a";
  const TestRules narrow(RuleText(detection), &registry);
  const ExprId scope = narrow.program().rules.at(0).scope;
  EXPECT_TRUE(narrow.Holds(scope, R"({"head":{"id":"2"}})"));
  EXPECT_TRUE(narrow.Holds(scope, R"({"kind":"X"})"));
  EXPECT_FALSE(narrow.Holds(scope, R"({"head":{"id":3}})"));
  const TestRules wide("title: T\nlogsource: {product: p}\ndetection: {a: {name: x}, condition: a}",
                       &registry);
  EXPECT_EQ(wide.program().rules.at(0).scope, wide.program().True())
      << "one of its lines implies nothing";
}

std::string FilterText(const std::string& rules, const std::string& source = "product: p") {
  return "\n---\ntitle: F\nlogsource: {" + source + "}\nfilter:\n    rules: " + rules +
         "\n    admin: {user: root}\n    condition: not admin\n";
}

const char kNamedRule[] = "title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nname: rule_one";
const char kDetection[] = "a:\n    f: 1\ncondition: a";

TEST(LowerTest, FiltersAreAnded) {
  for (const char* rules : {"[rule_one]", "['929A690E-bef0-4204-a928-ef5e620d6fcc']", "any"}) {
    const TestRules filtered(RuleText(kDetection, kNamedRule) + FilterText(rules));
    EXPECT_EQ(filtered.Codes(), "") << filtered.Message();
    EXPECT_TRUE(filtered.Matches(R"({"f":1})"));
    EXPECT_FALSE(filtered.Matches(R"({"f":1,"user":"root"})"));
    EXPECT_EQ(filtered.program().rules[0].filters, std::vector<std::string>{"F"});
    EXPECT_EQ(filtered.program().rules[0].selections.size(), 1u) << "the rule's own";
  }
}

TEST(LowerTest, FiltersThatApplyToNothing) {
  const std::string rule = RuleText(kDetection, kNamedRule);
  const TestRules other(rule + FilterText("any", "product: q"));
  EXPECT_EQ(other.Codes(), "P110");
  EXPECT_EQ(other.problems()[0].document, 1u);
  EXPECT_TRUE(other.Matches(R"({"f":1,"user":"root"})"));
  EXPECT_EQ(TestRules(rule + FilterText("any", "product: p, category: c")).Codes(), "P110");
  const TestRules unknown(rule + FilterText("[rule_on]"));
  EXPECT_EQ(unknown.Codes(), "P114 P110");
  EXPECT_EQ(unknown.Remedy(), "did you mean rule_one?");
}

TEST(LowerTest, FiltersWithErrorsApplyToNothing) {
  const TestRules rules(RuleText(kDetection) +
                        "\n---\ntitle: F\nlogsource: {product: p}\nfilter:\n    rules: any\n"
                        "    admin: {user: root}\n    condition: not boss\n");
  EXPECT_EQ(rules.Codes(), "P100");
  EXPECT_TRUE(rules.Matches(R"({"f":1,"user":"root"})"));
}

TEST(LowerTest, OrderOfDocumentsDoesNotMatter) {
  const std::string rule = RuleText(kDetection, kNamedRule);
  const TestRules after(rule + FilterText("any")), before(FilterText("any") + "\n---\n" + rule);
  EXPECT_FALSE(after.Matches(R"({"f":1,"user":"root"})"));
  EXPECT_FALSE(before.Matches(R"({"f":1,"user":"root"})"));
}

// Rules that a pipeline rewrote: filters find them by what they were, and read as they do.
TEST(LowerTest, RewrittenRulesKeepTheirFilters) {
  sigma::File file = sigma::Parse(RuleText(kDetection, kNamedRule) + FilterText("any"));
  ASSERT_EQ(file.documents.size(), 2u);
  auto& rule = std::get<sigma::Rule>(file.documents[0].body);
  const sigma::LogSource written = rule.logsource;
  rule.logsource.product.text = "mine";
  const std::vector<Source> lost = {{&file.documents[0], 0}, {&file.documents[1], 0}};
  EXPECT_TRUE(Lower(lost, {}).program.rules.at(0).filters.empty());
  const std::vector<Source> found = {{&file.documents[0], 0, &written}, {&file.documents[1], 0}};
  EXPECT_EQ(Lower(found, {}).program.rules.at(0).filters.size(), 1u);

  sigma::Document renamed = file.documents[1];
  auto& filter = std::get<sigma::Filter>(renamed.body);
  filter.detection.searches.at(0).search.item.field.text = "account";
  LowerOptions options;
  options.filter_for = [&](uint32_t of, uint32_t target) {
    EXPECT_EQ(of, 1u);
    EXPECT_EQ(target, 0u);
    return &filter;
  };
  const Lowered lowered = Lower(found, options);
  const auto matches = [&](std::string_view event) {
    return WithEvent(event, [&](json::Value value) {
      return Evaluate(lowered.program, lowered.program.rules.at(0).condition, value);
    });
  };
  EXPECT_TRUE(matches(R"({"f":1,"user":"root"})"));
  EXPECT_FALSE(matches(R"({"f":1,"account":"root"})"));
  options.filter_for = [](uint32_t, uint32_t) { return nullptr; };
  EXPECT_TRUE(Lower(found, options).program.rules.at(0).filters.empty());
}

TEST(LowerTest, NamesOfTheUsersOwnIndexAreInNoTable) {
  const logsource::Registry registry = Registry();
  const sigma::File file = sigma::Parse(RuleText("a:\n    name: x\ncondition: a"));
  const auto paths = [&](bool own_names) {
    const Lowered lowered = Lower({{&file.documents.at(0), 0, nullptr, own_names}}, {&registry});
    EXPECT_EQ(lowered.program.rules.at(0).sources.empty(), own_names);
    return logsource::ToText(lowered.program.fields().at(0).paths.at(0));
  };
  EXPECT_EQ(paths(true), "name");
  EXPECT_NE(paths(false), "name");
}

}  // namespace
}  // namespace dcv::ir
