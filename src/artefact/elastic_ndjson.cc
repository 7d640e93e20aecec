// SPDX-License-Identifier: Apache-2.0
// Elastic Security: a line that its import of detection rules takes (fields of the API of Elastic
// 8.15 and newer).
#include <fmt/format.h>

#include <algorithm>

#include "artefact/attack.h"
#include "artefact/text.h"
#include "base/json_writer.h"

namespace dcv::artefact {
namespace {

void WriteStrings(json::Writer& json, std::string_view key, const std::vector<std::string>& texts) {
  json.Key(key).BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteNamed(json::Writer& json, std::string_view id, std::string_view name,
                std::string_view folder, std::string_view page) {
  json.Field("id", id).Field("name", name);
  json.Field("reference", fmt::format("https://attack.mitre.org/{}/{}/", folder, page));
}

// Sub-techniques stand below their techniques; techniques are sorted, so they follow each other.
void WriteTechniques(json::Writer& json, const Threat& threat, const Knowledge& knowledge) {
  json.Key("technique").BeginArray();
  const auto& all = threat.techniques;
  for (size_t i = 0; i < all.size();) {
    const std::string_view parent = all[i]->id.substr(0, all[i]->id.find('.'));
    const attack::Technique* top = knowledge.attack.Find(parent);
    json.BeginObject();
    WriteNamed(json, parent, top == nullptr ? parent : top->name, "techniques", parent);
    json.Key("subtechnique").BeginArray();
    for (; i < all.size() && all[i]->id.substr(0, parent.size()) == parent; ++i) {
      if (all[i]->id == parent) continue;
      json.BeginObject();
      WriteNamed(json, all[i]->id, all[i]->name, "techniques",
                 fmt::format("{}/{}", parent, all[i]->id.substr(parent.size() + 1)));
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

void WriteThreats(json::Writer& json, const Detection& detection, const Knowledge& knowledge) {
  json.Key("threat").BeginArray();
  for (const Threat& threat : ThreatsOf(detection, knowledge)) {
    json.BeginObject().Field("framework", "MITRE ATT&CK").Key("tactic").BeginObject();
    WriteNamed(json, threat.tactic->id, threat.tactic->name, "tactics", threat.tactic->id);
    json.EndObject();
    WriteTechniques(json, threat, knowledge);
    json.EndObject();
  }
  json.EndArray();
}

void WriteQuery(json::Writer& json, const Detection& detection) {
  const bool lucene = detection.target == "elastic";
  json.Field("type", lucene ? std::string("query") : detection.target);
  json.Field("language", lucene ? std::string("lucene") : detection.target);
  // ES|QL names its indices itself; without any Elastic takes those of its own setting.
  const std::vector<std::string> indices = Tables(detection);
  if (detection.target != "esql" && !indices.empty()) WriteStrings(json, "index", indices);
  json.Field("query", detection.query);
}

}  // namespace

Piece RenderElasticNdjson(const Detection& detection, const Options& options,
                          const Knowledge& knowledge) {
  const Severity& severity = knowledge.SeverityOf(detection.level);
  std::string out;
  json::Writer json(out, json::Writer::Style::kCompact);
  json.BeginObject().Field("rule_id", detection.id).Field("name", OneLine(detection.title, 256));
  json.Field("description", Description(detection, 5000));
  json.Key("risk_score").Raw(severity.elastic_risk).Field("severity", severity.elastic);
  json.Key("author").BeginArray();
  if (!detection.author.empty()) json.String(detection.author);
  json.EndArray();
  WriteQuery(json, detection);
  WriteThreats(json, detection, knowledge);
  WriteStrings(json, "false_positives", detection.false_positives);
  WriteStrings(json, "references", detection.references);
  json.Field("interval", ShortTime(options.every_minutes));
  json.Field("from", fmt::format("now-{}", ShortTime(LookbackMinutes(detection, options))));
  json.Field("to", "now").Field("enabled", false).Key("version").Int(1).EndObject();
  return {out + "\n"};
}

}  // namespace dcv::artefact
