// SPDX-License-Identifier: Apache-2.0
#include "correlate/plan.h"

#include <algorithm>
#include <map>

#include "base/result.h"

namespace dcv::correlate {
namespace {

using sigma::Comparison;
using sigma::CorrelationType;

constexpr uint64_t kMaxTimespanSeconds = (uint64_t{1} << 60) / 1000;

bool IsTemporal(CorrelationType type) {
  return type == CorrelationType::kTemporal || type == CorrelationType::kTemporalOrdered;
}

// What holds once or does not: how often it was found does not matter to the outer correlation.
bool CountsDifferent(CorrelationType type) {
  return IsTemporal(type) || type == CorrelationType::kValueCount;
}

// Program indices, inner before outer.
std::vector<uint32_t> InnerFirst(const ir::Program& program) {
  const size_t size = program.correlations.size();
  std::vector<size_t> open(size, 0);
  std::vector<std::vector<uint32_t>> waiting(size);
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < size; ++i) {
    for (const ir::Reference& reference : program.correlations[i].rules) {
      if (!reference.correlation) continue;
      ++open[i];
      waiting[reference.index].push_back(i);
    }
    if (open[i] == 0) order.push_back(i);
  }
  for (size_t i = 0; i < order.size(); ++i) {
    for (uint32_t waiter : waiting[order[i]]) {
      if (--open[waiter] == 0) order.push_back(waiter);
    }
  }
  DCV_CHECK(order.size() == size);
  return order;
}

// The least number of different rules that the thresholds of an order ask for; nullopt when they
// ask for anything but a least number.
std::optional<size_t> LeastInOrder(const ir::Correlation& correlation, uint32_t targets) {
  size_t least = 0;
  const auto ask = [&](Billionths number) {
    const auto rules = static_cast<size_t>(std::max<Billionths>(0, (number + kOne - 1) / kOne));
    least = std::max(least, rules);
  };
  const Billionths all = static_cast<Billionths>(targets) * kOne;
  for (const auto& [comparison, threshold] : correlation.thresholds) {
    const Billionths number = ToBillionths(threshold);
    switch (comparison) {
      case Comparison::kGte: ask(number); break;
      case Comparison::kGt: ask(number + 1); break;
      case Comparison::kEq:
        if (number != all) return std::nullopt;
        ask(number);
        break;
      case Comparison::kLte:
        if (number < all) return std::nullopt;
        break;
      case Comparison::kLt:
        if (number <= all) return std::nullopt;
        break;
      case Comparison::kNeq: return std::nullopt;
    }
  }
  return least;
}

// What an order is found by, or why not.
void PlanOrder(const ir::Correlation& correlation, CorrelationPlan& out) {
  Formula formula;
  if (!out.formula.empty()) {
    formula = out.formula.front();
  } else if (const auto least = LeastInOrder(correlation, out.targets)) {
    formula.count = *least;
    for (uint32_t i = 0; i < out.targets; ++i) formula.targets.push_back(i);
  } else {
    out.refused =
        "a temporal_ordered correlation takes a least number of rules, no other condition";
    return;
  }
  auto clauses = ClausesOf(formula);
  if (!clauses) {
    out.refused = "there are more than " + std::to_string(kMaxClauses) +
                  " ways in which the condition of the temporal_ordered correlation can hold";
    return;
  }
  out.clauses = std::move(*clauses);
}

template <typename T>
uint32_t IndexIn(std::vector<T>& all, const T& value) {
  const auto found = std::find(all.begin(), all.end(), value);
  const auto index = static_cast<uint32_t>(found - all.begin());
  if (found == all.end()) all.push_back(value);
  return index;
}

// Numbers a correlation's references by what they refer to; equal ones have equal targets.
std::vector<uint32_t> TargetsOf(const ir::Correlation& correlation) {
  std::map<std::pair<bool, uint32_t>, uint32_t> known;
  std::vector<uint32_t> out;
  for (const ir::Reference& reference : correlation.rules) {
    const auto next = static_cast<uint32_t>(known.size());
    out.push_back(known.try_emplace({reference.correlation, reference.index}, next).first->second);
  }
  return out;
}

class Planner {
 public:
  explicit Planner(const ir::Program& program) : program_(program) {}

  Plan Make() {
    out_.rules.resize(program_.rules.size());
    rank_.resize(program_.correlations.size());
    const std::vector<uint32_t> order = InnerFirst(program_);
    for (uint32_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;
    for (uint32_t index : order) AddCorrelation(index);
    return std::move(out_);
  }

 private:
  void AddCorrelation(uint32_t index) {
    const ir::Correlation& correlation = program_.correlations[index];
    const std::vector<uint32_t> target_of = TargetsOf(correlation);
    CorrelationPlan& plan = out_.correlations.emplace_back();
    plan.index = index;
    plan.type = correlation.type;
    plan.timespan_ms =
        static_cast<int64_t>(std::min(correlation.timespan_seconds, kMaxTimespanSeconds) * 1000);
    for (const auto& [comparison, number] : correlation.thresholds) {
      plan.thresholds.emplace_back(comparison, ToBillionths(number));
    }
    for (uint32_t target : target_of) plan.targets = std::max(plan.targets, target + 1);
    plan.group_by = correlation.group_by;
    plan.percentile_micros = static_cast<int64_t>(ToBillionths(correlation.percentile) / 1000);
    if (correlation.expression) {
      plan.formula.push_back(Compile(*correlation.expression, correlation.rules, target_of));
    }
    if (plan.type == CorrelationType::kTemporalOrdered) PlanOrder(correlation, plan);
    if (plan.refused.empty()) AddNeeds(correlation, target_of);
  }

  void AddNeeds(const ir::Correlation& correlation, const std::vector<uint32_t>& target_of) {
    std::vector<size_t> by_target(target_of.size());
    for (size_t i = 0; i < by_target.size(); ++i) by_target[i] = i;
    std::stable_sort(by_target.begin(), by_target.end(),
                     [&](size_t a, size_t b) { return target_of[a] < target_of[b]; });
    for (size_t i : by_target) AddNeed(correlation, correlation.rules[i], target_of[i]);
  }

  void AddNeed(const ir::Correlation& correlation, const ir::Reference& reference,
               uint32_t target) {
    const auto number = static_cast<uint32_t>(out_.needs.size());
    Need need;
    need.correlation = static_cast<uint32_t>(out_.correlations.size() - 1);
    need.target = target;
    need.inner = reference.correlation;
    for (ir::FieldId field : reference.group_by) need.group_by.push_back(Place(reference, field));
    if (!IsTemporal(correlation.type)) {
      for (ir::FieldId field : reference.fields) need.fields.push_back(Place(reference, field));
    }
    out_.needs.push_back(std::move(need));
    if (!reference.correlation) {
      out_.rules[reference.index].needs.push_back(number);
      return;
    }
    CorrelationPlan& inner = out_.correlations[rank_[reference.index]];
    (CountsDifferent(correlation.type) ? inner.outer : inner.outer_counting).push_back(number);
  }

  uint32_t Place(const ir::Reference& reference, ir::FieldId field) {
    if (!reference.correlation) return IndexIn(out_.rules[reference.index].fields, field);
    std::vector<std::string>& groups = out_.correlations[rank_[reference.index]].group_by;
    const size_t known = groups.size();
    const uint32_t place = IndexIn(groups, program_.fields()[field].name);
    DCV_CHECK(groups.size() == known);  // lowering refuses what the inner one does not group by
    return place;
  }

  const ir::Program& program_;
  std::vector<uint32_t> rank_;
  Plan out_;
};

}  // namespace

Plan MakePlan(const ir::Program& program) {
  return Planner(program).Make();
}

bool Meets(const CorrelationPlan& plan, Billionths numerator, uint64_t denominator) {
  for (const auto& [comparison, number] : plan.thresholds) {
    const Billionths wanted = number * static_cast<Billionths>(denominator);
    const bool met = comparison == Comparison::kGt    ? numerator > wanted
                     : comparison == Comparison::kGte ? numerator >= wanted
                     : comparison == Comparison::kLt  ? numerator < wanted
                     : comparison == Comparison::kLte ? numerator <= wanted
                     : comparison == Comparison::kEq  ? numerator == wanted
                                                      : numerator != wanted;
    if (!met) return false;
  }
  return true;
}

}  // namespace dcv::correlate
