// SPDX-License-Identifier: Apache-2.0
// AWS GuardDuty. Source: GuardDuty API reference, ListDetectors, GetDetector, GetFindings (read
// 2026-11). The features that a finding type needs are its plan in data/vendor/aws_guardduty.tsv.
#include <map>

#include "base/text.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

struct Feature {
  State state = State::kUnknown;
  Place place;
};
using Features = std::map<std::string, Feature, std::less<>>;

State Enabled(std::string_view text) {
  if (text == "ENABLED") return State::kOn;
  if (text == "DISABLED") return State::kOff;
  return State::kUnknown;
}

// Before 2023 an answer had DataSources in place of Features.
void ReadDataSources(Answer& answer, Features& features) {
  const Place place = answer.At("/DataSources");
  const json::Value sources = answer.Object(answer.root(), "DataSources", answer.At(""));
  auto status = [&](json::Value holder) { return Enabled(answer.Text(holder, "Status", place)); };
  if (const json::Value s3 = answer.Object(sources, "S3Logs", place); s3.Is(json::Type::kObject)) {
    features["S3_DATA_EVENTS"] = {status(s3), place};
  }
  const json::Value kubernetes = answer.Object(sources, "Kubernetes", place);
  if (kubernetes.Is(json::Type::kObject)) {
    features["EKS_AUDIT_LOGS"] = {status(answer.Object(kubernetes, "AuditLogs", place)), place};
  }
  const json::Value malware = answer.Object(sources, "MalwareProtection", place);
  if (malware.Is(json::Type::kObject)) {
    const json::Value scan = answer.Object(malware, "ScanEc2InstanceWithFindings", place);
    features["EBS_MALWARE_PROTECTION"] = {status(answer.Object(scan, "EbsVolumes", place)), place};
  }
}

Features ReadFeatures(Answer& answer) {
  Features features;
  ReadDataSources(answer, features);
  const json::Value list = answer.Array(answer.root(), "Features", answer.At(""));
  answer.ForEach(list, "/Features", [&](json::Value feature, const Place& place) {
    features[std::string(answer.Text(feature, "Name", place))] = {
        Enabled(answer.Text(feature, "Status", place)), place};
  });
  return features;
}

// On when any alternative of the plan is on; off when all are; else not told.
Feature PlanState(const Features& features, std::string_view plan, const Feature& base) {
  if (plan.empty() || base.state != State::kOn) return base;
  bool all_told = true;
  Feature last = base;
  for (std::string_view alternative : Split(plan, '|')) {
    const auto found = features.find(alternative);
    if (found == features.end() || found->second.state == State::kUnknown) {
      all_told = false;
      continue;
    }
    last = found->second;
    if (last.state == State::kOn) return last;
  }
  last.state = all_told ? State::kOff : State::kUnknown;
  return last;
}

// Findings made by CreateSampleFindings prove nothing. Source: GuardDuty user guide, "Sample
// findings": their title begins with [SAMPLE] and additionalInfo holds "sample": true.
bool IsSample(Answer& answer, json::Value finding, const Place& place) {
  if (answer.Text(finding, "Title", place).starts_with("[SAMPLE]")) return true;
  const json::Value info =
      answer.Object(answer.Object(finding, "Service", place), "AdditionalInfo", place);
  const json::Value sample = info.Find("Sample");
  if (sample.boolean().value_or(false) || sample.text() == "true") return true;
  const std::string_view value = info.Find("Value").text();  // JSON in a string
  return value.find("\"sample\":true") != value.npos ||
         value.find("\"sample\": true") != value.npos;
}

}  // namespace

void ReadGuardDutyDetectorList(Answer& answer) {
  const uint8_t source = answer.Source("aws_guardduty");
  const Place place = answer.At("/DetectorIds");
  const json::Value ids = answer.Array(answer.root(), "DetectorIds", answer.At(""));
  for (json::Value id : ids.elements()) {
    answer.Setting(source, "@detector", State::kOn, answer.path_scope(), place, id.text());
  }
  // With an id, only GetDetector tells what is on.
  if (ids.IsEmptyArray()) {
    answer.Setting(source, "@detector", State::kOff, answer.path_scope(), place);
    answer.SetAnswered(source, State::kOff, answer.path_scope(), place, "no detector");
  }
}

void ReadGuardDutyDetector(Answer& answer) {
  const uint8_t source = answer.Source("aws_guardduty");
  const Features features = ReadFeatures(answer);
  const Feature base = {Enabled(answer.Text(answer.root(), "Status", answer.At(""))),
                        answer.At("/Status")};
  // The service role's ARN names the account; nothing in this answer names the region.
  const ScopeText role = FromArn(answer.Text(answer.root(), "ServiceRole", answer.At("")));
  const Scope scope = answer.ScopeOf(role.account, "");
  answer.Setting(source, "@detector", base.state, scope, base.place);
  for (const auto& [name, feature] : features) {
    answer.Setting(source, "@feature/" + name, feature.state, scope, feature.place);
  }
  const catalog::Source& listed = answer.catalog().sources()[source];
  for (uint32_t i = listed.first; i < listed.first + listed.count; ++i) {
    const catalog::Detection& detection = answer.catalog().detections()[i];
    if (detection.retired()) continue;
    const Feature plan = PlanState(features, detection.plan, base);
    answer.State(source, i, plan.state, scope, plan.place,
                 plan.state == State::kUnknown ? "the answer does not tell its feature" : "");
  }
}

void ReadGuardDutyFindings(Answer& answer) {
  const uint8_t source = answer.Source("aws_guardduty");
  answer.ForRows("/Findings", [&](json::Value finding, const Place& place) {
    if (IsSample(answer, finding, place)) {
      answer.Report("I013", place, "a sample finding of GuardDuty is no proof");
      return;
    }
    const Scope scope = answer.ScopeOf(answer.Text(finding, "AccountId", place),
                                       answer.Text(finding, "Region", place));
    const json::Value service = answer.Object(finding, "Service", place);
    std::string_view time = answer.Text(service, "EventLastSeen", place);
    if (time.empty()) time = answer.Text(finding, "UpdatedAt", place);
    const std::string_view type = answer.Text(finding, "Type", place);
    answer.Fired(source, answer.Listed(source, type, place), scope, place, time,
                 answer.Text(finding, "Id", place));
  });
}

}  // namespace dcv::inventory
