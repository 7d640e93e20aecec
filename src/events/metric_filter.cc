// SPDX-License-Identifier: Apache-2.0
#include "events/metric_filter.h"

#include <fmt/format.h>

#include "base/text.h"
#include "events/comparison.h"
#include "events/metric_reader.h"

namespace dcv::events {

using Op = Comparison::Op;

// A text in double quotes at the cursor; a backslash keeps the character after it, and itself
// before a star for the pattern to see.
bool MetricReader::QuotedText(std::string& out) {
  const size_t begin = in.at++;
  while (!in.AtEnd() && in.Peek() != '"') {
    if (in.Peek() == '\\' && in.at + 1 < in.text.size()) {
      ++in.at;
      if (in.Peek() == '*') out += '\\';
    }
    out += in.text[in.at++];
  }
  if (in.AtEnd()) return in.Fail(begin, "a quoted text does not end");
  ++in.at;
  return true;
}

bool MetricReader::RegexText(std::string& out) {
  const size_t begin = in.at++;
  while (!in.AtEnd() && in.Peek() != '%') {
    if (in.Peek() == '\\' && in.at + 1 < in.text.size()) out += in.text[in.at++];
    out += in.text[in.at++];
  }
  if (in.AtEnd()) {
    return in.Fail(begin, "a regular expression does not end", "close it with %");
  }
  ++in.at;
  if (out.find_first_of("()") != out.npos) {
    return in.Fail(begin, "regular expressions of filter patterns have no parentheses");
  }
  return true;
}

void MetricReader::UseRegex(const std::string& expression, size_t offset, Comparison& c) {
  if (SetRegex(c, expression)) return;
  c.op = Op::kUnknown;
  c.values = {expression};
  parsed_.problems.push_back(
      {"E011",
       PlaceOf(in.text, offset),
       fmt::format("\"{}\" is no regular expression that dcv can read", Printable(expression, 60)),
       {},
       {}});
}

// Terms: all of them, any of those with '?', none of those with '-'.
bool MetricReader::Terms() {
  std::vector<Expr> all, any;
  const uint32_t first = in.Offset();
  for (in.SkipSpace(); !in.AtEnd(); in.SkipSpace()) {
    const uint32_t offset = in.Offset();
    const char mark = in.Peek();
    const bool marked = (mark == '-' || mark == '?') && in.at + 1 < in.text.size() &&
                        std::isspace(static_cast<unsigned char>(in.text[in.at + 1])) == 0;
    if (marked) ++in.at;
    Expr term;
    if (!Term(term)) return false;
    term.offset = offset;
    if (marked && mark == '-') term = MakeExpr(Expr::Kind::kNot, offset, {std::move(term)});
    (marked && mark == '?' ? any : all).push_back(std::move(term));
  }
  if (!all.empty() && !any.empty()) {
    parsed_.problems.push_back(
        {"E008",
         PlaceOf(in.text, any[0].offset),
         fmt::format("{} of the terms {} ignored", any.size(), any.size() == 1 ? "is" : "are"),
         {},
         {}});
    any.clear();
  }
  const bool optional = !any.empty();
  parsed_.selector.root = MakeExpr(optional ? Expr::Kind::kOr : Expr::Kind::kAnd, first,
                                   std::move(optional ? any : all));
  return true;
}

bool MetricReader::Term(Expr& out) {
  const size_t begin = in.at;
  out.kind = Expr::Kind::kTest;
  out.offset = in.Offset();
  out.test.scope = Test::Scope::kText;
  Comparison c;
  c.offset = out.offset;
  c.op = Op::kContains;
  std::string text;
  if (in.Peek() == '%' && in.text.find('%', begin + 1) != in.text.npos) {
    if (!RegexText(text)) return false;
    UseRegex(text, begin, c);
  } else {
    if (in.Peek() == '"') {
      if (!QuotedText(text)) return false;
    } else {
      while (!in.AtEnd() && std::isspace(static_cast<unsigned char>(in.Peek())) == 0) {
        text += in.text[in.at++];
      }
    }
    if (text.empty()) return in.Fail(begin, "a term is empty");
    c.values.push_back(std::move(text));
  }
  out.test.any.push_back(std::move(c));
  return true;
}

bool MetricReader::Columns() {
  ++in.at;
  std::vector<Expr> all;
  do {
    if (!Column(all)) return false;
  } while (in.Take(","));
  if (!in.Take("]")) {
    return in.Fail(in.at, "the list of columns does not end", "close it with ]");
  }
  in.SkipSpace();
  if (!in.AtEnd()) return in.Fail(in.at, "text follows the list of columns");
  if (!all.empty()) parsed_.selector.root = MakeExpr(Expr::Kind::kAnd, 0, std::move(all));
  return true;
}

bool MetricReader::Column(std::vector<Expr>& all) {
  std::vector<std::string>& names = parsed_.selector.columns;
  in.SkipSpace();
  if (in.Take("...")) {
    if (std::find(names.begin(), names.end(), "...") != names.end()) {
      return in.Fail(in.at - 3, "\"...\" stands twice in the list of columns");
    }
    names.emplace_back("...");
    return true;
  }
  Cursor ahead = in;
  while (ahead.Take("(")) {
  }
  ahead.SkipSpace();
  const size_t begin = ahead.at;
  Field field;
  std::swap(in, ahead);
  const bool named = ColumnName(field);
  std::swap(in, ahead);
  if (!named) {
    if (in.Peek() != ',' && in.Peek() != ']') return in.Fail(begin, "a column has no name");
    names.push_back(fmt::format("#{}", names.size() + 1));
    return true;
  }
  names.push_back(field.steps[0].name);
  ahead.SkipSpace();
  if (in.Peek() != '(' && (ahead.Peek() == ',' || ahead.Peek() == ']' || ahead.AtEnd())) {
    in.at = ahead.at;
    return true;
  }
  Expr condition;
  if (!Any(Form::kColumns, 0, condition)) return false;
  all.push_back(std::move(condition));
  return true;
}

bool MetricReader::ColumnName(Field& out) {
  std::string name;
  in.SkipSpace();
  while (!in.AtEnd() && (std::isalnum(static_cast<unsigned char>(in.Peek())) != 0 ||
                         in.Peek() == '_' || in.Peek() == '-' || in.Peek() == '.')) {
    name += in.text[in.at++];
  }
  if (name.empty()) return in.Fail(in.at, "a column has no name");
  out = MakeField({{std::move(name), Step::kMember}});
  return true;
}

Parsed ParseMetricFilter(std::string_view pattern) {
  Parsed out;
  out.selector.language = Language::kMetricFilter;
  if (pattern.size() > kMaxText) {
    Refuse(out, pattern, "E002", 0, "the pattern is larger than 64 KiB");
    return out;
  }
  if (Trim(pattern).empty()) return out;
  MetricReader reader(pattern, out);
  reader.in.SkipSpace();
  const char first = reader.in.Peek();
  const bool read = first == '{' ? reader.Json() : first == '[' ? reader.Columns() : reader.Terms();
  if (!read) {
    const Cursor& in = reader.in;
    Refuse(out, pattern, "E007", in.fault_, in.message_, in.remedy_);
  }
  return out;
}

}  // namespace dcv::events
