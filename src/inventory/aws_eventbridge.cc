// SPDX-License-Identifier: Apache-2.0
// EventBridge rules and who they hand events to. Source: EventBridge API reference, ListRules,
// DescribeRule, ListTargetsByRule, ListRuleNamesByTarget (read 2026-11).
//
// A rule of the default bus is known by its name, one of another bus by "BUS/NAME". The answer of
// list-targets-by-rule does not say which rule was asked: a member "Rule" (name or ARN) beside
// "Targets" says it, else the file's path, see TargetsPath.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "events/claims.h"
#include "inventory/arn.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

constexpr const char* kSource = "aws_eventbridge";
constexpr std::string_view kReadOnlyToo = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

State RuleState(std::string_view text) {
  if (text == "ENABLED" || text == kReadOnlyToo) return State::kOn;
  return text == "DISABLED" ? State::kOff : State::kUnknown;
}

// "orders/rule-2", "rule-1" of the default bus. A partner's or another account's bus is named by
// its ARN: the part after "event-bus/".
std::string RuleKey(std::string_view bus, std::string_view name) {
  if (bus.starts_with("arn:")) {
    const std::string_view resource = ArnResource(bus);
    const size_t slash = resource.find('/');
    bus = slash == resource.npos ? resource : resource.substr(slash + 1);
  }
  if (bus.empty() || bus == "default") return std::string(name);
  return std::string(bus) + "/" + std::string(name);
}

void ReadRule(Answer& answer, json::Value rule, const Place& place) {
  const uint8_t source = answer.Source(kSource);
  const Scope scope = answer.ArnScope(answer.Text(rule, "Arn", place));
  answer.SetAnswered(source, State::kOn, scope, place);
  const std::string_view pattern = answer.Text(rule, "EventPattern", place);
  if (pattern.empty()) {
    answer.Report("I028", answer.At(""), "a rule that runs by its schedule is no detection");
    return;
  }
  const std::string_view status = answer.Text(rule, "State", place);
  const std::string_view owner = answer.Text(rule, "ManagedBy", place);
  std::string detail;
  if (RuleState(status) == State::kUnknown) detail = "state " + Printable(status, 60);
  if (!owner.empty()) {
    detail += (detail.empty() ? "" : ", ") + ("managed by " + Printable(owner, 80));
  }
  const DetectionId detection = answer.Own(
      RuleKey(answer.Text(rule, "EventBusName", place), answer.Text(rule, "Name", place)));
  answer.State(source, detection, RuleState(status), scope, place, detail);
  answer.AddAlias({source, scope.account, scope.region, detection & ~kOwnName, detection});
  answer.AddQuery(source, detection, scope, place, events::Language::kEventBridge,
                  events::feed::kEventBridge, pattern, status == kReadOnlyToo);
}

struct AskedRule {
  std::string key;  // "" when nothing says which rule was asked
  Scope scope;
};

std::string_view WithoutExtensions(std::string_view name) {
  constexpr std::array<std::string_view, 8> kExtensions = {".json", ".ndjson", ".jsonl", ".txt",
                                                           ".out",  ".log",    ".gz",    ".zst"};
  bool shorter = true;
  while (shorter) {
    shorter = false;
    for (std::string_view extension : kExtensions) {
      if (!name.ends_with(extension)) continue;
      name.remove_suffix(extension.size());
      shorter = true;
    }
  }
  return name;
}

// "events_list-targets-by-rule_NAME.json", "list-targets-by-rule/NAME.json"; a rule of another bus
// is "BUS@NAME" or the folder "BUS/NAME". Account and region come from what stands before: a rule
// may have the name of a region in its own.
AskedRule TargetsPath(Answer& answer, std::string_view call) {
  AskedRule asked{"", answer.path_scope()};
  const std::string_view path = answer.file();
  const size_t at = path.rfind(call);
  if (at == path.npos) return asked;
  const ScopeText before = FromPath(path.substr(0, at));
  asked.scope = answer.ScopeOf(before.account, before.region);
  std::string_view name = WithoutExtensions(path.substr(at + call.size()));
  if (name.size() < 2 || std::string_view("_-./=").find(name[0]) == name.npos) return asked;
  name.remove_prefix(1);
  size_t cut = name.find('@');
  if (cut == name.npos) cut = name.rfind('/');
  asked.key =
      cut == name.npos ? std::string(name) : RuleKey(name.substr(0, cut), name.substr(cut + 1));
  return asked;
}

// The rule by the members that exports add.
AskedRule Asked(Answer& answer) {
  AskedRule asked = TargetsPath(answer, "list-targets-by-rule");
  const std::string_view rule = answer.Text(answer.root(), "Rule", answer.At(""));
  if (rule.starts_with("arn:")) {  // rule/NAME or rule/BUS/NAME
    asked.scope = answer.ArnScope(rule);
    const std::string_view resource = ArnResource(rule);
    asked.key = resource.substr(std::min(resource.size(), resource.find('/') + 1));
  } else if (!rule.empty()) {
    asked.key = RuleKey(answer.Text(answer.root(), "EventBusName", answer.At("")), rule);
  }
  return asked;
}

void AddDelivery(Answer& answer, const AskedRule& rule, State state, const Place& place,
                 std::string_view detail) {
  answer.Delivered(answer.Source(kSource), answer.Own(rule.key), state, rule.scope, place, detail);
  answer.LastFact().by_alias = true;
}

}  // namespace

void ReadEventBridgeRules(Answer& answer) {
  if (answer.root().Find("Rules").IsEmptyArray()) {  // load balancers have empty Rules too
    const std::string& path = answer.file();
    const bool ours = FindIgnoreCase(path, "list-rules") != path.npos ||
                      FindIgnoreCase(path, "events") != path.npos ||
                      FindIgnoreCase(path, "eventbridge") != path.npos;
    if (!ours)
      return answer.Report("I025", answer.At("/Rules"), "an empty list of rules, of what?");
    answer.SetAnswered(answer.Source(kSource), State::kOn, answer.path_scope(),
                       answer.At("/Rules"));
    return;
  }
  answer.ForRows("/Rules",
                 [&](json::Value rule, const Place& place) { ReadRule(answer, rule, place); });
}

void ReadEventBridgeTargets(Answer& answer) {
  const AskedRule rule = Asked(answer);
  const Place list = answer.At("/Targets");
  if (rule.key.empty()) {
    return answer.Report("I029", list, "targets, and nothing says of which rule");
  }
  std::vector<std::string> takers;
  uint32_t more = 0;
  answer.ForEach(answer.root().Find("Targets"), "/Targets",
                 [&](json::Value target, const Place& place) {
                   const std::string_view arn = answer.Text(target, "Arn", place);
                   if (takers.size() < 3) {
                     takers.push_back(ArnName(arn));
                   } else {
                     ++more;
                   }
                 });
  if (takers.empty()) return AddDelivery(answer, rule, State::kOff, list, "no target");
  std::string detail = "to " + Join(takers, ", ");
  if (more > 0) detail += " and " + std::to_string(more) + " more";
  AddDelivery(answer, rule, State::kOn, list, detail);
}

void ReadEventBridgeRulesOfTarget(Answer& answer) {
  const AskedRule none = TargetsPath(answer, "list-rule-names-by-target");
  uint32_t index = 0;
  for (json::Value name : answer.root().Find("RuleNames").elements()) {
    const Place place = answer.At("/RuleNames", index++);
    if (name.text().empty()) continue;
    AddDelivery(answer, {std::string(name.text()), none.scope}, State::kOn, place,
                "to the target that was asked about");
  }
}

}  // namespace dcv::inventory
