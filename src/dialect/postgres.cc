// SPDX-License-Identifier: Apache-2.0
// PostgreSQL 12 or newer, events in a column of type jsonb. Paths are lax: arrays are looked into
// wherever they stand. lower() knows the letters of the database's locale.
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

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Any ASCII case of a text, as a regular expression.
std::string AnyCase(std::string_view text) {
  std::string out = "^";
  for (char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out + "$";
}

// "$.a.b[*]", "" when there is JSON in a text on the way.
std::string PathText(const logsource::Path& path) {
  using Kind = logsource::Segment::Kind;
  std::string out = "$";
  for (const logsource::Segment& segment : path) {
    switch (segment.kind) {
      case Kind::kMember: out += "." + Quoted(segment.name); break;
      case Kind::kElements: out += "[*]"; break;
      case Kind::kWhere:
        out += fmt::format("[*] ? (@.{0}.type() == \"string\" && @.{0} like_regex {1} flag \"i\")",
                           Quoted(segment.name), Quoted(AnyCase(segment.value)));
        break;
      case Kind::kJson: return {};
    }
  }
  return out;
}

std::string Values(const Flavour&, const std::vector<Position>& positions) {
  std::string rows, otherwise;
  for (const Position& position : positions) {
    const std::string path = PathText(position.path);
    if (path.empty()) return {};
    std::string& list = position.otherwise ? otherwise : rows;
    list += fmt::format(
        "{}SELECT v #>> '{{}}' FROM jsonb_path_query({}, {}) AS v"
        " WHERE v NOT IN ('null', '[]')",
        list.empty() ? "" : " UNION ALL ", position.column, QuoteDoubled(path + "[*]"));
  }
  if (otherwise.empty()) return "ARRAY(" + rows + ")";
  const Position& flat = positions.front();
  return fmt::format("CASE WHEN jsonb_path_exists({}, {}) THEN ARRAY({}) ELSE ARRAY({}) END",
                     flat.column, QuoteDoubled(PathText(flat.path)), rows, otherwise);
}

std::string Exists(const Flavour&, const Position& position) {
  const std::string path = PathText(position.path);
  if (path.empty()) return {};
  return fmt::format("jsonb_path_exists({}, {})", position.column, QuoteDoubled(path));
}

std::string Leaves(const std::string& column) {
  return fmt::format(
      "ARRAY(SELECT v #>> '{{}}' FROM jsonb_path_query({}, 'strict $.**') AS v"
      " WHERE jsonb_typeof(v) IN ('string', 'number', 'boolean'))",
      column);
}

Term Regex(const Flavour&, const std::string& x, const std::string& re2, bool) {
  const auto regex = TranslateRegex(re2, RegexFlavour::kAre);
  if (!regex) return {Fit::kNone, {}, "the expression has parts that PostgreSQL does not know"};
  // "(?:" keeps a leading "***" or "(?" from being read as an option.
  return {Fit::kExact, x + (regex->any_case ? " ~* " : " ~ ") + QuoteDoubled(regex->text)};
}

Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool under_not) {
  const std::string regex = sql::RegexOfNetwork(predicate.text);
  if (!regex.empty()) return {Fit::kExact, x + " ~ " + QuoteDoubled(regex)};
  return {under_not ? Fit::kNone : Fit::kWider, "strpos(" + x + ", ':') > 0",
          "a text that is no address would be an error; any of IPv6 is taken"};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteDoubled,
    .name = sql::NameDoubled,
    .any = "EXISTS (SELECT 1 FROM unnest({0}) AS x WHERE {1})",
    .any_within = "EXISTS (SELECT 1 FROM unnest({0}) AS y WHERE {1})",
    .element = "x",
    .element_within = "y",
    .empty = "cardinality({0}) = 0",
    .lower = "lower({0})",
    .number =
        "CASE WHEN {0} ~ '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{{1,3}})?$'"
        " THEN CAST({0} AS numeric) {1} {2} ELSE FALSE END",
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
    .text_type = "TEXT",
    .first = "({0})[1]",
    .distinct = "ARRAY(SELECT DISTINCT unnest({0}))",
    .each = "\n  CROSS JOIN LATERAL (SELECT unnest({0}) AS x) AS {1}",
    .element = "{1}.x",
    .number =
        "CASE WHEN {0} ~ '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{{1,3}})?$'"
        " THEN CAST({0} AS numeric) END",
    .iso =
        "CASE WHEN {0} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt "
        "]([01][0-9]|2[0-3])"
        ":[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?([Zz]|[-+][0-9][0-9](:?[0-9][0-9])?)?$' THEN"
        " CAST(floor(extract(epoch FROM CAST({0} || CASE WHEN {0} ~"
        " '([Zz]|[-+][0-9][0-9](:?[0-9][0-9])?)$' THEN '' ELSE 'Z' END AS timestamptz)) * 1000) AS"
        " bigint) END",
    .whole = "CAST(floor({0}) AS bigint)",
    .count_over = "array_agg({0})",
    .count = "(SELECT count(DISTINCT x) FROM unnest({0}) AS x)",
    .rank_over = "array_agg({0})",
    .rank = "(SELECT percentile_cont({1}) WITHIN GROUP (ORDER BY x) FROM unnest({0}) AS x)",
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kPostgres = {
    .id = "postgres",
    .title = "PostgreSQL",
    .columns = "postgres",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "the locale's",
            .regex = "POSIX, translated",
            .arrays = "all",
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
