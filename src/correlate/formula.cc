// SPDX-License-Identifier: Apache-2.0
#include "correlate/formula.h"

#include <algorithm>
#include <numeric>

namespace dcv::correlate {
namespace {

using Clauses = std::optional<std::vector<Clause>>;

std::vector<uint32_t> Union(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  std::vector<uint32_t> out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

bool Contradicts(const Clause& clause) {
  return std::any_of(clause.ordered.begin(), clause.ordered.end(), [&](uint32_t target) {
    return std::binary_search(clause.absent.begin(), clause.absent.end(), target);
  });
}

// Every choice of `count` of the targets, as what is seen or as what is absent.
Clauses Choices(const std::vector<uint32_t>& targets, size_t count, bool absent) {
  std::vector<Clause> out;
  if (count > targets.size()) return out;
  std::vector<size_t> chosen(count);
  std::iota(chosen.begin(), chosen.end(), size_t{0});
  while (true) {
    if (out.size() == kMaxClauses) return std::nullopt;
    Clause& clause = out.emplace_back();
    for (size_t i : chosen) (absent ? clause.absent : clause.ordered).push_back(targets[i]);
    size_t last = count;
    while (last > 0 && chosen[last - 1] == targets.size() - count + last - 1) --last;
    if (last == 0) return out;
    ++chosen[last - 1];
    for (size_t i = last; i < count; ++i) chosen[i] = chosen[i - 1] + 1;
  }
}

Clauses Both(const std::vector<Clause>& a, const std::vector<Clause>& b) {
  std::vector<Clause> out;
  for (const Clause& left : a) {
    for (const Clause& right : b) {
      Clause both{Union(left.ordered, right.ordered), Union(left.absent, right.absent)};
      if (Contradicts(both)) continue;
      if (out.size() == kMaxClauses) return std::nullopt;
      out.push_back(std::move(both));
    }
  }
  return out;
}

Clauses Expand(const Formula& formula, bool negated) {
  if (formula.kind == Formula::Kind::kNot) return Expand(formula.operands.front(), !negated);
  if (formula.kind == Formula::Kind::kAtLeast) {
    if (!negated) return Choices(formula.targets, formula.count, false);
    if (formula.count > formula.targets.size()) return std::vector<Clause>{{}};
    if (formula.count == 0) return std::vector<Clause>{};
    return Choices(formula.targets, formula.targets.size() - formula.count + 1, true);
  }
  const bool all = (formula.kind == Formula::Kind::kAnd) != negated;
  std::vector<Clause> out;
  if (all) out.emplace_back();
  for (const Formula& operand : formula.operands) {
    Clauses part = Expand(operand, negated);
    if (!part) return std::nullopt;
    if (all) {
      part = Both(out, *part);
      if (!part) return std::nullopt;
      out = std::move(*part);
    } else {
      out.insert(out.end(), part->begin(), part->end());
      if (out.size() > kMaxClauses) return std::nullopt;
    }
  }
  return out;
}

}  // namespace

Formula Compile(const sigma::Condition& condition, const std::vector<ir::Reference>& references,
                const std::vector<uint32_t>& target_of) {
  using Kind = sigma::Condition::Kind;
  Formula out;
  const bool pattern = condition.kind == Kind::kQuantifier;
  if (pattern || condition.kind == Kind::kName) {
    for (size_t i = 0; i < references.size(); ++i) {
      const std::string& name = references[i].name;
      const bool chosen = pattern ? sigma::Selects(condition.name, name) : name == condition.name;
      if (chosen) out.targets.push_back(target_of[i]);
    }
    std::sort(out.targets.begin(), out.targets.end());
    out.targets.erase(std::unique(out.targets.begin(), out.targets.end()), out.targets.end());
    const bool all = pattern && condition.count == sigma::Condition::kAll;
    out.count = all ? out.targets.size() : static_cast<size_t>(pattern ? condition.count : 1);
    return out;
  }
  out.kind = condition.kind == Kind::kNot   ? Formula::Kind::kNot
             : condition.kind == Kind::kAnd ? Formula::Kind::kAnd
                                            : Formula::Kind::kOr;
  for (const sigma::Condition& operand : condition.operands) {
    out.operands.push_back(Compile(operand, references, target_of));
  }
  return out;
}

std::optional<std::vector<Clause>> ClausesOf(const Formula& formula) {
  Clauses out = Expand(formula, false);
  if (!out) return std::nullopt;
  std::stable_sort(out->begin(), out->end(), [](const Clause& a, const Clause& b) {
    return a.ordered.size() > b.ordered.size();
  });
  std::vector<Clause> distinct;
  for (Clause& clause : *out) {
    if (std::find(distinct.begin(), distinct.end(), clause) == distinct.end()) {
      distinct.push_back(std::move(clause));
    }
  }
  return distinct;
}

}  // namespace dcv::correlate
