// SPDX-License-Identifier: Apache-2.0
// Alerts of what rules matched.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "jobs/read_rules.h"
#include "report/alert.h"

namespace dcv::jobs {

// What alerts say of each rule and correlation of a run. Immutable.
class AlertRules {
 public:
  // `rules` outlives it.
  AlertRules(const Rules& rules, const attack::Version& version);

  const report::AlertRule& rule(uint32_t number) const { return rules_[number]; }
  const report::AlertRule& correlation(uint32_t number) const { return correlations_[number]; }
  // Whether the rule reports on its own: it does unless correlations count it and none of them asks
  // to `generate`.
  bool Reports(uint32_t rule) const { return reports_[rule]; }
  bool ReportsCorrelation(uint32_t correlation) const { return correlation_reports_[correlation]; }

 private:
  report::AlertRule Of(const Rules& rules, uint32_t document, const attack::Version& version);

  std::vector<report::AlertRule> rules_, correlations_;
  std::vector<bool> reports_, correlation_reports_;
};

// When an event happened and what its provider calls it. Of events that no log source recognises by
// the names that most logs have.
std::optional<int64_t> TimeOf(const logsource::Source* source, json::Value event);
std::string EventIdOf(const logsource::Source* source, json::Value event);

// Fills the selections of the rule that hold and the values that they asked for.
void AddDetails(const Rules& rules, uint32_t rule, json::Value event, report::Alert& alert);

}  // namespace dcv::jobs
