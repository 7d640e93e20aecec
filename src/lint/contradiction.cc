// SPDX-License-Identifier: Apache-2.0
#include "lint/contradiction.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

#include "base/text.h"

namespace dcv::lint {
namespace {

using ir::Expr;
using ir::ExprId;
using ir::ExprKind;
using ir::Op;
using ir::Predicate;

using Ids = std::unordered_set<ExprId>;

bool IsList(const ir::Field& field) {
  const auto is_list = [](const logsource::Segment& segment) {
    return segment.kind == logsource::Segment::Kind::kElements ||
           segment.kind == logsource::Segment::Kind::kWhere;
  };
  return std::any_of(field.paths.begin(), field.paths.end(), [&](const logsource::Path& path) {
    return std::any_of(path.begin(), path.end(), is_list);
  });
}

// What must hold, and what must not, for a conjunction to be true.
class Conjunction {
 public:
  explicit Conjunction(const ir::Program& program) : program_(program) {}

  void Require(ExprId id) {
    const Expr& expr = At(id);
    if (expr.kind == ExprKind::kAnd) {
      for (ExprId operand : expr.operands) Require(operand);
    } else if (expr.kind == ExprKind::kNot) {
      Forbid(expr.operands.front());
      required_.push_back(id);
    } else {
      required_.push_back(id);
      yes_.insert(id);
    }
  }

  bool IsContradiction() const {
    return std::any_of(required_.begin(), required_.end(),
                       [&](ExprId id) { return IsFalse(id); }) ||
           HasAbsentField() || HasTwoValues();
  }

 private:
  const Expr& At(ExprId id) const { return program_.exprs()[id]; }
  const Predicate* Leaf(ExprId id) const {
    const Expr& expr = At(id);
    return expr.kind == ExprKind::kPredicate ? &program_.predicates()[expr.predicate] : nullptr;
  }

  void Forbid(ExprId id) {
    no_.insert(id);
    if (At(id).kind != ExprKind::kOr) return;
    for (ExprId operand : At(id).operands) Forbid(operand);
  }

  bool IsFalse(ExprId id) const {
    if (no_.count(id) > 0) return true;
    const Expr& expr = At(id);
    const auto is_false = [&](ExprId operand) { return IsFalse(operand); };
    const auto& operands = expr.operands;
    switch (expr.kind) {
      case ExprKind::kFalse: return true;
      case ExprKind::kNot: return yes_.count(operands.front()) > 0;
      case ExprKind::kAnd: return std::any_of(operands.begin(), operands.end(), is_false);
      case ExprKind::kOr: return std::all_of(operands.begin(), operands.end(), is_false);
      default: return false;
    }
  }

  // A field that is null or not there, and has a value all the same.
  bool HasAbsentField() const {
    std::set<ir::FieldId> absent;
    for (ExprId id : yes_) {
      const Predicate* leaf = Leaf(id);
      if (leaf != nullptr && leaf->op == Op::kNull) absent.insert(leaf->field);
    }
    for (ExprId id : no_) {
      const Predicate* leaf = Leaf(id);
      if (leaf != nullptr && leaf->op == Op::kExists) absent.insert(leaf->field);
    }
    return std::any_of(yes_.begin(), yes_.end(), [&](ExprId id) {
      const Predicate* leaf = Leaf(id);
      return leaf != nullptr && leaf->op != Op::kNull && leaf->op != Op::kExists &&
             leaf->field != ir::kAnyField && absent.count(leaf->field) > 0;
    });
  }

  // The values of a leaf, or of an `or` of leaves of one field, that asks for whole values.
  std::optional<std::pair<ir::FieldId, std::set<std::string>>> ValuesOf(ExprId id) const {
    std::pair<ir::FieldId, std::set<std::string>> out{ir::kAnyField, {}};
    std::vector<ExprId> leaves = {id};
    if (At(id).kind == ExprKind::kOr) leaves = At(id).operands;
    for (ExprId leaf_id : leaves) {
      const Predicate* leaf = Leaf(leaf_id);
      if (leaf == nullptr || leaf->part != ir::TimePart::kNone) return std::nullopt;
      if (leaf->op != Op::kEquals && leaf->op != Op::kNumber) return std::nullopt;
      if (leaf->field == ir::kAnyField) return std::nullopt;
      if (out.first != ir::kAnyField && out.first != leaf->field) return std::nullopt;
      out.first = leaf->field;
      if (no_.count(leaf_id) == 0) out.second.insert(Lower(leaf->text));
    }
    return out;
  }

  static bool Satisfies(const std::string& value, const Predicate& leaf) {
    const std::string text = Lower(leaf.text);
    if (leaf.op == Op::kContains) return value.find(text) != std::string::npos;
    if (text.size() > value.size()) return false;
    const size_t at = leaf.op == Op::kPrefix ? 0 : value.size() - text.size();
    return value.compare(at, text.size(), text) == 0;
  }

  bool HasTwoValues() const {
    std::map<ir::FieldId, std::set<std::string>> possible;
    for (ExprId id : required_) {
      const auto values = ValuesOf(id);
      if (!values || IsList(program_.fields()[values->first])) continue;
      const auto [found, fresh] = possible.try_emplace(values->first, values->second);
      if (fresh) continue;
      std::erase_if(found->second,
                    [&](const std::string& value) { return values->second.count(value) == 0; });
    }
    for (ExprId id : required_) {
      const Predicate* leaf = Leaf(id);
      if (leaf == nullptr ||
          (leaf->op != Op::kPrefix && leaf->op != Op::kSuffix && leaf->op != Op::kContains)) {
        continue;
      }
      const auto found = possible.find(leaf->field);
      if (found == possible.end()) continue;
      std::erase_if(found->second, [&](const auto& value) { return !Satisfies(value, *leaf); });
    }
    return std::any_of(possible.begin(), possible.end(),
                       [](const auto& entry) { return entry.second.empty(); });
  }

  const ir::Program& program_;
  std::vector<ExprId> required_;
  Ids yes_, no_;
};

bool Includes(const Ids& set, const std::vector<ExprId>& ids) {
  return std::all_of(ids.begin(), ids.end(), [&](ExprId id) { return set.count(id) > 0; });
}

// Of one `or` (or `and`) node: the operands of the other kind that another operand swallows.
void AbsorbedOperands(const ir::Program& program, const Expr& node, std::vector<ExprId>& out) {
  const ExprKind inner = node.kind == ExprKind::kOr ? ExprKind::kAnd : ExprKind::kOr;
  const Ids operands(node.operands.begin(), node.operands.end());
  std::vector<std::pair<ExprId, Ids>> compound;
  for (ExprId id : node.operands) {
    const Expr& expr = program.exprs()[id];
    if (expr.kind != inner) continue;
    if (std::any_of(expr.operands.begin(), expr.operands.end(),
                    [&](ExprId operand) { return operands.count(operand) > 0; })) {
      out.push_back(id);
    } else {
      compound.emplace_back(id, Ids(expr.operands.begin(), expr.operands.end()));
    }
  }
  if (compound.size() > 32) return;
  for (const auto& [id, set] : compound) {
    const auto swallows = [&, &set = set](const auto& other) {
      return other.second.size() < set.size() &&
             Includes(set, program.exprs()[other.first].operands);
    };
    if (std::any_of(compound.begin(), compound.end(), swallows)) out.push_back(id);
  }
}

}  // namespace

bool NeverTogether(const ir::Program& program, const std::vector<ExprId>& expressions) {
  Conjunction conjunction(program);
  for (ExprId id : expressions) conjunction.Require(id);
  return conjunction.IsContradiction();
}

bool AlwaysTrue(const ir::Program& program, ExprId expression) {
  const Expr& expr = program.exprs()[expression];
  const auto& operands = expr.operands;
  const auto always = [&](ExprId id) { return AlwaysTrue(program, id); };
  switch (expr.kind) {
    case ExprKind::kTrue: return true;
    case ExprKind::kNot: return NeverTogether(program, {operands.front()});
    case ExprKind::kAnd: return std::all_of(operands.begin(), operands.end(), always);
    case ExprKind::kOr: {
      const Ids set(operands.begin(), operands.end());
      return std::any_of(operands.begin(), operands.end(), [&](ExprId id) {
        const Expr& operand = program.exprs()[id];
        return always(id) ||
               (operand.kind == ExprKind::kNot && set.count(operand.operands.front()) > 0);
      });
    }
    default: return false;
  }
}

bool TrueOfNothing(const ir::Program& program, ExprId expression) {
  const Expr& expr = program.exprs()[expression];
  const auto& operands = expr.operands;
  const auto is_true = [&](ExprId id) { return TrueOfNothing(program, id); };
  switch (expr.kind) {
    case ExprKind::kTrue: return true;
    case ExprKind::kFalse: return false;
    case ExprKind::kPredicate: return program.predicates()[expr.predicate].op == Op::kNull;
    case ExprKind::kNot: return !is_true(operands.front());
    case ExprKind::kAnd: return std::all_of(operands.begin(), operands.end(), is_true);
    case ExprKind::kOr: return std::any_of(operands.begin(), operands.end(), is_true);
  }
  return false;
}

std::vector<ExprId> Absorbed(const ir::Program& program, ExprId expression) {
  std::vector<ExprId> out, open = {expression};
  Ids seen = {expression};
  while (!open.empty()) {
    const Expr& expr = program.exprs()[open.back()];
    open.pop_back();
    if (expr.kind == ExprKind::kOr || expr.kind == ExprKind::kAnd) {
      AbsorbedOperands(program, expr, out);
    }
    for (ExprId operand : expr.operands) {
      if (program.exprs()[operand].operands.empty()) continue;
      if (seen.insert(operand).second) open.push_back(operand);
    }
  }
  return out;
}

}  // namespace dcv::lint
