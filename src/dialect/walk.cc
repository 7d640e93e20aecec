// SPDX-License-Identifier: Apache-2.0
// The walk: a condition put together of a dialect's terms, never narrower than the rule.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "dialect/dialect.h"
#include "ir/print.h"

namespace dcv::dialect {
namespace {

constexpr size_t kMaxText = size_t{4} << 20;  // of a query

enum class Kind : uint8_t { kAlways, kNever, kAtom, kAnd, kOr };
struct Piece {
  Kind kind = Kind::kAtom;
  std::string text;
};

class Walk {
 public:
  explicit Walk(Rendering& rendering) : rendering_(rendering), dialect_(rendering.dialect) {}

  // `odd`: below an odd number of `not`.
  Piece Expression(ir::ExprId id, bool odd) {
    const ir::Expr& expr = rendering_.program.exprs()[id];
    if (rendering_.impossible) return {Kind::kAlways, {}};
    const bool opposite = odd && dialect_.not_before == nullptr;
    switch (expr.kind) {
      case ir::ExprKind::kTrue: return Constant(!opposite);
      case ir::ExprKind::kFalse: return Constant(opposite);
      case ir::ExprKind::kPredicate: {
        const ir::Predicate& predicate = rendering_.program.predicates()[expr.predicate];
        return Part(LeafOf(predicate, odd));
      }
      case ir::ExprKind::kNot: {
        Piece operand = Expression(expr.operands.front(), !odd);
        return dialect_.not_before == nullptr ? operand : Negate(std::move(operand));
      }
      case ir::ExprKind::kAnd:
        return Join(opposite ? Kind::kOr : Kind::kAnd, All(expr.operands, odd));
      case ir::ExprKind::kOr:
        return Join(opposite ? Kind::kAnd : Kind::kOr, Any(expr.operands, odd));
    }
    return {Kind::kAlways, {}};
  }

  Piece Join(Kind kind, std::vector<Piece> pieces) {
    const Kind neutral = kind == Kind::kAnd ? Kind::kAlways : Kind::kNever;
    const Kind ruling = kind == Kind::kAnd ? Kind::kNever : Kind::kAlways;
    std::erase_if(pieces, [&](const Piece& piece) { return piece.kind == neutral; });
    for (const Piece& piece : pieces) {
      if (piece.kind == ruling) return {ruling, {}};
    }
    if (pieces.empty()) return {neutral, {}};
    if (pieces.size() == 1) return std::move(pieces.front());
    std::vector<std::string> texts;
    for (Piece& piece : pieces) {
      const bool bare = piece.kind == Kind::kAtom || piece.kind == kind;
      texts.push_back(bare ? std::move(piece.text) : "(" + std::move(piece.text) + ")");
    }
    const char* word = kind == Kind::kAnd ? dialect_.and_word : dialect_.or_word;
    return {kind, JoinBalanced(std::move(texts), word)};
  }

 private:
  Leaf LeafOf(const ir::Predicate& predicate, bool odd) const {
    const bool opposite = odd && dialect_.not_before == nullptr;
    return {predicate.field, {&predicate}, odd && !opposite, opposite};
  }

  // A part that cannot be said as it is holds always, so that the query is wider; below `not`,
  // never.
  Piece Part(const Leaf& leaf) {
    Term term = dialect_.leaf(rendering_, leaf);
    if (term.fit == Fit::kExact) return Take(std::move(term));
    const bool usable = term.fit == (leaf.under_not ? Fit::kNarrower : Fit::kWider);
    if (!rendering_.impossible) Tell(leaf, usable, term.note);
    if (usable) return Take(std::move(term));
    return {leaf.under_not ? Kind::kNever : Kind::kAlways, {}};
  }

  Piece Take(Term term) {
    size_ += term.text.size();
    if (size_ > kMaxText) {
      rendering_.Fail({"C005", "the query would be longer than 4 MiB", ""});
    }
    return {term.atom ? Kind::kAtom : Kind::kAnd, std::move(term.text)};
  }

  void Tell(const Leaf& leaf, bool usable, const std::string& why) {
    std::string text = ir::ToText(rendering_.program, *leaf.any.front());
    if (leaf.any.size() > 1) text += " and others of that list";
    text += leaf.under_not ? (usable ? " is said too narrowly below not" : " is left out below not")
                           : (usable ? " is said too widely" : " is left out");
    if (!why.empty()) text += ": " + why;
    rendering_.query.lowering = Lowering::kWider;
    rendering_.Add({"C004", std::move(text), ""});
  }

  static Piece Constant(bool value) { return {value ? Kind::kAlways : Kind::kNever, {}}; }

  Piece Negate(Piece piece) {
    if (piece.kind == Kind::kAlways || piece.kind == Kind::kNever) {
      return Constant(piece.kind == Kind::kNever);
    }
    return {Kind::kAtom, dialect_.not_before + std::move(piece.text) + dialect_.not_after};
  }

  std::vector<Piece> All(const std::vector<ir::ExprId>& operands, bool under_not) {
    std::vector<Piece> out;
    for (ir::ExprId operand : operands) out.push_back(Expression(operand, under_not));
    return out;
  }

  static bool OfValue(const ir::Predicate& predicate) {
    return predicate.op != ir::Op::kNull && predicate.op != ir::Op::kExists;
  }

  // Operands that ask for a value of one field are one part.
  std::vector<Piece> Any(const std::vector<ir::ExprId>& operands, bool under_not) {
    std::vector<Piece> out;
    std::map<ir::FieldId, size_t> place;
    std::vector<std::pair<Leaf, ir::ExprId>> parts;  // a leaf, or another expression
    for (ir::ExprId operand : operands) {
      const ir::Expr& expr = rendering_.program.exprs()[operand];
      if (expr.kind != ir::ExprKind::kPredicate) {
        parts.push_back({{}, operand});
        continue;
      }
      const ir::Predicate& predicate = rendering_.program.predicates()[expr.predicate];
      const auto found = place.find(predicate.field);
      if (OfValue(predicate) && found != place.end()) {
        parts[found->second].first.any.push_back(&predicate);
        continue;
      }
      if (OfValue(predicate)) place[predicate.field] = parts.size();
      parts.push_back({LeafOf(predicate, under_not), operand});
    }
    for (const auto& [leaf, operand] : parts) {
      out.push_back(leaf.any.empty() ? Expression(operand, under_not) : Part(leaf));
    }
    return out;
  }

  Rendering& rendering_;
  const Dialect& dialect_;
  size_t size_ = 0;
};

// What the log source implies and what the rule says.
Piece Condition(Walk& walk, Rendering& rendering, const ir::Rule& rule) {
  Piece scope = walk.Expression(rule.scope, false);
  Piece condition = walk.Expression(rule.condition, false);
  const bool said = condition.kind != Kind::kAlways ||
                    rendering.program.exprs()[rule.condition].kind == ir::ExprKind::kTrue;
  if (!said && !rendering.impossible) {
    rendering.Fail({"C003", "nothing of the condition that narrows events down can be said", ""});
  }
  if (condition.kind == Kind::kNever || scope.kind == Kind::kAlways) return condition;
  if (condition.kind == Kind::kAlways || scope.kind == Kind::kNever) return scope;
  const auto part = [](const Piece& piece) {
    return piece.kind == Kind::kOr ? "(" + piece.text + ")" : piece.text;
  };
  return {Kind::kAnd, part(scope) + rendering.dialect.and_word + part(condition)};
}

}  // namespace

std::string_view ToString(Lowering lowering) {
  constexpr std::string_view kNames[] = {"exact", "wider", "impossible"};
  return kNames[static_cast<size_t>(lowering)];
}

void Rendering::Add(Note note) {
  if (std::find(query.notes.begin(), query.notes.end(), note) == query.notes.end()) {
    query.notes.push_back(std::move(note));
  }
}

void Rendering::Fail(Note note) {
  Add(std::move(note));
  impossible = true;
}

std::string JoinBalanced(std::vector<std::string> parts, std::string_view word) {
  constexpr size_t kMost = 100;
  while (parts.size() > kMost) {
    std::vector<std::string> groups;
    for (size_t i = 0; i < parts.size(); i += kMost) {
      const auto begin = parts.begin() + static_cast<std::ptrdiff_t>(i);
      const auto end =
          parts.begin() + static_cast<std::ptrdiff_t>(std::min(i + kMost, parts.size()));
      groups.push_back("(" + Join({begin, end}, word) + ")");
    }
    parts = std::move(groups);
  }
  return Join(parts, word);
}

std::string RenderCondition(Rendering& rendering, const std::vector<const ir::Rule*>& rules) {
  Walk walk(rendering);
  std::vector<Piece> pieces;
  for (const ir::Rule* rule : rules) pieces.push_back(Condition(walk, rendering, *rule));
  const Piece all = walk.Join(Kind::kOr, std::move(pieces));
  return all.kind == Kind::kNever ? rendering.dialect.never : all.text;
}

Query Render(const Dialect& dialect, const ir::Program& program, const ir::Rule& rule,
             const sigma::Document& document, const Places& places, const Options& options,
             bool own_names) {
  Rendering rendering{dialect,   program, rule, document, places, options,
                      own_names, {},      {},   {},       false};
  const std::string condition = RenderCondition(rendering, {&rule});
  if (!rendering.impossible) rendering.query.text = dialect.query(rendering, condition);
  if (rendering.impossible) {
    rendering.query.lowering = Lowering::kImpossible;
    rendering.query.text.clear();
  }
  return std::move(rendering.query);
}

}  // namespace dcv::dialect
