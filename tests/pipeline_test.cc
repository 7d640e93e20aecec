// SPDX-License-Identifier: Apache-2.0
// `--pipeline` of `dcv check` and `dcv explain`, as a user runs them.
#include <gtest/gtest.h>

#include "process.h"

namespace dcv::test {
namespace {

constexpr const char* kRule = R"(title: Logging stopped
id: 6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40
name: logging_stopped
status: test
level: low
description: Made for a test of the program.
logsource: {product: aws, service: cloudtrail}
detection:
    s: {eventName: StopLogging, userIdentity.arn|startswith: 'arn:aws:iam::'}
    condition: s
)";

// Names of the Elastic Common Schema, as an index of a user may have them.
constexpr const char* kEcs = R"(name: ECS
transformations:
  - id: names
    type: field_name_mapping
    mapping:
      eventName: event.action
      userIdentity.arn: [user.id, user.target.id]
    rule_conditions: [{type: logsource, product: aws, service: cloudtrail}]
  - id: place
    type: change_logsource
    product: ecs
    rule_conditions: [{type: logsource, product: aws, service: cloudtrail}]
)";

constexpr const char* kFlat =
    R"({"event.action": "StopLogging", "user.target.id": "arn:aws:iam::111122223333:user/a"})";

class PipelineOption : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = FreshFolder();
    Add("rule.yml", kRule);
    Add("ecs.yml", kEcs);
    Add("event.json", kFlat);
  }
  void Add(const std::string& name, const std::string& text) {
    WriteAll(folder_ + "/" + name, text);
  }
  Ran Run(std::vector<std::string> arguments) {
    return RunDcv(std::move(arguments), {.directory = folder_});
  }
  std::string folder_;
};

bool Contains(const std::string& text, const std::string& wanted) {
  return text.find(wanted) != text.npos;
}

TEST_F(PipelineOption, ARuleMatchesEventsOfTheUsersOwnIndex) {
  const Ran raw = Run({"explain", "rule.yml", "event.json"});
  EXPECT_TRUE(Contains(raw.out, "0 of 1 events match")) << raw.out;
  const Ran mapped = Run({"explain", "rule.yml", "event.json", "--pipeline", "ecs.yml"});
  EXPECT_EQ(mapped.exit_code, 0) << mapped.err;
  EXPECT_TRUE(Contains(mapped.out, "1 of 1 events match")) << mapped.out;
  EXPECT_TRUE(Contains(mapped.out, "product ecs (fields are named by the pipeline)")) << mapped.out;
  EXPECT_FALSE(Contains(mapped.out, "eventName")) << mapped.out;
}

TEST_F(PipelineOption, ARuleThatKeepsItsNamesKeepsTheTableOfItsLog) {
  Add("other.yml",
      "transformations:\n  - {type: field_name_mapping, mapping: {sourceIPAddress: source.ip}}\n");
  const Ran ran = Run({"explain", "rule.yml", "--pipeline", "other.yml"});
  EXPECT_TRUE(Contains(ran.out, "(AWS CloudTrail)")) << ran.out;
}

TEST_F(PipelineOption, PipelinesApplyByPriorityAndTheOrderGiven) {
  Add("second.yml",
      "priority: 5\ntransformations:\n  - {type: field_name_prefix, prefix: 'log.'}\n");
  const Ran ran = Run({"explain", "rule.yml", "--pipeline", "second.yml", "--pipeline", "ecs.yml"});
  EXPECT_TRUE(Contains(ran.out, "log.event.action")) << ran.out;
}

TEST_F(PipelineOption, PlaceholdersAreResolvedBeforeTheRuleIsChecked) {
  const std::string rule(kRule);
  Add("rule.yml", rule.substr(0, rule.find("    s: ")) +
                      "    s: {userIdentity.arn|expand: '%admins%'}\n    condition: s\n");
  const Ran without = Run({"check", "rule.yml"});
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_TRUE(Contains(without.out, "P103")) << without.out;
  Add("vars.yml", "vars: {admins: [root, admin]}\ntransformations: [{type: value_placeholders}]\n");
  const Ran with = Run({"check", "rule.yml", "--pipeline", "vars.yml"});
  EXPECT_EQ(with.exit_code, 0) << with.out;
  EXPECT_TRUE(Contains(with.out, "1 rule in 1 file: 0 errors")) << with.out;
}

TEST_F(PipelineOption, ValuesComeFromTheNamedFolderAlone) {
  const std::string rule(kRule);
  Add("rule.yml", rule.substr(0, rule.find("    s: ")) +
                      "    s: {eventName|expand: '%calls%'}\n    condition: s\n");
  Add("calls.yml",
      "transformations: [{type: file_placeholders, path: calls.txt, format: plaintext}]\n");
  Add("values/calls.txt", "StopLogging\nDeleteTrail\n");
  const Ran none = Run({"check", "rule.yml", "--pipeline", "calls.yml"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_TRUE(Contains(none.out, "P224")) << none.out;
  const Ran ran =
      Run({"explain", "rule.yml", "--pipeline", "calls.yml", "--pipeline-files", "values"});
  EXPECT_TRUE(Contains(ran.out, "deletetrail")) << ran.out << ran.err;
  EXPECT_EQ(Run({"check", "rule.yml", "--pipeline", "calls.yml", "--pipeline-files", "nowhere"})
                .exit_code,
            2);
}

TEST_F(PipelineOption, ABrokenPipelineIsReportedAtItsPlace) {
  Add("bad.yml", "name: x\ntransformations:\n  - type: field_name_maping\n    mapping: {a: b}\n");
  const Ran check = Run({"check", "rule.yml", "--pipeline", "bad.yml"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_TRUE(Contains(check.out, "bad.yml:3:")) << check.out;
  EXPECT_TRUE(Contains(check.out, "P203")) << check.out;
  EXPECT_TRUE(Contains(check.out, "did you mean field_name_mapping?")) << check.out;
  const Ran explain = Run({"explain", "rule.yml", "--pipeline", "bad.yml"});
  EXPECT_EQ(explain.exit_code, 2);
  EXPECT_EQ(explain.out, "");
  EXPECT_TRUE(Contains(explain.err, "dcv: bad.yml:3:")) << explain.err;
  Add("cut.yml.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", 11));
  EXPECT_EQ(Run({"check", "rule.yml", "--pipeline", "cut.yml.gz"}).exit_code, 3);
  EXPECT_EQ(Run({"check", "rule.yml", "--pipeline", "nowhere.yml"}).exit_code, 2);
  EXPECT_EQ(Run({"check", "rule.yml", "--pipeline", "."}).exit_code, 2);
  EXPECT_EQ(Run({"explain", "I008", "--pipeline", "ecs.yml"}).exit_code, 2);
}

TEST_F(PipelineOption, ARefusedRuleCostsOnlyItself) {
  Add("strict.yml", std::string(kEcs) + "  - {id: strict, type: strict_field_mapping_failure}\n");
  const std::string rule(kRule);
  Add("rule.yml", rule +
                      "---\ntitle: Another\nlogsource: {product: aws, service: cloudtrail}\n"
                      "detection:\n    s: {awsRegion: us-east-1}\n    condition: s\n");
  const Ran check = Run({"check", "rule.yml", "--pipeline", "strict.yml"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_TRUE(Contains(check.out, "rule.yml:15:9: error P222")) << check.out;
  EXPECT_TRUE(Contains(check.out, "pipeline 'ECS', item 'strict'")) << check.out;
  EXPECT_TRUE(Contains(check.out, "1 error,")) << check.out;
  const Ran explain = Run({"explain", "rule.yml", "event.json", "--pipeline", "strict.yml"});
  EXPECT_EQ(explain.exit_code, 1);
  EXPECT_TRUE(Contains(explain.out, "1 of 1 events match")) << explain.out;
  EXPECT_TRUE(Contains(explain.out, "P222")) << explain.out;
}

// The pipeline's conditions name more than the filter does, and the log source it was written for
// is gone afterwards.
TEST_F(PipelineOption, AFilterFindsItsRulesAndReadsAsTheyDo) {
  Add("rule.yml", std::string(kRule) +
                      "---\ntitle: Not the deployer\nlogsource: {product: aws}\n"
                      "filter:\n    rules: any\n    s: {userIdentity.arn|endswith: /deployer}\n"
                      "    condition: not s\n");
  Add("event.json", std::string(kFlat) +
                        "\n{\"event.action\": \"StopLogging\", \"user.id\": "
                        "\"arn:aws:iam::111122223333:role/deployer\"}\n");
  const Ran ran = Run({"explain", "rule.yml", "event.json", "--pipeline", "ecs.yml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(Contains(ran.out, "Filtered by: Not the deployer")) << ran.out;
  EXPECT_TRUE(Contains(ran.out, "Event 1 (not recognised): matches")) << ran.out;
  EXPECT_TRUE(Contains(ran.out, "Event 2 (not recognised): does not match")) << ran.out;
}

TEST_F(PipelineOption, AFilterThatThePipelineRefusesIsReportedOnce) {
  Add("rule.yml", std::string(kRule) +
                      "---\ntitle: f\nlogsource: {product: aws}\nfilter:\n    rules: any\n"
                      "    s: {awsRegion: us-east-1}\n    condition: not s\n");
  Add("strict.yml", std::string(kEcs) + "  - {id: strict, type: strict_field_mapping_failure}\n");
  const Ran check = Run({"check", "rule.yml", "--pipeline", "strict.yml"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_TRUE(Contains(check.out, "rule.yml:16:9: error P222")) << check.out;
  EXPECT_TRUE(Contains(check.out, "1 error,")) << check.out;
}

TEST_F(PipelineOption, ConditionsOfCorrelationsAskTheRulesBelow) {
  Add("ecs.yml",
      "transformations:\n  - type: field_name_mapping\n    mapping: {userIdentity.arn: user.id}\n"
      "    rule_conditions: [{type: logsource, product: aws}]\n");
  const std::string correlation =
      "---\ntitle: Many\nname: many\ncorrelation:\n    type: event_count\n"
      "    rules: [logging_stopped]\n    group-by: [userIdentity.arn]\n    timespan: 5m\n"
      "    condition: {gte: 3}\n";
  Add("rule.yml", kRule + correlation +
                      "---\ntitle: Chained\ncorrelation:\n    type: event_count\n"
                      "    rules: [many]\n    group-by: [userIdentity.arn]\n    timespan: 1h\n"
                      "    condition: {gte: 2}\n");
  const Ran ran = Run({"explain", "rule.yml", "--pipeline", "ecs.yml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(Contains(ran.out, "within 300 seconds by user.id of")) << ran.out;
  EXPECT_TRUE(Contains(ran.out, "within 3600 seconds by user.id of")) << ran.out;
}

// Checks read what the author wrote: a pipeline changes none of their findings.
TEST_F(PipelineOption, ChecksAreOfTheRuleAsWritten) {
  Add("rule.yml", std::string(kRule) + "date: 2024/01/02\ntags: [attack.t9999]\n");
  const Ran without = Run({"check", "rule.yml"});
  EXPECT_TRUE(Contains(without.out, " R0")) << without.out;
  EXPECT_EQ(Run({"check", "rule.yml", "--pipeline", "ecs.yml"}).out, without.out);
  const Ran fixed = Run({"check", "rule.yml", "--pipeline", "ecs.yml", "--fix"});
  EXPECT_TRUE(Contains(fixed.out, "1 fixed")) << fixed.out;
  EXPECT_TRUE(Contains(ReadAll(folder_ + "/rule.yml"), "eventName: StopLogging"));
}

}  // namespace
}  // namespace dcv::test
