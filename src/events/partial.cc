// SPDX-License-Identifier: Apache-2.0
#include "events/partial.h"

#include "base/text.h"
#include "events/comparison.h"

namespace dcv::events {
namespace {

using Op = Comparison::Op;

Outcome Best(Outcome a, Outcome b) {
  if (a.truth == Truth::kNo) return b;
  if (b.truth == Truth::kNo) return a;
  return {Or(a.truth, b.truth), std::max(a.naming, b.naming)};
}

// A pattern that every name fits names none.
bool FitsAll(const Comparison& c) {
  if (c.op == Op::kWildcard) {
    return std::any_of(c.patterns.begin(), c.patterns.end(), [](const sigma::Pattern& pattern) {
      return pattern.parts.size() == 1 && pattern.parts[0].kind == sigma::Pattern::Kind::kAny;
    });
  }
  return std::any_of(c.values.begin(), c.values.end(), [](const std::string& value) {
    return value.empty() || value == ".*" || value == "^.*$" || value == ".+";
  });
}

Naming NamingOf(const Comparison& c) {
  if (c.negated) return Naming::kNot;
  switch (c.op) {
    case Op::kEquals: return Naming::kByName;
    case Op::kPrefix:
    case Op::kSuffix:
    case Op::kContains:
    case Op::kWildcard:
    case Op::kRegex: return FitsAll(c) ? Naming::kNot : Naming::kByPattern;
    default: return Naming::kNot;
  }
}

bool EqualsName(const Comparison& c, const ApiEvent& event) {
  return std::any_of(c.values.begin(), c.values.end(), [&](const std::string& value) {
    if (value == event.name) return true;
    const std::string plain = PlainName(event.log_source, value);
    return c.ignore_case ? EqualsIgnoreCase(plain, event.plain) : plain == event.plain;
  });
}

// Of a value of which only the end is known.
Truth OfEnd(const Comparison& c, std::string_view end, Language language) {
  Comparison positive = c;
  positive.negated = false;
  Truth truth = CompareText(positive, end, language);
  if (truth == Truth::kNo) truth = Truth::kUnknown;
  if (c.op == Op::kEquals) {
    truth = Sure(std::any_of(c.values.begin(), c.values.end(), [&](const std::string& value) {
      return value.size() >= end.size() &&
             EqualsIgnoreCase(std::string_view(value).substr(value.size() - end.size()), end);
    }));
  }
  return c.negated ? Not(truth) : truth;
}

}  // namespace

bool PartialReader::SameField(std::string_view a, std::string_view b) const {
  return selector_.language == Language::kLoggingQuery ? EqualsIgnoreCase(a, b) : a == b;
}

Outcome PartialReader::Of(const Expr& expr, const PartialEvent& event) {
  switch (expr.kind) {
    case Expr::Kind::kEverything: return {Truth::kYes, Naming::kNot};
    case Expr::Kind::kUnknown: return {Truth::kUnknown, Naming::kNot};
    case Expr::Kind::kTest: return OfTest(expr.test, event);
    case Expr::Kind::kNot: return {Not(Of(expr.operands[0], event).truth), Naming::kNot};
    case Expr::Kind::kAnd: {
      Outcome out{Truth::kYes, Naming::kNot};
      for (const Expr& operand : expr.operands) {
        const Outcome one = Of(operand, event);
        out = {And(out.truth, one.truth), std::max(out.naming, one.naming)};
        if (out.truth == Truth::kNo) break;
      }
      return out;
    }
    case Expr::Kind::kOr: break;
  }
  Outcome out;
  for (const Expr& operand : expr.operands) out = Best(out, Of(operand, event));
  return out;
}

Outcome PartialReader::OfTest(const Test& test, const PartialEvent& event) {
  if (test.scope == Test::Scope::kText || test.field.text.empty()) return OfText(test, event);
  Outcome out;
  bool known = false;
  for (const KnownField& field : event.fields) {
    if (!SameField(test.field.text, field.field)) continue;
    known = true;
    for (const Comparison& c : test.any) out = Best(out, OfKnown(c, field, event));
  }
  if (!known) return {Truth::kUnknown, Naming::kNot};
  return out;
}

Outcome PartialReader::OfKnown(const Comparison& c, const KnownField& known,
                               const PartialEvent& event) const {
  if (known.is_name && c.op == Op::kEquals) {
    const Truth truth = Sure(EqualsName(c, *event.event) != c.negated);
    return {truth, NamingOf(c)};
  }
  // Other fields that tell what kind of event it is name it no closer than a pattern would.
  const std::string_view value = known.value;
  const Truth truth = value.starts_with('*') ? OfEnd(c, value.substr(1), selector_.language)
                                             : CompareText(c, value, selector_.language);
  return {truth, known.names ? std::min(NamingOf(c), Naming::kByPattern) : Naming::kNot};
}

// A term that is part of the name of some event speaks of these events; another may stand anywhere
// in any event.
Outcome PartialReader::OfText(const Test& test, const PartialEvent& event) {
  Outcome out;
  for (const Comparison& c : test.any) {
    Outcome one{Truth::kNo, Naming::kNot};
    if (!NamesAny(c)) {
      one.truth = Truth::kUnknown;
    } else if (CompareText(c, event.event->name, selector_.language) == Truth::kYes) {
      const bool whole = std::any_of(c.values.begin(), c.values.end(), [&](const auto& value) {
        return EqualsIgnoreCase(value, event.event->name);
      });
      one = {Truth::kYes, whole ? Naming::kByName : Naming::kByPattern};
    }
    out = Best(out, one);
  }
  return out;
}

bool PartialReader::NamesAny(const Comparison& c) {
  const auto [found, fresh] = names_any_.emplace(&c, false);
  if (fresh && c.op != Op::kUnknown && !c.negated && !FitsAll(c)) {
    found->second = std::any_of(events_.begin(), events_.end(), [&](const PartialEvent& event) {
      return CompareText(c, event.event->name, selector_.language) == Truth::kYes;
    });
  }
  return found->second;
}

Expr PartialReader::Residual(const Expr& expr, const PartialEvent& event) {
  Expr everything;
  everything.offset = expr.offset;
  if (Of(expr, event).truth == Truth::kYes) return everything;
  if (expr.kind != Expr::Kind::kAnd && expr.kind != Expr::Kind::kOr) return expr;
  const bool all = expr.kind == Expr::Kind::kAnd;
  std::vector<Expr> rest;
  for (const Expr& operand : expr.operands) {
    const Truth truth = Of(operand, event).truth;
    if (truth == Sure(all)) continue;
    rest.push_back(truth == Truth::kUnknown ? Residual(operand, event) : operand);
  }
  return MakeExpr(expr.kind, expr.offset, std::move(rest));
}

bool PartialReader::Demanded(Role role, const Expr& expr,
                             std::vector<std::string_view>& out) const {
  if (expr.kind == Expr::Kind::kTest) {
    if (events_.empty()) return false;
    const bool name = std::any_of(
        events_[0].fields.begin(), events_[0].fields.end(), [&](const KnownField& known) {
          return known.*role && SameField(known.field, expr.test.field.text);
        });
    if (!name || expr.test.scope == Test::Scope::kText) return false;
    for (const Comparison& c : expr.test.any) {
      if (c.op != Op::kEquals || c.negated) return false;
      // Names of AWS are found by their case.
      if (c.ignore_case && selector_.language != Language::kLoggingQuery) return false;
      out.insert(out.end(), c.values.begin(), c.values.end());
    }
    return true;
  }
  if (expr.kind == Expr::Kind::kAnd) {
    for (const Expr& operand : expr.operands) {
      const size_t size = out.size();
      if (Demanded(role, operand, out)) return true;
      out.resize(size);
    }
    return false;
  }
  if (expr.kind != Expr::Kind::kOr) return false;
  return std::all_of(expr.operands.begin(), expr.operands.end(),
                     [&](const Expr& operand) { return Demanded(role, operand, out); });
}

}  // namespace dcv::events
