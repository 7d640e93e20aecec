// SPDX-License-Identifier: Apache-2.0
// What the matchers of an engine share: plans by log source, made when first asked for.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "match/engine.h"
#include "match/evaluation.h"
#include "match/plan.h"
#include "match/recognise.h"

namespace dcv::match {

class Shared {
 public:
  Shared(const ir::Program& program, const logsource::Registry& registry, Options options);

  // For events of a source by its number in the registry; kNone: events nobody recognises.
  const Plan& PlanOf(uint32_t source) const;
  // For plain lines: rules that search keywords.
  const Plan& PlanOfLines() const;
  bool every_event() const { return options_.every_event; }

  const ir::Program& program;
  const logsource::Registry& registry;
  const Recogniser recogniser;
  const Witnesses witnesses;
  const Operands operands;

 private:
  struct Made {
    std::once_flag once;
    Plan plan;
  };
  const Plan& Get(size_t number, const std::vector<uint32_t>& rules, bool scoped) const;

  Options options_;
  std::vector<std::vector<uint32_t>> rules_;  // by source, then of unknown events, of lines
  std::vector<std::unique_ptr<Made>> plans_;  // the same
};

}  // namespace dcv::match
