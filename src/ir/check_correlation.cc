// SPDX-License-Identifier: Apache-2.0
// What a correlation rule says by itself: types, thresholds, conditions over rule names.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "ir/lowering.h"
#include "sigma/timespan.h"

namespace dcv::ir {
namespace {

using sigma::Comparison;
using sigma::CorrelationType;

// Whether a range of two comparisons can hold at all.
bool IsPossible(const std::vector<std::pair<Comparison, double>>& thresholds) {
  double low = -std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto& [comparison, number] : thresholds) {
    if (comparison == Comparison::kGt || comparison == Comparison::kGte)
      low = std::max(low, number);
    if (comparison == Comparison::kLt || comparison == Comparison::kLte) {
      high = std::min(high, number);
    }
    if (comparison == Comparison::kEq) {
      low = std::max(low, number);
      high = std::min(high, number);
    }
  }
  if (low < high) return true;
  if (low > high) return false;
  return std::none_of(thresholds.begin(), thresholds.end(), [](const auto& threshold) {
    return threshold.first == Comparison::kGt || threshold.first == Comparison::kLt ||
           threshold.first == Comparison::kNeq;
  });
}

// Thresholds and fields by type; the parser has seen to them unless the tree was made otherwise.
void CheckCount(const sigma::Correlation& tree, Notes& notes) {
  const auto fail = [&](std::string message) {
    notes.Fail("P111", tree.place, std::move(message));
  };
  const bool counts_events = tree.type == CorrelationType::kEventCount;
  if (tree.thresholds.empty()) fail("there is no condition");
  if (!counts_events && tree.fields.empty()) fail("there is no condition.field");
  if (!counts_events && tree.type != CorrelationType::kValueCount && tree.fields.size() > 1) {
    fail(std::string(ToString(tree.type)) + " takes one field");
  }
  if (tree.type == CorrelationType::kValuePercentile && !tree.percentile) {
    fail("value_percentile does not say which percentile");
  }
}

void CheckNumberOfRules(const sigma::Correlation& tree, size_t different_rules, Notes& notes) {
  const auto rules = static_cast<double>(different_rules);
  const bool too_many =
      std::any_of(tree.thresholds.begin(), tree.thresholds.end(), [&](const auto& threshold) {
        const auto& [comparison, number] = threshold;
        const bool least = comparison == Comparison::kGte || comparison == Comparison::kEq;
        return (least && number > rules) || (comparison == Comparison::kGt && number >= rules);
      });
  if (too_many) {
    notes.Fail("P111", tree.place, "the condition asks for more rules than are named");
  }
}

// Names of the condition are among the rules.
void CheckExpression(const sigma::Correlation& tree, const sigma::Condition& condition,
                     Notes& notes) {
  for (const sigma::Condition& operand : condition.operands) {
    CheckExpression(tree, operand, notes);
  }
  const bool pattern = condition.kind == sigma::Condition::Kind::kQuantifier;
  if (!pattern && condition.kind != sigma::Condition::Kind::kName) return;
  const auto known = std::count_if(tree.rules.begin(), tree.rules.end(), [&](const auto& rule) {
    return pattern ? sigma::Selects(condition.name, rule.text) : rule.text == condition.name;
  });
  const std::string text = "'" + Printable(sigma::ToText(condition)) + "'";
  if (known == 0) {
    notes.Fail(pattern ? "P101" : "P100", tree.expression->text.place,
               pattern ? text + " chooses none of the rules"
                       : "the condition names " + text + ", which rules does not");
  } else if (pattern && known < condition.count) {
    notes.Fail("P112", tree.expression->text.place,
               text + " has only " + std::to_string(known) + " to choose from");
  }
}

}  // namespace

void CheckCorrelation(const sigma::Correlation& tree, size_t different_rules, Notes& notes) {
  if (!sigma::ParseTimespan(tree.timespan.text)) {
    notes.Fail("P111", tree.place, "there is no timespan");
  }
  if (!IsPossible(tree.thresholds)) {
    notes.Fail("P111", tree.place, "no number meets both comparisons of the condition");
  }
  if (!IsTemporal(tree)) {
    CheckCount(tree, notes);
  } else if (!notes.failed()) {
    CheckNumberOfRules(tree, different_rules, notes);
  }
  if (tree.expression) CheckExpression(tree, tree.expression->condition, notes);
}

}  // namespace dcv::ir
