// SPDX-License-Identifier: Apache-2.0
#include "ir/evaluate.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "base/fold.h"
#include "base/text.h"
#include "ir/cidr.h"
#include "ir/time.h"

namespace dcv::ir {
namespace {

using Test = std::function<bool(json::Value)>;

// Whether any value of the field passes. Values read from JSON within a text die with the visit, so
// they are tested on the way and not collected. `where`, when given, gets the path of the one.
bool AnyOf(const Program& program, FieldId id, json::Value event, const Test& test,
           const logsource::Path** where = nullptr) {
  const Field& field = program.fields()[id];
  bool hit = false;
  const auto visit = [&](json::Value value) {
    hit = test(value);
    return !hit;
  };
  if (field.flat) {
    const json::Value flat = event.Find(field.name);
    if (!flat.Is(json::Type::kAbsent)) {
      logsource::Visit(flat, {}, visit);
      return hit;
    }
  }
  for (const logsource::Path& path : field.paths) {
    logsource::Visit(event, path, visit);
    if (hit && where != nullptr) *where = &path;
    if (hit) return true;
  }
  return false;
}

bool IsNothing(json::Value value) {
  return value.Is(json::Type::kNull) || value.IsEmptyArray();
}

std::optional<double> NumberOf(std::string_view text) {
  const std::string terminated(text);
  if (terminated.empty() || terminated.find_first_not_of("0123456789+-.eE") != std::string::npos) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double number = std::strtod(terminated.c_str(), &end);
  return *end == '\0' ? std::optional<double>(number) : std::nullopt;
}

std::optional<double> NumberOf(json::Value value) {
  if (const auto number = value.number()) return number;
  return value.Is(json::Type::kString) ? NumberOf(value.text()) : std::nullopt;
}

// What a value is compared as: containers as compact JSON, whole numbers without a fraction.
std::string TextOf(json::Value value) {
  std::string text = value.Plain();
  if (value.Is(json::Type::kNumber) && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

// Whole numbers that a double cannot tell apart are told apart by their digits.
bool SameDigits(std::string_view a, std::string_view b) {
  for (std::string_view* text : {&a, &b}) {
    if (text->starts_with('+') || text->starts_with('-')) text->remove_prefix(1);
    if (!IsDigits(*text)) return true;
    text->remove_prefix(std::min(text->find_first_not_of('0'), text->size()));
  }
  return a == b;
}

// Characters of a text, bad bytes one by one.
std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t length = std::max<size_t>(1, Utf8SequenceLength(text));
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

struct Token {
  sigma::Pattern::Kind kind;
  std::string_view character;
};

bool Accepts(const Token& token, std::string_view character) {
  switch (token.kind) {
    case sigma::Pattern::Kind::kText: return token.character == character;
    case sigma::Pattern::Kind::kOne: return true;
    case sigma::Pattern::Kind::kDash:
      for (std::string_view dash : {"-", "/", "\u2013", "\u2014", "\u2015"}) {
        if (character == dash) return true;
      }
      return false;
    case sigma::Pattern::Kind::kAny: break;
  }
  return false;
}

// The whole text: greedy, going back to the last star only, which is enough.
bool GlobMatches(const sigma::Pattern& pattern, std::string_view text) {
  std::vector<Token> tokens;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    if (part.kind != sigma::Pattern::Kind::kText) tokens.push_back({part.kind, {}});
    for (std::string_view character : Characters(part.text)) {
      tokens.push_back({part.kind, character});
    }
  }
  const std::vector<std::string_view> characters = Characters(text);
  size_t p = 0, t = 0, star = std::string::npos, resume = 0;
  while (t < characters.size()) {
    if (p < tokens.size() && tokens[p].kind == sigma::Pattern::Kind::kAny) {
      star = p++;
      resume = t;
    } else if (p < tokens.size() && Accepts(tokens[p], characters[t])) {
      ++p;
      ++t;
    } else if (star != std::string::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < tokens.size() && tokens[p].kind == sigma::Pattern::Kind::kAny) ++p;
  return p == tokens.size();
}

bool TextMatches(Op op, std::string_view text, std::string_view wanted) {
  switch (op) {
    case Op::kEquals:
    case Op::kFieldEquals: return text == wanted;
    case Op::kPrefix:
    case Op::kFieldPrefix: return text.starts_with(wanted);
    case Op::kSuffix:
    case Op::kFieldSuffix: return text.ends_with(wanted);
    default: return text.find(wanted) != text.npos;
  }
}

// Integers of 64 bits whole, which a double cannot hold; other numbers as they are.
long double Exact(std::string_view text, double number) {
  const std::string_view digits = text.substr(text.substr(0, 1) == "-" ? 1 : 0);
  return IsDigits(digits) && digits.size() < 20 ? std::strtold(std::string(text).c_str(), nullptr)
                                                : static_cast<long double>(number);
}

bool Compares(Op op, long double value, long double wanted) {
  switch (op) {
    case Op::kLess: return value < wanted;
    case Op::kLessEqual: return value <= wanted;
    case Op::kGreater: return value > wanted;
    case Op::kGreaterEqual: return value >= wanted;
    default: return value == wanted;
  }
}

bool NumberMatches(const Predicate& predicate, json::Value value) {
  if (predicate.part != TimePart::kNone) {
    const auto part = PartOf(TextOf(value), predicate.part);
    return part && Compares(predicate.op, *part, predicate.number);
  }
  const std::string text = TextOf(value);
  if (predicate.op == Op::kNumber && EqualsIgnoreCase(text, predicate.text)) return true;
  const auto number = NumberOf(value);
  if (!number ||
      !Compares(predicate.op, Exact(text, *number), Exact(predicate.text, predicate.number))) {
    return false;
  }
  return predicate.op != Op::kNumber || SameDigits(text, predicate.text);
}

std::string Comparable(const Predicate& predicate, json::Value value) {
  return predicate.cased ? TextOf(value) : Fold(TextOf(value));
}

bool ValueMatches(const Program& program, const Predicate& predicate, json::Value value,
                  json::Value event) {
  if (IsNothing(value)) return false;
  switch (predicate.op) {
    case Op::kEquals:
    case Op::kPrefix:
    case Op::kSuffix:
    case Op::kContains:
      return TextMatches(predicate.op, Comparable(predicate, value), predicate.text);
    case Op::kGlob: return GlobMatches(predicate.pattern, Comparable(predicate, value));
    case Op::kRegex: {
      const RE2 regex(predicate.text, RE2::Quiet);
      return regex.ok() && RE2::PartialMatch(TextOf(value), regex);
    }
    case Op::kCidr: {
      const auto network = ParseNetwork(predicate.text);
      return network && network->Contains(TextOf(value));
    }
    case Op::kBoolean: return EqualsIgnoreCase(TextOf(value), predicate.flag ? "true" : "false");
    case Op::kNumber:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual: return NumberMatches(predicate, value);
    case Op::kFieldEquals:
    case Op::kFieldPrefix:
    case Op::kFieldSuffix:
    case Op::kFieldContains:
      return AnyOf(program, predicate.other, event, [&](json::Value other) {
        return !IsNothing(other) && TextMatches(predicate.op, Comparable(predicate, value),
                                                Comparable(predicate, other));
      });
    case Op::kNull:
    case Op::kExists: break;  // of the field, not of a value
  }
  return false;
}

void VisitLeaves(json::Value value, const std::function<void(json::Value)>& visit) {
  if (value.Is(json::Type::kArray)) {
    for (json::Value element : value.elements()) VisitLeaves(element, visit);
  } else if (value.Is(json::Type::kObject)) {
    for (const json::Member& member : value.members()) VisitLeaves(member.value, visit);
  } else if (!value.Is(json::Type::kNull) && !value.Is(json::Type::kAbsent)) {
    visit(value);
  }
}

}  // namespace

bool Evaluate(const Program& program, const Predicate& predicate, json::Value event) {
  if (predicate.field == kAnyField) {
    bool hit = false;
    VisitLeaves(event, [&](json::Value leaf) {
      hit = hit || ValueMatches(program, predicate, leaf, event);
    });
    return hit;
  }
  if (predicate.op == Op::kExists) {
    return AnyOf(program, predicate.field, event, [](json::Value) { return true; });
  }
  if (predicate.op == Op::kNull) {
    return !AnyOf(program, predicate.field, event,
                  [](json::Value value) { return !IsNothing(value); });
  }
  return AnyOf(program, predicate.field, event,
               [&](json::Value value) { return ValueMatches(program, predicate, value, event); });
}

bool Evaluate(const Program& program, ExprId id, json::Value event) {
  const Expr& expr = program.exprs()[id];
  const auto holds = [&](ExprId operand) { return Evaluate(program, operand, event); };
  switch (expr.kind) {
    case ExprKind::kTrue: return true;
    case ExprKind::kFalse: return false;
    case ExprKind::kPredicate:
      return Evaluate(program, program.predicates()[expr.predicate], event);
    case ExprKind::kNot: return !holds(expr.operands.front());
    case ExprKind::kAnd: return std::all_of(expr.operands.begin(), expr.operands.end(), holds);
    case ExprKind::kOr: return std::any_of(expr.operands.begin(), expr.operands.end(), holds);
  }
  return false;
}

std::optional<Satisfied> FindSatisfied(const Program& program, const Predicate& predicate,
                                       json::Value event) {
  if (predicate.op == Op::kNull || predicate.op == Op::kExists) return {};
  std::optional<Satisfied> found;
  const auto test = [&](json::Value value) {
    if (!found && ValueMatches(program, predicate, value, event)) {
      found = Satisfied{{}, TextOf(value)};
    }
    return found.has_value();
  };
  if (predicate.field == kAnyField) {
    VisitLeaves(event, test);
    return found;
  }
  const logsource::Path* where = nullptr;
  AnyOf(program, predicate.field, event, test, &where);
  if (found && where != nullptr) found->path = logsource::ToText(*where);
  return found;
}

std::vector<std::string> Texts(const Program& program, FieldId field, json::Value event) {
  std::vector<std::string> out;
  AnyOf(program, field, event, [&](json::Value value) {
    out.push_back(TextOf(value));
    return false;
  });
  return out;
}

std::vector<std::string> PresentTexts(const Program& program, FieldId field, json::Value event) {
  std::vector<std::string> out;
  AnyOf(program, field, event, [&](json::Value value) {
    if (!IsNothing(value)) out.push_back(TextOf(value));
    return false;
  });
  return out;
}

std::vector<std::string> Leaves(json::Value event) {
  std::vector<std::string> out;
  VisitLeaves(event, [&](json::Value leaf) { out.push_back(TextOf(leaf)); });
  return out;
}

}  // namespace dcv::ir
