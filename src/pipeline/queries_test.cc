// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pipeline/test_tools.h"

namespace dcv::pipeline {
namespace {

std::string Post(const std::string& items, const std::string& query = "q") {
  const Pipeline pipeline = Read(
      "vars: {v: V}\ntransformations:\n- {type: set_state, key: table, val: T}\n"
      "- {type: set_custom_attribute, attribute: team, value: blue}\npostprocessing:\n" +
      items);
  sigma::Document document = Rule("  s: {a: 1}\n  condition: s\n");
  State state;
  Problems problems = Apply({pipeline}, document, state);
  const std::string out = Postprocess({pipeline}, query, document, state, problems);
  return problems.empty() ? out : Codes(problems);
}

TEST(PostprocessingTest, Types) {
  EXPECT_EQ(Post("- {type: embed, prefix: '[ ', suffix: ' ]'}"), "[ q ]");
  EXPECT_EQ(Post("- {type: simple_template, template: '{{{query}}} {rule.title} "
                 "{pipeline.state[table]} {vars.v}'}"),
            "{q} T T V");
  EXPECT_EQ(Post("- type: template\n  template: \"{# c #}{{ query }}|{{ rule.level }}|"
                 "{{rule.logsource.product}}|{{ pipeline.state['table'] }}|"
                 "{{ rule.custom_attributes.team }} {{- pipeline.vars.v }}\\n\""),
            "q|high|aws|T|blueV");
  EXPECT_EQ(Post("- {type: json, json_template: '{\"q\": \"%QUERY%\", \"n\": 1}'}", "a\"b\n"),
            "{\"q\": \"a\\\"b\\n\", \"n\": 1}");
  EXPECT_EQ(Post("- {type: replace, pattern: '(q+)', replacement: '<\\g<1>>'}", "aqqb"), "a<qq>b");
  EXPECT_EQ(Post("- {type: nest, items: [{type: embed, prefix: a}, {type: embed, suffix: b}]}"),
            "aqb");
}

TEST(PostprocessingTest, ConditionsAndMissingValues) {
  EXPECT_EQ(Post("- {type: embed, prefix: x, rule_conditions: [{type: logsource, product: gcp}]}"),
            "q");
  EXPECT_EQ(Post("- {type: template, template: '{{ pipeline.state.other }}'}"), "P230");
}

TEST(PostprocessingTest, WhatTemplatesCannotSay) {
  const auto codes = [](const std::string& item) {
    return CodesOf("postprocessing: [{" + item + "}]");
  };
  EXPECT_EQ(codes("type: template, template: '{% if x %}y{% endif %}'"), "P210");
  EXPECT_EQ(codes("type: template, template: '{{ query | upper }}'"), "P210");
  EXPECT_EQ(codes("type: template, template: '{{ rule.tags }}'"), "P210");
  EXPECT_EQ(codes("type: template, template: '{{ query'"), "P210");
  EXPECT_EQ(codes("type: template, template: x, vars: x.py"), "P209");
  EXPECT_EQ(codes("type: simple_template, template: '{query'"), "P210");
  EXPECT_EQ(codes("type: embed, prefix: 'index={pipeline.state[index]} '"), "P210");
  EXPECT_EQ(codes("type: json, json_template: '{'"), "P204 P205");
  EXPECT_EQ(codes("type: jsn"), "P203");
}

std::string Final(const std::string& finalizers) {
  const Pipeline pipeline = Read("vars: {v: V}\nfinalizers:\n" + finalizers);
  Problems problems;
  const auto out = Finalize({pipeline}, {"a\"", "b: c"}, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(out.size(), 1u);
  return out.front();
}

TEST(FinalizersTest, Types) {
  EXPECT_EQ(Final("- {type: concat}"), "a\"\nb: c");
  EXPECT_EQ(Final("- {type: concat, separator: ' or ', prefix: '(', suffix: ')'}"),
            "(a\" or b: c)");
  EXPECT_EQ(Final("- {type: json}"), "[\"a\\\"\", \"b: c\"]");
  EXPECT_EQ(Final("- {type: json, indent: 2}"), "[\n  \"a\\\"\",\n  \"b: c\"\n]");
  EXPECT_EQ(Final("- {type: yaml}"), "- a\"\n- 'b: c'\n");
  EXPECT_EQ(
      Final("- type: template\n  template: '{{ pipeline.vars.v }}:{% for q in queries %}<{{ q "
            "}}>{% endfor %}'"),
      "V:<a\"><b: c>");
  EXPECT_EQ(Final("- type: nested\n  finalizers: [{type: concat, separator: ;}, {type: json}]"),
            "\"a\\\";b: c\"");
}

TEST(FinalizersTest, NoneLeavesTheQueries) {
  Problems problems;
  EXPECT_EQ(Finalize({}, {"a", "b"}, problems), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(Finalize({Read("finalizers: [{type: json}]")}, {}, problems),
            std::vector<std::string>{"[]"});
}

}  // namespace
}  // namespace dcv::pipeline
