// SPDX-License-Identifier: Apache-2.0
// OpenSearch Alerting: the body that creates a monitor per query, a line of JSON.
#include <fmt/format.h>

#include "artefact/text.h"
#include "base/json_writer.h"

namespace dcv::artefact {
namespace {

void WriteInput(json::Writer& json, const Detection& detection, uint64_t lookback) {
  json.Key("inputs").BeginArray().BeginObject().Key("search").BeginObject();
  json.Key("indices").BeginArray();
  for (const std::string& index : Tables(detection)) json.String(index);
  json.EndArray().Key("query").BeginObject().Key("size").Int(10).Key("track_total_hits").Bool(true);
  json.Key("query").BeginObject().Key("bool").BeginObject().Key("filter").BeginArray();
  json.BeginObject().Key("range").BeginObject().Key("@timestamp").BeginObject();
  json.Field("gte", fmt::format("{{{{period_end}}}}||-{}m", lookback));
  json.Field("lt", "{{period_end}}").Field("format", "epoch_millis");
  json.EndObject().EndObject().EndObject();
  json.BeginObject().Key("query_string").BeginObject().Field("query", detection.query);
  json.EndObject().EndObject();
  json.EndArray().EndObject().EndObject();              // filter, bool, query
  json.EndObject().EndObject().EndObject().EndArray();  // query, search, input, inputs
}

void WriteTrigger(json::Writer& json, const std::string& name, std::string_view severity) {
  json.Key("triggers").BeginArray().BeginObject().Key("query_level_trigger").BeginObject();
  json.Field("name", name).Field("severity", severity);
  json.Key("condition").BeginObject().Key("script").BeginObject();
  json.Field("source", "ctx.results[0].hits.total.value > 0").Field("lang", "painless");
  json.EndObject().EndObject().Key("actions").BeginArray().EndArray();
  json.EndObject().EndObject().EndArray();
}

}  // namespace

Piece RenderOpensearchMonitor(const Detection& detection, const Options& options,
                              const Knowledge& knowledge) {
  if (Tables(detection).empty()) return {{}, "no index is known: give one with --table"};
  // Monitors are templates of Mustache, and have no way to say these braces themselves.
  if (detection.query.find("{{") != std::string::npos) {
    return {{}, "the query has {{, which a monitor takes for a variable"};
  }
  const std::string name = OneLine(detection.title, 240) + " - " + detection.id.substr(0, 8);
  std::string out;
  json::Writer json(out, json::Writer::Style::kCompact);
  json.BeginObject().Field("type", "monitor").Field("monitor_type", "query_level_monitor");
  json.Field("name", name).Field("enabled", false);
  json.Key("schedule").BeginObject().Key("period").BeginObject();
  json.Key("interval").Int(static_cast<int64_t>(options.every_minutes)).Field("unit", "MINUTES");
  json.EndObject().EndObject();
  WriteInput(json, detection, LookbackMinutes(detection, options));
  WriteTrigger(json, name, knowledge.SeverityOf(detection.level).opensearch);
  json.EndObject();
  return {out + "\n"};
}

}  // namespace dcv::artefact
