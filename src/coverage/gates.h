// SPDX-License-Identifier: Apache-2.0
// Demands that a pipeline makes on a coverage result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "coverage/coverage.h"

namespace dcv::coverage {

struct Requirement {
  std::string technique;  // id of any version
  Level level = Level::kDeployed;
};

struct GateOptions {
  double fail_under = -1;  // percent of techniques covered; negative: no such gate
  std::vector<Requirement> require;
  bool empty() const { return fail_under < 0 && require.empty(); }
};

// "T1078.004=deployed,T1485=mapped". Errors name the part that is not understood.
Result<std::vector<Requirement>> ParseRequirements(std::string_view text);

// The gates in the order of the options. A requirement holds when a detection that is no posture
// control reaches the level with a confidence that counts as partial at least. Error kInvalidInput
// for a technique that no version has or that is outside the universe.
Result<std::vector<Gate>> CheckGates(const Coverage& coverage, const catalog::Catalog& catalog,
                                     const attack::Version& version,
                                     const inventory::Inventory& inventory,
                                     const GateOptions& options);

}  // namespace dcv::coverage
