// SPDX-License-Identifier: Apache-2.0
// Checks of what a rule means, on the IR.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"
#include "lint/contradiction.h"

namespace dcv::lint {
namespace {

Place ConditionPlace(const Subject& s) {
  return s.detection->conditions.empty() ? s.document->place
                                         : s.detection->conditions.front().text.place;
}

// The search identifier that is the expression, "" when none is.
std::string NameOf(const Subject& s, ir::ExprId id) {
  for (const ir::Selection& selection : s.rule->selections) {
    if (selection.expr == id) return selection.name;
  }
  return {};
}

}  // namespace

// What the log source implies takes no part: fields of one name in header and body (the Channel of
// Windows event 104) would contradict each other.
void NeverTrue(const Subject& s, Report& report) {
  if (s.rule == nullptr || s.detection == nullptr) return;
  const ir::Program& program = *s.world->program;
  for (const ir::Selection& selection : s.rule->selections) {
    if (program.exprs()[selection.expr].kind != ir::ExprKind::kAnd) continue;
    if (!NeverTogether(program, {selection.expr})) continue;
    report.Add(s, selection.place, "no event can match '" + Printable(selection.name) + "'");
    return;
  }
  if (!NeverTogether(program, {s.rule->condition})) return;
  report.Add(s, ConditionPlace(s), "no event can match this rule");
}

void AlwaysTrueCondition(const Subject& s, Report& report) {
  if (s.rule == nullptr || s.detection == nullptr) return;
  if (!AlwaysTrue(*s.world->program, s.rule->condition)) return;
  report.Add(s, ConditionPlace(s), "every event of the log source matches this rule");
}

void OnlyNegated(const Subject& s, Report& report) {
  if (s.rule == nullptr || s.detection == nullptr) return;
  const ir::Program& program = *s.world->program;
  if (AlwaysTrue(program, s.rule->condition) || !TrueOfNothing(program, s.rule->condition)) return;
  report.Add(s, ConditionPlace(s), "events that have none of the rule's fields match it",
             "ask for something that is there");
}

void UnreachableBranch(const Subject& s, Report& report) {
  if (s.rule == nullptr || s.detection == nullptr) return;
  for (ir::ExprId id : Absorbed(*s.world->program, s.rule->condition)) {
    const std::string name = NameOf(s, id);
    const std::string what = name.empty() ? "a branch" : "'" + Printable(name) + "'";
    report.Add(s, ConditionPlace(s), what + " changes nothing: another part says as much");
  }
}

}  // namespace dcv::lint
