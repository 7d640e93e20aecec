// SPDX-License-Identifier: Apache-2.0
// Correlation rules in the language of a target: one walk over what a correlation counts
// (correlation.cc), and a hook per family of dialects that writes windows. docs/correlation.md has
// the meaning. A query finds every group that the correlation finds: where a target's windows hold
// more than the rule's, or its rules' hits are more, only what more hits cannot undo is asked for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect {

// Hits of rules that are read alike: of one rule, or of several of which one event is one hit.
struct Counted {
  Rendering rendering;
  std::string condition;           // any of the rules, "" when always true
  const ir::Reference* reference;  // names the group fields and counted fields
  const ir::Rule* rule;            // the first
  std::vector<const ir::Rule*> others = {};
  size_t target = 0;  // which of the different rules; temporal types
};

struct CorrelationRendering;

// A correlation that is counted.
struct CountedInner {
  const ir::Reference* reference;
  size_t target;
  // One, on the heap since it is of this very kind.
  std::vector<CorrelationRendering> correlation;
};

struct CorrelationRendering {
  const Dialect& dialect;
  const ir::Program& program;
  const ir::Correlation& correlation;
  const sigma::Document& document;

  std::vector<Counted> rules = {};
  std::vector<CountedInner> inner = {};
  size_t targets = 0;  // different rules and correlations
  // There are hits that the correlation does not count, or one is counted twice.
  bool more = false;
  Query query = {};
  bool impossible = false;

  bool Temporal() const;
  bool Numeric() const;  // sums, means and ranks: what more hits may undo
  // All rules, in their order, and nothing else is asked for.
  bool WholeOrder() const;
  uint64_t timespan_ms() const { return correlation.timespan_seconds * 1000; }
  void Add(Note note);
  void Fail(Note note);
  void Wider(std::string why);  // C004
};

// Words of conditions over what was counted.
struct CountWords {
  const char *equal, *unequal;
};

// What must hold of `value`, the number that the type compares, and of `seen`, for each target 1
// where it was seen in the window and else 0. `more`: windows hold more than the rule's; what more
// hits can undo is then left out and told. Fails when nothing is left.
std::string CountCondition(CorrelationRendering& c, const CountWords& words,
                           const std::string& value, const std::vector<std::string>& seen,
                           bool more);

// The least number that the condition asks for, of counts: the upper bounds are left out and told.
// Fails when there is none, or when it is a fraction or over the bound of `most`.
uint64_t LeastCount(CorrelationRendering& c, uint64_t most);

// Where the program's documents are.
struct CorrelationSource {
  std::function<const sigma::Document&(uint32_t document)> document;
  std::function<bool(uint32_t document)> own_names;  // see Rendering
};

Query RenderCorrelation(const Dialect& dialect, const ir::Program& program,
                        const ir::Correlation& correlation, const CorrelationSource& source,
                        const Places& places, const Options& options);

}  // namespace dcv::dialect
