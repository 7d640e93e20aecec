// SPDX-License-Identifier: Apache-2.0
// Kusto (Microsoft Sentinel, Defender). A field is read as text, and an absent one is the empty
// text there: both are one.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/raw_way.h"
#include "dialect/replaced.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;

constexpr const char* kEmptyNote = "null and the empty text are one here";
constexpr const char* kArrayNote = "arrays and objects are searched as their text of JSON";

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string Verbatim(std::string_view text) {
  std::string out = "@\"";
  for (char c : text) out += c == '"' ? std::string("\"\"") : std::string{c};
  return out + "\"";
}

bool IsName(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

struct Value {
  std::string own;      // as it is
  std::string x;        // as text, never null
  bool many = false;    // may be an array or an object
  bool inside = false;  // x is an array or object that the value is somewhere in
};

Value ValueOf(const Position& position, const Way& way) {
  // Columns of tables may be paths into dynamic ones, as the log source's file writes them.
  std::string out = position.column;
  const bool path = position.column.find_first_of(".(") != std::string::npos;
  if (!path && !IsName(out)) out = "['" + Replaced(Replaced(out, "\\", "\\\\"), "'", "\\'") + "']";
  if (position.json && !position.path.empty()) out = "parse_json(" + out + ")";
  Value value;
  for (const std::string& name : way.names) {
    out += IsName(name) ? "." + name : "[" + Quote(name) + "]";
  }
  value.own = out;
  value.x = "tostring(" + out + ")";
  value.many = way.many || way.doubtful != 0 || position.elements;
  value.inside = way.inside;
  return value;
}

std::string Regex(const std::string& x, const std::string& regex) {
  return x + " matches regex " + Verbatim(regex);
}

const char* Word(Op op, bool cased) {
  switch (op) {
    case Op::kPrefix: return cased ? "startswith_cs" : "startswith";
    case Op::kSuffix: return cased ? "endswith_cs" : "endswith";
    case Op::kContains: return cased ? "contains_cs" : "contains";
    default: return cased ? "==" : "=~";
  }
}

std::string Number(const std::string& x, const char* sign, double number) {
  return fmt::format("coalesce(todouble({}) {} {}, false)", x, sign, number);
}

Term Ordinary(const std::string& x, const Predicate& predicate) {
  switch (predicate.op) {
    case Op::kEquals:
    case Op::kPrefix:
    case Op::kSuffix:
    case Op::kContains:
      return {Fit::kExact, fmt::format("{} {} {}", x, Word(predicate.op, predicate.cased),
                                       Quote(predicate.text))};
    case Op::kGlob:
      return {Fit::kExact,
              Regex(x, RegexOfTexts({&predicate}, predicate.cased, Span::kSearch, false))};
    case Op::kRegex: return {Fit::kExact, Regex(x, predicate.text)};
    case Op::kCidr: {
      const bool six = predicate.text.find(':') != std::string::npos;
      return {Fit::kExact, fmt::format("coalesce(ipv{}_is_in_range({}, {}), false)", six ? 6 : 4, x,
                                       Quote(predicate.text))};
    }
    case Op::kNumber:
      return {Fit::kExact, fmt::format("({} or {} =~ {})", Number(x, "==", predicate.number), x,
                                       Quote(predicate.text))};
    case Op::kBoolean: return {Fit::kExact, fmt::format("{} =~ \"{}\"", x, predicate.flag)};
    case Op::kLess: return {Fit::kExact, Number(x, "<", predicate.number)};
    case Op::kLessEqual: return {Fit::kExact, Number(x, "<=", predicate.number)};
    case Op::kGreater: return {Fit::kExact, Number(x, ">", predicate.number)};
    case Op::kGreaterEqual: return {Fit::kExact, Number(x, ">=", predicate.number)};
    default: return {Fit::kNone, {}, "the comparison has no words here"};
  }
}

class Writer {
 public:
  Writer(Rendering& r, const Leaf& leaf, Value value)
      : r_(r), leaf_(leaf), value_(std::move(value)), x_(value_.x) {}

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (first.op == Op::kNull) {
      return {leaf_.under_not ? Fit::kNone : Fit::kWider,
              value_.many || value_.inside
                  ? fmt::format("({0} in (\"\", \"[]\") or {0} startswith \"[\")", x_)
                  : "isempty(" + x_ + ")",
              kEmptyNote};
    }
    if (first.op == Op::kExists) {
      return {leaf_.under_not && !value_.inside ? Fit::kNarrower : Fit::kNone,
              "isnotempty(" + x_ + ")", kEmptyNote};
    }
    std::vector<Term> parts;
    for (bool cased : {false, true}) AddList(cased, parts);
    for (const Predicate* predicate : leaf_.any) {
      if (!Listed(*predicate)) parts.push_back(One(*predicate));
    }
    return AnyOf(leaf_, " or ", std::move(parts));
  }

 private:
  // Equal to one of several texts.
  bool Listed(const Predicate& predicate) const {
    return predicate.op == Op::kEquals && predicate.part == ir::TimePart::kNone && !value_.many &&
           !value_.inside && !predicate.text.empty();
  }

  void AddList(bool cased, std::vector<Term>& parts) const {
    std::vector<std::string> texts;
    for (const Predicate* predicate : leaf_.any) {
      if (Listed(*predicate) && predicate->cased == cased) texts.push_back(Quote(predicate->text));
    }
    if (texts.empty()) return;
    if (texts.size() == 1) {
      parts.push_back({Fit::kExact, x_ + (cased ? " == " : " =~ ") + texts.front()});
    } else {
      parts.push_back({Fit::kExact, x_ + (cased ? " in (" : " in~ (") + Join(texts, ", ") + ")"});
    }
  }

  Term One(const Predicate& predicate) const {
    if (predicate.part != ir::TimePart::kNone)
      return {Fit::kNone, {}, "there are no parts of times"};
    if (predicate.other != ir::kAnyField) return Other(predicate);
    const Term own = Ordinary(x_, predicate);
    if (own.fit == Fit::kNone) return own;
    if (HoldsForEmpty(predicate)) return ForEmpty(predicate, own);
    if (value_.inside) {
      return {leaf_.under_not ? Fit::kNone : Fit::kWider, InText(predicate), kArrayNote};
    }
    if (!value_.many) return own;
    if (leaf_.under_not) return {Fit::kNarrower, own.text, kArrayNote};
    return {Fit::kWider,
            fmt::format("({} or {} startswith \"[\" and {})", own.text, x_, InText(predicate)),
            kArrayNote};
  }

  // What holds for the empty text would hold for an absent field.
  Term ForEmpty(const Predicate& predicate, const Term& own) const {
    const bool all = predicate.op == Op::kGlob;
    if (leaf_.under_not) {
      if (value_.inside) return {Fit::kNone, {}, kEmptyNote};
      return {Fit::kNarrower,
              all ? "isnotempty(" + x_ + ")" : fmt::format("(isnotempty({}) and {})", x_, own.text),
              kEmptyNote};
    }
    if (all || value_.many || value_.inside) return {Fit::kNone, {}, kEmptyNote};
    return {Fit::kWider, own.text, kEmptyNote};
  }

  std::string InText(const Predicate& predicate) const {
    std::string body;
    const bool signs = IsText(predicate) && PatternOf(predicate).ToText().find_first_of(
                                                "{}[]:,\"\\") != std::string::npos;
    if (IsText(predicate) && !signs) body = BodyInJson(PatternOf(predicate));
    if (predicate.op == Op::kNumber) body = NumberBody(predicate, true);
    if (predicate.op == Op::kBoolean) body = predicate.flag ? "true" : "false";
    return body.empty() ? "isnotempty(" + x_ + ")" : Regex(x_, "(?is)" + body);
  }

  Term Other(const Predicate& predicate) const {
    const Located located = r_.Locate(predicate.other);
    const std::vector<Way> ways = WaysOf(r_, predicate.other);
    if (ways.size() != 1 || value_.many || value_.inside || ways.front().many ||
        ways.front().inside) {
      return {Fit::kNone, {}, "fields that may have several values are not compared"};
    }
    const std::string y = ValueOf(located.positions.front(), ways.front()).x;
    Op op = Op::kEquals;
    if (predicate.op == Op::kFieldPrefix) op = Op::kPrefix;
    if (predicate.op == Op::kFieldSuffix) op = Op::kSuffix;
    if (predicate.op == Op::kFieldContains) op = Op::kContains;
    const std::string test = fmt::format("{} {} {}", x_, Word(op, predicate.cased), y);
    if (!leaf_.under_not) return {Fit::kWider, test, kEmptyNote};
    return {Fit::kNarrower, fmt::format("(isnotempty({}) and isnotempty({}) and {})", x_, y, test),
            kEmptyNote};
  }

  Rendering& r_;
  const Leaf& leaf_;
  const Value value_;
  const std::string& x_;
};

Term Keyword(const Leaf& leaf) {
  const char* why = "names of members are searched too, and texts as they stand in JSON";
  std::vector<Term> parts;
  for (const Predicate* predicate : leaf.any) {
    const bool plain = !leaf.under_not && predicate->op == Op::kContains &&
                       std::all_of(predicate->text.begin(), predicate->text.end(), [](char c) {
                         return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' &&
                                c != '&' && c != '\'';
                       });
    if (!plain) return {Fit::kNone, {}, why};
    parts.push_back({Fit::kWider, "* contains " + Quote(predicate->text), why});
  }
  return AnyOf(leaf, " or ", std::move(parts));
}

std::vector<Value> ValuesOf(Rendering& r, ir::FieldId field) {
  const Located located = r.Locate(field);
  const std::vector<Way> ways = WaysOf(r, field);
  // The field's own paths tell whether a column holds an array.
  const auto& paths = r.program.fields()[field].paths;
  const bool elements = std::any_of(paths.begin(), paths.end(), [](const logsource::Path& path) {
    return std::any_of(path.begin(), path.end(), [](const logsource::Segment& segment) {
      return segment.kind != logsource::Segment::Kind::kMember;
    });
  });
  std::vector<Value> out;
  for (size_t i = 0; i < ways.size(); ++i) {
    out.push_back(ValueOf(located.positions[i], ways[i]));
    if (located.positions[i].path.empty()) {
      out.back().many = elements || located.positions[i].elements || located.positions[i].json ||
                        located.type == logsource::FieldType::kObject;
    }
  }
  return out;
}

Term WriteLeaf(Rendering& r, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return Keyword(leaf);
  std::vector<Term> parts;
  for (Value& value : ValuesOf(r, leaf.field)) {
    parts.push_back(Writer(r, leaf, std::move(value)).Write());
  }
  const bool each = leaf.any.front()->op == Op::kNull;
  return AnyOf(leaf, each ? " and " : " or ", std::move(parts));
}

std::string WriteQuery(Rendering& r, const std::string& condition) {
  const std::string table = r.Table();
  std::string out = table.empty() ? "Events_CL" : table;
  if (table.find(", ") != std::string::npos) out = "union isfuzzy=true " + table;
  return condition.empty() ? out : out + "\n| where " + condition;
}

}  // namespace

std::vector<KustoValue> KustoValues(Rendering& rendering, ir::FieldId field) {
  std::vector<KustoValue> out;
  for (const Value& value : ValuesOf(rendering, field)) {
    out.push_back({value.own, value.x, value.many, value.inside});
  }
  return out;
}

const Dialect kSentinel = {
    .id = "sentinel",
    .title = "Kusto (Microsoft Sentinel, Defender)",
    .columns = "sentinel",
    .raw_column = "RawData",
    .bare_names = false,
    .can = {.any_case = "all",
            .regex = "RE2",
            .arrays = "wider",
            .cidr = "IPv4, IPv6",
            .fieldref = "wider",
            .keywords = "wider",
            .time_parts = "no",
            .correlations = "sliding windows",
            .negation = "an absent field is the empty text"},
    .and_word = " and ",
    .or_word = " or ",
    .not_before = "not(",
    .not_after = ")",
    .comment = "// ",
    .end = "",
    .never = "1 == 2",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = KustoCorrelation,
};

}  // namespace dcv::dialect
