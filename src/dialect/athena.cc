// SPDX-License-Identifier: Apache-2.0
// Athena (engine version 3) and Trino, events as JSON texts in a column of type varchar. Paths are
// lax: arrays are looked into wherever they stand.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_sql.h"
#include "dialect/dialects.h"
#include "dialect/regex_text.h"
#include "dialect/sql.h"

namespace dcv::dialect {
namespace {

using sql::Flavour;
using sql::QuoteDoubled;

// "lax $.a.b[*]", "" when there is JSON in a text on the way.
std::string PathText(const logsource::Path& path) {
  using Kind = logsource::Segment::Kind;
  std::string out = "lax $";
  for (const logsource::Segment& segment : path) {
    switch (segment.kind) {
      case Kind::kMember: out += "." + sql::NameDoubled(segment.name); break;
      case Kind::kElements: out += "[*]"; break;
      case Kind::kWhere:
        out += fmt::format("[*]?(@.{} == {})", sql::NameDoubled(segment.name),
                           sql::NameDoubled(segment.value));
        break;
      case Kind::kJson: return {};
    }
  }
  return out;
}

std::string Nodes(const std::string& json, const std::string& path) {
  return fmt::format(
      "COALESCE(CAST(json_parse(json_query({}, {} WITH ARRAY WRAPPER)) AS"
      " ARRAY(JSON)), ARRAY[])",
      json, QuoteDoubled(path));
}

// A text of JSON begins with a quote, so that one of an object is told apart.
std::string Texts(const std::string& list) {
  return fmt::format(
      "filter(transform({}, v -> IF(substr(json_format(v), 1, 1) IN ('{{', '['),"
      " json_format(v), CAST(v AS VARCHAR))), v -> v IS NOT NULL)",
      list);
}

// Where a text on the way holds JSON, it is gone on from the texts.
std::string List(const Position& position) {
  std::string list;
  logsource::Path part;
  const auto take = [&] {
    const std::string path = PathText(part) + "[*]";
    list = list.empty()
               ? Nodes(position.column, path)
               : fmt::format("flatten(transform({}, v -> {}))", Texts(list), Nodes("v", path));
    part.clear();
  };
  for (const logsource::Segment& segment : position.path) {
    if (segment.kind == logsource::Segment::Kind::kJson) {
      take();
    } else {
      part.push_back(segment);
    }
  }
  take();
  return list;
}

std::string Exists(const Flavour&, const Position& position) {
  const std::string path = PathText(position.path);
  if (path.empty()) return {};
  return fmt::format("json_exists({}, {})", position.column, QuoteDoubled(path));
}

std::string Values(const Flavour& flavour, const std::vector<Position>& positions) {
  std::vector<std::string> lists, otherwise;
  for (const Position& position : positions) {
    (position.otherwise ? otherwise : lists).push_back(List(position));
  }
  const auto all = [](const std::vector<std::string>& parts) {
    return parts.size() == 1 ? parts.front() : "concat(" + Join(parts, ", ") + ")";
  };
  if (otherwise.empty()) return Texts(all(lists));
  return Texts(fmt::format("IF({}, {}, {})", Exists(flavour, positions.front()), all(lists),
                           all(otherwise)));
}

std::string Leaves(const std::string& column) {
  return "ARRAY[json_format(json_parse(" + column + "))]";  // without escapes that are not needed
}

Term Regex(const Flavour&, const std::string& x, const std::string& re2, bool) {
  const auto regex = TranslateRegex(re2, RegexFlavour::kJava);
  if (!regex) return {Fit::kNone, {}, "the expression has parts that Trino does not know"};
  return {Fit::kExact, "regexp_like(" + x + ", " + QuoteDoubled(regex->text) + ")"};
}

Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool) {
  return {Fit::kExact, fmt::format("COALESCE(contains({}, TRY_CAST({} AS IPADDRESS)), FALSE)",
                                   QuoteDoubled(predicate.text), x)};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteDoubled,
    .name = sql::NameDoubled,
    .any = "any_match({0}, x -> {1})",
    .any_within = "any_match({0}, y -> {1})",
    .element = "x",
    .element_within = "y",
    .empty = "cardinality({0}) = 0",
    .lower = "lower({0})",
    .number =
        "COALESCE(regexp_like({0}, '^[-+.0-9eE]+$') AND TRY_CAST({0} AS DOUBLE) {1} {2}, FALSE)",
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
  std::string query = sql::RenderQuery(kFlavour, rendering, condition);
  constexpr size_t kUsualLimit = 262'144;
  if (query.size() >= kUsualLimit) {
    rendering.Add(
        {"C008", fmt::format("the query has {} bytes, the limit is {}", query.size(), kUsualLimit),
         "Trino takes more by query.max-length; Athena does not: split the rule"});
  }
  return query;
}

// With linear interpolation between ranks.
constexpr const char* kRank =
    "(element_at(array_sort({0}), CAST(floor((cardinality({0}) - 1) * {1}) AS INTEGER) + 1) +"
    " (element_at(array_sort({0}), CAST(ceil((cardinality({0}) - 1) * {1}) AS INTEGER) + 1) -"
    " element_at(array_sort({0}), CAST(floor((cardinality({0}) - 1) * {1}) AS INTEGER) + 1)) *"
    " ((cardinality({0}) - 1) * {1} - floor((cardinality({0}) - 1) * {1})))";

constexpr sql::CorrelationForms kCorrelation = {
    .text_type = "VARCHAR",
    .first = "element_at({0}, 1)",
    .distinct = "array_distinct({0})",
    .each = "\n  CROSS JOIN UNNEST({0}) AS {1}(x)",
    .element = "{1}.x",
    .number = "IF(regexp_like({0}, '^[-+.0-9eE]+$'), TRY_CAST({0} AS DOUBLE))",
    .iso =
        "IF(regexp_like({0}, '^[0-9]{{4}}-'), CAST(floor(to_unixtime(TRY("
        "from_iso8601_timestamp(replace({0}, ' ', 'T')))) * 1000 + 0.001) AS BIGINT))",
    .whole = "CAST(floor({0}) AS BIGINT)",
    .count_over = "array_agg({0})",
    .count = "cardinality(array_distinct({0}))",
    .rank_over = "array_agg({0})",
    .rank = kRank,
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kAthena = {
    .id = "athena",
    .title = "Amazon Athena, Trino",
    .columns = "athena",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "Java, translated",
            .arrays = "all",
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
    .never = "FALSE",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = WriteCorrelation,
};

}  // namespace dcv::dialect
