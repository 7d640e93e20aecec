// SPDX-License-Identifier: Apache-2.0
// Correlations in Logs Insights. Its bins do not overlap: a window of the rule lies in two of them
// at most, so that one has half of what the rule asks for.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/raw_way.h"

namespace dcv::dialect {
namespace {

std::string NameOf(CorrelationRendering& c, Rendering& r, ir::FieldId field) {
  const std::vector<Way> ways = WaysOf(r, field);
  std::string out;
  if (ways.size() == 1 && !ways.front().many && !ways.front().inside) {
    out = InsightsName(ways.front().names);
  }
  if (out.empty()) {
    c.Fail({"C007", "field " + Printable(r.Name(field)) + " is no lone value in one place", ""});
  }
  return out;
}

}  // namespace

std::string InsightsCorrelation(CorrelationRendering& c) {
  if (!OnlyRules(c) || !OnlyCounts(c)) return {};
  if (c.Temporal() || c.rules.size() > 1) {
    c.Fail({"C007", "windows over several rules are cut at the borders of bins", ""});
    return {};
  }
  Counted& counted = c.rules.front();
  Rendering& r = counted.rendering;
  std::string query = c.dialect.query(r, counted.condition);
  query.resize(query.rfind("\n| limit"));
  for (const Note& note : r.query.notes) c.Add(note);
  const uint64_t least = LeastCount(c, uint64_t{1} << 40), half = (least + 1) / 2;
  c.Wider(
      fmt::format("bins do not slide: {} of one bin are taken for {} of a window", half, least));
  TellEmptyGroup(c);
  std::string groups, values;
  for (ir::FieldId field : counted.reference->group_by) groups += ", " + NameOf(c, r, field);
  for (ir::FieldId field : counted.reference->fields) values += ", " + NameOf(c, r, field);
  const std::string bin = fmt::format("bin({}s)", c.correlation.timespan_seconds);
  if (values.empty()) {
    query += "\n| stats count(*) as value by " + bin + groups;
  } else {
    c.Wider("events without the counted field count as one value");
    query += "\n| stats count(*) as hits by " + bin + " as window" + groups + values +
             "\n| stats count(*) as value by window" + groups;
  }
  return query + fmt::format("\n| filter value >= {}\n| limit 10000", half);
}

}  // namespace dcv::dialect
