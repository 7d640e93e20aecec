// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <unordered_set>

#include "ir/ir.h"

namespace dcv::ir {
namespace {

class Hasher {
 public:
  void Add(size_t value) { hash_ = (hash_ ^ value) * 0x9E3779B97F4A7C15u + (hash_ >> 29); }
  void Add(std::string_view text) { Add(std::hash<std::string_view>{}(text)); }
  size_t hash() const { return hash_; }

 private:
  size_t hash_ = 0x243F6A8885A308D3u;
};

size_t HashOf(const Field& field) {
  Hasher hasher;
  hasher.Add(field.name);
  hasher.Add(field.flat);
  for (const logsource::Path& path : field.paths) {
    for (const logsource::Segment& segment : path) {
      hasher.Add(static_cast<size_t>(segment.kind));
      hasher.Add(segment.name);
      hasher.Add(segment.value);
    }
  }
  return hasher.hash();
}

size_t HashOf(const Predicate& predicate) {
  Hasher hasher;
  hasher.Add(predicate.field);
  hasher.Add(static_cast<size_t>(predicate.op) * 64 + static_cast<size_t>(predicate.part) * 4 +
             (predicate.cased ? 2 : 0) + (predicate.flag ? 1 : 0));
  hasher.Add(predicate.text);
  hasher.Add(std::hash<double>{}(predicate.number));
  hasher.Add(predicate.other);
  for (const sigma::Pattern::Part& part : predicate.pattern.parts) {
    hasher.Add(static_cast<size_t>(part.kind));
    hasher.Add(part.text);
  }
  return hasher.hash();
}

size_t HashOf(const Expr& expr) {
  Hasher hasher;
  hasher.Add(static_cast<size_t>(expr.kind));
  hasher.Add(expr.predicate);
  for (ExprId operand : expr.operands) hasher.Add(operand);
  return hasher.hash();
}

// Every id once, where it stands first.
void KeepFirsts(std::vector<ExprId>& ids) {
  std::vector<ExprId> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) return;
  std::unordered_set<ExprId> seen;
  std::erase_if(ids, [&](ExprId id) { return !seen.insert(id).second; });
}

// The number of `value` in `values`, added when it is new.
template <typename T>
uint32_t InternIn(T value, std::vector<T>& values, HashIndex& index) {
  const auto fresh = static_cast<uint32_t>(values.size());
  const uint32_t id =
      index.FindOrAdd(HashOf(value), fresh, [&](uint32_t known) { return values[known] == value; });
  if (id == fresh) values.push_back(std::move(value));
  return id;
}

}  // namespace

void HashIndex::Grow() {
  std::vector<Slot> old(std::max<size_t>(64, slots_.size() * 2));
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number == kFree) continue;
    size_t at = slot.tag & (slots_.size() - 1);
    while (slots_[at].number != kFree) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

Program::Program() {
  Expr constant;
  Intern(constant);
  constant.kind = ExprKind::kFalse;
  Intern(std::move(constant));
}

FieldId Program::Intern(Field field) {
  return InternIn(std::move(field), fields_, field_index_);
}

PredicateId Program::Intern(Predicate predicate) {
  return InternIn(std::move(predicate), predicates_, predicate_index_);
}

ExprId Program::Intern(Expr expr) {
  return InternIn(std::move(expr), exprs_, expr_index_);
}

ExprId Program::Leaf(PredicateId predicate) {
  return Intern(Expr{ExprKind::kPredicate, predicate, {}});
}

ExprId Program::Not(ExprId operand) {
  if (operand == True()) return False();
  if (operand == False()) return True();
  if (exprs_[operand].kind == ExprKind::kNot) return exprs_[operand].operands.front();
  return Intern(Expr{ExprKind::kNot, 0, {operand}});
}

ExprId Program::And(std::vector<ExprId> operands) {
  return Join(ExprKind::kAnd, std::move(operands));
}

ExprId Program::Or(std::vector<ExprId> operands) {
  return Join(ExprKind::kOr, std::move(operands));
}

ExprId Program::Join(ExprKind kind, std::vector<ExprId> operands) {
  const ExprId neutral = kind == ExprKind::kAnd ? True() : False();
  const ExprId absorbing = kind == ExprKind::kAnd ? False() : True();
  std::vector<ExprId> flat;
  for (ExprId operand : operands) {
    if (operand == absorbing) return absorbing;
    if (operand == neutral) continue;
    const Expr& expr = exprs_[operand];
    if (expr.kind == kind) {
      flat.insert(flat.end(), expr.operands.begin(), expr.operands.end());
    } else {
      flat.push_back(operand);
    }
  }
  KeepFirsts(flat);
  if (flat.empty()) return neutral;
  if (flat.size() == 1) return flat.front();
  return Intern(Expr{kind, 0, std::move(flat)});
}

}  // namespace dcv::ir
