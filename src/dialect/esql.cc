// SPDX-License-Identifier: Apache-2.0
// ES|QL. Every comparison of texts is of their case and null for several values at once, so that
// values are lowered, joined and compared as one text where there may be more than one.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/ecs_place.h"
#include "dialect/lucene_regex.h"
#include "dialect/replaced.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;

std::string Quote(std::string_view text) {
  std::string out = Replaced(Replaced(text, "\\", "\\\\"), "\"", "\\\"");
  return "\"" + Replaced(Replaced(Replaced(out, "\n", "\\n"), "\r", "\\r"), "\t", "\\t") + "\"";
}

// Names of members each in back quotes where they are not plain.
std::string Name(const std::string& column) {
  std::string out;
  for (std::string_view rest = column; !rest.empty();) {
    const size_t dot = std::min(rest.find('.'), rest.size());
    const std::string part(rest.substr(0, dot));
    const bool plain =
        !part.empty() && !(part[0] >= '0' && part[0] <= '9') &&
        part.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@") == part.npos &&
        part.find('@', 1) == part.npos;
    out += (out.empty() ? "" : ".") + (plain ? part : "`" + Replaced(part, "`", "``") + "`");
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  return out;
}

// Any character but the sign between values.
std::string WithinValue(const std::string& regex) {
  std::string out;
  for (size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '.') {
      out += "[^\x1f]";
      continue;
    }
    out += regex[i];
    if (regex[i] == '\\' && i + 1 < regex.size()) out += regex[++i];
  }
  return out;
}

std::string RegexOf(const Predicate& predicate) {
  return WithinValue(LuceneRegex(PatternOf(predicate), LuceneCase::kAsIs));
}

// Values of a field are joined by a sign that texts do not hold.
std::string Whole(const std::string& x, bool cased, const std::string& regex) {
  const std::string values = cased ? x : "TO_LOWER(" + x + ")";
  return fmt::format("COALESCE(MV_CONCAT({}, \"\x1f\") RLIKE {}, FALSE)", values,
                     Quote("(.*\x1f)?(" + regex + ")(\x1f.*)?"));
}

const char* Sign(Op op) {
  switch (op) {
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    default: return "==";
  }
}

// The least of values passes `<` when any does, the greatest `>`.
std::string Range(const std::string& x, const Predicate& predicate) {
  const bool less = predicate.op == Op::kLess || predicate.op == Op::kLessEqual;
  return fmt::format("COALESCE({}({}) {} {}, FALSE)", less ? "MV_MIN" : "MV_MAX", x,
                     Sign(predicate.op), predicate.number);
}

Term One(const EcsPlace& place, const std::string& x, const Leaf& leaf,
         const Predicate& predicate) {
  const Fit loose = leaf.under_not ? Fit::kNone : Fit::kWider;
  const std::string there = x + " IS NOT NULL";
  if (predicate.part != ir::TimePart::kNone) return {Fit::kNone, {}, "there are no parts of times"};
  const bool text = place.kind == EcsKind::kKeyword || place.kind == EcsKind::kWords;
  const bool number = place.kind == EcsKind::kNumber;
  if (IsText(predicate)) {
    if (HoldsForEmpty(predicate) && predicate.op == Op::kGlob) return {Fit::kExact, there};
    if (!text) return {loose, there, place.why};
    return {Fit::kExact, Whole(x, predicate.cased, RegexOf(predicate))};
  }
  switch (predicate.op) {
    case Op::kRegex: {
      const auto regex = LuceneRegexOf(predicate.text);
      if (!text) return {loose, there, place.why};
      if (!regex) return {loose, there, "the expression has parts that Lucene has no words for"};
      return {loose, Whole(x, true, *regex), "several values are read as one text"};
    }
    case Op::kNumber:
      if (number) {
        return {Fit::kExact,
                fmt::format("COALESCE(MV_MIN({0}) <= {1} AND MV_MAX({0}) >= {1}, FALSE)", x,
                            predicate.number)};
      }
      if (!text) return {loose, there, place.why};
      return {Fit::kExact,
              Whole(x, false,
                    "0*" + LuceneRegex(sigma::Pattern::Literal(predicate.text), LuceneCase::kAsIs) +
                        "(\\.0*)?")};
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
      if (number) return {Fit::kExact, Range(x, predicate)};
      return {text ? Fit::kExact : loose, text ? Range("TO_DOUBLE(" + x + ")", predicate) : there,
              place.why};
    case Op::kBoolean:
      return {Fit::kExact,
              fmt::format(
                  "COALESCE(MV_CONCAT(TO_LOWER(TO_STRING({})), \",\") RLIKE \"(.*,)?{}(,.*)?\", "
                  "FALSE)",
                  x, predicate.flag)};
    case Op::kCidr:
      if (!text && place.kind != EcsKind::kAddress) return {loose, there, place.why};
      return {Fit::kExact, fmt::format("COALESCE(CIDR_MATCH({}, {}), FALSE)",
                                       text ? "TO_IP(" + x + ")" : x, Quote(predicate.text))};
    default: return {loose, there, "fields are not compared with each other"};
  }
}

Term AtPlace(const EcsPlace& place, const Leaf& leaf) {
  if (place.column.empty()) return {Fit::kNone, {}, "JSON within texts is not looked into"};
  const std::string x = Name(place.column);
  const Op op = leaf.any.front()->op;
  if (place.kind == EcsKind::kFlattened || place.kind == EcsKind::kObject) {
    return {Fit::kNone, {}, "members of flattened fields and whole objects have no column"};
  }
  if (place.column.find('*') != std::string::npos) {
    return {Fit::kNone, {}, "elements have names of their own, which are not known"};
  }
  if (op == Op::kNull) return {Fit::kExact, x + " IS NULL"};
  if (op == Op::kExists) {
    return {leaf.under_not ? Fit::kNarrower : Fit::kNone, x + " IS NOT NULL",
            "null and empty arrays are not told from an absent key"};
  }
  std::vector<Term> parts;
  for (bool cased : {false, true}) {  // texts of one case in one expression
    std::vector<std::string> regexes;
    for (const Predicate* predicate : leaf.any) {
      const bool text = IsText(*predicate) && predicate->cased == cased &&
                        place.kind == EcsKind::kKeyword &&
                        !(predicate->op == Op::kGlob && HoldsForEmpty(*predicate));
      if (text) regexes.push_back(RegexOf(*predicate));
    }
    if (!regexes.empty()) parts.push_back({Fit::kExact, Whole(x, cased, Join(regexes, "|"))});
  }
  for (const Predicate* predicate : leaf.any) {
    const bool said = IsText(*predicate) && place.kind == EcsKind::kKeyword &&
                      !(predicate->op == Op::kGlob && HoldsForEmpty(*predicate));
    if (!said) parts.push_back(One(place, x, leaf, *predicate));
  }
  return AnyOf(leaf, " OR ", std::move(parts));
}

Term WriteLeaf(Rendering& r, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return {Fit::kNone, {}, "there is no search in all fields"};
  std::vector<Term> parts;
  for (const EcsPlace& place : EcsPlacesOf(r, leaf.field)) parts.push_back(AtPlace(place, leaf));
  const bool each = leaf.any.front()->op == Op::kNull;
  return AnyOf(leaf, each ? " AND " : " OR ", std::move(parts));
}

std::string WriteQuery(Rendering& r, const std::string& condition) {
  const std::string table = r.Table();
  std::string out =
      "FROM " + (table.empty() ? std::string("logs-*") : table) + " METADATA _id, _index, _version";
  return condition.empty() ? out : out + "\n| WHERE " + condition;
}

}  // namespace

std::string EsqlName(const std::string& column) {
  return Name(column);
}

const Dialect kEsql = {
    .id = "esql",
    .title = "ES|QL (ECS)",
    .columns = "elastic",
    .raw_column = "",
    .bare_names = false,
    .can = {.any_case = "all",
            .regex = "Lucene, translated",
            .arrays = "all",
            .cidr = "IPv4, IPv6",
            .fieldref = "no",
            .keywords = "no",
            .time_parts = "no",
            .correlations = "wider",
            .negation = "COALESCE"},
    .and_word = " AND ",
    .or_word = " OR ",
    .not_before = "NOT (",
    .not_after = ")",
    .comment = "// ",
    .end = "",
    .never = "FALSE",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = EsqlCorrelation,
};

}  // namespace dcv::dialect
