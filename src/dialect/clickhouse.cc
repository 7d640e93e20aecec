// SPDX-License-Identifier: Apache-2.0
// ClickHouse, events as JSON texts in a column of type String.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_sql.h"
#include "dialect/dialects.h"
#include "dialect/sql_list.h"

namespace dcv::dialect {
namespace {

using sql::Flavour;
using sql::QuoteBackslash;

// ", 'a', 'b'": what follows the JSON in a call.
std::string Path(const std::vector<std::string>& members) {
  std::string out;
  for (const std::string& member : members) out += ", " + QuoteBackslash(member);
  return out;
}

constexpr sql::ListForms kForms = {
    .path = Path,
    .spread =
        "if(JSONType({0}{1}) = 'Array', JSONExtractArrayRaw({0}{1}),"
        " [JSONExtractRaw({0}{1})])",
    .single = "[JSONExtractRaw({0}{1})]",
    .for_each = "arrayFlatten(arrayMap(v -> {1}, {0}))",
    .keep = "arrayFilter(v -> {1}, {0})",
    .member = "JSONExtractString({0}{1})",
    .parse = "arrayMap(v -> if(JSONType(v) = 'String', JSONExtractString(v), ''), {0})",
    .texts =
        "arrayMap(v -> if(JSONType(v) = 'String', JSONExtractString(v), v),"
        " arrayFilter(v -> v NOT IN ('', 'null', '[]'), {0}))",
    .concat = "arrayConcat({0}, {1})",
    .exists = "JSONHas({0}{1})",
    .some = "arrayExists(v -> {1}, {0})",
};

std::string Values(const Flavour& flavour, const std::vector<Position>& positions) {
  return sql::ListValues(kForms, flavour, positions);
}

std::string Exists(const Flavour& flavour, const Position& position) {
  return sql::ListExists(kForms, flavour, position);
}

std::string Leaves(const std::string& column) {
  return "[JSONExtractRaw(" + column + ")]";  // without escapes that are not needed
}

std::string Text(const Flavour&, ir::Op op, const std::string& x, std::string_view text,
                 bool cased) {
  const std::string side = cased ? x : "lowerUTF8(" + x + ")", literal = QuoteBackslash(text);
  switch (op) {
    case ir::Op::kEquals: return side + " = " + literal;
    case ir::Op::kPrefix: return "startsWith(" + side + ", " + literal + ")";
    case ir::Op::kSuffix: return "endsWith(" + side + ", " + literal + ")";
    default: return "position(" + side + ", " + literal + ") > 0";
  }
}

std::string Pattern(const Flavour&, const std::string& x, const sigma::Pattern& pattern,
                    bool cased) {
  return "match(" + (cased ? x : "lowerUTF8(" + x + ")") + ", " +
         QuoteBackslash(sql::RegexOf(pattern)) + ")";
}

// Its `.` takes line breaks too, unless told.
Term Regex(const Flavour&, const std::string& x, const std::string& re2, bool) {
  return {Fit::kExact, "match(" + x + ", " + QuoteBackslash("(?-s)" + re2) + ")"};
}

Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool) {
  const bool six = predicate.text.find(':') != predicate.text.npos;
  const std::string address = six ? x : "replaceRegexpOne(" + x + ", '(?i)^::ffff:', '')";
  return {
      Fit::kExact,
      fmt::format("is{0}String({1}) AND isIPAddressInRange(if(is{0}String({1}), {1}, {2}), {3})",
                  six ? "IPv6" : "IPv4", address, six ? "'::'" : "'0.0.0.0'",
                  QuoteBackslash(predicate.text)),
      {},
      false};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteBackslash,
    .name = sql::NameDoubled,
    .any = "arrayExists(x -> {1}, {0})",
    .any_within = "arrayExists(y -> {1}, {0})",
    .element = "x",
    .element_within = "y",
    .empty = "empty({0})",
    .lower = "lowerUTF8({0})",
    .number = "(match({0}, '^[-+.0-9eE]+$') AND ifNull(toFloat64OrNull({0}) {1} {2}, 0))",
    .ascii_case = false,
    .text = Text,
    .pattern = Pattern,
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
  std::string query = sql::RenderQuery(kFlavour, rendering, condition);
  constexpr size_t kUsualLimit = 262'144;
  if (query.size() >= kUsualLimit) {
    rendering.Add(
        {"C008", fmt::format("the query has {} bytes, the limit is {}", query.size(), kUsualLimit),
         "SET max_query_size = 4194304 before it"});
  }
  return query;
}

constexpr sql::CorrelationForms kCorrelation = {
    .text_type = "String",
    .first = "if(empty({0}), NULL, ({0})[1])",
    .distinct = "arrayDistinct({0})",
    .each = "",
    .element = "arrayJoin({0})",
    .number = "if(match(ifNull({0}, ''), '^[-+.0-9eE]+$'), toFloat64OrNull({0}), NULL)",
    .iso =
        "if(match(ifNull({0}, ''), '^[0-9]{{4}}-'),"
        " toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull({0}, 3, 'UTC')), NULL)",
    .whole = "toInt64(floor({0}))",
    .count_over = "uniqExact({0})",
    .count = "{0}",
    .rank_over = "quantileExactInclusive({1})({0})",
    .rank = "{0}",
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kClickhouse = {
    .id = "clickhouse",
    .title = "ClickHouse",
    .columns = "clickhouse",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "RE2",
            .arrays = "documented, last",
            .cidr = "IPv4, IPv6",
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
    .never = "0",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = WriteCorrelation,
};

}  // namespace dcv::dialect
