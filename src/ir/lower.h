// SPDX-License-Identifier: Apache-2.0
// Lowering: trees of Sigma documents -> one Program. Decisions of docs/sigma.md are made here.
#pragma once

#include <functional>
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
  // Of a rule that a pipeline rewrote: the log source it was written with, by which filters find
  // it. Null: the document's own.
  const sigma::LogSource* written = nullptr;
  // Fields are named as in the user's own index, so no table of a log source says where they are.
  bool own_names = false;
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
  // With pipelines: how the filter reads for one of its rules, both indices of sources; it lives
  // until Lower returns. Null when it cannot be used, which the caller tells. The document of the
  // filter is then as it was written, and tells the rules it applies to alone.
  std::function<const sigma::Filter*(uint32_t filter, uint32_t rule)> filter_for = {};
};

// Rules, correlations (references resolved by id, name; chains, no cycles) and filters (ANDed to
// the rules they name whose log source has all of the filter's attributes). Order of `sources` does
// not matter for the meaning; output order follows it.
Lowered Lower(const std::vector<Source>& sources, const LowerOptions& options);

}  // namespace dcv::ir
