// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pipeline/test_tools.h"

namespace dcv::pipeline {
namespace {

sigma::Document Sample() {
  return Rule("  s:\n    a|contains: v\n    n: 7\n    z: null\n  condition: s\n",
              "tags: [attack.t1059]\ndate: 2024-05-01\n");
}

// Whether a transformation with these conditions has applied to the rule.
bool Holds(const std::string& conditions, sigma::Document document, const Options& options = {}) {
  const Applied applied =
      RunRule("- {type: set_state, key: k, val: 5}\n- {type: set_state, id: t, key: m, val: 1, " +
                  conditions + "}\n",
              std::move(document), options);
  EXPECT_TRUE(applied.problems.empty());
  return applied.state.applied.contains("t");
}

bool Rule1(const std::string& condition) {
  return Holds("rule_conditions: [{" + condition + "}]", Sample());
}

TEST(RuleConditionsTest, Types) {
  EXPECT_TRUE(Rule1("type: logsource, product: aws"));
  EXPECT_FALSE(Rule1("type: logsource, product: aws, category: x"));
  EXPECT_TRUE(Rule1("type: contains_detection_item, field: a, value: '*v*'"));
  EXPECT_FALSE(Rule1("type: contains_detection_item, field: a, value: v"));
  EXPECT_TRUE(Rule1("type: contains_detection_item, field: n, value: 7"));
  EXPECT_TRUE(Rule1("type: contains_field, field: z"));
  EXPECT_FALSE(Rule1("type: contains_field, field: y"));
  EXPECT_FALSE(Rule1("type: processing_item_applied, processing_item_id: other"));
  EXPECT_TRUE(Rule1("type: processing_state, key: k, val: 5"));
  EXPECT_TRUE(Rule1("type: processing_state, key: k, val: 10, op: lt"));
  EXPECT_FALSE(Rule1("type: processing_state, key: none, val: 5"));
  EXPECT_TRUE(Rule1("type: is_sigma_rule"));
  EXPECT_FALSE(Rule1("type: is_sigma_correlation_rule"));
  EXPECT_TRUE(Rule1("type: rule_attribute, attribute: title, value: T"));
  EXPECT_TRUE(Rule1("type: rule_attribute, attribute: level, value: medium, op: gt"));
  EXPECT_FALSE(Rule1("type: rule_attribute, attribute: status, value: stable, op: gte"));
  EXPECT_TRUE(Rule1("type: rule_attribute, attribute: date, value: 2024-06-01, op: lt"));
  EXPECT_TRUE(Rule1("type: rule_attribute, attribute: tags, value: attack.t1059, op: in"));
  EXPECT_TRUE(Rule1("type: rule_attribute, attribute: title, value: X, op: ne"));
  EXPECT_TRUE(Rule1("type: tag, tag: attack.t1059"));
  EXPECT_FALSE(Rule1("type: tag, tag: attack.t1"));
}

TEST(RuleConditionsTest, CorrelationsAskWhatTheyReferTo) {
  const sigma::Document rule = Sample();
  const sigma::Document correlation =
      sigma::Parse(
          "title: C\ncorrelation:\n  type: event_count\n  rules: [r]\n  timespan: 5m\n"
          "  group-by: [a]\n  condition: {gte: 5}\n")
          .documents.front();
  Options options;
  EXPECT_FALSE(Holds("rule_conditions: [{type: logsource, product: aws}]", correlation, options));
  options.referenced = {&rule};
  EXPECT_TRUE(Holds("rule_conditions: [{type: logsource, product: aws}]", correlation, options));
}

TEST(RuleConditionsTest, Joining) {
  const std::string list =
      "rule_conditions: [{type: is_sigma_rule}, {type: is_sigma_correlation_rule}]";
  EXPECT_FALSE(Holds(list, Sample()));
  EXPECT_TRUE(Holds(list + ", rule_cond_op: or", Sample()));
  EXPECT_TRUE(Holds(list + ", rule_cond_not: true", Sample()));
  const std::string named =
      "rule_conditions: {r: {type: is_sigma_rule}, c: {type: is_sigma_correlation_rule}}";
  EXPECT_TRUE(Holds(named + ", rule_cond_expr: r and not c", Sample()));
  EXPECT_FALSE(Holds(named + ", rule_cond_expr: not (r or c)", Sample()));
}

// Whether the item of the line is the one that the conditions choose.
bool Chooses(const std::string& conditions, const std::string& line) {
  return Item(
             "- {type: field_name_mapping, id: m, mapping: {mapped: a}}\n"
             "- {type: set_state, key: k, val: on}\n"
             "- {type: drop_detection_item, " +
                 conditions + "}",
             "{" + line + ", q: 1}") == "q=1#";
}

bool ItemCondition(const std::string& condition, const std::string& line) {
  return Chooses("detection_item_conditions: [{" + condition +
                     "}], field_name_conditions: "
                     "[{type: exclude_fields, fields: [q]}]",
                 line);
}

TEST(ItemConditionsTest, Types) {
  EXPECT_TRUE(ItemCondition("type: match_string, cond: any, pattern: '^\\*v'", "a|endswith: v"));
  EXPECT_FALSE(ItemCondition("type: match_string, cond: any, pattern: v", "a: xv"));
  EXPECT_FALSE(ItemCondition("type: match_string, cond: all, pattern: v", "a: [v, x]"));
  EXPECT_TRUE(ItemCondition("type: match_string, cond: all, pattern: v, negate: true", "a: x"));
  EXPECT_TRUE(ItemCondition("type: match_value, cond: any, value: 7", "a: [7, 8]"));
  EXPECT_FALSE(ItemCondition("type: match_value, cond: any, value: 7", "a: '7'"));
  EXPECT_TRUE(ItemCondition("type: contains_wildcard, cond: any", "a|contains: v"));
  EXPECT_FALSE(ItemCondition("type: contains_wildcard, cond: any", "a: '\\*'"));
  EXPECT_TRUE(ItemCondition("type: is_null, cond: all", "a: null"));
  EXPECT_TRUE(ItemCondition("type: processing_item_applied, processing_item_id: m", "mapped: 1"));
  EXPECT_FALSE(ItemCondition("type: processing_item_applied, processing_item_id: m", "a: 1"));
  EXPECT_TRUE(ItemCondition("type: processing_state, key: k, val: 'on'", "a: 1"));
}

TEST(FieldConditionsTest, Types) {
  EXPECT_TRUE(Chooses("field_name_conditions: [{type: include_fields, fields: [a, b]}]", "a: 1"));
  EXPECT_TRUE(Chooses("field_name_conditions: [{type: include_fields, mode: re, fields: ['a.*c']}]",
                      "abc: 1"));
  EXPECT_TRUE(Chooses("field_name_conditions: [{type: exclude_fields, fields: [q]}]", "z: 1"));
  EXPECT_TRUE(
      Chooses("field_name_conditions: [{type: processing_item_applied, "
              "processing_item_id: m}]",
              "mapped: 1"));
  EXPECT_TRUE(
      Chooses("field_name_cond_op: and, field_name_conditions: [{type: processing_state, "
              "key: k, val: 'on'}, {type: include_fields, fields: [a]}]",
              "a: 1"));
}

TEST(ConditionsTest, WhatDoesNotFitIsAProblem) {
  const auto codes = [](const std::string& conditions) {
    return CodesOf("transformations: [{type: field_name_prefix, prefix: p, " + conditions + "}]");
  };
  EXPECT_EQ(codes("rule_conditions: [{type: logsourc, product: a}]"), "P203");
  EXPECT_EQ(codes("rule_conditions: [{type: logsource, produkt: a}]"), "P205 P202");
  EXPECT_EQ(codes("rule_cond_not: true"), "P208");
  EXPECT_EQ(codes("rule_conditions: [{type: is_sigma_rule}], rule_cond_expr: a"), "P208");
  EXPECT_EQ(codes("rule_conditions: {a: {type: is_sigma_rule}}, rule_cond_expr: b"), "P208");
  EXPECT_EQ(codes("rule_conditions: {a: {type: is_sigma_rule}}, rule_cond_expr: 1 of a"), "P208");
  EXPECT_EQ(codes("rule_conditions: {a: {type: is_sigma_rule}, b: {type: is_sigma_rule}}, "
                  "rule_cond_expr: a"),
            "P208");
  EXPECT_EQ(codes("rule_conditions: {a: {type: is_sigma_rule}}, rule_cond_expr: a, "
                  "rule_cond_op: or"),
            "P208");
  EXPECT_EQ(codes("rule_conditions: [{type: is_sigma_rule}], rule_cond_op: xor"), "P206");
  EXPECT_EQ(codes("detection_item_conditions: [{type: match_string, cond: any, pattern: '('}]"),
            "P207");
}

}  // namespace
}  // namespace dcv::pipeline
