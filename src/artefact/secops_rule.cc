// SPDX-License-Identifier: Apache-2.0
// Google SecOps: the YARA-L rule with a whole meta section.
#include "artefact/attack.h"
#include "artefact/text.h"
#include "base/text.h"

namespace dcv::artefact {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : OneLine(text, 2000)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string Meta(const Detection& detection, const Knowledge& knowledge) {
  std::string out = "  meta:\n";
  const auto add = [&](const std::string& key, std::string_view value) {
    if (!value.empty()) out += "    " + key + " = " + Quoted(value) + "\n";
  };
  // A key is there once: the second is told by its number.
  const auto each = [&](const std::string& key, const std::vector<std::string>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      add(i == 0 ? key : key + "_" + std::to_string(i + 1), values[i]);
    }
  };
  std::vector<std::string> tactics, techniques;
  for (const Threat& threat : ThreatsOf(detection, knowledge)) {
    tactics.emplace_back(threat.tactic->id);
  }
  for (std::string_view id : TechniqueIds(detection, knowledge)) techniques.emplace_back(id);
  add("author", detection.author);
  add("rule_name", detection.title);
  add("rule_id", detection.id);
  add("description", Description(detection, 2000));
  add("severity", knowledge.SeverityOf(detection.level).secops);
  add("tactic", Join(tactics, ", "));
  add("technique", Join(techniques, ", "));
  each("false_positives", detection.false_positives);
  each("reference", detection.references);
  return out;
}

}  // namespace

Piece RenderSecopsRule(const Detection& detection, const Options&, const Knowledge& knowledge) {
  const size_t events = detection.query.find("\n  events:\n");
  if (events == std::string::npos) return {{}, "the query is no rule of YARA-L"};
  return {"rule " + Identifier(detection) + " {\n" + Meta(detection, knowledge) +
          detection.query.substr(events + 1) + "\n"};
}

}  // namespace dcv::artefact
