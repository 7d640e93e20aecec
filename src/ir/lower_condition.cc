// SPDX-License-Identifier: Apache-2.0
// Conditions over named searches.
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/text.h"
#include "ir/lowering.h"

namespace dcv::ir {
namespace {

constexpr size_t kMaxCombinations = 5'000;
constexpr size_t kMaxHints = 10;
constexpr size_t kMaxLooks = 10'000'000;  // names that patterns are held to

class ConditionLowering {
 public:
  ConditionLowering(Program& program, const std::vector<Selection>& selections, Notes& notes)
      : program_(program), selections_(selections), notes_(notes) {
    for (const Selection& selection : selections) by_name_.emplace(selection.name, selection.expr);
  }

  // Any of the conditions.
  ExprId Lower(const std::vector<sigma::ParsedCondition>& conditions) {
    std::vector<ExprId> any;
    for (const sigma::ParsedCondition& condition : conditions) {
      place_ = condition.text.place;
      any.push_back(Node(condition.condition));
    }
    return Joined(false, std::move(any));
  }

 private:
  ExprId Node(const sigma::Condition& condition) {
    switch (condition.kind) {
      case sigma::Condition::Kind::kName: return Name(condition);
      case sigma::Condition::Kind::kQuantifier: return Quantifier(condition);
      case sigma::Condition::Kind::kNot: return program_.Not(Node(condition.operands.front()));
      case sigma::Condition::Kind::kAnd:
      case sigma::Condition::Kind::kOr: break;
    }
    std::vector<ExprId> operands;
    for (const sigma::Condition& operand : condition.operands) operands.push_back(Node(operand));
    return Joined(condition.kind == sigma::Condition::Kind::kAnd, std::move(operands));
  }

  // Counts what And and Or copy when they flatten.
  ExprId Joined(bool all, std::vector<ExprId> operands) {
    const ExprKind kind = all ? ExprKind::kAnd : ExprKind::kOr;
    for (ExprId operand : operands) {
      const Expr& expr = program_.exprs()[operand];
      nodes_ += expr.kind == kind ? expr.operands.size() : 1;
    }
    if (nodes_ > kMaxNodes) {
      notes_.Fail("P113", place_, "the condition puts more than 200,000 parts together");
      return program_.False();
    }
    return all ? program_.And(std::move(operands)) : program_.Or(std::move(operands));
  }

  ExprId Name(const sigma::Condition& condition) {
    const auto found = by_name_.find(condition.name);
    if (found != by_name_.end()) return found->second;
    std::vector<std::string> names;
    if (++hints_ <= kMaxHints) {
      for (const Selection& selection : selections_) names.push_back(selection.name);
    }
    const std::string near = Nearest(condition.name, names);
    notes_.Fail("P100", place_,
                "the condition names '" + Printable(condition.name) + "', which is not there",
                near.empty() ? "there are: " + Printable(Join(names, " "), 300)
                             : "did you mean " + near + "?");
    return program_.False();
  }

  ExprId Quantifier(const sigma::Condition& condition) {
    looks_ += selections_.size();
    if (looks_ > kMaxLooks) {
      notes_.Fail("P113", place_, "the condition has too many patterns for its many identifiers");
      return program_.False();
    }
    std::vector<ExprId> chosen;
    for (const Selection& selection : selections_) {
      if (sigma::Selects(condition.name, selection.name)) chosen.push_back(selection.expr);
    }
    const std::string text = "'" + Printable(sigma::ToText(condition)) + "'";
    if (chosen.empty()) {
      notes_.Fail("P101", place_, text + " chooses no search identifier");
      return program_.False();
    }
    if (condition.count == sigma::Condition::kAll) return Joined(true, std::move(chosen));
    if (condition.count <= 1) return Joined(false, std::move(chosen));
    const auto count = static_cast<size_t>(condition.count);
    if (count > chosen.size()) {
      notes_.Fail("P112", place_,
                  text + " has only " + std::to_string(chosen.size()) + " to choose from");
      return program_.False();
    }
    return AtLeast(chosen, count, text);
  }

  // How many ways there are to take `count` of `all`, at most kMaxCombinations + 1.
  static size_t Combinations(size_t all, size_t count) {
    count = std::min(count, all - count);
    size_t ways = 1;
    for (size_t i = 1; i <= count && ways <= kMaxCombinations; ++i) {
      ways = ways * (all - count + i) / i;
    }
    return std::min(ways, kMaxCombinations + 1);
  }

  // At least `count` of the expressions: any of the combinations of that many.
  ExprId AtLeast(const std::vector<ExprId>& chosen, size_t count, const std::string& text) {
    if (Combinations(chosen.size(), count) > kMaxCombinations) {
      notes_.Fail("P112", place_,
                  text + " has more than 5,000 combinations of " + std::to_string(chosen.size()));
      return program_.False();
    }
    std::vector<size_t> taken(count);
    std::iota(taken.begin(), taken.end(), size_t{0});
    std::vector<ExprId> ways;
    while (!notes_.failed()) {
      std::vector<ExprId> together;
      for (size_t i : taken) together.push_back(chosen[i]);
      ways.push_back(Joined(true, std::move(together)));
      size_t last = count;  // the last that can move on
      while (last > 0 && taken[last - 1] == chosen.size() - count + last - 1) --last;
      if (last == 0) break;
      ++taken[last - 1];
      for (size_t i = last; i < count; ++i) taken[i] = taken[i - 1] + 1;
    }
    return Joined(false, std::move(ways));
  }

  Program& program_;
  const std::vector<Selection>& selections_;
  std::unordered_map<std::string_view, ExprId> by_name_;
  Place place_;
  Notes& notes_;
  size_t nodes_ = 0, looks_ = 0, hints_ = 0;
};

}  // namespace

ExprId LowerDetection(Program& program, FieldTable& table, LogSourceFields& fields,
                      const sigma::Detection& detection, std::vector<Selection>& selections,
                      Notes& notes) {
  SearchLowering searches(program, table, fields, notes);
  for (const sigma::NamedSearch& named : detection.searches) {
    selections.push_back({named.name.text, searches.Lower(named.search), named.name.place});
  }
  return ConditionLowering(program, selections, notes).Lower(detection.conditions);
}

}  // namespace dcv::ir
