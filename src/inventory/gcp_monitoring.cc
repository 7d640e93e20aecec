// SPDX-License-Identifier: Apache-2.0
// Alerting policies of Cloud Monitoring: who hears of a log-based metric, and policies over log
// entries themselves. Source: Cloud Monitoring API v3, projects.alertPolicies (read 2026-11-25).
#include <set>

#include "base/text.h"
#include "events/claims.h"
#include "inventory/gcp_scope.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

struct Policy {
  json::Value item;
  Place place;
  Scope scope;
  std::string title;
  bool enabled = true;
  std::string channels;  // what reports say of them
  bool reached = false;
  size_t conditions = 0;
  bool all = false;  // every condition is needed
};

// Names behind "logging.googleapis.com/user/" in a filter or a query.
std::set<std::string> MetricsIn(std::string_view text) {
  constexpr std::string_view kMark = "logging.googleapis.com/user/";
  std::set<std::string> names;
  for (size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at)) {
    at += kMark.size();
    const size_t end = std::min(text.find_first_of("\"' \t\n)|,", at), text.size());
    if (end > at) names.emplace(text.substr(at, end - at));
  }
  return names;
}

// More than one event: a threshold of one and over, or a time that it must last.
bool Counts(Answer& answer, json::Value condition, const Place& place) {
  const auto threshold = condition.Find("thresholdValue").number();
  const std::string_view comparison = answer.Text(condition, "comparison", place);
  const bool over = threshold && (comparison == "COMPARISON_GE" ? *threshold > 1 : *threshold >= 1);
  const std::string_view duration = answer.Text(condition, "duration", place);
  return over || !(duration.empty() || duration == "0s");
}

void DeliverMetrics(Answer& answer, const Policy& policy, std::string_view text, bool counts) {
  const uint8_t source = answer.Source("gcp_log_metrics");
  for (const std::string& metric : MetricsIn(text)) {
    const State state = policy.enabled && policy.reached ? State::kOn : State::kOff;
    std::string detail = "policy " + policy.title + ", ";
    detail += policy.enabled ? policy.channels : "which is off";
    if (policy.all && policy.conditions > 1) detail += ", with other conditions";
    answer.Delivered(source, answer.Own(metric), state, policy.scope, policy.place, detail, counts);
  }
}

void AddLogCondition(Answer& answer, const Policy& policy, json::Value condition,
                     const std::string& name) {
  const uint8_t source = answer.Source("gcp_log_alerts");
  const std::string_view filter = answer.Text(condition, "filter", policy.place);
  const DetectionId detection = answer.Own(
      policy.conditions > 1 && !name.empty() ? policy.title + ": " + name : policy.title);
  answer.State(source, detection, policy.enabled ? State::kOn : State::kOff, policy.scope,
               policy.place);
  answer.Delivered(source, detection, policy.reached ? State::kOn : State::kOff, policy.scope,
                   policy.place, policy.channels);
  answer.AddQuery(source, detection, policy.scope, policy.place, events::Language::kLoggingQuery,
                  events::feed::kGcpLogging, filter);
}

void ReadConditions(Answer& answer, const Policy& policy) {
  for (json::Value one : answer.Array(policy.item, "conditions", policy.place).elements()) {
    const std::string name(answer.Text(one, "displayName", policy.place));
    const json::Value matched = answer.Object(one, "conditionMatchedLog", policy.place);
    if (matched.Is(json::Type::kObject)) AddLogCondition(answer, policy, matched, name);
    const json::Value threshold = answer.Object(one, "conditionThreshold", policy.place);
    if (threshold.Is(json::Type::kObject)) {
      DeliverMetrics(answer, policy, answer.Text(threshold, "filter", policy.place),
                     Counts(answer, threshold, policy.place));
    }
    for (const char* kind :
         {"conditionMonitoringQueryLanguage", "conditionPrometheusQueryLanguage", "conditionSql"}) {
      const json::Value query = answer.Object(one, kind, policy.place);
      if (query.Is(json::Type::kObject)) {
        DeliverMetrics(answer, policy, answer.Text(query, "query", policy.place), false);
      }
    }
  }
}

std::string Channels(json::Value list, bool& reached) {
  size_t count = 0;
  std::string first;
  for (json::Value channel : list.elements()) {
    if (count++ == 0) first = LastSegment(channel.text());
  }
  reached = count > 0;
  if (count == 0) return "no notification channel";
  return "channel " + first + (count > 1 ? " and " + std::to_string(count - 1) + " more" : "");
}

}  // namespace

void ReadAlertPolicies(Answer& answer) {
  const auto whole = [&](Scope scope, const Place& place) {
    answer.Setting(answer.Source("gcp_log_metrics"), "@alert_policies", State::kOn, scope, place);
    answer.SetAnswered(answer.Source("gcp_log_alerts"), State::kOn, scope, place);
  };
  bool any = false;
  std::set<uint32_t> told;
  answer.ForRows("/alertPolicies", [&](json::Value item, const Place& place) {
    Policy policy{item, place, {}, {}, true, {}, false, 0, false};
    const std::string_view name = answer.Text(item, "name", place);
    policy.scope = GcpProjectScope(answer, name);
    policy.title = answer.Text(item, "displayName", place);
    if (policy.title.empty()) policy.title = LastSegment(name);
    policy.enabled = answer.Flag(item, "enabled", place).value_or(true);
    policy.channels = Channels(answer.Array(item, "notificationChannels", place), policy.reached);
    for ([[maybe_unused]] json::Value one : answer.Array(item, "conditions", place).elements()) {
      ++policy.conditions;
    }
    policy.all = answer.Text(item, "combiner", place).starts_with("AND");
    if (told.insert(policy.scope.account).second) whole(policy.scope, place);
    any = true;
    ReadConditions(answer, policy);
  });
  if (!any) whole(GcpProjectScope(answer, ""), answer.At(""));
}

}  // namespace dcv::inventory
