// SPDX-License-Identifier: Apache-2.0
// Checks of correlations.
#include "lint/checks.h"

namespace dcv::lint {

void CorrelationRulesMinimum(const Subject& s, Report& report) {
  const sigma::Correlation* correlation = s.document->correlation();
  if (correlation == nullptr || correlation->rules.size() >= 2) return;
  if (correlation->type != sigma::CorrelationType::kTemporal &&
      correlation->type != sigma::CorrelationType::kTemporalOrdered) {
    return;
  }
  report.Add(s, correlation->place,
             std::string(sigma::ToString(correlation->type)) + " over one rule is that rule",
             "name two rules or more");
}

void CorrelationGroupByExistence(const Subject& s, Report& report) {
  const sigma::Correlation* correlation = s.document->correlation();
  if (correlation == nullptr || !correlation->group_by.empty()) return;
  report.Add(s, correlation->place, "without group-by all events count together",
             "group by what an attack has in common, for example a user");
}

}  // namespace dcv::lint
