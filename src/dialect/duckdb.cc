// SPDX-License-Identifier: Apache-2.0
// DuckDB 1.3 or newer (lambda x: ...), events in a column of type JSON.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_sql.h"
#include "dialect/dialects.h"
#include "dialect/sql_list.h"

namespace dcv::dialect {
namespace {

using sql::Flavour;
using sql::QuoteDoubled;

// "'$."a"."b"'"
std::string Path(const std::vector<std::string>& members) {
  std::string out = "$";
  for (const std::string& member : members) {
    out += ".\"";
    for (char c : member) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return QuoteDoubled(out);
}

constexpr sql::ListForms kForms = {
    .path = Path,
    .spread =
        "CASE json_type({0}, {1}) WHEN 'ARRAY' THEN json_extract(json_extract({0}, {1}),"
        " '$[*]') ELSE [json_extract({0}, {1})] END",
    .single = "[json_extract({0}, {1})]",
    .for_each = "flatten(list_transform({0}, lambda v: {1}))",
    .keep = "list_filter({0}, lambda v: {1})",
    .member = "({0} ->> {1})",
    .parse =
        "list_transform({0}, lambda v: CASE json_type(v) WHEN 'VARCHAR'"
        " THEN TRY_CAST(v ->> '$' AS JSON) END)",
    .texts = "list_filter(list_transform({0}, lambda v: v ->> '$'), lambda v: v IS NOT NULL)",
    .concat = "list_concat({0}, {1})",
    .exists = "json_exists({0}, {1})",
    .some = "len(list_filter({0}, lambda v: {1})) > 0",
};

std::string Values(const Flavour& flavour, const std::vector<Position>& positions) {
  return sql::ListValues(kForms, flavour, positions);
}

std::string Exists(const Flavour& flavour, const Position& position) {
  return sql::ListExists(kForms, flavour, position);
}

std::string Leaves(const std::string& column) {
  return fmt::format(
      "list_transform(list_filter(json_extract({}, '$..*'), lambda v:"
      " json_type(v) NOT IN ('OBJECT', 'ARRAY', 'NULL')), lambda v: v ->> '$')",
      column);
}

Term Regex(const Flavour&, const std::string& x, const std::string& re2, bool) {
  return {Fit::kExact, "regexp_matches(" + x + ", " + QuoteDoubled(re2) + ")"};
}

Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool under_not) {
  const std::string regex = sql::RegexOfNetwork(predicate.text);
  if (!regex.empty()) {
    return {Fit::kExact, "regexp_matches(" + x + ", " + QuoteDoubled(regex) + ")"};
  }
  return {under_not ? Fit::kNone : Fit::kWider, "contains(" + x + ", ':')",
          "DuckDB knows addresses of IPv6 by an extension only; any of them is taken"};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteDoubled,
    .name = sql::NameDoubled,
    .any = "len(list_filter({0}, lambda x: {1})) > 0",
    .any_within = "len(list_filter({0}, lambda y: {1})) > 0",
    .element = "x",
    .element_within = "y",
    .empty = "len({0}) = 0",
    .lower = "lower({0})",
    .number =
        "COALESCE(regexp_matches({0}, '^[-+.0-9eE]+$') AND TRY_CAST({0} AS DOUBLE) {1} {2}, FALSE)",
    .ascii_case = false,
    .text = sql::LikeText,
    .pattern = sql::LikePattern,
    .regex = Regex,
    .cidr = Cidr,
    .values = Values,
    .exists = Exists,
    .leaves = Leaves,
};

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  return sql::RenderLeaf(kFlavour, rendering, leaf);
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  return sql::RenderQuery(kFlavour, rendering, condition);
}

constexpr sql::CorrelationForms kCorrelation = {
    .text_type = "VARCHAR",
    .first = "({0})[1]",
    .distinct = "list_distinct({0})",
    .each = "\n  CROSS JOIN LATERAL (SELECT unnest({0}) AS x) AS {1}",
    .element = "{1}.x",
    .number = "CASE WHEN regexp_matches({0}, '^[-+.0-9eE]+$') THEN TRY_CAST({0} AS DOUBLE) END",
    .iso =
        "CASE WHEN regexp_matches({0}, '^[0-9]{{4}}-') THEN epoch_ms(TRY_CAST({0} AS TIMESTAMP))"
        " END",
    .whole = "CAST(floor({0}) AS BIGINT)",
    .count_over = "count(DISTINCT {0})",
    .count = "{0}",
    .rank_over = "quantile_cont({0}, {1})",
    .rank = "{0}",
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kDuckdb = {
    .id = "duckdb",
    .title = "DuckDB",
    .columns = "duckdb",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "RE2",
            .arrays = "documented, last",
            .cidr = "IPv4",
            .fieldref = "yes",
            .keywords = "yes",
            .time_parts = "ISO 8601",
            .correlations = "sliding windows",
            .negation = "two-valued"},
    .and_word = " AND ",
    .or_word = " OR ",
    .not_before = "NOT (",
    .not_after = ")",
    .comment = "-- ",
    .end = ";",
    .never = "FALSE",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = WriteCorrelation,
};

}  // namespace dcv::dialect
