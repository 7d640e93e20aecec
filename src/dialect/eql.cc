// SPDX-License-Identifier: Apache-2.0
// EQL. `:` compares in any case and reads wildcards, `==` and `like` in the case of the text. `?`
// in front of a field: it may be one that no document has. A comparison with null is null, so that
// presence stands beside what `not` turns around.
#include <fmt/format.h>

#include <algorithm>

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
using Kind = sigma::Pattern::Kind;

std::string Quote(std::string_view text) {
  std::string out = Replaced(Replaced(text, "\\", "\\\\"), "\"", "\\\"");
  return "\"" + Replaced(Replaced(Replaced(out, "\n", "\\n"), "\r", "\\r"), "\t", "\\t") + "\"";
}

std::string Name(const std::string& column) {
  const bool plain = std::all_of(column.begin(), column.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '@';
  });
  return plain ? "?" + column : "?`" + Replaced(column, "`", "``") + "`";
}

// `*` and `?` of a text cannot be told from wildcards.
bool HasWords(const sigma::Pattern& pattern) {
  return std::all_of(pattern.parts.begin(), pattern.parts.end(), [](const auto& part) {
    return part.kind != Kind::kDash && part.text.find_first_of("*?") == std::string::npos;
  });
}

std::string Wildcards(const sigma::Pattern& pattern) {
  std::string out;
  for (const auto& part : pattern.parts) {
    out += part.kind == Kind::kAny ? "*" : part.kind == Kind::kOne ? "?" : part.text;
  }
  return Quote(out);
}

std::string Texts(const std::string& x, const char* word, const std::vector<std::string>& texts) {
  if (texts.size() == 1) return fmt::format("{} {} {}", x, word, texts.front());
  return fmt::format("{} {} ({})", x, word, Join(texts, ", "));
}

const char* Sign(Op op) {
  switch (op) {
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    default: return ">=";
  }
}

bool IsStar(const Predicate& predicate) {
  return predicate.op == Op::kGlob && HoldsForEmpty(predicate);
}

// Texts of the leaf, by the words that they need.
void AddTexts(const std::string& x, const Leaf& leaf, std::vector<Term>& parts) {
  for (bool cased : {false, true}) {
    std::vector<std::string> words, regexes;
    for (const Predicate* predicate : leaf.any) {
      if (!IsText(*predicate) || predicate->cased != cased || IsStar(*predicate)) continue;
      const sigma::Pattern pattern = PatternOf(*predicate);
      if (HasWords(pattern)) {
        words.push_back(Wildcards(pattern));
      } else {
        regexes.push_back(Quote(LuceneRegex(pattern, LuceneCase::kAsIs)));
      }
    }
    if (!words.empty()) parts.push_back({Fit::kExact, Texts(x, cased ? "like" : ":", words)});
    if (!regexes.empty()) {
      parts.push_back({Fit::kExact, Texts(x, cased ? "regex" : "regex~", regexes)});
    }
  }
}

Term One(const EcsPlace& place, const std::string& x, const Leaf& leaf,
         const Predicate& predicate) {
  const Fit loose = leaf.under_not ? Fit::kNone : Fit::kWider;
  const std::string there = x + " != null";
  if (predicate.part != ir::TimePart::kNone) return {Fit::kNone, {}, "there are no parts of times"};
  if (IsStar(predicate)) return {Fit::kExact, there};
  if (IsText(predicate)) return {loose, there, place.why};
  const bool number = place.kind == EcsKind::kNumber, text = place.kind == EcsKind::kKeyword;
  switch (predicate.op) {
    case Op::kRegex: {
      const auto regex = LuceneRegexOf(predicate.text);
      if (!text) return {loose, there, place.why};
      if (!regex) return {loose, there, "the expression has parts that Lucene has no words for"};
      return {Fit::kExact, x + " regex " + Quote(*regex)};
    }
    case Op::kNumber:
      if (number) return {Fit::kExact, fmt::format("{} == {}", x, predicate.number)};
      if (!text) return {loose, there, place.why};
      return {
          Fit::kExact,
          x + " regex~ " +
              Quote("0*" + LuceneRegex(sigma::Pattern::Literal(predicate.text), LuceneCase::kAsIs) +
                    "(\\.0*)?")};
    case Op::kBoolean:
      if (place.kind == EcsKind::kBoolean)
        return {Fit::kExact, fmt::format("{} == {}", x, predicate.flag)};
      if (!text) return {loose, there, place.why};
      return {Fit::kExact, fmt::format("{} : \"{}\"", x, predicate.flag)};
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
      if (!number) return {loose, there, "texts have no order of numbers"};
      return {Fit::kExact, fmt::format("{} {} {}", x, Sign(predicate.op), predicate.number)};
    case Op::kCidr:
      if (place.kind != EcsKind::kAddress) return {loose, there, "the field is no address there"};
      return {Fit::kExact, fmt::format("cidrMatch({}, {})", x, Quote(predicate.text))};
    default: return {loose, there, "fields are not compared with each other"};
  }
}

Term AtPlace(const EcsPlace& place, const Leaf& leaf) {
  if (place.column.empty()) return {Fit::kNone, {}, "JSON within texts is not looked into"};
  const std::string x = Name(place.column);
  const Op op = leaf.any.front()->op;
  if (place.kind == EcsKind::kFlattened || place.kind == EcsKind::kObject) {
    return {Fit::kNone, {}, "members of flattened fields and whole objects are not compared"};
  }
  if (place.column.find('*') != std::string::npos) {
    return {Fit::kNone, {}, "elements have names of their own, which are not known"};
  }
  if (op == Op::kNull) return {Fit::kExact, x + " == null"};
  if (op == Op::kExists) {
    return {leaf.under_not ? Fit::kNarrower : Fit::kNone, x + " != null",
            "null and empty arrays are not told from an absent key"};
  }
  std::vector<Term> parts;
  const bool text = place.kind == EcsKind::kKeyword;
  if (text) AddTexts(x, leaf, parts);
  for (const Predicate* predicate : leaf.any) {
    if (!text || !IsText(*predicate) || IsStar(*predicate)) {
      parts.push_back(One(place, x, leaf, *predicate));
    }
  }
  Term out = AnyOf(leaf, " or ", std::move(parts));
  if (leaf.under_not && out.fit != Fit::kNone && out.text != x + " != null") {
    out.text = fmt::format("({} != null and {})", x, out.text);
  }
  return out;
}

Term WriteLeaf(Rendering& r, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return {Fit::kNone, {}, "there is no search in all fields"};
  std::vector<Term> parts;
  for (const EcsPlace& place : EcsPlacesOf(r, leaf.field)) parts.push_back(AtPlace(place, leaf));
  const bool each = leaf.any.front()->op == Op::kNull;
  return AnyOf(leaf, each ? " and " : " or ", std::move(parts));
}

std::string WriteQuery(Rendering&, const std::string& condition) {
  return "any where " + (condition.empty() ? std::string("true") : condition);
}

}  // namespace

std::string EqlName(const std::string& column) {
  return Name(column);
}

const Dialect kEql = {
    .id = "eql",
    .title = "EQL (ECS)",
    .columns = "elastic",
    .raw_column = "",
    .bare_names = false,
    .can = {.any_case = "all",
            .regex = "Lucene, translated",
            .arrays = "as the engine has them",
            .cidr = "fields of type ip",
            .fieldref = "no",
            .keywords = "no",
            .time_parts = "no",
            .correlations = "sequences, runs",
            .negation = "!= null"},
    .and_word = " and ",
    .or_word = " or ",
    .not_before = "not (",
    .not_after = ")",
    .comment = "// ",
    .end = "",
    .never = "false",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = EqlCorrelation,
};

}  // namespace dcv::dialect
