// SPDX-License-Identifier: Apache-2.0
// Microsoft Sentinel: a resource of an ARM template, Microsoft.SecurityInsights/alertRules of API
// version 2023-12-01-preview, the kind Scheduled.
#include "artefact/sentinel.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::artefact {

const char kArmBegin[] = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "workspace": {
      "type": "string",
      "metadata": {"description": "Name of the Log Analytics workspace with Microsoft Sentinel"}
    },
    "enabled": {
      "type": "bool",
      "defaultValue": false,
      "metadata": {"description": "Whether the rules run"}
    }
  },
  "resources": [
)";
const char kArmEnd[] = "\n  ]\n}\n";

namespace {

// A text in brackets is an expression unless its bracket is doubled.
std::string Literal(const std::string& text) {
  const bool expression = !text.empty() && text.front() == '[' && text.back() == ']';
  return expression ? "[" + text : text;
}

void WriteList(json::Writer& json, std::string_view key,
               const std::vector<std::string_view>& texts) {
  json.Key(key).BeginArray(true);
  for (std::string_view text : texts) json.String(text);
  json.EndArray();
}

void WriteEntities(json::Writer& json, const std::vector<SentinelEntity>& entities) {
  if (entities.empty()) return;
  json.Key("entityMappings").BeginArray();
  for (const SentinelEntity& entity : entities) {
    json.BeginObject().Field("entityType", entity.type).Key("fieldMappings").BeginArray();
    for (const auto& [identifier, column] : entity.fields) {
      json.Inline().BeginObject().Field("identifier", identifier);
      json.Field("columnName", column).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

void WriteProperties(json::Writer& json, const Detection& detection, const SentinelRule& rule) {
  json.Key("properties").BeginObject();
  json.Field("displayName", Literal(rule.name));
  json.Field("description", Literal(rule.description));
  json.Field("severity", rule.severity);
  json.Field("enabled", "[parameters('enabled')]");
  json.Field("query", Literal(detection.query));
  json.Field("queryFrequency", rule.frequency).Field("queryPeriod", rule.period);
  json.Field("triggerOperator", "GreaterThan").Key("triggerThreshold").Int(0);
  json.Field("suppressionDuration", "PT5H").Field("suppressionEnabled", false);
  WriteList(json, "tactics", rule.tactics);
  WriteList(json, "techniques", rule.techniques);
  WriteList(json, "subTechniques", rule.sub_techniques);
  WriteEntities(json, rule.entities);
  json.EndObject();
}

}  // namespace

Piece RenderSentinelArm(const Detection& detection, const Options& options,
                        const Knowledge& knowledge) {
  const SentinelRule rule = SentinelRuleOf(detection, options, knowledge);
  if (!rule.refusal.empty()) return {{}, rule.refusal};
  std::string text;
  json::Writer json(text);
  json.BeginObject().Field("type", "Microsoft.OperationalInsights/workspaces/providers/alertRules");
  json.Field("apiVersion", "2023-12-01-preview");
  json.Field("name", "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/" +
                         detection.id + "')]");
  json.Field("kind", "Scheduled");
  WriteProperties(json, detection, rule);
  json.EndObject();
  std::string out;
  for (std::string_view line : Split(Trim(text), '\n')) {
    if (!out.empty()) out += "\n";
    out.append("    ").append(line);
  }
  return {out};
}

}  // namespace dcv::artefact
