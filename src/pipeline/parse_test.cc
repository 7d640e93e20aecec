// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/test_tools.h"

namespace dcv::pipeline {
namespace {

TEST(ParsePipelineTest, Attributes) {
  const Pipeline pipeline = Read(
      "name: n\npriority: 20\nallowed_backends: [splunk]\nvars: {a: 1, b: [x, y]}\n"
      "transformations: [{id: i, type: field_name_prefix, prefix: p}]\n");
  EXPECT_EQ(pipeline.name, "n");
  EXPECT_EQ(pipeline.priority, 20);
  EXPECT_EQ(pipeline.allowed_backends, std::vector<std::string>{"splunk"});
  EXPECT_EQ(pipeline.vars.at("b").size(), 2u);
  ASSERT_EQ(pipeline.transformations.size(), 1u);
  EXPECT_EQ(pipeline.transformations[0].id, "i");
}

TEST(ParsePipelineTest, NothingIsIgnored) {
  EXPECT_EQ(CodesOf("a: [\n"), "P001");
  EXPECT_EQ(CodesOf("name: a\nname: b\n"), "P002");
  EXPECT_EQ(CodesOf("- x\n"), "P201");
  EXPECT_EQ(CodesOf(""), "P201");
  EXPECT_EQ(CodesOf("name: a\n---\nname: b\n"), "P201");
  EXPECT_EQ(CodesOf("nam: a\n"), "P202");
  EXPECT_EQ(CodesOf("priority: high\n"), "P204");
  EXPECT_EQ(CodesOf("vars: {a: {b: c}}\n"), "P204");
  EXPECT_EQ(CodesOf("transformations: x\n"), "P204");
  EXPECT_EQ(CodesOf("transformations: [x]\n"), "P204");
  EXPECT_EQ(CodesOf("transformations: [{type: field_name_mappin}]\n"), "P203");
  EXPECT_EQ(CodesOf("transformations: [{type: nest, items: [{type: x}]}]\n"), "P203");
  EXPECT_EQ(CodesOf("transformations: [{type: field_name_prefix, prefix: p, sufix: s}]\n"), "P202");
  EXPECT_EQ(CodesOf("transformations: [{type: field_name_prefix}]\n"), "P205");
  EXPECT_EQ(CodesOf("transformations: [{type: case, method: camel}]\n"), "P206");
  EXPECT_EQ(CodesOf("transformations: [{type: replace_string, regex: '(?=a)', replacement: b}]\n"),
            "P207");
  EXPECT_EQ(CodesOf("transformations: [{type: replace_string, regex: a, replacement: '\\1'}]\n"),
            "P207");
  EXPECT_EQ(CodesOf("finalizers: [{type: cat}]\n"), "P203");
}

TEST(ParsePipelineTest, NetworkAndCommandsAreRefused) {
  EXPECT_EQ(CodesOf("transformations: [{type: http_placeholders, url: 'http://x'}]\n"), "P209");
  EXPECT_EQ(CodesOf("transformations: [{type: command_placeholders, cmd: [id]}]\n"), "P209");
}

TEST(ParsePipelineTest, ProblemsHaveAPlaceAndANearName) {
  const Parsed parsed = ParsePipeline("name: n\ntransformations:\n  - type: field_name_maping\n");
  ASSERT_EQ(parsed.problems.size(), 1u);
  EXPECT_EQ(parsed.problems[0].place, (Place{3, 11}));
  EXPECT_EQ(parsed.problems[0].remedy, "did you mean field_name_mapping?");
  EXPECT_FALSE(parsed.pipeline);
}

TEST(ApplyTest, PipelinesInOrderOfPriority) {
  const Pipeline late =
      Read("priority: 50\ntransformations: [{type: field_name_prefix, prefix: l}]");
  const Pipeline early =
      Read("priority: 9\ntransformations: [{type: field_name_prefix, prefix: e}]");
  sigma::Document document = Rule("  s: {a: 1}\n  condition: s\n");
  State state;
  EXPECT_TRUE(Apply({late, early}, document, state).empty());
  EXPECT_EQ(Show(document.rule()->detection), "s: lea=1#; s");
}

TEST(ApplyTest, AllowedBackends) {
  const Pipeline pipeline = Read("allowed_backends: [splunk]");
  sigma::Document document = Rule("  s: {a: 1}\n  condition: s\n");
  State state;
  Options options;
  EXPECT_TRUE(Apply({pipeline}, document, state, options).empty());
  options.backend = "eql";
  EXPECT_EQ(Codes(Apply({pipeline}, document, state, options)), "P226");
  options.backend = "splunk";
  EXPECT_TRUE(Apply({pipeline}, document, state, options).empty());
}

constexpr std::string_view kCloud = R"(
name: CloudTrail in a lake
priority: 20
vars:
  tables: cloudtrail_prod
  break_glass: ['arn:aws:iam::*:user/breakglass', 'arn:aws:iam::*:root']
transformations:
  - id: table
    type: set_state
    key: table
    val: cloudtrail_prod
    rule_conditions: [{type: logsource, product: aws, service: cloudtrail}]
  - id: names
    type: field_name_mapping
    mapping:
      eventSource: api.service.name
      eventName: api.operation
      userIdentity.arn: [actor.user.uid, actor.session.issuer]
    rule_conditions: [{type: processing_state, key: table, val: cloudtrail_prod}]
  - id: rest
    type: field_name_prefix
    prefix: unmapped.
    field_name_cond_not: true
    field_name_conditions: [{type: processing_item_applied, processing_item_id: names}]
  - type: value_placeholders
    include: [break_glass]
  - type: map_string
    mapping: {AccessDenied: [AccessDenied, Client.UnauthorizedOperation]}
    field_name_conditions: [{type: include_fields, fields: [unmapped.errorCode]}]
  - type: add_condition
    name: scope
    conditions: {metadata.product: CloudTrail}
  - type: change_logsource
    category: api_activity
    rule_conditions: [{type: processing_item_applied, processing_item_id: table}]
postprocessing:
  - type: template
    template: |
      SELECT * FROM {{ pipeline.state.table }} WHERE {{ query }} -- {{ rule.title }}
finalizers:
  - type: concat
    separator: ";\n"
)";

TEST(ApplyTest, ACloudPipeline) {
  const Pipeline pipeline = Read(kCloud);
  sigma::Document document = Rule(
      "  selection:\n    eventSource: iam.amazonaws.com\n    eventName|startswith: [Create, Put]\n"
      "    errorCode: AccessDenied\n"
      "  filter:\n    userIdentity.arn|expand: '%break_glass%'\n"
      "  condition: selection and not filter\n");
  State state;
  Problems problems = Apply({pipeline}, document, state);
  EXPECT_EQ(Codes(problems), "");
  EXPECT_EQ(Show(document.rule()->detection),
            "selection: (api.service.name=iam.amazonaws.com AND "
            "api.operation|startswith=Create,Put AND "
            "unmapped.errorCode=AccessDenied,Client.UnauthorizedOperation); "
            "filter: (actor.user.uid=arn:aws:iam::*:user/breakglass,arn:aws:iam::*:root OR "
            "actor.session.issuer=arn:aws:iam::*:user/breakglass,arn:aws:iam::*:root); "
            "scope: metadata.product=CloudTrail; "
            "scope and selection and not filter");
  EXPECT_EQ(document.rule()->logsource.category.text, "api_activity");
  const std::string query = Postprocess({pipeline}, "a = 1", document, state, problems);
  EXPECT_EQ(query, "SELECT * FROM cloudtrail_prod WHERE a = 1 -- T");
  EXPECT_EQ(Finalize({pipeline}, {query, "b"}, problems), std::vector<std::string>{query + ";\nb"});
  EXPECT_TRUE(problems.empty());
}

TEST(TransformationNamesTest, AllOfPySigma) {
  EXPECT_EQ(TransformationNames().size(), 31u);
}

}  // namespace
}  // namespace dcv::pipeline
