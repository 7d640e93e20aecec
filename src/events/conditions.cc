// SPDX-License-Identifier: Apache-2.0
#include "events/conditions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/tsv.h"
#include "events/comparison.h"

namespace dcv::events {

using Op = Comparison::Op;

Result<ConditionTable> ConditionTable::Load(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/event_conditions.tsv";
  constexpr std::array<std::string_view, 4> kSenses = {"is", "is not", "any", "states"};
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv table, Tsv::Parse(text, kPath, {"condition", "field", "sense", "value"}));
  ConditionTable out;
  for (size_t row = 0; row < table.rows(); ++row) {
    const auto sense = std::find(kSenses.begin(), kSenses.end(), table.cell(row, 2));
    if (sense == kSenses.end()) {
      return InvalidInput(std::string(kPath) + ":" + std::to_string(row + 2) + ": bad sense");
    }
    out.rows_.push_back({table.cell(row, 0), StarPattern(Lower(table.cell(row, 1))),
                         StarPattern(Lower(table.cell(row, 3))),
                         static_cast<Sense>(sense - kSenses.begin())});
  }
  return out;
}

Demand ConditionTable::Find(std::string_view condition, const Expr& residual) const {
  return Find(condition, residual, false);
}

// Of demands that all hold the best counts, of alternatives the worst.
Demand ConditionTable::Find(std::string_view condition, const Expr& expr, bool negated) const {
  switch (expr.kind) {
    case Expr::Kind::kEverything:
    case Expr::Kind::kUnknown: return Demand::kNone;
    case Expr::Kind::kTest: return FindTest(condition, expr.test, negated);
    case Expr::Kind::kNot: return Find(condition, expr.operands[0], !negated);
    case Expr::Kind::kAnd:
    case Expr::Kind::kOr: break;
  }
  const bool all = (expr.kind == Expr::Kind::kAnd) != negated;
  Demand demand = all ? Demand::kNone : Demand::kMet;
  for (const Expr& operand : expr.operands) {
    const Demand one = Find(condition, operand, negated);
    demand = all ? std::max(demand, one) : std::min(demand, one);
  }
  return expr.operands.empty() ? Demand::kNone : demand;
}

Demand ConditionTable::FindTest(std::string_view condition, const Test& test, bool negated) const {
  const std::string field = Lower(test.field.text);
  Demand worst = Demand::kMet, best = Demand::kNone;
  for (const Comparison& c : test.any) {
    const Demand one = FindOne(condition, field, c, negated);
    worst = std::min(worst, one);
    best = std::max(best, one);
  }
  return negated ? best : worst;
}

Demand ConditionTable::FindOne(std::string_view condition, std::string_view field,
                               const Comparison& c, bool negated) const {
  const bool not_ = c.negated != negated;
  Demand demand = Demand::kNone;
  for (const Row& row : rows_) {
    if (row.condition != condition || !row.field.Matches(field)) continue;
    const auto fits = [&](const std::string& value) { return row.value.Matches(Lower(value)); };
    const bool all = !c.values.empty() && std::all_of(c.values.begin(), c.values.end(), fits);
    const bool any = c.op == Op::kExists || std::any_of(c.values.begin(), c.values.end(), fits);
    // A field that every name fits says nothing by being asked about.
    const bool anywhere = row.field.parts.size() == 1 && !row.field.IsLiteral();
    const bool any_value = row.value.parts.size() == 1 && !row.value.IsLiteral();
    const bool open = c.op != Op::kEquals && c.op != Op::kExists;
    Demand one = Demand::kNone;
    switch (row.sense) {
      case Sense::kIs: one = not_ ? one : all ? Demand::kMet : open ? Demand::kStated : one; break;
      case Sense::kIsNot:
        if (not_ ? any && c.op != Op::kExists : any_value || open) {
          one = not_ ? Demand::kMet : Demand::kStated;
        }
        break;
      case Sense::kAny: one = c.op == Op::kExists && not_ ? one : Demand::kMet; break;
      case Sense::kStates: one = Demand::kStated; break;
    }
    if (one == Demand::kStated && anywhere) one = Demand::kNone;
    if (one == Demand::kMet && c.op == Op::kUnknown) one = Demand::kStated;
    demand = std::max(demand, one);
  }
  return demand;
}

}  // namespace dcv::events
