// SPDX-License-Identifier: Apache-2.0
// Log-based metrics and sinks of Cloud Logging, and the Pub/Sub subscriptions behind sinks. Source:
// Cloud Logging API v2, projects.metrics and projects.sinks; Pub/Sub API v1, projects.subscriptions
// (read 2026-11-25).
#include "base/text.h"
#include "events/claims.h"
#include "inventory/gcp_scope.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

constexpr std::string_view kPubSub = "pubsub.googleapis.com/";

void AddFilter(Answer& answer, uint8_t source, DetectionId detection, Scope scope,
               const Place& place, std::string_view filter) {
  answer.AddQuery(source, detection, scope, place, events::Language::kLoggingQuery,
                  events::feed::kGcpLogging, filter);
}

// Left out when it is false.
State Disabled(Answer& answer, json::Value row, const Place& place) {
  return answer.Flag(row, "disabled", place).value_or(false) ? State::kOff : State::kOn;
}

// A sink that stores logs, when audit logs do not get through it.
void ReadLosses(Answer& answer, uint8_t source, json::Value sink, const Place& place) {
  const std::string_view name = answer.Text(sink, "name", place);
  const State state = Disabled(answer, sink, place);
  std::string lost = state == State::kOff && name == "_Default" ? "disabled" : "";
  for (json::Value exclusion : answer.Array(sink, "exclusions", place).elements()) {
    const std::string_view filter = answer.Text(exclusion, "filter", place);
    if (answer.Flag(exclusion, "disabled", place).value_or(false)) continue;
    if (filter.find("cloudaudit") == filter.npos) continue;
    lost += (lost.empty() ? "leaves out " : "; leaves out ") + Printable(filter, 120);
  }
  if (lost.empty()) return;
  const Scope scope = GcpProjectScope(answer, answer.Text(sink, "resourceName", place));
  answer.Setting(source, "@sink/" + std::string(name), state, scope, place, lost);
}

}  // namespace

Scope GcpProjectScope(Answer& answer, std::string_view name) {
  if (!FromGcpName(name).empty()) return answer.GcpScope(name);
  // .../projects/NAME/file.json
  const std::vector<std::string_view> parts = Split(answer.file(), '/');
  if (parts.size() < 3) return answer.path_scope();
  const std::string_view kind = parts[parts.size() - 3];
  if (kind != "projects" && kind != "folders" && kind != "organizations") {
    return answer.path_scope();
  }
  return answer.ScopeOf(std::string(kind) + "/" + std::string(parts[parts.size() - 2]), "");
}

void ReadLogMetrics(Answer& answer) {
  const uint8_t source = answer.Source("gcp_log_metrics");
  answer.ForRows("/metrics", [&](json::Value metric, const Place& place) {
    const json::Value descriptor = answer.Object(metric, "metricDescriptor", place);
    const Scope scope = GcpProjectScope(answer, answer.Text(descriptor, "name", place));
    const DetectionId detection = answer.Own(answer.Text(metric, "name", place));
    answer.State(source, detection, Disabled(answer, metric, place), scope, place);
    AddFilter(answer, source, detection, scope, place, answer.Text(metric, "filter", place));
    answer.SetAnswered(source, State::kOn, scope, place);
  });
}

// A sink to Pub/Sub hands events to whoever subscribes; other sinks store them.
void ReadLogSinks(Answer& answer) {
  const uint8_t source = answer.Source("gcp_log_sinks");
  uint32_t stored = 0;
  Place first = answer.At("");
  answer.ForRows("/sinks", [&](json::Value sink, const Place& place) {
    const std::string_view destination = answer.Text(sink, "destination", place);
    std::string_view name = answer.Text(sink, "resourceName", place);
    if (!destination.starts_with(kPubSub)) {
      if (stored++ == 0) first = place;
      ReadLosses(answer, source, sink, place);
      return;
    }
    const Scope scope = GcpProjectScope(answer, name);
    const DetectionId detection = answer.Own(answer.Text(sink, "name", place));
    const std::string_view topic = destination.substr(kPubSub.size());
    answer.State(source, detection, Disabled(answer, sink, place), scope, place, topic);
    answer.AddAlias({source, scope.account, scope.region, answer.Name(topic), detection});
    AddFilter(answer, source, detection, scope, place, answer.Text(sink, "filter", place));
    answer.SetAnswered(source, State::kOn, scope, place);
  });
  if (stored > 0) {
    answer.Report("I026", first,
                  "sinks of Cloud Logging that store logs (" + std::to_string(stored) +
                      "): they detect nothing by themselves");
  }
}

void ReadPubSubSubscriptions(Answer& answer) {
  const uint8_t source = answer.Source("gcp_log_sinks");
  answer.ForRows("/subscriptions", [&](json::Value subscription, const Place& place) {
    const std::string_view name = answer.Text(subscription, "name", place);
    const std::string_view topic = answer.Text(subscription, "topic", place);
    const Scope scope = GcpProjectScope(answer, topic);
    const std::string_view push =
        answer.Text(answer.Object(subscription, "pushConfig", place), "pushEndpoint", place);
    std::string detail = "subscription " + std::string(LastSegment(name));
    detail += push.empty() ? " is read by a consumer outside" : " pushes to " + Printable(push);
    answer.Delivered(source, answer.Own(topic), State::kOn, scope, place, detail);
    answer.LastFact().by_alias = true;
    answer.Setting(source, "@subscriptions", State::kOn, scope, place);
  });
}

}  // namespace dcv::inventory
