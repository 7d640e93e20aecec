// SPDX-License-Identifier: Apache-2.0
#include "sigma/condition.h"

namespace dcv::sigma {
namespace {

int Strength(Condition::Kind kind) {
  switch (kind) {
    case Condition::Kind::kOr: return 0;
    case Condition::Kind::kAnd: return 1;
    case Condition::Kind::kNot: return 2;
    default: return 3;
  }
}

void Print(const Condition& condition, std::string& out) {
  // An operand of equal strength was parenthesised, or it would be part of its parent.
  const auto operand = [&](const Condition& inner) {
    const int needed = Strength(condition.kind) + (condition.kind == Condition::Kind::kNot ? 0 : 1);
    const bool parentheses = Strength(inner.kind) < needed;
    if (parentheses) out += '(';
    Print(inner, out);
    if (parentheses) out += ')';
  };
  switch (condition.kind) {
    case Condition::Kind::kName: out += condition.name; return;
    case Condition::Kind::kQuantifier:
      out += condition.count == Condition::kAll ? "all" : std::to_string(condition.count);
      out += " of " + condition.name;
      return;
    case Condition::Kind::kNot:
      out += "not ";
      operand(condition.operands.front());
      return;
    case Condition::Kind::kAnd:
    case Condition::Kind::kOr: break;
  }
  for (size_t i = 0; i < condition.operands.size(); ++i) {
    if (i > 0) out += condition.kind == Condition::Kind::kAnd ? " and " : " or ";
    operand(condition.operands[i]);
  }
}

bool GlobMatches(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool Condition::operator==(const Condition& other) const {
  return kind == other.kind && name == other.name && operands == other.operands &&
         (kind != Kind::kQuantifier || count == other.count);
}

std::string ToText(const Condition& condition) {
  std::string out;
  Print(condition, out);
  return out;
}

bool Selects(std::string_view pattern, std::string_view identifier) {
  const bool hidden = identifier.starts_with('_');
  if (pattern == "them") return !hidden;
  if (hidden && !pattern.starts_with('_')) return false;
  return GlobMatches(pattern, identifier);
}

}  // namespace dcv::sigma
