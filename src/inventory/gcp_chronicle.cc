// SPDX-License-Identifier: Apache-2.0
// Google SecOps (Chronicle) rules. Source: Chronicle API v1alpha, rules and rules.deployments;
// Detection Engine API v2, ListRules (read 2026-11). What the author writes into a rule's `meta`
// comes back as `metadata`; there is no fixed name for the technique in it.
#include <cctype>

#include "base/text.h"
#include "events/yaral_literals.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

// Technique ids anywhere in a text: "T1539", "T1078.004", "techniques/T1078/004/".
std::vector<std::string> TechniqueIds(std::string_view text) {
  std::vector<std::string> ids;
  for (size_t at = 0; at + 5 <= text.size(); ++at) {
    const bool word_start = at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0;
    if (!word_start || !LooksLikeTechniqueId(text.substr(at, 5))) continue;
    std::string id = "T" + std::string(text.substr(at + 1, 4));
    const std::string_view rest = text.substr(at + 5);
    const bool has_sub =
        rest.size() >= 4 && (rest[0] == '.' || rest[0] == '/') && IsDigits(rest.substr(1, 3));
    if (has_sub) id += "." + std::string(rest.substr(1, 3));
    if (!rest.empty() && std::isalnum(static_cast<unsigned char>(rest[0])) != 0) continue;
    ids.push_back(std::move(id));
  }
  return ids;
}

using Metadata = std::vector<std::pair<std::string, std::string>>;

void TagRule(Answer& answer, uint8_t source, DetectionId detection, const Metadata& metadata) {
  std::vector<std::string> techniques;
  for (const auto& [name, value] : metadata) {
    for (std::string& id : TechniqueIds(value)) techniques.push_back(std::move(id));
  }
  if (techniques.empty()) {  // no id: the name of the technique, which the version resolves
    for (const auto& [name, value] : metadata) {
      if (FindIgnoreCase(name, "technique") == name.npos) continue;
      for (std::string_view part : Split(value, ',')) techniques.emplace_back(Trim(part));
    }
  }
  for (std::string& technique : techniques) {
    if (technique.empty()) continue;
    answer.AddTag({source, detection, std::move(technique), catalog::Basis::kAuthor});
  }
}

// What the answer repeats of the rule's meta section, else that section itself.
Metadata MetadataOf(Answer& answer, json::Value rule, const events::YaralRule& text,
                    const Place& place) {
  Metadata out;
  for (const auto& [name, value] : answer.Object(rule, "metadata", place).members()) {
    out.emplace_back(name, value.text());
  }
  return out.empty() ? text.meta : out;
}

// What the rule's events section asks for. Rules of our list have their mappings there.
void AddText(Answer& answer, uint8_t source, DetectionId detection, Scope scope, const Place& place,
             std::string_view text, const events::YaralRule& rule) {
  if ((detection & kOwnName) == 0) return;
  if (rule.counts) {
    answer.Delivered(source, detection, State::kOn, scope, place, "", true);
  }
  const auto feeds = events::YaralFeeds(rule);
  for (std::string_view feed : feeds) {
    answer.AddQuery(source, detection, scope, place, events::Language::kYaral, feed, text);
  }
  if (!feeds.empty()) return;
  const bool unread = rule.variables.empty() && !rule.problems.empty();
  if (unread) {
    const Problem& problem = rule.problems.back();
    answer.Report(std::string(problem.code), place,
                  "line " + std::to_string(problem.place.line) + ", column " +
                      std::to_string(problem.place.column) + " of the rule: " + problem.message);
  }
  answer.AddTag(
      {source, detection, "", catalog::Basis::kCurated, 0,
       unread ? "its text cannot be read" : "it names no log whose API events are judged"});
}

// Live: its deployment is enabled and not archived. `alerting` only says whether hits are alerts.
State DeploymentState(Answer& answer, json::Value deployment, const Place& place) {
  if (answer.Flag(deployment, "archived", place).value_or(false)) return State::kOff;
  const std::optional<bool> enabled = answer.Flag(deployment, "enabled", place);
  if (enabled) return *enabled ? State::kOn : State::kOff;
  // Google's JSON leaves out what is false.
  return deployment.Find("enabled").Is(json::Type::kAbsent) ? State::kOff : State::kUnknown;
}

void ReadRule(Answer& answer, json::Value rule, const Place& place) {
  const uint8_t source = answer.Source("gcp_chronicle");
  const std::string_view resource = answer.Text(rule, "name", place);
  std::string_view title = answer.Text(rule, "displayName", place);
  if (title.empty()) title = answer.Text(rule, "ruleName", place);
  std::string_view id = LastSegment(resource);
  if (id.empty()) id = answer.Text(rule, "ruleId", place);
  if (title.empty()) title = id;
  const Scope scope = answer.GcpScope(resource);
  const auto found = answer.catalog().FindDetection(source, title);
  const DetectionId detection = found ? *found : answer.Own(title);
  State state = State::kUnknown;
  const json::Value nested = answer.Object(rule, "deployment", place);
  const std::optional<bool> live = answer.Flag(rule, "liveRuleEnabled", place);
  if (nested.Is(json::Type::kObject)) {
    state = DeploymentState(answer, nested, place);
  } else if (live) {
    state = *live ? State::kOn : State::kOff;
  } else if (rule.Find("ruleId").Is(json::Type::kString)) {
    state = State::kOff;  // API v2 leaves liveRuleEnabled out when it is false
  }
  answer.State(source, detection, state, scope, place,
               state == State::kUnknown ? "no answer tells its deployment" : "");
  answer.AddAlias({source, scope.account, scope.region, answer.Name(id), detection});
  std::string_view text = answer.Text(rule, "text", place);
  if (text.empty()) text = answer.Text(rule, "ruleText", place);
  const events::YaralRule read = text.empty() ? events::YaralRule() : events::ReadYaral(text);
  TagRule(answer, source, detection, MetadataOf(answer, rule, read, place));
  if (!text.empty()) AddText(answer, source, detection, scope, place, text, read);
}

}  // namespace

void ReadChronicleRules(Answer& answer) {
  answer.ForRows("/rules",
                 [&](json::Value rule, const Place& place) { ReadRule(answer, rule, place); });
}

void ReadChronicleDeployments(Answer& answer) {
  const uint8_t source = answer.Source("gcp_chronicle");
  answer.ForRows("/ruleDeployments", [&](json::Value deployment, const Place& place) {
    std::string_view name = answer.Text(deployment, "name", place);  // .../rules/ru_1/deployment
    if (name.ends_with("/deployment")) name.remove_suffix(std::string_view("/deployment").size());
    const std::optional<bool> alerting = answer.Flag(deployment, "alerting", place);
    answer.State(source, answer.Own(LastSegment(name)), DeploymentState(answer, deployment, place),
                 answer.GcpScope(name), place, alerting && !*alerting ? "live without alerts" : "");
    answer.LastFact().by_alias = true;
  });
}

}  // namespace dcv::inventory
