// SPDX-License-Identifier: Apache-2.0
// Correlations in EQL: sequences, which slide. Counts are runs of one event.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/ecs_place.h"

namespace dcv::dialect {
namespace {

using sigma::CorrelationType;

std::string Keys(CorrelationRendering& c, Counted& counted) {
  std::vector<std::string> out;
  for (ir::FieldId field : counted.reference->group_by) {
    const std::vector<EcsPlace> places = EcsPlacesOf(counted.rendering, field);
    if (places.size() != 1 || places.front().column.empty() ||
        places.front().column.find('*') != std::string::npos ||
        places.front().kind == EcsKind::kObject) {
      c.Fail({"C007",
              "field " + Printable(counted.rendering.Name(field)) + " has no one column to join by",
              ""});
      continue;
    }
    out.push_back(EqlName(places.front().column).substr(1));  // without "may be no field at all"
  }
  return out.empty() ? std::string() : " by " + Join(out, ", ");
}

std::string Filter(const Counted& counted) {
  return "[any where " + (counted.condition.empty() ? std::string("true") : counted.condition) +
         "]";
}

}  // namespace

std::string EqlCorrelation(CorrelationRendering& c) {
  constexpr uint64_t kMostRuns = 100;
  if (!OnlyRules(c)) return {};
  const std::string span = fmt::format("maxspan={}s", c.correlation.timespan_seconds);
  if (c.correlation.type == CorrelationType::kEventCount && c.rules.size() == 1) {
    const uint64_t least = LeastCount(c, kMostRuns);
    Counted& counted = c.rules.front();
    const std::string keys = Keys(c, counted);
    if (least == 1) return c.dialect.query(counted.rendering, counted.condition);
    return fmt::format("sequence{} with {}\n  {} with runs={}", keys, span, Filter(counted), least);
  }
  if (!c.WholeOrder() || c.targets < 2) {
    c.Fail({"C007", "EQL has sequences of events and runs of one, and no other counts", ""});
    return {};
  }
  std::string out = "sequence with " + span;
  for (Counted& counted : c.rules) out += "\n  " + Filter(counted) + Keys(c, counted);
  c.Add({"C023", "events of one time are in the order of the tiebreaker, not in any order",
         "give the search a tiebreaker_field that follows the log"});
  return out;
}

}  // namespace dcv::dialect
