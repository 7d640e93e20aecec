// SPDX-License-Identifier: Apache-2.0
// SQLite 3.38 or newer, as it comes: no REGEXP, letters beyond ASCII have no case. Lists are JSON
// arrays.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_sql.h"
#include "dialect/dialects.h"
#include "dialect/sql.h"

namespace dcv::dialect {
namespace {

using sql::Flavour;
using sql::QuoteDoubled;
using sql::Step;

// "$.a.b"; "" when a name cannot be written in one.
std::string PathText(const std::vector<std::string>& members) {
  std::string out = "$";
  for (const std::string& member : members) {
    if (member.find('"') != member.npos || member.find('\0') != member.npos) return {};
    out += ".\"" + member + "\"";
  }
  return out;
}

// SELECT of the values of one position as rows `t`; "" when there is none.
std::string Rows(const Position& position, bool objects = false) {
  std::string from, where, json = position.column;
  int rows = 0;
  for (const Step& step : sql::StepsOf(position)) {
    const std::string path = PathText(step.members);
    if (path.empty()) return {};
    const std::string row = fmt::format("v{}", ++rows);
    const std::string at = fmt::format("{}, {}", json, QuoteDoubled(path));
    from += (from.empty() ? "" : ", ") +
            fmt::format(
                "json_each(CASE json_type({0}) WHEN 'array' THEN json_extract({0})"
                " ELSE '[' || ({1} -> {2}) || ']' END) {3}",
                at, json, QuoteDoubled(path), row);
    json = fmt::format("iif({0}.type = 'object', {0}.value, NULL)", row);
    if (step.parse)
      json = fmt::format("iif({0}.type = 'text' AND json_valid({0}.value), {0}.value, NULL)", row);
    if (!step.where_name.empty()) {
      const std::string name = PathText({step.where_name});
      if (name.empty()) return {};
      where +=
          fmt::format(" AND json_type({0}, {1}) = 'text' AND lower(json_extract({0}, {1})) = {2}",
                      json, QuoteDoubled(name), QuoteDoubled(Lower(step.where)));
    }
  }
  const std::string last = fmt::format("v{}", rows);
  if (objects)
    return fmt::format("SELECT {0} AS t FROM {1} WHERE {2}.type = 'object'{3}", json, from, last,
                       where);
  return fmt::format(
      "SELECT CASE WHEN {0}.type IN ('true', 'false') THEN {0}.type ELSE {0}.value END"
      " AS t FROM {1} WHERE {0}.type <> 'null'{2}",
      last, from, where);
}

std::string ListOf(const std::vector<std::string>& rows) {
  return "(SELECT json_group_array(t) FROM (" + Join(rows, " UNION ALL ") + "))";
}

std::string Exists(const Flavour&, const Position& position) {
  const std::vector<Step> steps = sql::StepsOf(position);
  const std::string path = PathText(steps.front().members);
  if (path.empty()) return {};
  if (steps.size() == 1) {
    return fmt::format("json_type({}, {}) IS NOT NULL", position.column, QuoteDoubled(path));
  }
  Position object = position;  // what holds the last member
  object.path.pop_back();
  if (position.path.back().kind != logsource::Segment::Kind::kMember) return {};
  const std::string rows = Rows(object, true), name = PathText({position.path.back().name});
  if (rows.empty() || name.empty()) return {};
  return fmt::format("EXISTS (SELECT 1 FROM ({}) WHERE json_type(t, {}) IS NOT NULL)", rows,
                     QuoteDoubled(name));
}

std::string Values(const Flavour& flavour, const std::vector<Position>& positions) {
  std::vector<std::string> rows, otherwise;
  for (const Position& position : positions) {
    std::string one = Rows(position);
    if (one.empty()) return {};
    (position.otherwise ? otherwise : rows).push_back(std::move(one));
  }
  if (otherwise.empty()) return ListOf(rows);
  return fmt::format("CASE WHEN {} THEN {} ELSE {} END", Exists(flavour, positions.front()),
                     ListOf(rows), ListOf(otherwise));
}

std::string Leaves(const std::string& column) {
  return fmt::format(
      "(SELECT json_group_array(CASE WHEN v.type IN ('true', 'false') THEN v.type ELSE v.atom END)"
      " FROM json_tree({}) AS v WHERE v.type NOT IN ('object', 'array', 'null'))",
      column);
}

std::string Text(const Flavour& flavour, ir::Op op, const std::string& x, std::string_view text,
                 bool cased) {
  const std::string as_text = "CAST(" + x + " AS TEXT)";
  if (op == ir::Op::kEquals) return sql::LikeText(flavour, op, cased ? as_text : x, text, cased);
  if (!cased) {  // LIKE ignores the case of ASCII letters by itself
    Flavour bare = flavour;
    bare.lower = "{0}";
    return sql::LikeText(bare, op, x, text, true);
  }
  const std::string literal = QuoteDoubled(text), size = fmt::format("length({})", literal);
  switch (op) {
    case ir::Op::kPrefix: return fmt::format("substr({}, 1, {}) = {}", as_text, size, literal);
    case ir::Op::kSuffix:
      return fmt::format("length({0}) >= {1} AND substr({0}, -{1}) = {2}", as_text, size, literal);
    default: return fmt::format("instr({}, {}) > 0", as_text, literal);
  }
}

std::string Pattern(const Flavour&, const std::string& x, const sigma::Pattern& pattern,
                    bool cased) {
  std::string glob;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case sigma::Pattern::Kind::kAny: glob += '*'; break;
      case sigma::Pattern::Kind::kOne: glob += '?'; break;
      case sigma::Pattern::Kind::kDash: glob += "[-/\u2013\u2014\u2015]"; break;
      case sigma::Pattern::Kind::kText:
        for (char c : part.text) {
          const bool special = c == '*' || c == '?' || c == '[';
          glob += special ? std::string{'[', c, ']'} : std::string{c};
        }
    }
  }
  return (cased ? x : "lower(" + x + ")") + " GLOB " + QuoteDoubled(glob);
}

Term Regex(const Flavour&, const std::string&, const std::string&, bool) {
  return {Fit::kNone, {}, "SQLite has no regular expressions"};
}

// The octets are read as an array of JSON, which has no number with a leading zero.
Term Cidr(const Flavour&, const std::string& x, const ir::Predicate& predicate, bool under_not) {
  const size_t slash = predicate.text.find('/');
  const std::string_view network = std::string_view(predicate.text).substr(0, slash);
  if (network.find(':') != network.npos) {
    return {under_not ? Fit::kNone : Fit::kWider, x + " LIKE '%:%'",
            "SQLite knows no addresses of IPv6; any of them is taken"};
  }
  const int bits = slash == predicate.text.npos ? 32 : std::stoi(predicate.text.substr(slash + 1));
  const auto octets = Split(network, '.');
  std::string ranges;
  for (int i = 0; i < 4; ++i) {
    const int fixed = std::min(8, std::max(0, bits - 8 * i));
    const int low = std::stoi(std::string(octets[static_cast<size_t>(i)]));
    ranges += fmt::format(" AND json_extract(a, '$[{}]') BETWEEN {} AND {}", i, low,
                          low | ((1 << (8 - fixed)) - 1));
  }
  return {Fit::kExact,
          fmt::format("EXISTS (SELECT 1 FROM (SELECT '[' || replace({0}, '.', ',') || ']' AS a)"
                      " WHERE {0} NOT GLOB '*[^0-9.]*' AND iif(json_valid(a), json_array_length(a)"
                      " = 4{1}, 0))",
                      "iif(" + x + " LIKE '::ffff:%', substr(" + x + ", 8), " + x + ")", ranges)};
}

constexpr Flavour kFlavour = {
    .quote = sql::QuoteDoubled,
    .name = sql::NameDoubled,
    .any = "EXISTS (SELECT 1 FROM json_each({0}) AS x WHERE {1})",
    .any_within = "EXISTS (SELECT 1 FROM json_each({0}) AS y WHERE {1})",
    .element = "x.value",
    .element_within = "y.value",
    .empty = "json_array_length({0}) = 0",
    .lower = "lower({0})",
    // Texts that are numbers compare as such, others are above every number.
    .number =
        "({0} NOT GLOB '*[^0-9+.eE-]*' AND {0} {1} CAST({2} AS NUMERIC) AND"
        " {0} <= CAST(9e999 AS NUMERIC))",
    .ascii_case = true,
    .text = Text,
    .pattern = Pattern,
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
    .first = "json_extract({0}, '$[0]')",
    .distinct = "(SELECT json_group_array(DISTINCT CAST(value AS TEXT)) FROM json_each({0}))",
    .each = "\n  JOIN json_each({0}) AS {1}",
    .element = "CAST({1}.value AS TEXT)",
    .number =
        "CASE WHEN {0} NOT GLOB '*[^0-9+.eE-]*' AND {0} GLOB '*[0-9]*' THEN CAST({0} AS NUMERIC)"
        " END",
    .iso =
        "CASE WHEN {0} LIKE '____-__-__%' THEN"
        " CAST(round((julianday({0}) - 2440587.5) * 86400000) AS INTEGER) END",
    .whole = "CAST({0} AS INTEGER)",
    .count_over = "json_group_array({0})",
    .count = "(SELECT count(DISTINCT value) FROM json_each({0}))",
    .rank_over = "json_group_array({0})",
    .rank =
        "(SELECT avg(x + 0.0) FROM (SELECT min(value) + (max(value) - min(value)) *"
        " ((n - 1) * {1} - CAST((n - 1) * {1} AS INTEGER)) AS x FROM (SELECT value, count(*) OVER "
        "()"
        " AS n, row_number() OVER (ORDER BY value) - 1 AS k FROM json_each({0})) WHERE k IN"
        " (CAST((n - 1) * {1} AS INTEGER), CAST((n - 1) * {1} AS INTEGER) + 1)))",
};

std::string WriteCorrelation(CorrelationRendering& c) {
  return sql::RenderCorrelation(kFlavour, kCorrelation, c);
}

}  // namespace

const Dialect kSqlite = {
    .id = "sqlite",
    .title = "SQLite",
    .columns = "sqlite",
    .raw_column = "event",
    .bare_names = false,
    .can = {.any_case = "A-Z",
            .regex = "no",
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
    .never = "0",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = WriteCorrelation,
};

}  // namespace dcv::dialect
