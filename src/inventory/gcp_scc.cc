// SPDX-License-Identifier: Apache-2.0
// Google Security Command Center. Source: SCC REST reference v1 and v2 (findings, sources,
// notificationConfigs), Security Center Management v1 (securityCenterServices), Security Command
// Center v1beta2 settings (read 2026-11).
#include <map>

#include "base/text.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

State Enabled(std::string_view text) {
  if (text == "ENABLED") return State::kOn;
  // INGEST_ONLY: findings are taken in, the service itself does not run.
  if (text == "DISABLED" || text == "INGEST_ONLY") return State::kOff;
  return State::kUnknown;  // INHERITED and UNSPECIFIED tell nothing by themselves
}

// The effective state; where the answer has only the intended one, that.
State Effective(Answer& answer, json::Value holder, const Place& place) {
  for (const char* name : {"effectiveEnablementState", "serviceEnablementState",
                           "moduleEnablementState", "intendedEnablementState"}) {
    if (const std::string_view text = answer.Text(holder, name, place); !text.empty()) {
      return Enabled(text);
    }
  }
  return State::kUnknown;
}

// ".../securityCenterServices/event-threat-detection" and ".../eventThreatDetectionSettings".
std::string ServiceId(std::string_view name) {
  std::string_view last = LastSegment(name);
  if (!last.ends_with("Settings")) return std::string(last);
  static const std::map<std::string_view, std::string> kSettings = {
      {"securityHealthAnalyticsSettings", "security-health-analytics"},
      {"eventThreatDetectionSettings", "event-threat-detection"},
      {"containerThreatDetectionSettings", "container-threat-detection"},
      {"virtualMachineThreatDetectionSettings", "vm-threat-detection"},
      {"webSecurityScannerSettings", "web-security-scanner"}};
  const auto found = kSettings.find(last);
  return found == kSettings.end() ? std::string(last) : found->second;
}

// Of a detection's modules the most enabled; a module the answer does not name follows its service,
// unless the vendor ships it off.
State DetectionState(const catalog::Detection& detection, State service,
                     const std::map<std::string_view, State>& modules) {
  if (service != State::kOn) return service;
  State best = State::kOff;
  for (std::string_view module : Split(detection.module, '|')) {
    const auto found = modules.find(module);
    const State silent = detection.status.find("default off") != std::string_view::npos
                             ? State::kUnknown
                             : State::kOn;
    best = std::max(best, found == modules.end() ? silent : found->second);
  }
  return best;
}

void ReadService(Answer& answer, json::Value service, const Place& place) {
  const uint8_t source = answer.Source("gcp_scc");
  const std::string_view name = answer.Text(service, "name", place);
  const std::string id = ServiceId(name);
  const Scope scope = answer.GcpScope(name);
  const State state = Effective(answer, service, place);
  std::map<std::string_view, State> modules;
  for (const auto& [module, settings] : answer.Object(service, "modules", place).members()) {
    modules[module] = Effective(answer, settings, place);
  }
  answer.Setting(source, "@service/" + id, state, scope, place);
  const catalog::Source& listed = answer.catalog().sources()[source];
  for (uint32_t i = listed.first; i < listed.first + listed.count; ++i) {
    const catalog::Detection& detection = answer.catalog().detections()[i];
    if (detection.plan != id || detection.status == "unavailable") continue;
    answer.State(source, i, DetectionState(detection, state, modules), scope, place);
  }
}

void ReadFinding(Answer& answer, json::Value row, const Place& place) {
  const uint8_t source = answer.Source("gcp_scc");
  const json::Value nested = row.Find("finding");
  const json::Value finding = nested.Is(json::Type::kObject) ? nested : row;
  const std::string_view name = answer.Text(finding, "name", place);
  const Scope scope = answer.GcpScope(name);
  const std::string_view category = answer.Text(finding, "category", place);
  const DetectionId detection = answer.Listed(source, category, place);
  const bool active = answer.Text(finding, "state", place) == "ACTIVE";
  const bool posture =
      (detection & kOwnName) == 0
          ? answer.catalog().detections()[detection].kind == catalog::Kind::kPosture
          : answer.Text(finding, "findingClass", place) == "MISCONFIGURATION";
  if (posture) {
    answer.Complied(source, detection, active ? Compliance::kFail : Compliance::kPass, scope,
                    place);
    return;
  }
  answer.Fired(source, detection, scope, place, answer.Text(finding, "eventTime", place),
               LastSegment(name));
}

}  // namespace

void ReadSccFindings(Answer& answer) {
  const char* path =
      answer.root().Find("findings").Is(json::Type::kArray) ? "/findings" : "/listFindingsResults";
  answer.ForRows(path,
                 [&](json::Value row, const Place& place) { ReadFinding(answer, row, place); });
}

void ReadSccSources(Answer& answer) {
  answer.ForRows("/sources", [&](json::Value row, const Place& place) {
    const std::string key = "@source/" + std::string(answer.Text(row, "displayName", place));
    answer.Setting(answer.Source("gcp_scc"), key, State::kOn,
                   answer.GcpScope(answer.Text(row, "name", place)), place);
  });
}

void ReadSccServices(Answer& answer) {
  answer.ForRows("/securityCenterServices",
                 [&](json::Value row, const Place& place) { ReadService(answer, row, place); });
}

void ReadSccNotifications(Answer& answer) {
  answer.ForRows("/notificationConfigs", [&](json::Value row, const Place& place) {
    const std::string_view name = answer.Text(row, "name", place);
    answer.Setting(answer.Source("gcp_scc"), "@notification/" + std::string(LastSegment(name)),
                   State::kOn, answer.GcpScope(name), place,
                   answer.Text(row, "pubsubTopic", place));
  });
}

}  // namespace dcv::inventory
