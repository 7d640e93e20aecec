// SPDX-License-Identifier: Apache-2.0
// CloudWatch alarms: who hears of what a metric filter counts. Source: CloudWatch API reference,
// DescribeAlarms, PutMetricAlarm, PutCompositeAlarm (read 2026-11).
#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/alarm_rule.h"
#include "inventory/arn.h"
#include "inventory/shapes.h"

namespace dcv::inventory {

// A metric as aliases of metric filters name it; neither part has a line break.
std::string MetricName(std::string_view metric_namespace, std::string_view name) {
  return std::string(metric_namespace) + "\n" + std::string(name);
}

namespace {

constexpr const char* kSource = "aws_metric_filters";

// What happens when an alarm goes off.
struct Told {
  State state = State::kOff;
  std::string how;
  bool counts = false;  // only together with another alarm
};

Told ByActions(Answer& answer, json::Value alarm, const Place& place) {
  const json::Value actions = answer.Array(alarm, "AlarmActions", place);
  std::string_view first;
  size_t count = 0;
  for (json::Value action : actions.elements()) {
    if (count++ == 0) first = action.text();
  }
  if (count == 0) return {State::kOff, "no action", false};
  const std::optional<bool> enabled = answer.Flag(alarm, "ActionsEnabled", place);
  if (!enabled) return {State::kUnknown, "no answer tells whether its actions are enabled", false};
  if (!*enabled) return {State::kOff, "its actions are disabled", false};
  std::string how = "to " + ArnName(first);
  if (count > 1) how += " and " + std::to_string(count - 1) + " more";
  return {State::kOn, std::move(how), false};
}

// Alarms by name, of one answer.
using Composites = std::map<std::string, Told, std::less<>>;

// Composite alarms that act for others: what an alarm's name in their rules leads to. A composite
// alarm may watch composite alarms.
constexpr int kCompositeLevels = 32;

Composites ReadComposites(Answer& answer) {
  struct Composite {
    std::string name;
    Told told;
    std::vector<AlarmReference> watched;
  };
  std::vector<Composite> all;
  answer.ForEach(answer.Array(answer.root(), "CompositeAlarms", answer.At("")), "/CompositeAlarms",
                 [&](json::Value alarm, const Place& place) {
                   Composite& composite = all.emplace_back();
                   composite.name = Printable(answer.Text(alarm, "AlarmName", place), 255);
                   composite.told = ByActions(answer, alarm, place);
                   composite.watched = AlarmsOf(answer.Text(alarm, "AlarmRule", place));
                 });
  Composites by_child;
  bool grown = true;
  for (int level = 0; grown && level < kCompositeLevels; ++level) {
    grown = false;
    for (const Composite& composite : all) {
      Told told = composite.told;
      const auto above = by_child.find(composite.name);
      if (told.state != State::kOn && above != by_child.end()) told = above->second;
      if (told.state != State::kOn) continue;
      for (const AlarmReference& watched : composite.watched) {
        const bool own = composite.told.state == State::kOn;
        Told of_child{State::kOn,
                      own ? "by composite alarm " + composite.name + " " + told.how : told.how,
                      told.counts || watched.with_others};
        auto [found, fresh] = by_child.emplace(watched.name, of_child);
        grown = grown || fresh;
        if (!fresh && found->second.counts && !of_child.counts) {
          found->second = std::move(of_child);
          grown = true;
        }
      }
    }
  }
  return by_child;
}

// How many events of value 1 it takes: more than one, one, or the alarm is for too few.
enum class Needs : uint8_t { kOne, kMore, kFew };

Needs NeedsOf(Answer& answer, json::Value alarm, const Place& place, bool metric_math) {
  const std::string_view comparison = answer.Text(alarm, "ComparisonOperator", place);
  if (comparison == "LessThanThreshold" || comparison == "LessThanOrEqualToThreshold") {
    return Needs::kFew;
  }
  const double threshold = alarm.Find("Threshold").number().value_or(0);
  const double periods = alarm.Find("EvaluationPeriods").number().value_or(1);
  const double points = alarm.Find("DatapointsToAlarm").number().value_or(periods);
  const bool high = comparison == "GreaterThanThreshold" ? threshold >= 1 : threshold > 1;
  return high || points > 1 || metric_math ? Needs::kMore : Needs::kOne;
}

void AddAlarm(Answer& answer, json::Value alarm, const Place& place, const Composites& composites) {
  std::vector<std::string> metrics;
  if (const auto name = answer.Text(alarm, "MetricName", place); !name.empty()) {
    metrics.push_back(MetricName(answer.Text(alarm, "Namespace", place), name));
  }
  for (json::Value part : answer.Array(alarm, "Metrics", place).elements()) {
    const json::Value metric = part.Find("MetricStat").Find("Metric");
    if (metric.Is(json::Type::kAbsent)) continue;
    metrics.push_back(
        MetricName(metric.Find("Namespace").text(), metric.Find("MetricName").text()));
  }
  const std::string name = Printable(answer.Text(alarm, "AlarmName", place), 255);
  Told told = ByActions(answer, alarm, place);
  const auto above = composites.find(name);
  if (told.state != State::kOn && above != composites.end()) told = above->second;
  const Needs needs = NeedsOf(answer, alarm, place, alarm.Find("MetricName").text().empty());
  if (needs == Needs::kFew) told = {State::kOff, "goes off when there are few", false};
  const Scope scope = answer.ArnScope(answer.Text(alarm, "AlarmArn", place));
  for (const std::string& metric : metrics) {
    answer.Delivered(answer.Source(kSource), answer.Own(metric), told.state, scope, place,
                     "alarm " + name + ": " + told.how, told.counts || needs == Needs::kMore);
    answer.LastFact().by_alias = true;
  }
}

}  // namespace

void ReadAlarms(Answer& answer) {
  const Composites composites = ReadComposites(answer);
  // All alarms of a region are here, or another page follows; its last page says so then.
  const bool whole = answer.root().Find("NextToken").text().empty();
  Scope scope = answer.path_scope();
  answer.ForEach(answer.Array(answer.root(), "MetricAlarms", answer.At("")), "/MetricAlarms",
                 [&](json::Value alarm, const Place& place) {
                   scope = answer.ArnScope(answer.Text(alarm, "AlarmArn", place));
                   AddAlarm(answer, alarm, place, composites);
                 });
  answer.Setting(answer.Source(kSource), "@alarms", whole ? State::kOn : State::kUnknown, scope,
                 answer.At("/MetricAlarms"), whole ? "" : "another page follows");
}

}  // namespace dcv::inventory
