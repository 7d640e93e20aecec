// SPDX-License-Identifier: Apache-2.0
#include "report/alert_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dcv::report {

void WriteEvent(json::Parser& parser, std::string_view text, json::Writer& json) {
  std::string padded(text);
  padded.append(json::Parser::kPadding, ' ');
  if (!parser.Parse(std::string_view(padded).substr(0, text.size()))) {
    json.String(text);
    return;
  }
  padded.resize(text.size());
  // A line end in valid JSON stands between tokens, where a blank means the same.
  std::replace_if(
      padded.begin(), padded.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  json.Raw(padded);
}

void WriteNumber(double value, json::Writer& json) {
  if (std::isfinite(value)) {
    json.Raw(fmt::format("{}", value));
  } else {
    json.Null();
  }
}

void WriteTime(std::string_view name, std::optional<int64_t> milliseconds, json::Writer& json) {
  const std::string text = milliseconds ? IsoTime(*milliseconds) : "";
  json.Key(name);
  if (text.empty()) {
    json.Null();
  } else {
    json.String(text);
  }
}

void WriteTexts(std::string_view name, const std::vector<std::string>& texts, json::Writer& json) {
  json.Key(name).BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteMatched(const Alert& alert, json::Writer& json) {
  WriteTexts("selections", alert.selections, json);
  json.Key("matched").BeginArray();
  for (const MatchedValue& value : alert.matched) {
    json.BeginObject().Field("field", value.field);
    if (!value.path.empty()) json.Field("path", value.path);
    json.Field("value", value.value).EndObject();
  }
  json.EndArray();
}

void WriteCorrelation(const Alert& alert, json::Writer& json) {
  if (!alert.correlation) return;
  const AlertCorrelation& correlation = *alert.correlation;
  json.Key("correlation").BeginObject();
  json.Key("group").BeginArray();
  for (const auto& [field, value] : correlation.group) {
    json.BeginObject().Field("field", field).Field("value", value).EndObject();
  }
  json.EndArray().Key("value");
  WriteNumber(correlation.value, json);
  WriteTime("first", correlation.first_ms, json);
  WriteTime("last", correlation.last_ms, json);
  json.Field("events", size_t{correlation.events});
  WriteTexts("event_ids", correlation.event_ids, json);
  json.EndObject();
}

std::vector<std::string> TechniqueIds(const AlertRule& rule) {
  std::vector<std::string> ids;
  for (const AlertAttack& attack : rule.attacks) {
    const std::string& id = attack.narrowest().id;
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

}  // namespace dcv::report
