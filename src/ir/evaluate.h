// SPDX-License-Identifier: Apache-2.0
// The naive evaluator: one event against one expression, obviously right and slow. It is the oracle
// that the matcher is held to, and what `dcv explain RULE EVENT` tells from. It shares no code with
// the matcher.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "ir/ir.h"

namespace dcv::ir {

bool Evaluate(const Program& program, ExprId expr, json::Value event);
bool Evaluate(const Program& program, const Predicate& predicate, json::Value event);

// The first value that satisfies a predicate, as it is compared, and where it stands.
struct Satisfied {
  std::string path;  // as logsource::ToText; "" for keywords and a name that stands as one flat key
  std::string text;
};
// nullopt: none does, or the predicate is not of values (null, exists).
std::optional<Satisfied> FindSatisfied(const Program& program, const Predicate& predicate,
                                       json::Value event);

// Every scalar text the field has in the event, as the evaluator compares it; for explanations.
std::vector<std::string> Texts(const Program& program, FieldId field, json::Value event);
// The same without null and []: what a correlation groups by and counts.
std::vector<std::string> PresentTexts(const Program& program, FieldId field, json::Value event);

// The texts that a keyword is searched in: every scalar leaf of the event.
std::vector<std::string> Leaves(json::Value event);

}  // namespace dcv::ir
