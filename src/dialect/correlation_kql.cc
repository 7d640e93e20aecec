// SPDX-License-Identifier: Apache-2.0
// Correlations in Kusto: each hit is joined with the hits of the timespan before it, so that
// windows slide. Both sides have the number of a bin of the timespan, which keeps the join small.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

// Columns of hits: `expand` gets what makes a row for each value.
std::string Value(CorrelationRendering& c, Rendering& r, ir::FieldId field, const std::string& name,
                  std::string& expand) {
  const std::vector<KustoValue> values = KustoValues(r, field);
  std::vector<std::string> lists;
  for (const KustoValue& value : values) {
    if (value.inside) {
      c.Fail({"C007", "field " + Printable(r.Name(field)) + " stands inside of an array", ""});
    }
    lists.push_back(value.many ? fmt::format("iff(gettype({0}) == \"array\", {0}, pack_array({1}))",
                                             value.x, value.text)
                               : "pack_array(" + value.text + ")");
  }
  if (values.empty()) return "\"\"";
  if (values.size() == 1 && !values.front().many) return values.front().text;
  const std::string list = lists.size() == 1 ? "set_union(" + lists.front() + ", dynamic([]))"
                                             : "set_union(" + Join(lists, ", ") + ")";
  expand += fmt::format("\n    | mv-expand {0} = {1} to typeof(string)", name, list);
  return {};
}

std::string Hits(CorrelationRendering& c, Counted& counted) {
  Rendering& r = counted.rendering;
  std::string expand, extend, keep = "t, r";
  const auto add = [&](ir::FieldId field, const std::string& name) {
    const std::string text = Value(c, r, field, name, expand);
    if (!text.empty()) extend += fmt::format(", {} = {}", name, text);
    keep += ", " + name;
  };
  for (size_t i = 0; i < counted.reference->group_by.size(); ++i) {
    add(counted.reference->group_by[i], fmt::format("g{}", i + 1));
  }
  for (size_t i = 0; !c.Temporal() && i < counted.reference->fields.size(); ++i) {
    add(counted.reference->fields[i], fmt::format("v{}", i + 1));
  }
  std::string out = c.dialect.query(r, counted.condition) + expand;
  out += fmt::format("\n    | extend t = TimeGenerated, r = {}{}", counted.target + 1, extend);
  if (c.Numeric()) out += "\n    | where isnotnull(todouble(v1))";
  return "(" + out + "\n    | project " + keep + ")";
}

std::string Summary(CorrelationRendering& c) {
  std::vector<std::string> values;
  for (size_t i = 0; i < c.rules.front().reference->fields.size(); ++i) {
    values.push_back(fmt::format("v{}", i + 1));
  }
  switch (c.correlation.type) {
    case CorrelationType::kEventCount: return "value = count()";
    case CorrelationType::kValueCount:
      return "value = count_distinct(" +
             (values.size() == 1 ? values.front()
                                 : "tostring(pack_array(" + Join(values, ", ") + "))") +
             ")";
    case CorrelationType::kValueSum: return "value = sum(todouble(v1))";
    case CorrelationType::kValueAvg: return "value = avg(todouble(v1))";
    case CorrelationType::kValueMedian:
    case CorrelationType::kValuePercentile:
      c.Fail({"C007", "percentiles are estimates in Kusto", ""});
      return {};
    default: break;
  }
  std::string out;
  for (size_t i = 1; i <= c.targets; ++i) {
    out += fmt::format("{1}s{0} = max(iff(r == {0}, 1, 0))", i, i == 1 ? "" : ", ");
    if (!c.WholeOrder()) continue;
    out += fmt::format(", first_{0} = minif(h, r == {0}), last_{0} = maxif(h, r == {0})", i);
  }
  return out;
}

}  // namespace

std::string KustoCorrelation(CorrelationRendering& c) {
  if (!OnlyRules(c)) return {};
  std::vector<std::string> hits;
  for (Counted& counted : c.rules) hits.push_back(Hits(c, counted));
  TellEmptyGroup(c);
  if (c.correlation.type == CorrelationType::kValueCount) {
    c.Wider("events without the counted field count as one value, as an empty text does");
    c.more = true;
  }
  const std::string span = fmt::format("{}s", c.correlation.timespan_seconds);
  std::string groups, names;
  for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
    groups += fmt::format(", g{}", i + 1);
    names += fmt::format(", [{}] = g{}", QuotedGroup(c, i), i + 1);
  }
  std::string out = "let hits = materialize(union\n  " + Join(hits, ",\n  ") + ");\n";
  if (hits.size() == 1) out = "let hits = materialize" + hits.front() + ";\n";
  out += fmt::format(
      "hits\n| distinct t{1}\n| extend k = bin(t, {0})\n| join kind=inner (hits\n"
      "    | extend h = t, k = bin(t, {0})\n"
      "    | mv-expand k = pack_array(k, k + {0}) to typeof(datetime)\n"
      "    | project-away t) on k{1}\n| where h between ((t - {0}) .. t)\n"
      "| summarize first_time = min(h), {2} by t{1}",
      span, groups, Summary(c));
  if (c.Temporal()) {
    std::vector<std::string> seen;
    for (size_t i = 1; i <= c.targets; ++i) seen.push_back(fmt::format("s{}", i));
    out += "\n| extend value = " + Join(seen, " + ");
  }
  std::string where = Judgement(c, {"==", "!="}, false);
  if (c.WholeOrder()) where += Order(c, "first_", "last_", " and ", false);
  return out + "\n| where " + where + "\n| project TimeGenerated = t, first_time" + names +
         ", value";
}

}  // namespace dcv::dialect
