// SPDX-License-Identifier: Apache-2.0
// The values of an event that a test looks at.
#pragma once

#include "base/json.h"
#include "events/selector.h"

namespace dcv::events {

// Calls `visit` with each value of the test's field until it returns false. With `spread` arrays
// distribute wherever they stand; otherwise a path goes into them only by [n] and [*]. False: it
// was stopped.
template <typename Visit>
bool VisitBelow(json::Value value, const Visit& visit, size_t depth = 0) {
  if (value.Is(json::Type::kArray) || value.Is(json::Type::kObject)) {
    if (depth > json::Parser::kMaxDepth) return true;
    for (json::Value element : value.elements()) {
      if (!VisitBelow(element, visit, depth + 1)) return false;
    }
    for (const json::Member& member : value.members()) {
      if (!VisitBelow(member.value, visit, depth + 1)) return false;
    }
    return true;
  }
  return visit(value);
}

template <typename Visit>
bool VisitSteps(json::Value value, const Test& test, size_t step, bool spread, const Visit& visit) {
  const std::vector<Step>& steps = test.field.steps;
  if (value.Is(json::Type::kAbsent)) return true;
  const bool each = step < steps.size() && steps[step].index == Step::kEvery;
  if (value.Is(json::Type::kArray) &&
      (each || (spread && (step == steps.size() || steps[step].index < 0)))) {
    for (json::Value element : value.elements()) {
      if (!VisitSteps(element, test, step + (each ? 1 : 0), spread, visit)) return false;
    }
    return true;
  }
  if (step == steps.size()) {
    if (test.scope == Test::Scope::kBelow) return VisitBelow(value, visit);
    return visit(value);
  }
  if (each) return true;
  if (steps[step].index >= 0) {
    int32_t at = 0;
    for (json::Value element : value.elements()) {
      if (at++ == steps[step].index) return VisitSteps(element, test, step + 1, spread, visit);
    }
    return true;
  }
  return VisitSteps(value.Find(steps[step].name), test, step + 1, spread, visit);
}

template <typename Visit>
bool VisitField(json::Value event, const Test& test, bool spread, const Visit& visit) {
  return VisitSteps(event, test, 0, spread, visit);
}

}  // namespace dcv::events
