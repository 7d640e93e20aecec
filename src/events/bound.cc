// SPDX-License-Identifier: Apache-2.0
// Documented in "Matching arrays" and "Comparison operators" of the EventBridge user guide, and in
// the README of aws/event-ruler, "JSON Array Matching" (both read 2026-11-24).
#include "events/bound.h"

#include <functional>
#include <map>

#include "events/comparison.h"

namespace dcv::events {
namespace {

constexpr size_t kMaxWork = 1'000'000;

class Solver {
 public:
  explicit Solver(json::Value event) : event_(event) {}

  // What holds of the expression together with what follows it, under the elements chosen so far.
  using Next = std::function<Truth()>;
  Truth Solve(const Expr& expr, const Next& next) {
    if (++work_ > kMaxWork) return Truth::kUnknown;
    switch (expr.kind) {
      case Expr::Kind::kEverything: return next();
      case Expr::Kind::kUnknown: return And(Truth::kUnknown, next());
      case Expr::Kind::kNot: {
        const Truth inner = Solve(expr.operands[0], [] { return Truth::kYes; });
        return inner == Truth::kYes ? Truth::kNo : And(Not(inner), next());
      }
      case Expr::Kind::kAnd: return SolveAll(expr.operands, 0, next);
      case Expr::Kind::kTest: return SolveTest(expr.test, next);
      case Expr::Kind::kOr: break;
    }
    Truth truth = Truth::kNo;
    for (const Expr& operand : expr.operands) {
      truth = Or(truth, Solve(operand, next));
      if (truth == Truth::kYes) break;
    }
    return truth;
  }

 private:
  Truth SolveAll(const std::vector<Expr>& operands, size_t at, const Next& next) {
    if (at == operands.size()) return next();
    return Solve(operands[at], [&, at] { return SolveAll(operands, at + 1, next); });
  }

  Truth SolveTest(const Test& test, const Next& next) {
    for (const Comparison& c : test.any) {
      if (c.op == Comparison::Op::kExists && c.negated && !HasLeaf(event_, test.field.steps, 0)) {
        return next();
      }
    }
    std::string place;
    return Walk(event_, test, 0, place, next);
  }

  // The names of members are joined by dots, so a name with dots stands for several steps.
  template <typename Each>
  static bool ForEachMember(json::Value object, const std::vector<Step>& steps, size_t step,
                            const Each& each) {
    std::string name;
    for (size_t last = step; last < steps.size(); ++last) {
      if (last > step) name += '.';
      name += steps[last].name;
      const json::Value member = object.Find(name);
      if (!member.Is(json::Type::kAbsent) && !each(member, name, last + 1)) return false;
    }
    return true;
  }

  // True when some way leads to a value that is neither object nor array.
  bool HasLeaf(json::Value value, const std::vector<Step>& steps, size_t step) {
    if (++work_ > kMaxWork) return false;
    if (value.Is(json::Type::kArray)) {
      for (json::Value element : value.elements()) {
        if (HasLeaf(element, steps, step)) return true;
      }
      return false;
    }
    if (step == steps.size()) return !value.Is(json::Type::kObject);
    return !ForEachMember(value, steps, step,
                          [&](json::Value member, const std::string&, size_t next_step) {
                            return !HasLeaf(member, steps, next_step);
                          });
  }

  Truth Walk(json::Value value, const Test& test, size_t step, std::string& place,
             const Next& next) {
    if (++work_ > kMaxWork) return Truth::kUnknown;
    if (value.Is(json::Type::kArray)) return WalkArray(value, test, step, place, next);
    if (step == test.field.steps.size()) {
      if (value.Is(json::Type::kObject)) return Truth::kNo;
      Truth truth = Truth::kNo;
      for (const Comparison& c : test.any) {
        if (c.op == Comparison::Op::kExists && c.negated) continue;
        truth = Or(truth, Compare(c, value, Language::kEventBridge));
      }
      return truth == Truth::kNo ? truth : And(truth, next());
    }
    Truth truth = Truth::kNo;
    ForEachMember(value, test.field.steps, step,
                  [&](json::Value member, const std::string& name, size_t next_step) {
                    const size_t size = place.size();
                    place += '.';
                    place += name;
                    truth = Or(truth, Walk(member, test, next_step, place, next));
                    place.resize(size);
                    return truth != Truth::kYes;
                  });
    return truth;
  }

  Truth WalkArray(json::Value array, const Test& test, size_t step, std::string& place,
                  const Next& next) {
    const auto chosen = chosen_.find(place);
    const bool free = chosen == chosen_.end();
    const std::string key = place;
    Truth truth = Truth::kNo;
    size_t index = 0;
    for (json::Value element : array.elements()) {
      const size_t at = index++;
      if (!free && chosen->second != at) continue;
      if (free) chosen_[key] = at;
      place += '[' + std::to_string(at) + ']';
      truth = Or(truth, Walk(element, test, step, place, next));
      place.resize(key.size());
      if (truth == Truth::kYes) break;
    }
    if (free) chosen_.erase(key);
    return truth;
  }

  json::Value event_;
  std::map<std::string, size_t> chosen_;  // place of an array -> the element taken
  size_t work_ = 0;
};

}  // namespace

Truth EvaluateBound(const Expr& expr, json::Value event) {
  return Solver(event).Solve(expr, [] { return Truth::kYes; });
}

}  // namespace dcv::events
