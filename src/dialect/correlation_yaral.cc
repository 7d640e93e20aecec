// SPDX-License-Identifier: Apache-2.0
// Correlations in YARA-L: rules with a match section. Its windows overlap by steps of the engine's
// choice; they have twice the timespan, so that every window of the rule lies within one.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/udm_column.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

// The event's variable, outside of texts and expressions.
std::string Renamed(std::string_view text, const std::string& variable) {
  std::string out;
  char inside = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char x = text[i];
    if (inside == 0 && text.substr(i).starts_with("$e.")) {
      out += variable;
      i += 1;
      continue;
    }
    out += x;
    if (inside != 0) {
      if (x == '\\' && i + 1 < text.size()) out += text[++i];
      if (x == inside) inside = 0;
    } else if (x == '"' || x == '/') {
      inside = x;
    }
  }
  return out;
}

std::string Place(CorrelationRendering& c, Rendering& r, ir::FieldId field) {
  const Located located = r.Locate(field);
  if (located.positions.size() == 1) {
    const std::vector<udm::Column> columns = udm::ColumnsOf(located.positions.front().column);
    if (columns.size() == 1 && !columns.front().shared && columns.front().before.empty()) {
      return columns.front().path;
    }
  }
  c.Fail({"C007", "field " + Printable(r.Name(field)) + " has no one place in UDM", ""});
  return {};
}

std::string Events(CorrelationRendering& c, Counted& counted) {
  const std::string variable = fmt::format("$e{}", counted.target + 1);
  const std::string selector = YaralSelector(counted.rendering);
  std::string own = selector;
  if (!counted.condition.empty()) own += (own.empty() ? "(" : " and (") + counted.condition + ")";
  if (own.empty()) c.Fail({"C002", "the log source has no UDM selector", "give one with --table"});
  std::string out = "    " + Renamed(own, variable) + "\n";
  for (size_t i = 0; i < counted.reference->group_by.size(); ++i) {
    out += fmt::format("    $g{} = {}.{}\n", i + 1, variable,
                       Place(c, counted.rendering, counted.reference->group_by[i]));
  }
  return out;
}

// In order, and the last within the timespan of the first.
std::string Ordered(const CorrelationRendering& c) {
  std::string out;
  for (size_t i = 1; i < c.targets; ++i) {
    out += fmt::format(
        "    $e{}.metadata.event_timestamp.seconds <= $e{}.metadata.event_timestamp.seconds\n", i,
        i + 1);
  }
  return out + fmt::format(
                   "    $e{}.metadata.event_timestamp.seconds -"
                   " $e1.metadata.event_timestamp.seconds <= {}\n",
                   c.targets, c.correlation.timespan_seconds);
}

// What is asked of the events of a window.
std::string Asked(CorrelationRendering& c, std::string& outcome) {
  if (c.Temporal()) {
    if (LeastCount(c, c.targets) != c.targets) {
      c.Fail({"C007", "some of several rules are not asked for: all of them", ""});
    }
    std::vector<std::string> all;
    for (size_t i = 1; i <= c.targets; ++i) all.push_back(fmt::format("$e{}", i));
    return Join(all, " and ");
  }
  const uint64_t least = LeastCount(c, uint64_t{1} << 40);
  Counted& counted = c.rules.front();
  const std::string variable = fmt::format("e{}", counted.target + 1);
  if (c.correlation.type == CorrelationType::kEventCount) {
    return fmt::format("#{} >= {}", variable, least);
  }
  if (counted.reference->fields.size() != 1) {
    c.Fail({"C007", "combinations of several fields are not counted", ""});
    return {};
  }
  outcome = fmt::format("  outcome:\n    $value = count_distinct(${}.{})\n", variable,
                        Place(c, counted.rendering, counted.reference->fields.front()));
  return fmt::format("${} and $value >= {}", variable, least);
}

}  // namespace

std::string YaralCorrelation(CorrelationRendering& c) {
  constexpr uint64_t kMostMinutes = 48 * 60;
  if (!OnlyRules(c) || !OnlyCounts(c)) return {};
  const auto fail = [&](const char* why) {
    c.Fail({"C007", why, ""});
    return std::string();
  };
  const uint64_t minutes = (2 * c.correlation.timespan_seconds + 59) / 60;
  if (minutes > kMostMinutes) return fail("windows of YARA-L have at most 48 hours");
  if (c.correlation.group_by.empty()) return fail("YARA-L has no windows without a group");
  if (c.correlation.expression) return fail("conditions over names of rules are not converted");
  if (!c.Temporal() && c.rules.size() > 1) {
    return fail("hits of several log sources are not counted together");
  }
  c.Wider(
      fmt::format("windows have {} minutes, so that each of the rule lies within one", minutes));
  TellEmptyGroup(c);
  std::string events, match, outcome;
  for (Counted& counted : c.rules) events += Events(c, counted);
  if (c.WholeOrder() && c.targets > 1) events += Ordered(c);
  if (c.correlation.type == CorrelationType::kTemporalOrdered && !c.WholeOrder()) {
    c.Wider("the order of the rules is left out");
  }
  for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
    match += fmt::format("{}$g{}", i == 0 ? "" : ", ", i + 1);
  }
  const std::string condition = Asked(c, outcome);
  return YaralHead(c.document) +
         fmt::format(
             "  events:\n{}  match:\n    {} over {}m\n{}  condition:\n    {}\n"
             "  options:\n    allow_zero_values = true\n}}",
             events, match, minutes, outcome, condition);
}

}  // namespace dcv::dialect
