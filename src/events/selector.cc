// SPDX-License-Identifier: Apache-2.0
#include "events/selector.h"

#include <fmt/format.h>

#include <cctype>

#include "base/text.h"

namespace dcv::events {
namespace {

bool IsPlainName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '@' ||
           c == '$';
  });
}

std::string Quoted(std::string_view value) {
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c > ' ' && c != '"' && c != ',' && c != '(' && c != ')';
  });
  const std::string text = Printable(value, 80);
  return bare ? text : "\"" + text + "\"";
}

std::string List(const Comparison& c) {
  constexpr size_t kShown = 8;
  std::vector<std::string> out;
  for (const std::string& value : c.values) {
    if (out.size() == kShown) {
      out.push_back(fmt::format("{} more", c.values.size() - kShown));
      break;
    }
    out.push_back(Quoted(value));
  }
  return out.size() == 1 ? out[0] : "(" + Join(out, ", ") + ")";
}

std::string Range(const Comparison& c) {
  std::string out;
  if (c.low > -1e300) out += fmt::format("{} {:g}", c.low_open ? ">" : ">=", c.low);
  if (c.high < 1e300) {
    out += fmt::format("{}{} {:g}", out.empty() ? "" : " and ", c.high_open ? "<" : "<=", c.high);
  }
  if (c.low == c.high) out = fmt::format("= {:g}", c.low);
  return c.negated ? "not " + out : out;
}

std::string_view Sign(const Comparison& c) {
  using Op = Comparison::Op;
  switch (c.op) {
    case Op::kEquals:
      if (c.values.size() > 1) return c.negated ? "not in" : "in";
      return c.negated ? "!=" : "=";
    case Op::kPrefix: return c.negated ? "does not begin with" : "begins with";
    case Op::kSuffix: return c.negated ? "does not end with" : "ends with";
    case Op::kContains: return c.negated ? "does not contain" : "contains";
    case Op::kWildcard: return c.negated ? "is not like" : "is like";
    case Op::kRegex: return c.negated ? "does not match" : "matches";
    case Op::kCidr: return c.negated ? "not in" : "in";
    case Op::kOrder: {
      constexpr std::string_view kSigns[] = {"<", "<=", ">", ">="};
      return kSigns[static_cast<size_t>(c.relation)];
    }
    case Op::kRange:
    case Op::kExists:
    case Op::kUnknown: break;
  }
  return "";
}

std::string ToText(const Comparison& c) {
  switch (c.op) {
    case Comparison::Op::kRange: return Range(c);
    case Comparison::Op::kExists: return c.negated ? "does not exist" : "exists";
    case Comparison::Op::kUnknown: return "is something that was not read";
    default: return fmt::format("{} {}", Sign(c), List(c));
  }
}

}  // namespace

Field MakeField(std::vector<Step> steps) {
  Field field{std::move(steps), {}};
  for (const Step& step : field.steps) {
    if (step.index == Step::kEvery) {
      field.text += "[*]";
    } else if (step.index >= 0) {
      field.text += fmt::format("[{}]", step.index);
    } else {
      if (!field.text.empty()) field.text += '.';
      field.text += IsPlainName(step.name) ? step.name : "\"" + step.name + "\"";
    }
  }
  return field;
}

Expr MakeExpr(Expr::Kind kind, uint32_t offset, std::vector<Expr> operands) {
  if (kind != Expr::Kind::kNot && operands.size() == 1) return std::move(operands[0]);
  Expr out;
  out.kind = kind;
  out.offset = offset;
  out.operands = std::move(operands);
  return out;
}

Expr UnknownExpr(uint32_t offset, std::string_view text) {
  Expr out;
  out.kind = Expr::Kind::kUnknown;
  out.offset = offset;
  out.text = text;
  return out;
}

void Refuse(Parsed& parsed, std::string_view text, std::string_view code, size_t offset,
            std::string message, std::string remedy) {
  parsed.selector.root = UnknownExpr(0, text.substr(0, 200));
  parsed.selector.columns.clear();
  parsed.problems.push_back(
      {code, PlaceOf(text, offset), std::move(message), std::move(remedy), {}});
}

Place PlaceOf(std::string_view text, size_t offset) {
  Place place{1, 1};
  for (size_t at = 0; at < std::min(offset, text.size()); ++at) {
    if (text[at] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

std::string ToText(const Test& test) {
  std::vector<std::string> parts;
  for (const Comparison& c : test.any) {
    const std::string name = test.scope == Test::Scope::kText ? "the event's text"
                             : test.field.text.empty()        ? "any field"
                                                              : test.field.text;
    parts.push_back(parts.empty() ? name + " " + ToText(c) : ToText(c));
  }
  return Join(parts, " or ");
}

std::string ToText(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::kEverything: return "everything";
    case Expr::Kind::kTest: return ToText(expr.test);
    case Expr::Kind::kUnknown: return "\"" + Printable(expr.text, 80) + "\" (not read)";
    case Expr::Kind::kNot: return "not (" + ToText(expr.operands[0]) + ")";
    case Expr::Kind::kAnd:
    case Expr::Kind::kOr: break;
  }
  std::vector<std::string> parts;
  for (const Expr& operand : expr.operands) {
    const bool inner = operand.kind == Expr::Kind::kAnd || operand.kind == Expr::Kind::kOr ||
                       (operand.kind == Expr::Kind::kTest && operand.test.any.size() > 1);
    const std::string text = ToText(operand);
    parts.push_back(inner && expr.operands.size() > 1 ? "(" + text + ")" : text);
  }
  return Join(parts, expr.kind == Expr::Kind::kAnd ? " and " : " or ");
}

}  // namespace dcv::events
