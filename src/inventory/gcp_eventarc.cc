// SPDX-License-Identifier: Apache-2.0
// Eventarc triggers. Source: Eventarc API v1, projects.locations.triggers (read 2026-11-25).
#include "base/text.h"
#include "events/claims.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "\"";
}

// Who gets the events: a trigger always has one of these.
std::string Destination(Answer& answer, json::Value trigger, const Place& place) {
  const json::Value destination = answer.Object(trigger, "destination", place);
  for (const char* kind : {"cloudRun", "gke"}) {
    const json::Value service = answer.Object(destination, kind, place);
    if (service.Is(json::Type::kObject)) {
      return std::string(kind == std::string_view("gke") ? "GKE" : "Cloud Run") + " service " +
             Printable(answer.Text(service, "service", place));
    }
  }
  for (const char* kind : {"cloudFunction", "workflow"}) {
    const std::string_view name = answer.Text(destination, kind, place);
    if (!name.empty()) {
      return std::string(kind == std::string_view("workflow") ? "workflow " : "function ") +
             std::string(LastSegment(name));
    }
  }
  const json::Value http = answer.Object(destination, "httpEndpoint", place);
  if (http.Is(json::Type::kObject)) {
    return "endpoint " + Printable(answer.Text(http, "uri", place));
  }
  return {};
}

void ReadTrigger(Answer& answer, json::Value trigger, const Place& place) {
  const uint8_t source = answer.Source("gcp_eventarc");
  const std::string_view name = answer.Text(trigger, "name", place);
  const Scope scope = answer.GcpScope(name);
  const DetectionId detection = answer.Own(LastSegment(name));
  const std::string destination = Destination(answer, trigger, place);
  answer.State(source, detection, State::kOn, scope, place);
  answer.Delivered(source, detection, destination.empty() ? State::kUnknown : State::kOn, scope,
                   place, destination.empty() ? "its destination is not told" : destination);
  answer.SetAnswered(source, State::kOn, scope, place);
  std::string query, type;
  for (json::Value filter : answer.Array(trigger, "eventFilters", place).elements()) {
    const std::string_view attribute = answer.Text(filter, "attribute", place);
    const std::string_view value = answer.Text(filter, "value", place);
    if (attribute == "type") type = value;
    if (attribute == "type") continue;
    // match-path-pattern: * for one part of a path, ** for several.
    const bool pattern = !answer.Text(filter, "operator", place).empty();
    if (!query.empty()) query += " AND ";
    if (attribute == "serviceName" || attribute == "methodName") query += "protoPayload.";
    query += Printable(attribute);
    query += pattern ? ":*" : "=" + Quoted(value);
  }
  if (type != "google.cloud.audit.log.v1.written") {
    answer.AddTag({source, detection, "", catalog::Basis::kCurated, 0,
                   "it waits for " + (type.empty() ? "events of no stated type" : Printable(type)) +
                       ", which are no audit logs"});
    return;
  }
  answer.AddQuery(source, detection, scope, place, events::Language::kLoggingQuery,
                  events::feed::kGcpLogging, query);
}

}  // namespace

void ReadEventarcTriggers(Answer& answer) {
  answer.ForRows("/triggers", [&](json::Value trigger, const Place& place) {
    ReadTrigger(answer, trigger, place);
  });
}

}  // namespace dcv::inventory
