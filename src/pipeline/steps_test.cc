// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pipeline/test_tools.h"

namespace dcv::pipeline {
namespace {

constexpr std::string_view kMap = "- {type: field_name_mapping, mapping: {a: [x, y], b: z}}\n";

TEST(FieldStepsTest, MappingToOneAndToSeveral) {
  EXPECT_EQ(Item(kMap, "b: 1"), "z=1#");
  EXPECT_EQ(Item(kMap, "c: 1"), "c=1#");
  EXPECT_EQ(Item(kMap, "a|contains: v"), "(x|contains=v OR y|contains=v)");
}

TEST(FieldStepsTest, WhatSaysAbsenceHoldsOfEveryField) {
  EXPECT_EQ(Item(kMap, "a|neq: v"), "(x|neq=v AND y|neq=v)");
  EXPECT_EQ(Item(kMap, "a|exists: false"), "(x|exists=false AND y|exists=false)");
  EXPECT_EQ(Item(kMap, "a|exists: true"), "(x|exists=true OR y|exists=true)");
  EXPECT_EQ(Item(kMap, "a: null"), "(x= AND y=)");
  EXPECT_EQ(Item(kMap, "a: [v, null]"), "((x=v OR y=v) OR (x= AND y=))");
}

TEST(FieldStepsTest, ReferencesAndFieldLists) {
  EXPECT_EQ(Item(kMap, "c|fieldref: b"), "c|fieldref=z");
  const Applied applied =
      RunRule(kMap, Rule("  s: {q: 1}\n  condition: s\n", "fields: [a, b, c]\n"));
  std::string fields;
  for (const sigma::Text& text : applied.document.fields) fields += text.text;
  EXPECT_EQ(fields, "xyzc");
}

TEST(FieldStepsTest, Names) {
  EXPECT_EQ(Item("- {type: field_name_prefix_mapping, mapping: {win.: windows.}}", "win.a: v"),
            "windows.a=v");
  EXPECT_EQ(Item("- {type: field_name_transform, transform_func: snake_case, mapping: {IP: ip4}}",
                 "sourceIPAddress: v"),
            "source_ip_address=v");
  EXPECT_EQ(Item("- {type: field_name_transform, transform_func: upper}", "a: v"), "A=v");
  EXPECT_EQ(Item("- {type: field_name_prefix, prefix: p.}", "a: v"), "p.a=v");
  EXPECT_EQ(Item("- {type: field_name_suffix, suffix: .keyword}", "a: v"), "a.keyword=v");
  const auto keywords =
      RunRule("- {type: field_name_prefix, prefix: p.}", Rule("  s: [one, two]\n  condition: s\n"));
  EXPECT_EQ(keywords.shown, "=one,two");
}

TEST(FieldStepsTest, CorrelationsGroupByOneField) {
  const auto correlation = [](std::string_view field) {
    return sigma::Parse(
               "title: C\ncorrelation:\n  type: event_count\n  rules: [r]\n  timespan: 5m\n"
               "  group-by: [" +
               std::string(field) + "]\n  condition: {gte: 5}\n")
        .documents.front();
  };
  EXPECT_EQ(RunRule(kMap, correlation("b")).document.correlation()->group_by[0].text, "z");
  EXPECT_EQ(RunRule(kMap, correlation("a")).shown, "P228");
}

TEST(FieldStepsTest, StrictMappingRefusesWhatNoMappingKnows) {
  const std::string strict = std::string(kMap) + "- {type: strict_field_mapping_failure}\n";
  EXPECT_EQ(Item(strict, "b: 1"), "z=1#");
  EXPECT_EQ(Item(strict, "c: 1"), "P222");
}

TEST(ItemStepsTest, DropLeavesTheRest) {
  const std::string drop =
      "- type: drop_detection_item\n"
      "  field_name_conditions: [{type: include_fields, fields: [a]}]\n";
  EXPECT_EQ(Item(drop, "{a: 1, b: 2}"), "b=2#");
  EXPECT_EQ(Item(drop, "a: 1"), "P227");
  const Applied gone = RunRule(drop, Rule("  s: {b: 1}\n  f: {a: 1}\n  condition: s and not f\n"));
  EXPECT_EQ(Show(gone.document.rule()->detection), "s: b=1#; s");
}

TEST(ItemStepsTest, Hashes) {
  const std::string step =
      "- {type: hashes_fields, valid_hash_algos: [MD5, SHA1, IMPHASH], field_prefix: file.}";
  const std::string md5(32, 'a'), sha1(40, 'b');
  EXPECT_EQ(Item(step, "Hashes|contains: ['MD5=" + md5 + "', 'SHA1=" + sha1 + "']"),
            "(file.MD5=" + md5 + " OR file.SHA1=" + sha1 + ")");
  EXPECT_EQ(Item(step, "Hashes: '" + sha1 + "'"), "file.SHA1=" + sha1);
  EXPECT_EQ(Item(step, "Hashes|contains: 'IMPHASH=abc'"), "file.IMPHASH=abc*");
  EXPECT_EQ(Item(step, "Hashes|contains: 'TLSH=abc'"), "P229");
  EXPECT_EQ(Item(step, "other: 'TLSH=abc'"), "other=TLSH=abc");
}

TEST(ItemStepsTest, ExtractFields) {
  const std::string step =
      "- {type: extract_fields, pattern: '(?P<user>[^@]+)@(?P<host>.+)', field_prefix: e.}";
  EXPECT_EQ(Item(step, "mail: 'u@h'"), "(e.user=u AND e.host=h)");
  EXPECT_EQ(Item(step, "mail|neq: 'u@h'"), "(e.user|neq=u OR e.host|neq=h)");
  EXPECT_EQ(Item(step, "mail: x"), "P229");
}

TEST(ItemStepsTest, Failures) {
  EXPECT_EQ(Item("- {type: rule_failure, message: no}", "a: 1"), "P220");
  const std::string fail =
      "- type: detection_item_failure\n  message: no\n"
      "  detection_item_conditions: [{type: is_null, cond: any}]\n";
  EXPECT_EQ(Item(fail, "a: 1"), "a=1#");
  EXPECT_EQ(Item(fail, "a: null"), "P221");
}

TEST(ValueStepsTest, ReplaceString) {
  const std::string file_only =
      "- {type: replace_string, regex: '^\\*\\\\([^\\\\]+)$', replacement: '\\1'}";
  EXPECT_EQ(Item(file_only, "Image|endswith: '\\cmd.exe'"), "Image=cmd.exe");
  const std::string dots = "- {type: replace_string, regex: '\\.', replacement: '-'}";
  EXPECT_EQ(Item(dots, "a|contains: [x.y, z]"), "a|contains=x-y,z");
  EXPECT_EQ(Item(dots, "a|re: x.y"), "a|re=x.y");
  EXPECT_EQ(
      Item("- {type: replace_string, regex: x, replacement: '*', skip_special: true}", "a: 'x*y'"),
      "a=\\**y");
  EXPECT_EQ(Item("- {type: replace_string, regex: x, replacement: '*', skip_special: true, "
                 "interpret_special: true}",
                 "a: 'x?y'"),
            "a=*?y");
}

TEST(ValueStepsTest, MapString) {
  const std::string step = "- {type: map_string, mapping: {Success: [OK, PASS], 'a*': b}}";
  EXPECT_EQ(Item(step, "f: [Success, other]"), "f=OK,PASS,other");
  EXPECT_EQ(Item(step, "f|all: [Success, o]"), "(f=OK,PASS AND f=o)");
  EXPECT_EQ(Item(step, "f|startswith: a"), "f=b");
}

TEST(ValueStepsTest, Regex) {
  EXPECT_EQ(Item("- {type: regex, method: plain}", "f: 'a.b*'"), "f|re|s=^a\\.b");
  EXPECT_EQ(Item("- {type: regex, method: ignore_case_flag}", "f|contains: a?b"), "f|re|i|s=a.b");
  EXPECT_EQ(Item("- {type: regex}", "f: aB"), "f|re=^[aA][bB]$");
  EXPECT_EQ(Item("- {type: regex}", "f|cased: aB"), "f|re=^aB$");
  EXPECT_EQ(Item("- {type: regex}", "f: [a, 1]"), "f=a,1#");
}

TEST(ValueStepsTest, SetConvertCase) {
  EXPECT_EQ(Item("- {type: set_value, value: 1}", "f|contains: x"), "f=1#");
  EXPECT_EQ(Item("- {type: set_value, value: 1, force_type: str}", "f: x"), "f=1");
  EXPECT_EQ(Item("- {type: convert_type, target_type: str}", "f: 4"), "f=4");
  EXPECT_EQ(Item("- {type: convert_type, target_type: num}", "f: '4'"), "f=4#");
  EXPECT_EQ(Item("- {type: convert_type, target_type: num}", "f: x"), "P229");
  EXPECT_EQ(Item("- {type: case, method: upper}", "f|contains: xY"), "f|contains=XY");
}

TEST(PlaceholdersTest, ValuesWildcardsAndTheRest) {
  EXPECT_EQ(Item("- {type: value_placeholders}", "f|expand: 'a-%admins%'"), "f=a-root,a-adm*");
  EXPECT_EQ(Item("- {type: value_placeholders}", "f|expand|contains: '%admins%'"),
            "f|contains=root,adm*");
  EXPECT_EQ(Item("- {type: value_placeholders, exclude: [x]}", "f|expand: '%x%'"), "f|expand=%x%");
  EXPECT_EQ(Item("- {type: value_placeholders}", "f|expand: '%x%'"), "P223");
  EXPECT_EQ(Item("- {type: wildcard_placeholders, include: [x]}", "f|expand: 'a%x%'"), "f=a*");
  EXPECT_EQ(Item("- {type: value_placeholders}", "f: '%x%'"), "f=%x%");
  EXPECT_EQ(Item("- {type: query_expression_placeholders, expression: '{field} in {id}'}",
                 "f|expand: '%x%'"),
            "P225");
  EXPECT_EQ(Item("- {type: file_placeholders, path: x}", "f|expand: '%x%'"), "P224");
}

TEST(RuleStepsTest, AddCondition) {
  const auto condition = [](std::string_view step, std::string_view old) {
    const Applied applied =
        RunRule(step, Rule("  s: {q: 1}\n  condition: " + std::string(old) + "\n"));
    return Show(applied.document.rule()->detection);
  };
  EXPECT_EQ(condition("- {type: add_condition, conditions: {index: main, n|gt: 1}}", "s"),
            "s: q=1#; _cond: (index=main AND n|gt=1#); _cond and s");
  EXPECT_EQ(condition("- {type: add_condition, name: x, negated: true, conditions: {a: [1, 2]}}",
                      "s or not s"),
            "s: q=1#; x: a=1#,2#; not x and (s or not s)");
  EXPECT_EQ(
      condition("- {type: add_condition, template: true, conditions: {i: '$product-{vars.index}"
                "-${service}'}}",
                "s"),
      "s: q=1#; _cond: i=aws-main-cloudtrail; _cond and s");
  // The added search must not be one of them.
  EXPECT_EQ(condition("- {type: add_condition, name: s2, conditions: {a: b}}", "1 of s*"),
            "s: q=1#; _s2: a=b; _s2 and 1 of s*");
}

TEST(RuleStepsTest, LogSourceFieldsAttributes) {
  const Applied applied = RunRule(
      "- {type: change_logsource, category: c}\n- {type: add_field, field: [f, g]}\n"
      "- {type: remove_field, field: f}\n- {type: set_custom_attribute, attribute: k, value: v}\n"
      "- {type: set_state, key: table, val: T}\n",
      Rule("  s: {q: 1}\n  condition: s\n"));
  EXPECT_EQ(applied.document.rule()->logsource.category.text, "c");
  EXPECT_TRUE(applied.document.rule()->logsource.product.empty());
  ASSERT_EQ(applied.document.fields.size(), 1u);
  EXPECT_EQ(applied.document.fields[0].text, "g");
  EXPECT_EQ(AttributeOf(applied.document, "k"), std::vector<std::string>{"v"});
  EXPECT_EQ(applied.state.variables.at("table").text, "T");
  EXPECT_EQ(RunRule("- {type: set_field, fields: [z]}", Rule("  s: {q: 1}\n  condition: s\n"))
                .document.fields.size(),
            1u);
}

TEST(StepsTest, WhatMultipliesIsBounded) {
  std::string fields, values;
  for (int i = 0; i < 40; ++i) {
    fields += "- {type: field_name_mapping, mapping: {a: [a, a]}}\n";
    values += "- {type: map_string, mapping: {v: [v, v]}}\n";
  }
  EXPECT_EQ(Item(fields, "a: v"), "P231");
  EXPECT_EQ(Item(values, "a: v"), "P231");
}

TEST(RuleStepsTest, Nest) {
  EXPECT_EQ(Item("- {type: nest, id: n, items: [{type: field_name_prefix, prefix: p.}, {type: "
                 "field_name_suffix, suffix: .s}]}",
                 "a: 1"),
            "p.a.s=1#");
}

}  // namespace
}  // namespace dcv::pipeline
