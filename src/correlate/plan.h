// SPDX-License-Identifier: Apache-2.0
// The correlations of a Program, laid out for running: inner before outer, references as needs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "correlate/formula.h"
#include "correlate/number.h"
#include "ir/ir.h"

namespace dcv::correlate {

// One reference of one correlation. Fields are indices: into RulePlan::fields of the rule, or into
// the group of the inner correlation.
struct Need {
  uint32_t correlation = 0;  // index into Plan::correlations
  uint32_t target = 0;
  bool inner = false;  // refers to a correlation
  std::vector<uint32_t> group_by, fields;
};

struct CorrelationPlan {
  uint32_t index = 0;  // into Program::correlations
  sigma::CorrelationType type = sigma::CorrelationType::kEventCount;
  int64_t timespan_ms = 0;
  std::vector<std::pair<sigma::Comparison, Billionths>> thresholds;  // all must hold
  uint32_t targets = 0;                                              // different rules
  std::vector<std::string> group_by;
  std::vector<Formula> formula;   // temporal: none or one
  std::vector<Clause> clauses;    // temporal_ordered
  int64_t percentile_micros = 0;  // of a percent
  std::vector<uint32_t> outer;    // needs of the correlations that count this one
  // Outer correlations that count detections, not times at which the condition holds.
  std::vector<uint32_t> outer_counting;
  std::string refused;  // why it cannot run, or empty
};

struct RulePlan {
  std::vector<ir::FieldId> fields;  // distinct
  std::vector<uint32_t> needs;      // into Plan::needs
};

struct Plan {
  std::vector<CorrelationPlan> correlations;  // inner before outer
  std::vector<Need> needs;                    // by correlation, then target
  std::vector<RulePlan> rules;                // by rule of the program
};

Plan MakePlan(const ir::Program& program);

// Whether numerator / denominator meets all thresholds.
bool Meets(const CorrelationPlan& plan, Billionths numerator, uint64_t denominator);

}  // namespace dcv::correlate
