// SPDX-License-Identifier: Apache-2.0
// Microsoft Sentinel: an analytics rule as content repositories and solutions hold it.
#include "artefact/sentinel.h"
#include "artefact/yaml_text.h"

namespace dcv::artefact {
namespace {

void AddList(std::string& out, std::string_view key, const std::vector<std::string_view>& texts) {
  out.append(key).append(texts.empty() ? ": []\n" : ":\n");
  for (std::string_view text : texts) out.append("  - ").append(text).append("\n");
}

void AddConnectors(std::string& out, const SentinelRule& rule) {
  out += rule.connectors.empty() ? "requiredDataConnectors: []\n" : "requiredDataConnectors:\n";
  for (const auto& [connector, types] : rule.connectors) {
    out.append("  - connectorId: ").append(connector).append("\n    dataTypes:\n");
    for (std::string_view type : types) out.append("      - ").append(type).append("\n");
  }
}

void AddEntities(std::string& out, const SentinelRule& rule) {
  if (rule.entities.empty()) return;
  out += "entityMappings:\n";
  for (const SentinelEntity& entity : rule.entities) {
    out.append("  - entityType: ").append(entity.type).append("\n    fieldMappings:\n");
    for (const auto& [identifier, column] : entity.fields) {
      out.append("      - identifier: ").append(identifier).append("\n");
      out.append("        columnName: ").append(column).append("\n");
    }
  }
}

// A sub-technique names its technique.
std::vector<std::string_view> Relevant(const SentinelRule& rule) {
  std::vector<std::string_view> out;
  size_t sub = 0;
  for (std::string_view technique : rule.techniques) {
    const size_t first = sub;
    while (sub < rule.sub_techniques.size() &&
           rule.sub_techniques[sub].substr(0, technique.size()) == technique) {
      out.push_back(rule.sub_techniques[sub++]);
    }
    if (sub == first) out.push_back(technique);
  }
  return out;
}

}  // namespace

Piece RenderSentinelYaml(const Detection& detection, const Options& options,
                         const Knowledge& knowledge) {
  const SentinelRule rule = SentinelRuleOf(detection, options, knowledge);
  if (!rule.refusal.empty()) return {{}, rule.refusal};
  std::string out = "id: " + YamlString(detection.id) + "\n";
  out += "name: " + YamlString(rule.name) + "\n";
  out += YamlBlock("description", rule.description);
  out += "severity: " + rule.severity + "\n";
  AddConnectors(out, rule);
  out += "queryFrequency: " + rule.frequency + "\nqueryPeriod: " + rule.period + "\n";
  out += "triggerOperator: GreaterThan\ntriggerThreshold: 0\n";
  AddList(out, "tactics", rule.tactics);
  AddList(out, "relevantTechniques", Relevant(rule));
  out += YamlBlock("query", detection.query);
  AddEntities(out, rule);
  return {out + "version: 1.0.0\nkind: Scheduled\n"};
}

}  // namespace dcv::artefact
