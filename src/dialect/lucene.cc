// SPDX-License-Identifier: Apache-2.0
// Lucene's query string, for Elasticsearch and OpenSearch with fields of ECS. Fields of type
// `keyword` are compared in their case, so that any case is written out as a regular expression.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialect/dialects.h"
#include "dialect/ecs_place.h"
#include "dialect/lucene_regex.h"
#include "dialect/replaced.h"
#include "dialect/sql.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;
using logsource::FieldType;

std::string Escaped(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (std::string_view("+-=&|!(){}[]^\"~*?:\\/ ").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string Quote(std::string_view text) {
  return "\"" + Replaced(Replaced(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

std::string Slashes(const std::string& regex) {
  return "/" + regex + "/";
}

bool HasLetters(const sigma::Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(), [](const auto& part) {
    return std::any_of(part.text.begin(), part.text.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    });
  });
}

// One value after `field:`.
Term Text(const EcsPlace& place, const Leaf& leaf, const Predicate& predicate) {
  const sigma::Pattern pattern = PatternOf(predicate);
  const bool literal = pattern.IsLiteral();
  const Fit loose = leaf.under_not ? Fit::kNone : Fit::kWider;
  if (place.kind == EcsKind::kKeyword) {
    if (literal && (predicate.cased || !HasLetters(pattern))) {
      return {Fit::kExact, Quote(pattern.literal())};
    }
    const bool wider = !predicate.cased && BeyondAscii(pattern);
    const std::string regex =
        LuceneRegex(pattern, predicate.cased ? LuceneCase::kAsIs : LuceneCase::kWritten);
    return {wider ? loose : Fit::kExact, Slashes(regex),
            wider ? "letters beyond a to z are taken for any character" : ""};
  }
  if (place.kind == EcsKind::kAddress && literal) {
    const std::string text = pattern.literal();
    const bool address = text.find_first_not_of("0123456789abcdef.:") == std::string::npos &&
                         text.find_first_of(".:") != std::string::npos;
    if (address) return {Fit::kExact, Quote(text)};
  }
  if (place.kind == EcsKind::kFlattened && literal) {
    if (predicate.cased || !HasLetters(pattern)) return {Fit::kExact, Quote(pattern.literal())};
  }
  return {loose, "*", place.why};
}

Term Other(const EcsPlace& place, const Leaf& leaf, const Predicate& predicate) {
  const bool number = place.kind == EcsKind::kNumber;
  switch (predicate.op) {
    case Op::kNumber: {
      if (number) return {Fit::kExact, predicate.text};
      return {Fit::kExact,
              "(" + Quote(predicate.text) + " OR " + Quote(predicate.text + ".0") + ")"};
    }
    case Op::kBoolean: return {Fit::kExact, predicate.flag ? "true" : "false"};
    case Op::kCidr: {
      if (place.kind == EcsKind::kAddress) return {Fit::kExact, Quote(predicate.text)};
      const auto regex = LuceneRegexOf(sql::RegexOfNetwork(predicate.text));
      if (place.kind == EcsKind::kKeyword && regex &&
          predicate.text.find(':') == std::string::npos) {
        return {Fit::kExact, Slashes(*regex)};
      }
      return {leaf.under_not ? Fit::kNone : Fit::kWider, "*", "the field is no address there"};
    }
    case Op::kRegex: {
      const auto regex = LuceneRegexOf(predicate.text);
      if (place.kind == EcsKind::kKeyword && regex) return {Fit::kExact, Slashes(*regex)};
      return {leaf.under_not ? Fit::kNone : Fit::kWider, "*",
              regex ? place.why : "the expression has parts that Lucene has no words for"};
    }
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual: {
      const char* sign = predicate.op == Op::kLess        ? "<"
                         : predicate.op == Op::kLessEqual ? "<="
                         : predicate.op == Op::kGreater   ? ">"
                                                          : ">=";
      if (number) return {Fit::kExact, fmt::format("{}{}", sign, predicate.number)};
      return {leaf.under_not ? Fit::kNone : Fit::kWider, "*", "texts have no order of numbers"};
    }
    default: return {Fit::kNone, {}, "fields are not compared with each other"};
  }
}

Term Presence(const EcsPlace& place, const Leaf& leaf) {
  const std::string there = "_exists_:" + Escaped(place.column);
  const bool object = place.kind == EcsKind::kObject;
  const char* why = "null, empty arrays and empty objects are not told from an absent key";
  if (leaf.any.front()->op == Op::kExists) {
    return {leaf.under_not ? Fit::kNarrower : Fit::kNone, there, why};
  }
  if (object && leaf.under_not) return {Fit::kNone, {}, why};
  return {object ? Fit::kWider : Fit::kExact, "(*:* AND NOT " + there + ")", why};
}

Term AtPlace(const EcsPlace& place, const Leaf& leaf) {
  if (place.column.empty()) return {Fit::kNone, {}, "JSON within texts is not looked into"};
  const Op op = leaf.any.front()->op;
  if (op == Op::kNull || op == Op::kExists) return Presence(place, leaf);
  std::vector<Term> parts;
  for (const Predicate* predicate : leaf.any) {
    if (predicate->part != ir::TimePart::kNone) {
      parts.push_back({Fit::kNone, {}, "there are no parts of times"});
    } else if (IsText(*predicate) && predicate->op == Op::kGlob && HoldsForEmpty(*predicate)) {
      parts.push_back({place.kind == EcsKind::kObject ? Fit::kNone : Fit::kExact, "*", place.why});
    } else {
      parts.push_back(IsText(*predicate) ? Text(place, leaf, *predicate)
                                         : Other(place, leaf, *predicate));
    }
  }
  Term out = AnyOf(leaf, " OR ", std::move(parts));
  if (out.fit == Fit::kNone) return out;
  // A present field of any value holds the others.
  const bool all = out.text == "*" || out.text.starts_with("(* OR ") ||
                   out.text.find(" OR *)") != std::string::npos ||
                   out.text.find(" OR * OR ") != std::string::npos;
  if (all) {
    out.text = "_exists_:" + Escaped(place.column);
  } else {
    out.text = Escaped(place.column) + ":" + out.text;
  }
  return out;
}

Term WriteLeaf(Rendering& r, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) {
    return {Fit::kNone, {}, "without a field words are searched, and not texts"};
  }
  std::vector<Term> parts;
  for (const EcsPlace& place : EcsPlacesOf(r, leaf.field)) parts.push_back(AtPlace(place, leaf));
  const bool each = leaf.any.front()->op == Op::kNull;
  return AnyOf(leaf, each ? " AND " : " OR ", std::move(parts));
}

std::string WriteQuery(Rendering&, const std::string& condition) {
  return condition.empty() ? "*:*" : condition;
}

constexpr Capabilities kCan = {.any_case = "A-Z",
                               .regex = "Lucene, translated",
                               .arrays = "all",
                               .cidr = "fields of type ip; IPv4 in texts",
                               .fieldref = "no",
                               .keywords = "no",
                               .time_parts = "no",
                               .correlations = "no",
                               .negation = "two-valued"};

constexpr Dialect Lucene(const char* id, const char* title) {
  return {.id = id,
          .title = title,
          .columns = "elastic",
          .raw_column = "",
          .bare_names = false,
          .can = kCan,
          .and_word = " AND ",
          .or_word = " OR ",
          .not_before = "(*:* AND NOT (",
          .not_after = "))",
          .comment = nullptr,
          .end = "",
          .never = "(*:* AND NOT *:*)",
          .leaf = WriteLeaf,
          .query = WriteQuery};
}

}  // namespace

const Dialect kElastic = Lucene("elastic", "Elasticsearch query string (ECS)");
const Dialect kOpensearch = Lucene("opensearch", "OpenSearch query string (ECS)");

}  // namespace dcv::dialect
