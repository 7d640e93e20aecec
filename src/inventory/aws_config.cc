// SPDX-License-Identifier: Apache-2.0
// AWS Config. Source: Config API reference, DescribeConfigRules, DescribeComplianceByConfigRule,
// DescribeConfigurationRecorderStatus (read 2026-11).
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

// ConfigRuleState: ACTIVE and EVALUATING work; DELETING and DELETING_RESULTS no longer do.
State RuleState(std::string_view text) {
  if (text == "ACTIVE" || text == "EVALUATING") return State::kOn;
  if (text == "DELETING" || text == "DELETING_RESULTS") return State::kOff;
  return State::kUnknown;
}

}  // namespace

void ReadConfigRules(Answer& answer) {
  const uint8_t source = answer.Source("aws_config");
  if (answer.root().Find("ConfigRules").IsEmptyArray()) {  // no rule at all is an answer too
    answer.SetAnswered(source, State::kOn, answer.path_scope(), answer.At("/ConfigRules"));
  }
  answer.ForRows("/ConfigRules", [&](json::Value rule, const Place& place) {
    const Scope scope = answer.ArnScope(answer.Text(rule, "ConfigRuleArn", place));
    const std::string_view name = answer.Text(rule, "ConfigRuleName", place);
    const json::Value origin = answer.Object(rule, "Source", place);
    const std::string_view owner = answer.Text(origin, "Owner", place);
    const std::string_view identifier = answer.Text(origin, "SourceIdentifier", place);
    // A rule of one's own (CUSTOM_LAMBDA, CUSTOM_POLICY) is known by its name alone.
    const DetectionId detection =
        owner == "AWS" ? answer.Listed(source, identifier, place) : answer.Own(name);
    answer.State(source, detection, RuleState(answer.Text(rule, "ConfigRuleState", place)), scope,
                 place);
    answer.AddAlias({source, scope.account, scope.region, answer.Name(name), detection});
    answer.SetAnswered(source, State::kOn, scope, place);
  });
}

void ReadConfigCompliance(Answer& answer) {
  const uint8_t source = answer.Source("aws_config");
  answer.ForRows("/ComplianceByConfigRules", [&](json::Value row, const Place& place) {
    const std::string_view type =
        answer.Text(answer.Object(row, "Compliance", place), "ComplianceType", place);
    // NOT_APPLICABLE and INSUFFICIENT_DATA tell nothing about the outcome.
    const Compliance compliance = type == "COMPLIANT"       ? Compliance::kPass
                                  : type == "NON_COMPLIANT" ? Compliance::kFail
                                                            : Compliance::kNone;
    Fact fact;
    fact.source = source;
    fact.kind = FactKind::kCompliance;
    fact.detection = answer.Own(answer.Text(row, "ConfigRuleName", place));
    fact.by_alias = true;
    fact.state = State::kOn;
    fact.compliance = compliance;
    fact.account = answer.path_scope().account;
    fact.region = answer.path_scope().region;
    fact.place = place;
    answer.Add(fact);
  });
}

void ReadConfigRecorderStatus(Answer& answer) {
  const uint8_t source = answer.Source("aws_config");
  const char* path = "/ConfigurationRecordersStatus";
  const json::Value rows = answer.Array(answer.root(), path + 1, answer.At(""));
  answer.ForEach(rows, path, [&](json::Value row, const Place& place) {
    const std::optional<bool> recording = answer.Flag(row, "recording", place);
    const State state = !recording ? State::kUnknown : *recording ? State::kOn : State::kOff;
    answer.Setting(source, "@recorder", state, answer.ArnScope(answer.Text(row, "arn", place)),
                   place, answer.Text(row, "lastStatus", place));
  });
  if (rows.IsEmptyArray()) {
    answer.Setting(source, "@recorder", State::kOff, answer.path_scope(), answer.At(path),
                   "no recorder");
  }
}

}  // namespace dcv::inventory
