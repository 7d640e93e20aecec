// SPDX-License-Identifier: Apache-2.0
// Correlations in ES|QL. Every event is put into two windows of twice the timespan that begin a
// timespan apart; STATS ... BY takes each value of a field with several.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/ecs_place.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

std::string ColumnOf(CorrelationRendering& c, Rendering& r, ir::FieldId field) {
  const std::vector<EcsPlace> places = EcsPlacesOf(r, field);
  if (places.size() != 1 || places.front().column.empty() ||
      places.front().column.find('*') != std::string::npos ||
      places.front().kind == EcsKind::kFlattened || places.front().kind == EcsKind::kObject) {
    c.Fail({"C007",
            "field " + Printable(r.Name(field)) + " has no one column to group by or to count",
            ""});
    return {};
  }
  return EsqlName(places.front().column);
}

// The columns of all rules, which must be the same.
std::vector<std::string> Columns(CorrelationRendering& c, bool group) {
  std::vector<std::string> out;
  for (Counted& counted : c.rules) {
    std::vector<std::string> own;
    const auto& fields = group ? counted.reference->group_by : counted.reference->fields;
    for (ir::FieldId field : fields) own.push_back(ColumnOf(c, counted.rendering, field));
    if (&counted != &c.rules.front() && own != out) {
      c.Fail({"C007", "the rules have the field in different columns", ""});
    }
    out = own;
  }
  return out;
}

// One FROM over the indices of all rules, and a flag for each rule.
std::string Hits(CorrelationRendering& c) {
  std::vector<std::string> tables, any;
  std::string flags;
  for (Counted& counted : c.rules) {
    const std::string own = counted.rendering.Table(), table = own.empty() ? "logs-*" : own;
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
    const std::string condition = counted.condition.empty() ? "TRUE" : counted.condition;
    any.push_back(c.rules.size() == 1 ? condition : "(" + condition + ")");
    flags += fmt::format("{}s{} = CASE({}, 1, 0)", flags.empty() ? "" : ", ", counted.target + 1,
                         condition);
  }
  if (tables.size() > 1) {
    c.Wider("each rule is asked of the indices of all");
    c.more = true;
  }
  std::string out = "FROM " + Join(tables, ", ") + "\n| WHERE " + Join(any, " OR ");
  if (c.Temporal()) out += "\n| EVAL " + flags;
  return out;
}

std::string Stats(const CorrelationRendering& c, const std::string& by, const std::string& values) {
  const std::string times = "first_time = MIN(@timestamp), last_time = MAX(@timestamp)";
  if (c.correlation.type == CorrelationType::kEventCount) {
    return fmt::format("\n| STATS value = COUNT(*), {} BY {}", times, by);
  }
  if (!c.Temporal()) {
    return fmt::format(
        "\n| STATS {} BY {}{}\n| STATS value = COUNT(*), first_time = MIN(first_time),"
        " last_time = MAX(last_time) BY {}",
        times, by, values, by);
  }
  std::string out = "\n| STATS " + times, flags;
  std::vector<std::string> seen;
  for (size_t i = 1; i <= c.targets; ++i) {
    seen.push_back(fmt::format("s{}", i));
    flags += fmt::format("{1}f{0} = CASE(s{0} == 1, @timestamp, NULL)", i, i == 1 ? "" : ", ");
    out += fmt::format(", s{0} = MAX(s{0})", i);
    if (c.WholeOrder()) out += fmt::format(", first_{0} = MIN(f{0}), last_{0} = MAX(f{0})", i);
  }
  if (c.WholeOrder()) out = "\n| EVAL " + flags + out;
  return out + " BY " + by + "\n| EVAL value = " + Join(seen, " + ");
}

}  // namespace

std::string EsqlCorrelation(CorrelationRendering& c) {
  if (!OnlyRules(c) || !OnlyCounts(c)) return {};
  const std::vector<std::string> groups = Columns(c, true);
  const std::vector<std::string> values =
      c.Temporal() ? std::vector<std::string>() : Columns(c, false);
  if (c.impossible) return {};
  TellWindows(c);
  std::string out = Hits(c), by = "window", counted;
  for (const std::string& group : groups) by += ", " + group;
  for (const std::string& value : values) counted += ", " + value;
  std::vector<std::string> present;
  for (const auto* list : {&groups, &values}) {
    for (const std::string& name : *list) present.push_back(name + " IS NOT NULL");
  }
  if (!present.empty()) out += "\n| WHERE " + Join(present, " AND ");
  out += fmt::format(
      "\n| EVAL time_ms = TO_LONG(@timestamp),"
      " window = MV_APPEND(time_ms - time_ms % {0}, time_ms - time_ms % {0} - {0})",
      c.timespan_ms());
  out += Stats(c, by, counted);
  std::string where = Judgement(c, {"==", "!="}, true);
  if (c.WholeOrder()) where += Order(c, "first_", "last_", " AND ", true);
  return out + "\n| WHERE " + where + "\n| LIMIT 10000";
}

}  // namespace dcv::dialect
