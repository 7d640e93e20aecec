// SPDX-License-Identifier: Apache-2.0
// Conditions over the rules of a temporal correlation. A target is one of its different rules,
// numbered in the order in which `rules` names them first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/ir.h"

namespace dcv::correlate {

struct Formula {
  enum class Kind : uint8_t { kNot, kAnd, kOr, kAtLeast };
  Kind kind = Kind::kAtLeast;
  size_t count = 0;               // kAtLeast: so many of the targets; a name is one of one
  std::vector<uint32_t> targets;  // kAtLeast: distinct, ascending
  std::vector<Formula> operands;
};

// `target_of` has the target of each reference of the correlation.
Formula Compile(const sigma::Condition& condition, const std::vector<ir::Reference>& references,
                const std::vector<uint32_t>& target_of);

template <typename Seen>
bool Holds(const Formula& formula, const Seen& seen) {
  switch (formula.kind) {
    case Formula::Kind::kNot: return !Holds(formula.operands.front(), seen);
    case Formula::Kind::kAnd:
      for (const Formula& operand : formula.operands) {
        if (!Holds(operand, seen)) return false;
      }
      return true;
    case Formula::Kind::kOr:
      for (const Formula& operand : formula.operands) {
        if (Holds(operand, seen)) return true;
      }
      return false;
    case Formula::Kind::kAtLeast: break;
  }
  size_t count = 0;
  for (uint32_t target : formula.targets) count += seen(target) ? 1 : 0;
  return count >= formula.count;
}

// One way for a formula to hold: all of `ordered` (ascending) seen, none of `absent`.
struct Clause {
  std::vector<uint32_t> ordered, absent;
  bool operator==(const Clause&) const = default;
};
constexpr size_t kMaxClauses = 1000;

// All ways, the longest first; nullopt when there are more than kMaxClauses.
std::optional<std::vector<Clause>> ClausesOf(const Formula& formula);

}  // namespace dcv::correlate
