// SPDX-License-Identifier: Apache-2.0
#include "events/kql_predicate.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/fold.h"
#include "base/text.h"
#include "events/comparison.h"

namespace dcv::events {
namespace {

using Kind = KqlToken::Kind;
using Op = Comparison::Op;
using Relation = Comparison::Relation;

// Operators by what they do, without the leading '!' and the trailing "_cs".
struct Comparator {
  std::string_view sign;
  Op op;
  bool ignore_case = false;
  Relation relation = Relation::kLess;
};
constexpr Comparator kComparators[] = {
    {"==", Op::kEquals},
    {"=~", Op::kEquals, true},
    {"~", Op::kEquals, true},
    {"=", Op::kEquals},
    {"in", Op::kEquals},
    {"in~", Op::kEquals, true},
    {"contains", Op::kContains, true},
    {"startswith", Op::kPrefix, true},
    {"endswith", Op::kSuffix, true},
    {"has", Op::kRegex, true},
    {"hasprefix", Op::kRegex, true},
    {"hassuffix", Op::kRegex, true},
    {"has_any", Op::kRegex, true},
    {"has_all", Op::kRegex, true},
    {"matches", Op::kRegex},
    {"between", Op::kUnknown},
    {"<", Op::kOrder, false, Relation::kLess},
    {"<=", Op::kOrder, false, Relation::kLessOrEqual},
    {">", Op::kOrder, false, Relation::kGreater},
    {">=", Op::kOrder, false, Relation::kGreaterOrEqual},
};

const Comparator* FindComparator(std::string_view sign) {
  if (sign == "=") return nullptr;
  if (sign == "<>") sign = "!=";
  if (sign.starts_with('!')) sign.remove_prefix(1);
  if (sign.ends_with("_cs")) sign.remove_suffix(3);
  for (const Comparator& one : kComparators) {
    if (one.sign == sign) return &one;
  }
  return nullptr;
}

bool IsSign(const KqlToken& token, std::string_view of) {
  return token.kind == Kind::kSign && token.text.size() == 1 && of.find(token.text[0]) != of.npos;
}

// Of one condition.
bool Ends(const KqlToken& token) {
  return token.kind == Kind::kEnd || token.Is("and") || token.Is("or") || IsSign(token, "|;,)]}");
}

Expr TestExpr(Test test, size_t offset) {
  Expr out;
  out.kind = Expr::Kind::kTest;
  out.offset = static_cast<uint32_t>(offset);
  out.test = std::move(test);
  return out;
}

Expr Negated(Expr inner, size_t offset) {
  std::vector<Expr> operand;
  operand.push_back(std::move(inner));
  return MakeExpr(Expr::Kind::kNot, static_cast<uint32_t>(offset), std::move(operand));
}

}  // namespace

void KqlPredicates::SkipTo(size_t& at, std::string_view separators) const {
  size_t depth = 0;
  for (; At(at).kind != Kind::kEnd; ++at) {
    if (depth == 0 && IsSign(At(at), separators)) return;
    if (IsSign(At(at), "([{")) ++depth;
    if (IsSign(At(at), ")]}")) {
      if (depth == 0) return;
      --depth;
    }
  }
}

Expr KqlPredicates::Condition(size_t& at) {
  return Any(at, 0);
}

Expr KqlPredicates::Any(size_t& at, size_t level) {
  const size_t offset = At(at).begin;
  std::vector<Expr> any;
  any.push_back(All(at, level));
  while (At(at).Is("or")) any.push_back(All(++at, level));
  return MakeExpr(Expr::Kind::kOr, static_cast<uint32_t>(offset), std::move(any));
}

Expr KqlPredicates::All(size_t& at, size_t level) {
  const size_t offset = At(at).begin;
  std::vector<Expr> all;
  all.push_back(One(at, level));
  while (At(at).Is("and")) all.push_back(One(++at, level));
  return MakeExpr(Expr::Kind::kAnd, static_cast<uint32_t>(offset), std::move(all));
}

// To the next and, or, separator or closing bracket.
Expr KqlPredicates::Unread(size_t begin, size_t& at) const {
  size_t depth = 0;
  for (; At(at).kind != Kind::kEnd; ++at) {
    if (depth == 0 && (At(at).Is("and") || At(at).Is("or") || IsSign(At(at), "|;,"))) break;
    if (IsSign(At(at), "([{")) ++depth;
    if (IsSign(At(at), ")]}")) {
      if (depth == 0) break;
      --depth;
    }
  }
  const size_t from = At(begin).begin;
  const size_t to = at == begin ? from : At(at - 1).end;
  return UnknownExpr(static_cast<uint32_t>(from), text_.substr(from, to - from));
}

Expr KqlPredicates::One(size_t& at, size_t level) {
  const size_t begin = at;
  const bool negated = At(at).Is("not") && At(at + 1).Is("(");
  if (negated) ++at;
  if (level < kMaxLevels && At(at).Is("(")) {
    Expr inner = Any(++at, level + 1);
    if (At(at).Is(")") && Ends(At(at + 1))) {
      ++at;
      return negated ? Negated(std::move(inner), At(begin).begin) : std::move(inner);
    }
    return Unread(at = begin, at);  // a part of something larger
  }
  if (level >= kMaxLevels || comparisons >= kMaxComparisons) return Unread(begin, at);
  return Compared(at, level);
}

Expr KqlPredicates::Presence(size_t& at, size_t level) {
  const size_t begin = at;
  const bool there = At(at).text.starts_with("isnot");
  KqlOperand operand = OperandAt(at += 2, level + 1);
  if (operand.kind != KqlOperand::Kind::kField || !At(at).Is(")")) return Unread(at = begin, at);
  ++at;
  Comparison c;
  c.op = Op::kExists;
  c.negated = !there;
  c.offset = static_cast<uint32_t>(At(begin).begin);
  Test test;
  test.field = std::move(operand.field);
  test.any.push_back(std::move(c));
  return TestExpr(std::move(test), At(begin).begin);
}

Expr KqlPredicates::Compared(size_t& at, size_t level) {
  const size_t begin = at;
  const std::string& word = At(at).text;
  if (At(at + 1).Is("(") &&
      (word == "isnotempty" || word == "isnotnull" || word == "isempty" || word == "isnull")) {
    return Presence(at, level);
  }
  KqlOperand left = OperandAt(at, level);
  if (left.field.text == "TimeGenerated" || left.field.text == "Timestamp") {
    Unread(at = begin, at);
    Expr always;  // how far back it looks is no demand on events
    always.offset = static_cast<uint32_t>(At(begin).begin);
    return always;
  }
  const KqlToken& sign = At(at);
  const Comparator* comparator = sign.kind == Kind::kString || sign.kind == Kind::kNumber
                                     ? nullptr
                                     : FindComparator(sign.text);
  if (comparator == nullptr || comparator->op == Op::kUnknown) return Unread(at = begin, at);
  ++at;
  if (comparator->sign == "matches") at += At(at).Is("regex") ? 1 : 0;
  KqlOperand right;
  const bool list = comparator->sign == "in" || comparator->sign == "in~" ||
                    comparator->sign == "has_any" || comparator->sign == "has_all";
  if (list && At(at).Is("(")) {
    if (!List(++at, level, right.values)) return Unread(at = begin, at);
    right.kind = KqlOperand::Kind::kValues;
  } else {
    right = OperandAt(at, level);
  }
  if (Ends(At(at))) {
    auto made = Make(sign.text, std::move(left), std::move(right), At(begin).begin);
    if (made) return std::move(*made);
  }
  return Unread(at = begin, at);
}

// Values between parentheses; moves behind them. False: not all of them are known.
bool KqlPredicates::List(size_t& at, size_t level, KqlValues& out) {
  while (!At(at).Is(")")) {
    const KqlOperand one = OperandAt(at, level + 1);
    if (one.kind != KqlOperand::Kind::kValues) return false;
    out.insert(out.end(), one.values.begin(), one.values.end());
    if (out.size() > kMaxComparisons) return false;
    if (At(at).Is(",")) {
      ++at;
    } else if (!At(at).Is(")")) {
      return false;
    }
  }
  ++at;
  return !out.empty();
}

KqlOperand KqlPredicates::Operand(size_t& at) {
  return OperandAt(at, 0);
}

// With what arithmetic makes of it.
KqlOperand KqlPredicates::OperandAt(size_t& at, size_t level) {
  KqlOperand out = Base(at, level);
  while (IsSign(At(at), "+-*/%")) {
    Base(++at, level);
    out = {};
  }
  return out;
}

// .name, ["name"], [0] and so on, behind a name or a call.
bool KqlPredicates::Path(size_t& at, std::vector<Step>& steps) const {
  for (;;) {
    if (At(at).Is(".") && At(at + 1).kind == Kind::kName) {
      steps.push_back({At(at + 1).text, Step::kMember});
      at += 2;
    } else if (At(at).Is("[") && At(at + 2).Is("]")) {
      const KqlToken& inner = At(at + 1);
      if (inner.kind == Kind::kNumber && IsDigits(inner.text) && inner.text.size() < 6) {
        steps.push_back({{}, static_cast<int32_t>(std::stol(inner.text))});
      } else if (inner.kind == Kind::kString) {
        steps.push_back({inner.text, Step::kMember});
      } else {
        return false;
      }
      at += 3;
    } else {
      return !At(at).Is("[") && !At(at).Is(".");
    }
  }
}

KqlOperand KqlPredicates::Base(size_t& at, size_t level) {
  KqlOperand out;
  const KqlToken& token = At(at);
  const bool minus = token.Is("-") && At(at + 1).kind == Kind::kNumber;
  if (minus || token.kind == Kind::kNumber || token.kind == Kind::kString) {
    at += minus ? 2 : 1;
    out.kind = KqlOperand::Kind::kValues;
    out.values = {minus ? "-" + At(at - 1).text : token.text};
    return out;
  }
  if (token.kind == Kind::kName) {
    if (At(at + 1).Is("(")) return Call(at, level);
    ++at;
    if (token.text == "true" || token.text == "false") {
      out.kind = KqlOperand::Kind::kValues;
      out.values = {token.text};
      return out;
    }
    if (const auto found = scalars.find(token.text); found != scalars.end()) {
      out.kind = found->second.empty() ? KqlOperand::Kind::kOther : KqlOperand::Kind::kValues;
      out.values = found->second;
      return out;
    }
    std::vector<Step> steps = {{token.text, Step::kMember}};
    if (Path(at, steps)) {
      out.kind = KqlOperand::Kind::kField;
      out.field = MakeField(std::move(steps));
    }
    return out;
  }
  if (IsSign(token, "([{")) {
    SkipTo(++at, "");
    ++at;
  }
  return out;
}

// Functions that leave a field or values what they are; others are not followed.
KqlOperand KqlPredicates::Call(size_t& at, size_t level) {
  const std::string& name = At(at).text;
  at += 2;
  KqlOperand out;
  const size_t inside = at;
  constexpr std::string_view kSame[] = {"tostring", "todynamic", "parse_json", "toint",
                                        "tolong",   "tolower",   "toupper",    "dynamic"};
  bool same =
      level < kMaxLevels && std::find(std::begin(kSame), std::end(kSame), name) != std::end(kSame);
  if (name == "column_ifexists" && At(at).kind == Kind::kString) {
    out.kind = KqlOperand::Kind::kField;
    out.field = MakeField({{At(at).text, Step::kMember}});
    SkipTo(at, "");
  } else if (name == "dynamic" && At(at).Is("[")) {
    KqlValues values;
    for (++at; At(at).kind == Kind::kString || At(at).kind == Kind::kNumber || At(at).Is(",");
         ++at) {
      if (!At(at).Is(",")) values.push_back(At(at).text);
    }
    if (At(at).Is("]") && !values.empty()) {
      out.kind = KqlOperand::Kind::kValues;
      out.values = std::move(values);
      ++at;
    }
  } else if (same) {
    out = OperandAt(at, level + 1);
    out.folded = out.folded || name == "tolower" || name == "toupper";
  }
  if (!At(at).Is(")")) {
    at = inside;
    SkipTo(at, "");
    out = {};
  }
  ++at;
  std::vector<Step> steps = out.field.steps;
  const size_t before = steps.size();
  if (!Path(at, steps)) return {};
  if (steps.size() == before) return out;
  if (out.kind != KqlOperand::Kind::kField) return {};
  out.field = MakeField(std::move(steps));
  return out;
}

// Terms of letters and digits, as `has` and its kin look for them.
Test KqlPredicates::Words(const Field& field, const KqlValues& values, std::string_view sign,
                          bool ignore_case, bool negated, size_t offset) {
  std::string expression = sign == "hassuffix" ? "(?:" : "(?:^|[^0-9A-Za-z])(?:";
  for (const std::string& value : values) {
    if (&value != &values[0]) expression += '|';
    expression += re2::RE2::QuoteMeta(value);
  }
  expression += sign == "hasprefix" ? ")" : ")(?:$|[^0-9A-Za-z])";
  Comparison c;
  c.offset = static_cast<uint32_t>(offset);
  c.ignore_case = ignore_case;
  c.negated = negated;
  if (!SetRegex(c, expression)) c.op = Op::kUnknown;
  c.values = values;
  Test test;
  test.field = field;
  test.any.push_back(std::move(c));
  return test;
}

std::optional<Expr> KqlPredicates::Make(const std::string& sign, KqlOperand left, KqlOperand right,
                                        size_t offset) {
  using Side = KqlOperand::Kind;
  const Comparator& comparator = *FindComparator(sign);
  if (left.kind == Side::kValues && right.kind == Side::kField && comparator.op == Op::kEquals) {
    std::swap(left, right);
  }
  if (left.kind != Side::kField || right.kind != Side::kValues || right.values.empty()) {
    return std::nullopt;
  }
  comparisons += right.values.size();
  const bool negated = sign.starts_with('!') || sign == "<>";
  const bool ignore_case = (comparator.ignore_case && !sign.ends_with("_cs")) || left.folded;
  if (comparator.sign.starts_with("has")) {
    if (comparator.sign != "has_all") {
      return TestExpr(
          Words(left.field, right.values, comparator.sign, ignore_case, negated, offset), offset);
    }
    std::vector<Expr> all;
    for (const std::string& value : right.values) {
      all.push_back(
          TestExpr(Words(left.field, {value}, "has", ignore_case, false, offset), offset));
    }
    return MakeExpr(Expr::Kind::kAnd, static_cast<uint32_t>(offset), std::move(all));
  }
  Comparison c;
  c.offset = static_cast<uint32_t>(offset);
  c.op = comparator.op;
  c.relation = comparator.relation;
  c.negated = negated;
  c.ignore_case = ignore_case;
  if (c.op == Op::kRegex) {
    if (!SetRegex(c, right.values[0])) {
      c.op = Op::kUnknown;
      c.values = {right.values[0]};
      problems_.push_back({"E011",
                           PlaceOf(text_, offset),
                           fmt::format("\"{}\" is no regular expression that dcv can read",
                                       Printable(right.values[0], 60)),
                           {},
                           {}});
    }
  } else {
    for (std::string& value : right.values) {
      c.values.push_back(c.ignore_case ? Fold(value) : std::move(value));
    }
  }
  Test test;
  test.field = std::move(left.field);
  test.any.push_back(std::move(c));
  return TestExpr(std::move(test), offset);
}

}  // namespace dcv::events
