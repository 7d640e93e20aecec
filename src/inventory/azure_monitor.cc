// SPDX-License-Identifier: Apache-2.0
// Alert rules of Azure Monitor. Source: Azure REST reference, Microsoft.Insights
// scheduledQueryRules 2023-12-01 and 2018-04-16, activityLogAlerts 2020-10-01 (read 2026-11-25).
#include "base/text.h"
#include "inventory/azure_resource.h"

namespace dcv::inventory {
namespace {

void AddState(Answer& answer, uint8_t source, DetectionId detection, const AzureResource& resource,
              std::string_view detail) {
  // Azure leaves out what is the default, which is enabled.
  const bool enabled = answer.Flag(resource.properties, "enabled", resource.place).value_or(true);
  answer.State(source, detection, enabled ? State::kOn : State::kOff, resource.scope,
               resource.place, detail);
  answer.SetAnswered(source, State::kOn, resource.scope, resource.place);
}

// Action groups are texts, or objects that hold the id.
void AddActionGroups(Answer& answer, uint8_t source, DetectionId detection,
                     const AzureResource& resource, json::Value groups, bool counts) {
  std::string names;
  for (json::Value group : groups.elements()) {
    std::string_view id = group.text();
    if (id.empty()) id = group.Find("actionGroupId").text();
    if (id.empty()) continue;
    names += (names.empty() ? "action group " : ", ") + std::string(LastSegment(id));
  }
  answer.Delivered(source, detection, names.empty() ? State::kOff : State::kOn, resource.scope,
                   resource.place, names.empty() ? "no action group" : names, counts);
}

bool OverOne(Answer& answer, json::Value holder, const char* sign, const char* number,
             const Place& place) {
  const std::string_view relation = answer.Text(holder, sign, place);
  const auto threshold = holder.Find(number).number();
  if (!threshold) return false;
  if (EqualsIgnoreCase(relation, "GreaterThan")) return *threshold >= 1;
  return EqualsIgnoreCase(relation, "GreaterThanOrEqual") && *threshold > 1;
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "\"";
}

std::string Field(std::string_view name) {
  std::string out;
  for (std::string_view part : Split(name, '.')) {
    const bool first = out.empty();
    const bool plain = !part.empty() && part.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == part.npos;
    if (first) {
      out += plain ? std::string(part) : "unnamed";
    } else {
      out += plain ? "." + std::string(part) : "[" + Quoted(part) + "]";
    }
  }
  return out;
}

// One comparison of an activity log alert, written in Kusto; values compare in any case.
std::string Leaf(Answer& answer, json::Value leaf, const Place& place) {
  const std::string field = Field(answer.Text(leaf, "field", place));
  const std::string_view equals = answer.Text(leaf, "equals", place);
  if (!equals.empty()) return field + " =~ " + Quoted(equals);
  std::string out;
  for (json::Value value : answer.Array(leaf, "containsAny", place).elements()) {
    if (value.text().empty()) continue;
    out += (out.empty() ? "" : " or ") + field + " contains " + Quoted(value.text());
  }
  return out.empty() ? "unread()" : "(" + out + ")";
}

std::string Condition(Answer& answer, json::Value condition, const Place& place) {
  std::string out;
  for (json::Value one : answer.Array(condition, "allOf", place).elements()) {
    std::string text;
    for (json::Value leaf : answer.Array(one, "anyOf", place).elements()) {
      text += (text.empty() ? "" : " or ") + Leaf(answer, leaf, place);
    }
    text = text.empty() ? Leaf(answer, one, place) : "(" + text + ")";
    out += (out.empty() ? "" : " and ") + text;
  }
  return out;
}

bool IsSubscription(std::string_view scope) {
  while (scope.ends_with('/')) scope.remove_suffix(1);
  return LooksLikeGuid(LastSegment(scope));
}

// "" when it watches whole subscriptions.
std::string Watched(Answer& answer, const AzureResource& resource) {
  std::string parts;
  for (json::Value scope : answer.Array(resource.properties, "scopes", resource.place).elements()) {
    if (IsSubscription(scope.text())) return {};
    parts += (parts.empty() ? "only in " : ", ") + std::string(LastSegment(scope.text()));
  }
  return parts;
}

std::string_view TitleOf(Answer& answer, const AzureResource& resource) {
  const std::string_view title = answer.Text(resource.properties, "displayName", resource.place);
  return title.empty() ? answer.Text(resource.item, "name", resource.place) : title;
}

// Before 2021: one query below `source`, what follows below `action`.
void ReadOldLogSearchAlert(Answer& answer, const AzureResource& resource) {
  const uint8_t source = answer.Source("azure_monitor");
  const DetectionId detection = answer.Own(TitleOf(answer, resource));
  const Place& place = resource.place;
  AddState(answer, source, detection, resource, "");
  const json::Value action = answer.Object(resource.properties, "action", place);
  const std::string_view query =
      answer.Text(answer.Object(resource.properties, "source", place), "query", place);
  bool counts = AddKql(answer, source, detection, resource.scope, place, query);
  counts = OverOne(answer, answer.Object(action, "trigger", place), "thresholdOperator",
                   "threshold", place) ||
           counts;
  const json::Value sent = answer.Object(action, "aznsAction", place);
  AddActionGroups(answer, source, detection, resource, answer.Array(sent, "actionGroup", place),
                  counts);
}

}  // namespace

void ReadLogSearchAlert(Answer& answer, const AzureResource& resource) {
  const Place& place = resource.place;
  if (resource.properties.Find("source").Is(json::Type::kObject)) {
    return ReadOldLogSearchAlert(answer, resource);
  }
  const uint8_t source = answer.Source("azure_monitor");
  const DetectionId detection = answer.Own(TitleOf(answer, resource));
  AddState(answer, source, detection, resource, "");
  bool counts = false;
  const json::Value criteria = answer.Object(resource.properties, "criteria", place);
  for (json::Value one : answer.Array(criteria, "allOf", place).elements()) {
    const std::string_view query = answer.Text(one, "query", place);
    if (AddKql(answer, source, detection, resource.scope, place, query)) counts = true;
    if (OverOne(answer, one, "operator", "threshold", place)) counts = true;
    const json::Value periods = answer.Object(one, "failingPeriods", place);
    const auto failing = periods.Find("minFailingPeriodsToAlert").number();
    if (failing && *failing > 1) counts = true;
  }
  const json::Value actions = answer.Object(resource.properties, "actions", place);
  AddActionGroups(answer, source, detection, resource, answer.Array(actions, "actionGroups", place),
                  counts);
}

void ReadActivityLogAlert(Answer& answer, const AzureResource& resource) {
  const uint8_t source = answer.Source("azure_monitor");
  const DetectionId detection = answer.Own(answer.Text(resource.item, "name", resource.place));
  AddState(answer, source, detection, resource, Watched(answer, resource));
  const std::string condition = Condition(
      answer, answer.Object(resource.properties, "condition", resource.place), resource.place);
  AddKql(answer, source, detection, resource.scope, resource.place,
         condition.empty() ? "AzureActivity" : "AzureActivity | where " + condition);
  const json::Value actions = answer.Object(resource.properties, "actions", resource.place);
  AddActionGroups(answer, source, detection, resource,
                  answer.Array(actions, "actionGroups", resource.place), false);
}

}  // namespace dcv::inventory
