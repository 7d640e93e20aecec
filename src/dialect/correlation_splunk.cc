// SPDX-License-Identifier: Apache-2.0
// Correlations in SPL. Every event is put into two windows of twice the timespan that begin a
// timespan apart, so that every window of the rule lies within one of them. `stats ... BY` takes
// each value of a field with several and leaves out events without the field.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

std::string Values(CorrelationRendering& c, Rendering& r, ir::FieldId field) {
  const std::vector<std::string> names = SplunkNames(r, field);
  if (names.empty()) {
    c.Fail({"C007", "field " + Printable(r.Name(field)) + " has no name in Splunk", ""});
    return "null()";
  }
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back("'" + name + "'");
  if (quoted.size() == 1 && !names.front().ends_with("{}")) return quoted.front();
  const std::string all =
      quoted.size() == 1 ? quoted.front() : "mvappend(" + Join(quoted, ", ") + ")";
  return "mvdedup(" + all + ")";
}

std::string Hits(CorrelationRendering& c, Counted& counted) {
  Rendering& r = counted.rendering;
  std::string out = c.dialect.query(r, counted.condition);
  out += fmt::format("\n| eval rule={}", counted.target + 1);
  for (size_t i = 0; i < counted.reference->group_by.size(); ++i) {
    out += fmt::format(", g{}={}", i + 1, Values(c, r, counted.reference->group_by[i]));
  }
  for (size_t i = 0; !c.Temporal() && i < counted.reference->fields.size(); ++i) {
    out += fmt::format(", v{}={}", i + 1, Values(c, r, counted.reference->fields[i]));
  }
  return out;
}

std::string Stats(CorrelationRendering& c, const std::string& by) {
  const std::string times = "min(_time) AS first_time, max(_time) AS last_time";
  if (c.correlation.type == CorrelationType::kEventCount) {
    return fmt::format("\n| stats count AS value, {} BY {}", times, by);
  }
  if (!c.Temporal()) {
    std::string values;
    for (size_t i = 0; i < c.rules.front().reference->fields.size(); ++i) {
      values += fmt::format(", v{}", i + 1);
    }
    return fmt::format(
        "\n| stats {} BY {}{}\n| stats count AS value, min(first_time) AS first_time,"
        " max(last_time) AS last_time BY {}",
        times, by, values, by);
  }
  std::string out = "\n| stats " + times, seen;
  std::vector<std::string> sum;
  for (size_t i = 1; i <= c.targets; ++i) {
    out += fmt::format(
        ", count(eval(rule={0})) AS n{0}, min(eval(if(rule={0}, _time, null()))) AS first_{0},"
        " max(eval(if(rule={0}, _time, null()))) AS last_{0}",
        i);
    seen += fmt::format("s{0}=if(n{0}>0, 1, 0), ", i);
    sum.push_back(fmt::format("s{}", i));
  }
  return out + " BY " + by + "\n| eval " + seen + "value=" + Join(sum, "+");
}

}  // namespace

std::string SplunkCorrelation(CorrelationRendering& c) {
  if (!OnlyRules(c) || !OnlyCounts(c)) return {};
  std::string out;
  for (Counted& counted : c.rules) {
    const std::string hits = Hits(c, counted);
    out += c.rules.size() == 1 ? hits : "\n  [ search " + hits + " ]";
  }
  if (c.rules.size() > 1) out = "| multisearch" + out;
  const uint64_t span = c.correlation.timespan_seconds;
  TellWindows(c);
  out +=
      fmt::format("\n| eval window=mvappend(floor(_time/{0})*{0}, floor(_time/{0})*{0}-{0})", span);
  std::string by = "window", names;
  for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
    by += fmt::format(", g{}", i + 1);
    names += fmt::format("{}g{} AS {}", i == 0 ? "\n| rename " : ", ", i + 1, QuotedGroup(c, i));
  }
  out += Stats(c, by);
  std::string where = Judgement(c, {"=", "!="}, true);
  if (c.WholeOrder()) where += Order(c, "first_", "last_", " AND ", true);
  return out + "\n| where " + where + names;
}

}  // namespace dcv::dialect
