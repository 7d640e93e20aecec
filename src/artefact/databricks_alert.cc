// SPDX-License-Identifier: Apache-2.0
// Databricks SQL: a bundle (databricks.json) with an alert per rule. Alerts judge one value, here
// the number of the events found that are not older than one run looks back.
#include <fmt/format.h>

#include "artefact/databricks.h"
#include "artefact/text.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::artefact {

const char kBundleBegin[] = R"({
  "variables": {
    "warehouse_id": {"description": "Id of the SQL warehouse that runs the alerts"}
  },
  "resources": {
    "alerts": {
)";
const char kBundleEnd[] = "\n    }\n  }\n}\n";

namespace {

std::string InEvent(const std::vector<std::string>& names) {
  std::string path = "$";
  for (const std::string& name : names) path += "[\"" + name + "\"]";
  std::string literal;
  for (const char c : path) {
    if (c == '\'' || c == '\\') literal += '\\';
    literal += c;
  }
  return "try_variant_get(event, '" + literal + "', 'string')";
}

// Texts of ISO 8601, or seconds or milliseconds since 1970. What is no time counts as recent: an
// alert is never missed.
std::string RecentEvents(const Detection& detection, uint64_t minutes) {
  std::vector<std::string> times;
  for (const auto& names : detection.times) times.push_back(InEvent(names));
  return fmt::format(
      "SELECT count(*) AS hits\nFROM (SELECT coalesce({}, '') AS told FROM (\n{}\n) AS found)\n"
      "WHERE coalesce(coalesce(try_cast(told AS TIMESTAMP), timestamp_millis(CAST("
      "try_cast(told AS DOUBLE) * if(try_cast(told AS DOUBLE) < 1e11, 1000, 1) AS BIGINT)))"
      " >= current_timestamp() - INTERVAL {} MINUTES, true)",
      Join(times, ", "), detection.query, minutes);
}

// Queries of correlations have a column of when they held, in milliseconds since 1970.
std::string RecentGroups(const Detection& detection, uint64_t minutes) {
  return fmt::format(
      "SELECT count(*) AS hits\nFROM (\n{}\n) AS found\n"
      "WHERE time_ms >= unix_millis(current_timestamp()) - {}",
      detection.query, minutes * 60'000);
}

std::string Quartz(uint64_t minutes) {
  if (minutes == 24 * 60) return "0 0 0 * * ?";
  if (minutes >= 60) return fmt::format("0 0 0/{} * * ?", minutes / 60);
  return fmt::format("0 0/{} * * * ?", minutes);
}

}  // namespace

Piece RenderDatabricksAlert(const Detection& detection, const Options& options, const Knowledge&) {
  const bool groups = detection.window_seconds > 0;
  if (detection.times.empty() && !groups) {
    return {{}, "the time of what the query returns is not known, so that its alert would not end"};
  }
  if (detection.query.find("${") != std::string::npos) {
    return {{}, "the query has ${, which a bundle takes for a variable"};
  }
  std::string text;
  json::Writer json(text);
  json.BeginObject().Field("display_name", OneLine(detection.title, 200));
  json.Field("custom_description", Description(detection, 2000));
  json.Field("query_text", groups ? RecentGroups(detection, options.every_minutes)
                                  : RecentEvents(detection, options.every_minutes));
  json.Field("warehouse_id", "${var.warehouse_id}");
  json.Key("evaluation").BeginObject();
  json.Key("source").Inline().BeginObject().Field("name", "hits").EndObject();
  json.Field("comparison_operator", "GREATER_THAN");
  json.Key("threshold").Inline().BeginObject().Key("value").BeginObject();
  json.Key("double_value").Int(0).EndObject().EndObject();
  json.Field("empty_result_state", "OK").EndObject();
  json.Key("schedule").BeginObject();
  json.Field("quartz_cron_schedule", Quartz(options.every_minutes));
  json.Field("timezone_id", "UTC").Field("pause_status", "PAUSED").EndObject().EndObject();
  std::string out = "      \"" + Identifier(detection) + "\": ";
  bool first = true;
  for (std::string_view line : Split(Trim(text), '\n')) {
    if (!first) out += "\n      ";
    first = false;
    out += line;
  }
  return {out};
}

}  // namespace dcv::artefact
