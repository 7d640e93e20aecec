// SPDX-License-Identifier: Apache-2.0
// Lowering: trees of Sigma documents -> one Program. Decisions of docs/sigma.md are made here.
#pragma once

#include <string>
#include <vector>

#include "base/problem.h"
#include "ir/ir.h"
#include "logsource/logsource.h"
#include "sigma/rule.h"

namespace dcv::ir {

// A document and the file it came from, an index that the caller gives meaning to.
struct Source {
  const sigma::Document* document = nullptr;
  uint32_t file = 0;
};

struct LowerProblem {
  uint32_t document = 0;  // index into the sources
  Problem problem;
};

struct Lowered {
  Program program;
  std::vector<LowerProblem>
      problems;  // by document; one with a problem of severity error has no rule
};

struct LowerOptions {
  const logsource::Registry* registry = nullptr;  // null: every field is its own name
};

// Rules, correlations (references resolved by id, name; chains, no cycles) and filters (ANDed to
// the rules they name whose log source has all of the filter's attributes). Order of `sources` does
// not matter for the meaning; output order follows it.
Lowered Lower(const std::vector<Source>& sources, const LowerOptions& options);

}  // namespace dcv::ir
