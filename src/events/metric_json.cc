// SPDX-License-Identifier: Apache-2.0
// Comparisons of filter patterns, and the form { $.a.b = "x*" && ... }.
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "base/text.h"
#include "events/comparison.h"
#include "events/metric_reader.h"

namespace dcv::events {

using Op = Comparison::Op;

bool MetricReader::Json() {
  ++in.at;
  if (!Any(Form::kJson, 0, parsed_.selector.root)) return false;
  if (!in.Take("}")) {
    if (in.AtEnd()) return in.Fail(in.at, "the pattern does not end", "close it with }");
    return in.Fail(in.at, "a comparison is followed by neither &&, || nor }");
  }
  in.SkipSpace();
  return in.AtEnd() || in.Fail(in.at, "text follows the pattern");
}

bool MetricReader::Any(Form form, size_t level, Expr& out) {
  if (level > kMaxLevels) {
    return in.Fail(in.at, fmt::format("nested deeper than {}", kMaxLevels));
  }
  const uint32_t offset = in.Offset();
  std::vector<Expr> any;
  do {
    any.emplace_back();
    if (!All(form, level, any.back())) return false;
  } while (in.Take("||"));
  out = MakeExpr(Expr::Kind::kOr, offset, std::move(any));
  return true;
}

bool MetricReader::All(Form form, size_t level, Expr& out) {
  const uint32_t offset = in.Offset();
  std::vector<Expr> all;
  do {
    all.emplace_back();
    if (!One(form, level, all.back())) return false;
  } while (in.Take("&&"));
  out = MakeExpr(Expr::Kind::kAnd, offset, std::move(all));
  return true;
}

bool MetricReader::One(Form form, size_t level, Expr& out) {
  in.SkipSpace();
  const uint32_t offset = in.Offset();
  if (in.Take("(")) {
    if (!Any(form, level + 1, out)) return false;
    return in.Take(")") || in.Fail(offset, "a parenthesis is not closed");
  }
  Field field;
  if (!(form == Form::kJson ? Property(field) : ColumnName(field))) return false;
  return Compared(form, std::move(field), offset, out);
}

bool MetricReader::Property(Field& out) {
  if (!in.Take("$")) {
    return in.Fail(in.at, "a comparison does not begin with a property",
                   "properties are written $.name");
  }
  std::vector<Step> steps;
  for (;;) {
    if (in.Peek() == '[') {
      if (!Element(steps)) return false;
      continue;
    }
    if (in.Peek() != '.') break;
    ++in.at;
    std::string name;
    if (in.Peek() == '"') {
      if (!QuotedText(name)) return false;
    }
    while (!in.AtEnd() && (std::isalnum(static_cast<unsigned char>(in.Peek())) != 0 ||
                           std::string_view("_-@$/:").find(in.Peek()) != std::string_view::npos)) {
      name += in.text[in.at++];
    }
    if (name.empty()) return in.Fail(in.at, "a property has no name after the dot");
    steps.push_back({std::move(name), Step::kMember});
  }
  if (steps.empty()) return in.Fail(in.at, "$ is followed by no property");
  out = MakeField(std::move(steps));
  return true;
}

// [3], [*] or ["name"].
bool MetricReader::Element(std::vector<Step>& steps) {
  const size_t begin = in.at++;
  Step step;
  if (in.Take("*")) {
    step.index = Step::kEvery;
  } else if (in.Peek() == '"') {
    if (!QuotedText(step.name)) return false;
  } else {
    const std::string_view rest = in.Rest();
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), step.index);
    if (failed != std::errc() || step.index < 0) {
      return in.Fail(begin, "an element of an array is [number] or [*]");
    }
    in.at += static_cast<size_t>(end - rest.data());
  }
  if (!in.Take("]")) return in.Fail(begin, "a bracket is not closed");
  steps.push_back(std::move(step));
  return true;
}

// A keyword in any case, not a part of a longer word.
bool MetricReader::Word(std::string_view word) {
  in.SkipSpace();
  const std::string_view rest = in.Rest();
  if (rest.size() < word.size() || !EqualsIgnoreCase(rest.substr(0, word.size()), word)) {
    return false;
  }
  if (rest.size() > word.size() &&
      std::isalnum(static_cast<unsigned char>(rest[word.size()])) != 0) {
    return false;
  }
  in.at += word.size();
  return true;
}

bool MetricReader::Compared(Form form, Field field, uint32_t offset, Expr& out) {
  out.kind = Expr::Kind::kTest;
  out.offset = offset;
  out.test.field = std::move(field);
  Comparison c;
  c.offset = offset;
  if (Word("IS")) {
    const bool null = Word("NULL");
    const bool yes = !null && Word("TRUE");
    if (!null && !yes && !Word("FALSE")) {
      return in.Fail(in.at, "IS is followed by NULL, TRUE or FALSE");
    }
    c.type = null ? Comparison::Type::kNull : Comparison::Type::kBool;
    c.values = {null ? "null" : yes ? "true" : "false"};
  } else if (Word("NOT")) {
    if (!Word("EXISTS")) return in.Fail(in.at, "NOT is followed by EXISTS");
    c.op = Op::kExists;
    c.negated = true;
  } else if (Word("EXISTS")) {
    c.op = Op::kExists;
  } else {
    std::string_view sign;
    for (std::string_view one : {"!=", "<=", ">=", "=", "<", ">"}) {
      if (sign.empty() && in.Take(one)) sign = one;
    }
    if (sign.empty()) return in.Fail(in.at, "one of = != < <= > >= is missing");
    if (sign == "=" && in.Peek() == '=') {
      return in.Fail(in.at - 1, "there is no ==", "equality is written =");
    }
    if (!Value(form, sign, c)) return false;
  }
  out.test.any.push_back(std::move(c));
  return true;
}

bool MetricReader::Ends(Form form, char c) const {
  if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ')') return true;
  if (form == Form::kJson ? c == '}' : c == ',' || c == ']') return true;
  return in.Rest().starts_with("&&") || in.Rest().starts_with("||");
}

bool MetricReader::Value(Form form, std::string_view sign, Comparison& c) {
  in.SkipSpace();
  const size_t begin = in.at;
  std::string text;
  bool quoted = false;
  const bool equality = sign == "=" || sign == "!=";
  c.negated = sign == "!=";
  if (in.Peek() == '%' && equality) {
    if (!RegexText(text)) return false;
    UseRegex(text, begin, c);
    return true;
  }
  if (in.Peek() == '"') {
    quoted = true;
    if (!QuotedText(text)) return false;
  } else {
    while (!in.AtEnd() && !Ends(form, in.Peek())) text += in.text[in.at++];
    if (text.empty()) return in.Fail(begin, "a comparison has no value");
  }
  if (equality) {
    const bool stars = text.find('*') != text.npos;
    c.op = stars ? Op::kWildcard : Op::kEquals;
    if (stars) c.patterns.push_back(StarPattern(text));
    c.values.push_back(std::move(text));
    return true;
  }
  const auto number = quoted ? std::nullopt : ToNumber(text);
  if (!number) return in.Fail(begin, fmt::format("{} compares with a number", sign));
  c.op = Op::kRange;
  const bool upper = sign[0] == '<';
  c.low = upper ? -std::numeric_limits<double>::infinity() : *number;
  c.high = upper ? *number : std::numeric_limits<double>::infinity();
  c.low_open = c.high_open = sign.size() == 1;
  return true;
}

}  // namespace dcv::events
