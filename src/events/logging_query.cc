// SPDX-License-Identifier: Apache-2.0
#include "events/logging_query.h"

#include <fmt/format.h>

#include <array>

#include "base/fold.h"
#include "base/text.h"
#include "events/comparison.h"
#include "events/cursor.h"

namespace dcv::events {
namespace {

using Op = Comparison::Op;
using Relation = Comparison::Relation;

bool IsNameEnd(char c) {
  return c <= ' ' || std::string_view("()\"'=<>!~:,").find(c) != std::string_view::npos;
}

struct Token {
  std::string text;
  bool quoted = false;
  size_t begin = 0;
};

struct Comparator {
  std::string_view sign;
  Op op;
  bool negated = false;
  Relation relation = Relation::kLess;
};

// Longer ones before those they begin with.
constexpr std::array<Comparator, 9> kComparators = {{
    {"=~", Op::kRegex},
    {"!~", Op::kRegex, true},
    {"!=", Op::kEquals, true},
    {"<=", Op::kOrder, false, Relation::kLessOrEqual},
    {">=", Op::kOrder, false, Relation::kGreaterOrEqual},
    {"=", Op::kEquals},
    {"<", Op::kOrder, false, Relation::kLess},
    {">", Op::kOrder, false, Relation::kGreater},
    {":", Op::kContains},
}};

class Reader {
 public:
  Reader(std::string_view text, Parsed& parsed) : in{text}, parsed_(parsed) {}
  Cursor in;

  bool Run() {
    Skip();
    if (in.AtEnd()) return true;
    if (!All(0, nullptr, parsed_.selector.root)) return false;
    Skip();
    if (in.AtEnd()) return true;
    return in.Fail(in.at, in.Peek() == ')' ? "a parenthesis closes that was not opened"
                                           : "this can be no part of a query");
  }

 private:
  // The left side that values in parentheses share; null outside of them.
  struct Left {
    Field field;
    const Comparator* comparator;
  };

  // Blanks and comments, which begin with two dashes.
  void Skip() {
    for (in.SkipSpace(); in.Rest().starts_with("--"); in.SkipSpace()) {
      in.at = std::min(in.text.find('\n', in.at), in.text.size());
    }
  }

  bool Keyword(std::string_view word) {
    Skip();
    const std::string_view rest = in.Rest();
    if (!rest.starts_with(word)) return false;
    const char after = rest.size() > word.size() ? rest[word.size()] : ' ';
    if (!IsNameEnd(after) || std::string_view("=<>!:~").find(after) != std::string_view::npos) {
      return false;
    }
    in.at += word.size();
    return true;
  }

  bool Take(char c) {
    Skip();
    if (in.Peek() != c || in.AtEnd()) return false;
    ++in.at;
    return true;
  }

  // AND, said or not, binds less than OR.
  bool All(size_t level, const Left* left, Expr& out) {
    if (level > kMaxLevels) {
      return in.Fail(in.at, fmt::format("nested deeper than {}", kMaxLevels));
    }
    const uint32_t offset = in.Offset();
    std::vector<Expr> all;
    do {
      all.emplace_back();
      if (!Any(level, left, all.back())) return false;
      Skip();
    } while (Keyword("AND") || (!in.AtEnd() && in.Peek() != ')' && in.Peek() != ','));
    out = MakeExpr(Expr::Kind::kAnd, offset, std::move(all));
    return true;
  }

  bool Any(size_t level, const Left* left, Expr& out) {
    const uint32_t offset = in.Offset();
    std::vector<Expr> any;
    do {
      any.emplace_back();
      if (!One(level, left, any.back())) return false;
    } while (Keyword("OR"));
    out = MakeExpr(Expr::Kind::kOr, offset, std::move(any));
    return true;
  }

  bool One(size_t level, const Left* left, Expr& out) {
    Skip();
    const uint32_t offset = in.Offset();
    if (in.AtEnd()) return in.Fail(in.at, "the query ends where a comparison should be");
    size_t negations = 0;
    while (Keyword("NOT") || (IsMinus(left != nullptr) && Take('-'))) ++negations;
    for (std::string_view word : {"AND", "OR"}) {
      if (Keyword(word)) return in.Fail(in.at, fmt::format("{} has nothing before it", word));
    }
    Expr inner;
    if (Take('(')) {
      if (!All(level + 1, left, inner)) return false;
      if (!Take(')')) return in.Fail(offset, "a parenthesis is not closed");
    } else if (left != nullptr) {
      if (!Value(*left, inner)) return false;
    } else if (!Restriction(level, inner)) {
      return false;
    }
    if (negations % 2 == 0) {
      out = std::move(inner);
    } else {
      std::vector<Expr> operand;
      operand.push_back(std::move(inner));
      out = MakeExpr(Expr::Kind::kNot, offset, std::move(operand));
    }
    return true;
  }

  // A minus before the digits of a value is its sign.
  bool IsMinus(bool values) const {
    if (in.Peek() != '-' || in.at + 1 >= in.text.size() || in.text[in.at + 1] <= ' ') return false;
    return !values || std::isdigit(static_cast<unsigned char>(in.text[in.at + 1])) == 0;
  }

  bool Quoted(std::string& out) {
    const size_t begin = in.at;
    const char quote = in.text[in.at++];
    while (!in.AtEnd() && in.Peek() != quote) {
      if (in.Peek() == '\\' && in.at + 1 < in.text.size()) {
        Escape(out);
      } else {
        out += in.text[in.at++];
      }
    }
    if (in.AtEnd()) return in.Fail(begin, "a quoted text does not end");
    ++in.at;
    return true;
  }

  // What is no escape keeps its backslash, as regular expressions are written.
  void Escape(std::string& out) {
    const char c = in.text[in.at + 1];
    const size_t known = std::string_view("\"'\\ntr").find(c);
    if (known == std::string_view::npos) {
      out += '\\';
      out += c;
    } else {
      out += "\"'\\\n\t\r"[known];
    }
    in.at += 2;
  }

  // A name or a value without comparator. Values may hold colons.
  bool Read(bool value, Token& out) {
    Skip();
    out.begin = in.at;
    if (in.Peek() == '"' || in.Peek() == '\'') {
      out.quoted = true;
      return Quoted(out.text);
    }
    while (!in.AtEnd() && (!IsNameEnd(in.Peek()) || (value && in.Peek() == ':'))) {
      out.text += in.text[in.at++];
    }
    if (!out.text.empty()) return true;
    if (in.AtEnd()) return in.Fail(in.at, "the query ends where a value should be");
    return in.Fail(in.at, fmt::format("{} stands where a name or a value should be",
                                      Printable(in.Rest().substr(0, 1))));
  }

  // A path: names and quoted names joined by dots. `first` was read.
  bool Path(Token first, Field& out, bool& quoted_only) {
    std::vector<Step> steps;
    quoted_only = first.quoted;
    const auto add = [&](const Token& token) {
      if (token.quoted) return steps.push_back({token.text, Step::kMember});
      for (std::string_view part : Split(token.text, '.')) {
        if (!part.empty()) steps.push_back({std::string(part), Step::kMember});
      }
    };
    bool open = !first.quoted && first.text.ends_with('.');
    add(first);
    while ((open && (in.Peek() == '"' || in.Peek() == '\'')) || (!open && in.Peek() == '.')) {
      quoted_only = false;
      Token next;
      if (!Read(false, next)) return false;
      open = !next.quoted && next.text.ends_with('.');
      add(next);
    }
    out = MakeField(std::move(steps));
    return true;
  }

  bool Restriction(size_t level, Expr& out) {
    Token first;
    if (!Read(false, first)) return false;
    if (!first.quoted && in.Peek() == '(') return Function(first, out);
    const Cursor before = in;
    Left left{{}, nullptr};
    bool quoted_only = false;
    if (!Path(first, left.field, quoted_only)) return false;
    Skip();
    for (const Comparator& one : kComparators) {
      if (left.comparator == nullptr && in.Rest().starts_with(one.sign)) left.comparator = &one;
    }
    if (left.comparator == nullptr || left.field.steps.empty()) {
      in = before;
      return Global(first, out);
    }
    in.at += left.comparator->sign.size();
    if (!Take('(')) return Value(left, out);
    if (!All(level + 1, &left, out)) return false;
    return Take(')') || in.Fail(first.begin, "a list of values is not closed");
  }

  // A text alone is looked for in every field.
  bool Global(const Token& token, Expr& out) {
    if (!token.quoted && (token.text == "and" || token.text == "or" || token.text == "not")) {
      parsed_.problems.push_back({"E012",
                                  PlaceOf(in.text, token.begin),
                                  fmt::format("\"{}\" is looked for as a text", token.text),
                                  {},
                                  {}});
    }
    static const Comparator kHas = kComparators.back();
    return Compare({{}, &kHas}, token, out);
  }

  bool Value(const Left& left, Expr& out) {
    Token token;
    return Read(true, token) && Compare(left, token, out);
  }

  bool Compare(const Left& left, const Token& token, Expr& out) {
    const Comparator& comparator = *left.comparator;
    if (++comparisons_ > kMaxComparisons) {
      return in.Fail(token.begin, fmt::format("more than {} comparisons", kMaxComparisons));
    }
    Comparison c;
    c.offset = static_cast<uint32_t>(token.begin);
    c.op = comparator.op;
    c.negated = comparator.negated;
    c.relation = comparator.relation;
    out.kind = Expr::Kind::kTest;
    out.offset = c.offset;
    out.test.field = left.field;
    if (c.op == Op::kRegex) {
      if (!SetRegex(c, token.text)) BadRegex(token, c);
    } else if (c.op == Op::kContains && token.text == "*" && !token.quoted &&
               !left.field.steps.empty()) {
      c.op = Op::kExists;
    } else if (c.op == Op::kEquals && token.text == "NULL_VALUE" && !token.quoted) {
      c.type = Comparison::Type::kNull;
      c.values = {"null"};
    } else {
      if (c.op == Op::kContains) out.test.scope = Test::Scope::kBelow;
      c.ignore_case = true;
      c.values = {c.op == Op::kOrder ? token.text : Fold(token.text)};
    }
    out.test.any.push_back(std::move(c));
    return true;
  }

  void BadRegex(const Token& token, Comparison& c) {
    c.op = Op::kUnknown;
    c.values = {token.text};
    parsed_.problems.push_back({"E011",
                                PlaceOf(in.text, token.begin),
                                fmt::format("\"{}\" is no regular expression that dcv can read",
                                            Printable(token.text, 60)),
                                {},
                                {}});
  }

  bool Function(const Token& name, Expr& out) {
    const size_t open = in.at;
    std::vector<Token> arguments;
    if (!Arguments(arguments)) return false;
    Skip();
    bool compared = false;
    for (const Comparator& one : kComparators) {
      if (compared || !in.Rest().starts_with(one.sign)) continue;
      compared = true;
      in.at += one.sign.size();
      Token value;
      if (!Read(true, value)) return false;
    }
    if (!compared && name.text == "log_id" && arguments.size() == 1) {
      return LogId(name, arguments[0], out);
    }
    if (!compared && name.text == "ip_in_net" && arguments.size() == 2) {
      if (IpInNet(name, arguments, out)) return true;
      return in.Fail(open, "ip_in_net takes a field and a network such as \"10.0.0.0/8\"");
    }
    out = UnknownExpr(static_cast<uint32_t>(name.begin),
                      in.text.substr(name.begin, in.at - name.begin));
    parsed_.problems.push_back({"E010",
                                PlaceOf(in.text, name.begin),
                                fmt::format("{}(...) is kept as unknown", Printable(name.text)),
                                {},
                                {}});
    return true;
  }

  // What stands between the parentheses, by commas; inner parentheses are skipped as text.
  bool Arguments(std::vector<Token>& out) {
    const size_t begin = in.at++;
    size_t depth = 1;
    Token current;
    const auto flush = [&] {
      current.text = std::string(current.quoted ? current.text : Trim(current.text));
      out.push_back(std::move(current));
      current = {};
    };
    while (!in.AtEnd()) {
      const char c = in.Peek();
      if (c == '"' || c == '\'') {
        current.quoted = true;
        current.text.clear();
        if (!Quoted(current.text)) return false;
        continue;
      }
      ++in.at;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) {
        flush();
        return true;
      }
      if (c == ',' && depth == 1) {
        flush();
      } else if (!current.quoted) {
        current.text += c;
      }
    }
    return in.Fail(begin, "the arguments of a function are not closed");
  }

  static Test OneTest(Field field, Comparison c) {
    Test test;
    test.field = std::move(field);
    test.any.push_back(std::move(c));
    return test;
  }

  // logName ends with the id, in which a slash is written %2F.
  static bool LogId(const Token& name, const Token& id, Expr& out) {
    Comparison c;
    c.op = Op::kSuffix;
    c.ignore_case = true;
    c.offset = static_cast<uint32_t>(name.begin);
    std::string suffix = "/logs/";
    for (char one : id.text) one == '/' ? suffix += "%2F" : suffix += one;
    c.values = {Fold(suffix)};
    out.kind = Expr::Kind::kTest;
    out.offset = c.offset;
    out.test = OneTest(MakeField({{"logName", Step::kMember}}), std::move(c));
    return true;
  }

  static bool IpInNet(const Token& name, const std::vector<Token>& arguments, Expr& out) {
    const auto network = ParseNetwork(arguments[1].text);
    std::vector<Step> steps;
    for (std::string_view part : Split(arguments[0].text, '.')) {
      if (!part.empty()) steps.push_back({std::string(part), Step::kMember});
    }
    if (!network || steps.empty()) return false;
    Comparison c;
    c.op = Op::kCidr;
    c.offset = static_cast<uint32_t>(name.begin);
    c.networks = {*network};
    c.values = {arguments[1].text};
    out.kind = Expr::Kind::kTest;
    out.offset = c.offset;
    out.test = OneTest(MakeField(std::move(steps)), std::move(c));
    return true;
  }

  Parsed& parsed_;
  size_t comparisons_ = 0;
};

}  // namespace

Parsed ParseLoggingQuery(std::string_view query) {
  Parsed out;
  out.selector.language = Language::kLoggingQuery;
  if (query.size() > kMaxText) {
    Refuse(out, query, "E002", 0, "the query is larger than 64 KiB");
    return out;
  }
  Reader reader(query, out);
  if (!reader.Run()) {
    Refuse(out, query, "E009", reader.in.fault_, reader.in.message_, reader.in.remedy_);
  }
  return out;
}

}  // namespace dcv::events
