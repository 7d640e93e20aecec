// SPDX-License-Identifier: Apache-2.0
// Databricks SQL and Spark 4, events in a column of type VARIANT.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_sql.h"
#include "dialect/dialects.h"
#include "dialect/regex_text.h"
#include "dialect/sql_list.h"

namespace dcv::dialect {
namespace {

using sql::Flavour;
using sql::QuoteBackslash;

std::string Name(std::string_view name) {
  std::string out = "`";
  for (char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + "`";
}

// "'$[\"a\"][\"b\"]'", "" when a name cannot be written in one.
std::string Path(const std::vector<std::string>& members) {
  std::string out = "$";
  for (const std::string& member : members) {
    if (member.find_first_of("\"\\") != member.npos) return {};
    out += "[\"" + member + "\"]";
  }
  return QuoteBackslash(out);
}

constexpr sql::ListForms kForms = {
    .path = Path,
    .spread =
        "coalesce(try_variant_get({0}, {1}, 'array<variant>'),"
        " array(variant_get({0}, {1}, 'variant')))",
    .single = "array(variant_get({0}, {1}, 'variant'))",
    .for_each = "flatten(transform({0}, v -> {1}))",
    .keep = "filter({0}, v -> {1})",
    .member = "try_variant_get({0}, {1}, 'string')",
    .parse = "transform({0}, v -> try_parse_json(try_variant_get(v, '$', 'string')))",
    .texts = "filter(transform({0}, v -> try_variant_get(v, '$', 'string')), v -> v IS NOT NULL)",
    .concat = "concat({0}, {1})",
    .exists = "variant_get({0}, {1}, 'variant') IS NOT NULL",
    .some = "exists({0}, v -> {1})",
};

std::string Values(const Flavour& flavour, const std::vector<Position>& positions) {
  return sql::ListValues(kForms, flavour, positions);
}

std::string Exists(const Flavour& flavour, const Position& position) {
  return sql::ListExists(kForms, flavour, position);
}

std::string Leaves(const std::string& column) {
  return "array(CAST(" + column + " AS STRING))";
}

Term Regex(const Flavour&, const std::string& x, const std::string& re2, bool) {
  const auto regex = TranslateRegex(re2, RegexFlavour::kJava);
  if (!regex) return {Fit::kNone, {}, "the expression has parts that Java does not know"};
  return {Fit::kExact, x + " RLIKE " + QuoteBackslash(regex->text)};
}

Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool under_not) {
  const std::string regex = sql::RegexOfNetwork(predicate.text);
  if (!regex.empty()) return {Fit::kExact, x + " RLIKE " + QuoteBackslash(regex)};
  return {under_not ? Fit::kNone : Fit::kWider, "contains(" + x + ", ':')",
          "Spark knows no addresses of IPv6; any of them is taken"};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteBackslash,
    .name = Name,
    .any = "exists({0}, x -> {1})",
    .any_within = "exists({0}, y -> {1})",
    .element = "x",
    .element_within = "y",
    .empty = "cardinality({0}) = 0",
    .lower = "lower({0})",
    .number = "coalesce({0} RLIKE '^[-+.0-9eE]+$' AND try_cast({0} AS DOUBLE) {1} {2}, false)",
    .ascii_case = false,
    .text = sql::LikeText,
    .pattern = sql::LikePattern,
    .regex = Regex,
    .cidr = Cidr,
    .values = Values,
    .exists = Exists,
    .leaves = Leaves,
    .leaves_in_one = true,
};

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  return sql::RenderLeaf(kFlavour, rendering, leaf);
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  return sql::RenderQuery(kFlavour, rendering, condition);
}

constexpr sql::CorrelationForms kCorrelation = {
    .text_type = "STRING",
    .first = "get({0}, 0)",
    .distinct = "array_distinct({0})",
    .each = "\n  LATERAL VIEW explode({0}) {1} AS {1}x",
    .element = "{1}x",
    .number = "CASE WHEN {0} RLIKE '^[-+.0-9eE]+$' THEN try_cast({0} AS DOUBLE) END",
    .iso = "CASE WHEN {0} RLIKE '^[0-9]{{4}}-' THEN unix_millis(try_cast({0} AS TIMESTAMP)) END",
    .whole = "CAST(floor({0}) AS BIGINT)",
    .count_over = "collect_set({0})",
    .count = "cardinality({0})",
    .rank_over = "percentile({0}, {1})",
    .rank = "{0}",
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kDatabricks = {
    .id = "databricks",
    .title = "Databricks, Spark SQL",
    .columns = "databricks",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "Java, translated",
            .arrays = "documented, last",
            .cidr = "IPv4",
            .fieldref = "yes",
            .keywords = "wider",
            .time_parts = "ISO 8601",
            .correlations = "sliding windows",
            .negation = "two-valued"},
    .and_word = " AND ",
    .or_word = " OR ",
    .not_before = "NOT (",
    .not_after = ")",
    .comment = "-- ",
    .end = ";",
    .never = "false",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = WriteCorrelation,
};

}  // namespace dcv::dialect
