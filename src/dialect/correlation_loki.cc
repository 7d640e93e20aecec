// SPDX-License-Identifier: Apache-2.0
// Correlations in LogQL: metric queries. A range ends where the query is evaluated; it is a minute
// longer than the timespan, so that evaluations a minute apart miss no window.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/raw_way.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

constexpr uint64_t kStep = 60;

std::string Path(CorrelationRendering& c, Rendering& r, ir::FieldId field) {
  const std::vector<Way> ways = WaysOf(r, field);
  std::string out;
  if (ways.size() == 1 && !ways.front().many && !ways.front().inside) {
    out = LokiLabelPath(ways.front().names);
  }
  if (out.empty()) {
    c.Fail({"C007",
            "field " + Printable(r.Name(field)) + " is no lone value in one place, as labels are",
            ""});
  }
  return out;
}

// "sum by (g1) (count_over_time(...))", with the counted values among the labels.
std::string Counts(CorrelationRendering& c, Counted& counted, bool with_values) {
  Rendering& r = counted.rendering;
  std::string labels, by;
  const auto add = [&](ir::FieldId field, const std::string& name) {
    labels += fmt::format("{}{}=`{}`", labels.empty() ? "" : ", ", name, Path(c, r, field));
    by += (by.empty() ? "" : ", ") + name;
  };
  for (size_t i = 0; i < counted.reference->group_by.size(); ++i) {
    add(counted.reference->group_by[i], fmt::format("g{}", i + 1));
  }
  for (size_t i = 0; with_values && i < counted.reference->fields.size(); ++i) {
    add(counted.reference->fields[i], fmt::format("v{}", i + 1));
  }
  std::string query = c.dialect.query(r, counted.condition);
  if (!labels.empty()) query += "\n| json " + labels;
  return fmt::format("sum {}(count_over_time({}\n[{}s]))", by.empty() ? "" : "by (" + by + ") ",
                     query, c.correlation.timespan_seconds + kStep);
}

}  // namespace

std::string LokiCorrelation(CorrelationRendering& c) {
  if (!OnlyRules(c) || !OnlyCounts(c)) return {};
  if (c.rules.size() > 1 && !c.Temporal()) {
    c.Fail({"C007", "hits of several log sources are not counted together", ""});
    return {};
  }
  if (c.correlation.expression) {
    c.Fail({"C007", "conditions over names of rules are not converted", ""});
    return {};
  }
  c.Wider(
      fmt::format("windows are {0} seconds longer; evaluate the query every {0} seconds", kStep));
  TellEmptyGroup(c);
  if (c.Temporal()) {
    const uint64_t least = LeastCount(c, c.targets);
    if (least != 1 && least != c.targets) {
      c.Fail({"C007", "some of several rules are not asked for: all or one", ""});
    }
    if (c.correlation.type == CorrelationType::kTemporalOrdered) {
      c.Wider("the order of the rules is left out");
    }
    std::vector<std::string> parts;
    for (Counted& counted : c.rules) parts.push_back(Counts(c, counted, false) + " > 0");
    return Join(parts, least == 1 ? "\nor " : "\nand ");
  }
  const bool values = c.correlation.type == CorrelationType::kValueCount;
  std::string out = Counts(c, c.rules.front(), values);
  if (values) {
    c.Wider("events without the counted field count as one value, as an empty text does");
    std::string by;
    for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
      by += fmt::format("{}g{}", by.empty() ? "" : ", ", i + 1);
    }
    out = "count " + (by.empty() ? std::string() : "by (" + by + ") ") + "(" + out + ")";
  }
  return out + fmt::format(" >= {}", LeastCount(c, uint64_t{1} << 40));
}

}  // namespace dcv::dialect
