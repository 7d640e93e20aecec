// SPDX-License-Identifier: Apache-2.0
// The IR as a Sigma document.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "ir/print.h"

namespace dcv::ir {
namespace {

using sigma::Condition;
using sigma::Modifier;
using sigma::Pattern;
using sigma::ValueKind;

Modifier PartModifier(TimePart part) {
  constexpr std::array kParts = {Modifier::kMinute, Modifier::kMinute, Modifier::kHour,
                                 Modifier::kDay,    Modifier::kWeek,   Modifier::kMonth,
                                 Modifier::kYear};
  return kParts[static_cast<size_t>(part)];
}

sigma::Value TextValue(std::string text) {
  return {ValueKind::kString, std::move(text), true, {}};
}

sigma::Value NumberValue(const Predicate& predicate) {
  const bool whole = predicate.text.find_first_of(".eE") == std::string::npos;
  return {whole ? ValueKind::kInteger : ValueKind::kFloat, predicate.text, false, {}};
}

bool HasDash(const Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(),
                     [](const auto& part) { return part.kind == Pattern::Kind::kDash; });
}

class ItemWriter {
 public:
  ItemWriter(const Program& program, const Predicate& predicate)
      : program_(program), predicate_(predicate) {}

  sigma::Item Write() {
    if (predicate_.field != kAnyField) {
      item_.field.text = program_.fields()[predicate_.field].name;
    }
    if (predicate_.cased && predicate_.op <= Op::kGlob) item_.modifiers.push_back(Modifier::kCased);
    switch (predicate_.op) {
      case Op::kEquals:
      case Op::kPrefix:
      case Op::kSuffix:
      case Op::kContains: Literal(); break;
      case Op::kGlob: Glob(); break;
      case Op::kRegex: Add(Modifier::kRe, TextValue(predicate_.text)); break;
      case Op::kCidr: Add(Modifier::kCidr, TextValue(predicate_.text)); break;
      case Op::kBoolean: Boolean({}); break;
      case Op::kExists: Boolean(Modifier::kExists); break;
      case Op::kNull: item_.values.push_back({ValueKind::kNull, "", false, {}}); break;
      case Op::kNumber:
      case Op::kLess:
      case Op::kLessEqual:
      case Op::kGreater:
      case Op::kGreaterEqual: Number(); break;
      case Op::kFieldEquals:
      case Op::kFieldPrefix:
      case Op::kFieldSuffix:
      case Op::kFieldContains: Reference(); break;
    }
    return std::move(item_);
  }

 private:
  void Add(Modifier modifier, sigma::Value value) {
    item_.modifiers.push_back(modifier);
    item_.values.push_back(std::move(value));
  }

  void Literal() {
    if (predicate_.op == Op::kContains) item_.modifiers.push_back(Modifier::kContains);
    if (predicate_.op == Op::kPrefix) item_.modifiers.push_back(Modifier::kStartsWith);
    if (predicate_.op == Op::kSuffix) item_.modifiers.push_back(Modifier::kEndsWith);
    item_.values.push_back(TextValue(Pattern::Literal(predicate_.text).ToText()));
  }

  // A keyword needs its place said, or it would be looked for anywhere.
  void Glob() {
    const auto& parts = predicate_.pattern.parts;
    if (predicate_.field == kAnyField) {
      const bool front = parts.front().kind == Pattern::Kind::kAny;
      const bool back = parts.back().kind == Pattern::Kind::kAny;
      if (front) item_.modifiers.push_back(back ? Modifier::kContains : Modifier::kEndsWith);
      if (!front && back) item_.modifiers.push_back(Modifier::kStartsWith);
    }
    if (HasDash(predicate_.pattern)) item_.modifiers.push_back(Modifier::kWindash);
    item_.values.push_back(TextValue(predicate_.pattern.ToText()));
  }

  void Boolean(std::optional<Modifier> modifier) {
    if (modifier) item_.modifiers.push_back(*modifier);
    const bool flag = predicate_.op == Op::kExists || predicate_.flag;
    item_.values.push_back({ValueKind::kBoolean, flag ? "true" : "false", false, {}});
  }

  void Number() {
    if (predicate_.part != TimePart::kNone) {
      item_.modifiers.push_back(PartModifier(predicate_.part));
    }
    if (predicate_.op == Op::kLess) item_.modifiers.push_back(Modifier::kLt);
    if (predicate_.op == Op::kLessEqual) item_.modifiers.push_back(Modifier::kLte);
    if (predicate_.op == Op::kGreater) item_.modifiers.push_back(Modifier::kGt);
    if (predicate_.op == Op::kGreaterEqual) item_.modifiers.push_back(Modifier::kGte);
    item_.values.push_back(NumberValue(predicate_));
  }

  void Reference() {
    if (predicate_.cased) item_.modifiers.push_back(Modifier::kCased);
    item_.modifiers.push_back(Modifier::kFieldRef);
    if (predicate_.op == Op::kFieldContains) item_.modifiers.push_back(Modifier::kContains);
    if (predicate_.op == Op::kFieldPrefix) item_.modifiers.push_back(Modifier::kStartsWith);
    if (predicate_.op == Op::kFieldSuffix) item_.modifiers.push_back(Modifier::kEndsWith);
    item_.values.push_back(TextValue(program_.fields()[predicate_.other].name));
  }

  const Program& program_;
  const Predicate& predicate_;
  sigma::Item item_;
};

class DocumentWriter {
 public:
  explicit DocumentWriter(const Program& program) : program_(program) {}

  sigma::Detection Write(ExprId expr) {
    sigma::ParsedCondition condition;
    condition.condition = Walk(expr);
    condition.text.text = sigma::ToText(condition.condition);
    detection_.conditions.push_back(std::move(condition));
    return std::move(detection_);
  }

 private:
  Condition Walk(ExprId id) {
    const Expr& expr = program_.exprs()[id];
    Condition out;
    if (const auto search = SearchOf(id)) {
      out.name = NameOf(id, *search);
      return out;
    }
    if (expr.kind == ExprKind::kAnd) return WalkAnd(expr);
    out.kind = expr.kind == ExprKind::kNot ? Condition::Kind::kNot : Condition::Kind::kOr;
    for (ExprId operand : expr.operands) out.operands.push_back(Walk(operand));
    return out;
  }

  // What fits into one map becomes one search; the rest stands beside it.
  Condition WalkAnd(const Expr& expr) {
    std::vector<ExprId> together, apart;
    Keys keys;
    for (ExprId operand : expr.operands) {
      const auto item = ItemOf(operand);
      (item && keys.insert(KeyOf(*item)).second ? together : apart).push_back(operand);
    }
    Condition out;
    out.kind = Condition::Kind::kAnd;
    if (together.size() == 1) out.operands.push_back(Walk(together.front()));
    if (together.size() > 1) {
      Condition name;
      name.name = NewName(MapOf(together));
      out.operands.push_back(std::move(name));
    }
    for (ExprId operand : apart) out.operands.push_back(Walk(operand));
    return out;
  }

  // The search that says the expression without a condition, where there is one.
  std::optional<sigma::Search> SearchOf(ExprId id) const {
    const Expr& expr = program_.exprs()[id];
    if (auto item = ItemOf(id)) {
      sigma::Search search;
      search.item = *std::move(item);
      return search;
    }
    if (expr.kind == ExprKind::kOr) return ListOf(expr.operands);
    if (expr.kind != ExprKind::kAnd) return std::nullopt;
    Keys keys;
    for (ExprId operand : expr.operands) {
      const auto item = ItemOf(operand);
      if (!item || !keys.insert(KeyOf(*item)).second) return std::nullopt;
    }
    return MapOf(expr.operands);
  }

  // Expressions of different keys, each with an item.
  sigma::Search MapOf(const std::vector<ExprId>& ids) const {
    sigma::Search search;
    search.kind = sigma::Search::Kind::kAll;
    for (ExprId id : ids) {
      sigma::Search part;
      part.item = *ItemOf(id);
      search.parts.push_back(std::move(part));
    }
    return search;
  }

  // A list of maps; what is an `or` below is no part of it but of the `or` above.
  std::optional<sigma::Search> ListOf(const std::vector<ExprId>& ids) const {
    sigma::Search search;
    search.kind = sigma::Search::Kind::kAny;
    for (ExprId id : ids) {
      auto part = SearchOf(id);
      if (!part) return std::nullopt;
      search.parts.push_back(*std::move(part));
    }
    return search;
  }

  using Key = std::pair<std::string, std::vector<Modifier>>;
  using Keys = std::set<Key>;
  static Key KeyOf(const sigma::Item& item) { return {item.field.text, item.modifiers}; }

  // A predicate, or alternatives of one key as a list of values.
  std::optional<sigma::Item> ItemOf(ExprId id) const {
    const Expr& expr = program_.exprs()[id];
    if (expr.kind == ExprKind::kTrue || expr.kind == ExprKind::kFalse) return Constant(expr.kind);
    if (expr.kind == ExprKind::kPredicate) {
      return ItemWriter(program_, program_.predicates()[expr.predicate]).Write();
    }
    if (expr.kind != ExprKind::kOr) return std::nullopt;
    std::optional<sigma::Item> out;
    for (ExprId operand : expr.operands) {
      if (program_.exprs()[operand].kind != ExprKind::kPredicate) return std::nullopt;
      auto item = ItemOf(operand);
      if (item->values.front().kind == ValueKind::kNull) return std::nullopt;
      if (!out) {
        out = std::move(item);
        out->list = true;
      } else if (KeyOf(*out) == KeyOf(*item)) {
        out->values.push_back(std::move(item->values.front()));
      } else {
        return std::nullopt;
      }
    }
    return out;
  }

  // Sigma has no constants: a field that no log has is there, or is not.
  static sigma::Item Constant(ExprKind kind) {
    sigma::Item item;
    item.field.text = "dcv_constant";
    item.modifiers.push_back(Modifier::kExists);
    item.values.push_back(
        {ValueKind::kBoolean, kind == ExprKind::kTrue ? "false" : "true", false, {}});
    return item;
  }

  std::string NameOf(ExprId id, const sigma::Search& search) {
    const auto [known, fresh] = names_.try_emplace(id);
    if (fresh) known->second = NewName(search);
    return known->second;
  }

  std::string NewName(sigma::Search search) {
    std::string name = "selection_" + std::to_string(detection_.searches.size() + 1);
    detection_.searches.push_back({{name, {}}, std::move(search)});
    return name;
  }

  const Program& program_;
  sigma::Detection detection_;
  std::unordered_map<ExprId, std::string> names_;
};

}  // namespace

sigma::Document ToSigma(const Program& program, const Rule& rule, const sigma::Document& original) {
  sigma::Document out = original;
  sigma::Rule body;
  body.logsource = original.rule()->logsource;
  body.detection = DocumentWriter(program).Write(rule.condition);
  out.body = std::move(body);
  return out;
}

}  // namespace dcv::ir
