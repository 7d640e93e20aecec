// SPDX-License-Identifier: Apache-2.0
#include "match/witness.h"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/fold.h"
#include "base/text.h"
#include "match/literals.h"

namespace dcv::match {
namespace {

using Kind = Witness::Kind;

Witness Presence(ir::FieldId field) {
  return {Kind::kPresent, field, {}, 0};
}

bool HasNonAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

// A literal too short to look up tells little: any value may hold it.
constexpr size_t kShortest = 3;

Witness OfText(Kind kind, ir::FieldId field, const std::string& folded) {
  const bool too_short = kind == Kind::kContains ? folded.size() < kShortest : folded.empty();
  if (!too_short || (kind == Kind::kEquals && folded.empty())) return {kind, field, folded, 0};
  if (HasNonAscii(folded)) return {Kind::kNonAscii, field, {}, 0};
  return Presence(field);
}

// The longest literal piece, which every match contains.
Witness OfGlob(const ir::Predicate& predicate) {
  std::string longest;
  for (const sigma::Pattern::Part& part : predicate.pattern.parts) {
    if (part.kind == sigma::Pattern::Kind::kText && part.text.size() > longest.size()) {
      longest = part.text;
    }
  }
  return OfText(Kind::kContains, predicate.field, Fold(longest));
}

// What a match must hold of the regex library's atoms: the longest that none can do without, or any
// of them; empty when some match holds none.
std::vector<std::string> Needed(const re2::FilteredRE2& filtered,
                                const std::vector<std::string>& atoms) {
  const auto possible = [&](const std::vector<int>& matched) {
    std::vector<int> regexes;
    filtered.AllPotentials(matched, &regexes);
    return !regexes.empty();
  };
  if (atoms.empty() || possible({})) return {};
  std::string longest;
  for (size_t without = 0; without < atoms.size(); ++without) {
    std::vector<int> others;
    for (size_t i = 0; i < atoms.size(); ++i) {
      if (i != without) others.push_back(static_cast<int>(i));
    }
    if (!possible(others) && atoms[without].size() > longest.size()) longest = atoms[without];
  }
  return longest.empty() ? atoms : std::vector<std::string>{longest};
}

std::vector<Witness> OfRegex(const ir::Predicate& predicate) {
  const std::vector<std::string> atoms = RegexAtoms(predicate.text, kShortest);
  std::vector<Witness> out;
  for (const std::string& atom : atoms) {
    out.push_back(OfText(Kind::kContains, predicate.field, Fold(atom)));
  }
  if (out.empty()) return {Presence(predicate.field)};
  return out;
}

double CostOfKind(const Witness& witness) {
  const double keyword = witness.field == ir::kAnyField ? 30 : 1;
  switch (witness.kind) {
    case Kind::kEquals: return keyword * 1;
    case Kind::kNumber: return keyword * 2;
    case Kind::kPrefix:
    case Kind::kSuffix: return keyword * 1.5;
    case Kind::kContains:
      if (witness.text.size() >= 7) return keyword * 2;
      return keyword * (witness.text.size() >= 4 ? 8 : 40);
    case Kind::kNonAscii: return keyword * 20;
    case Kind::kPresent: return keyword * 400;
    case Kind::kExists: return keyword * 500;
  }
  return 1000;
}

// Equal values are met as often as any; parts of values the more often the more literals have them.
double CostOf(const Witness& witness, const Commonness& commonness) {
  const double cost = CostOfKind(witness);
  if (witness.kind < Kind::kPrefix || witness.kind > Kind::kContains) return cost;
  return cost * (1 + commonness.Of(witness.text));
}

class Extraction {
 public:
  Extraction(const ir::Program& program, const std::vector<PredicateWitness>& witnesses,
             const Commonness& commonness, const Usage& usage, size_t limit)
      : program_(program),
        witnesses_(witnesses),
        commonness_(commonness),
        usage_(usage),
        limit_(limit) {}

  std::vector<Clause> Positive(ir::ExprId id) const {
    const ir::Expr& expr = program_.exprs()[id];
    switch (expr.kind) {
      case ir::ExprKind::kPredicate: return OfPredicate(expr.predicate);
      case ir::ExprKind::kAnd: return OfAll(expr);
      case ir::ExprKind::kOr: return OfAny(expr);
      case ir::ExprKind::kNot: return Negative(expr.operands.front());
      case ir::ExprKind::kTrue:
      case ir::ExprKind::kFalse: break;
    }
    return {};
  }

 private:
  std::vector<Clause> OfPredicate(ir::PredicateId id) const {
    const PredicateWitness& found = witnesses_[id];
    if (found.any_of.empty()) return {};
    Clause clause{found.any_of, 0, usage_[id]};
    for (const Witness& witness : clause.witnesses) clause.cost += CostOf(witness, commonness_);
    clause.cost *= 1 + usage_[id];
    return {clause};
  }

  std::vector<Clause> OfAll(const ir::Expr& expr) const {
    std::vector<Clause> all;
    for (ir::ExprId operand : expr.operands) {
      for (Clause& clause : Positive(operand)) all.push_back(std::move(clause));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Clause& a, const Clause& b) { return a.cost < b.cost; });
    if (all.size() > limit_) all.resize(limit_);
    return all;
  }

  // One clause of the best of each operand; the second best make a second, and so on while every
  // operand has one.
  std::vector<Clause> OfAny(const ir::Expr& expr) const {
    std::vector<Clause> joined;
    bool first = true;
    for (ir::ExprId operand : expr.operands) {
      std::vector<Clause> own = Positive(operand);
      if (first) {
        joined = std::move(own);
        first = false;
        continue;
      }
      joined.resize(std::min(joined.size(), own.size()));
      for (size_t i = 0; i < joined.size(); ++i) Join(joined[i], std::move(own[i]));
      if (joined.empty()) break;
    }
    return joined;
  }

  static void Join(Clause& clause, Clause&& other) {
    for (Witness& witness : other.witnesses) clause.witnesses.push_back(std::move(witness));
    clause.cost += other.cost;
    clause.usage = std::max(clause.usage, other.usage);
  }

  // Of what must be false: not null means present.
  std::vector<Clause> Negative(ir::ExprId id) const {
    const ir::Expr& expr = program_.exprs()[id];
    if (expr.kind == ir::ExprKind::kNot) return Positive(expr.operands.front());
    if (expr.kind == ir::ExprKind::kOr) {
      std::vector<Clause> all;
      for (ir::ExprId operand : expr.operands) {
        for (Clause& clause : Negative(operand)) all.push_back(std::move(clause));
      }
      if (all.size() > limit_) all.resize(limit_);
      return all;
    }
    if (expr.kind != ir::ExprKind::kPredicate) return {};
    const ir::Predicate& predicate = program_.predicates()[expr.predicate];
    if (predicate.op != ir::Op::kNull || predicate.field == ir::kAnyField) return {};
    const Witness witness = Presence(predicate.field);
    return {Clause{{witness},
                   CostOf(witness, commonness_) * (1 + usage_[expr.predicate]),
                   usage_[expr.predicate]}};
  }

  const ir::Program& program_;
  const std::vector<PredicateWitness>& witnesses_;
  const Commonness& commonness_;
  const Usage& usage_;
  const size_t limit_;
};

}  // namespace

Commonness::Commonness(const std::vector<PredicateWitness>& witnesses) {
  std::unordered_set<std::string_view> texts;
  for (const PredicateWitness& predicate : witnesses) {
    for (const Witness& witness : predicate.any_of) texts.insert(witness.text);
  }
  for (std::string_view text : texts) {
    for (size_t at = 0; at + kGram <= text.size(); ++at) ++counts_[PlaceOf(text.data() + at)];
  }
}

double Commonness::Of(std::string_view text) const {
  if (text.size() < kGram) return kOfShort;
  uint32_t least = UINT32_MAX;
  for (size_t at = 0; at + kGram <= text.size(); ++at) {
    least = std::min(least, counts_[PlaceOf(text.data() + at)]);
  }
  return least;
}

size_t Commonness::PlaceOf(const char* gram) {
  uint32_t word;
  std::memcpy(&word, gram, kGram);
  return Mix(word) % kPlaces;
}

std::vector<std::string> RegexAtoms(const std::string& regex, size_t shortest) {
  re2::FilteredRE2 filtered(static_cast<int>(shortest));
  int id = 0;
  if (filtered.Add(regex, RE2::Options(RE2::Quiet), &id) != RE2::NoError) return {};
  std::vector<std::string> atoms;
  filtered.Compile(&atoms);
  std::vector<std::string> needed = Needed(filtered, atoms);
  // Folding is of whole Unicode, the library lowers its own way: ASCII is common to both.
  if (std::any_of(needed.begin(), needed.end(), HasNonAscii)) return {};
  return needed;
}

PredicateWitness WitnessOf(const ir::Predicate& predicate) {
  const auto text = [&](Kind kind) {
    const std::string folded = predicate.cased ? Fold(predicate.text) : predicate.text;
    const Witness witness = OfText(kind, predicate.field, folded);
    return PredicateWitness{{witness}, !predicate.cased && witness.kind == kind};
  };
  switch (predicate.op) {
    case ir::Op::kEquals: return text(Kind::kEquals);
    case ir::Op::kPrefix: return text(Kind::kPrefix);
    case ir::Op::kSuffix: return text(Kind::kSuffix);
    case ir::Op::kContains: return text(Kind::kContains);
    case ir::Op::kGlob: return {{OfGlob(predicate)}, false};
    case ir::Op::kRegex: return {OfRegex(predicate), false};
    case ir::Op::kBoolean:
      // Folding knows more letters than the comparison of booleans.
      return {{{Kind::kEquals, predicate.field, predicate.flag ? "true" : "false", 0}}, false};
    case ir::Op::kNumber:
      if (predicate.part != ir::TimePart::kNone) return {{Presence(predicate.field)}, false};
      return {{{Kind::kNumber, predicate.field, {}, predicate.number},
               {Kind::kEquals, predicate.field, Fold(predicate.text), 0}},
              false};
    case ir::Op::kExists: return {{{Kind::kExists, predicate.field, {}, 0}}, true};
    case ir::Op::kNull: return {};
    default: return {{Presence(predicate.field)}, false};
  }
}

std::vector<Clause> Required(const ir::Program& program, ir::ExprId expr,
                             const std::vector<PredicateWitness>& witnesses,
                             const Commonness& commonness, const Usage& usage, size_t limit) {
  return Extraction(program, witnesses, commonness, usage, limit).Positive(expr);
}

}  // namespace dcv::match
