// SPDX-License-Identifier: Apache-2.0
// Splunk: a stanza of savedsearches.conf (savedsearches.conf.spec of Splunk Enterprise 9), with the
// annotations that Enterprise Security reads.
#include <fmt/format.h>

#include "artefact/attack.h"
#include "artefact/text.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::artefact {
namespace {

// A value ends at its line unless the line ends with a backslash.
std::string Value(std::string text) {
  if (!text.empty() && text.back() == '\\') text += ".";
  return text;
}

std::string Continued(std::string_view query) {
  std::string out;
  for (std::string_view line : Split(query, '\n')) {
    if (!out.empty()) out += " \\\n";
    out += line;
  }
  return Value(std::move(out));
}

std::string Stanza(const Detection& detection) {
  std::string out = OneLine(detection.title, 80);
  for (char& c : out) {
    if (c == '[') c = '(';
    if (c == ']') c = ')';
  }
  return out + " - " + detection.id.substr(0, 8);
}

std::string Cron(uint64_t minutes) {
  if (minutes == 24 * 60) return "0 0 * * *";
  if (minutes == 60) return "0 * * * *";
  if (minutes > 60) return fmt::format("0 */{} * * *", minutes / 60);
  return minutes == 1 ? "* * * * *" : fmt::format("*/{} * * * *", minutes);
}

std::string Annotations(const std::vector<std::string_view>& techniques) {
  std::string out;
  json::Writer json(out, json::Writer::Style::kCompact);
  json.BeginObject().Key("mitre_attack").BeginArray();
  for (std::string_view id : techniques) json.String(id);
  json.EndArray().EndObject();
  return out;
}

}  // namespace

Piece RenderSavedSearch(const Detection& detection, const Options& options,
                        const Knowledge& knowledge) {
  const std::string stanza = Stanza(detection);
  std::string out = "[" + stanza + "]\n";
  const auto add = [&](std::string_view key, std::string_view value) {
    out.append(key).append(" = ").append(value).append("\n");
  };
  add("description", Value(Description(detection, 2000)));
  add("search", Continued(detection.query));
  add("disabled", "1");
  add("enableSched", "1");
  add("cron_schedule", Cron(options.every_minutes));
  add("dispatch.earliest_time", fmt::format("-{}m@m", LookbackMinutes(detection, options)));
  add("dispatch.latest_time", "@m");
  add("counttype", "number of events");
  add("relation", "greater than");
  add("quantity", "0");
  add("alert.track", "1");
  add("alert.severity", knowledge.SeverityOf(detection.level).splunk);
  add("action.correlationsearch.enabled", "1");
  add("action.correlationsearch.label", stanza);
  if (const auto techniques = TechniqueIds(detection, knowledge); !techniques.empty()) {
    add("action.correlationsearch.annotations", Annotations(techniques));
  }
  return {out};
}

}  // namespace dcv::artefact
