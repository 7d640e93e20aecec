// SPDX-License-Identifier: Apache-2.0
#include "jobs/reachable.h"

#include "base/parallel.h"
#include "ir/synthesise.h"

namespace dcv::jobs {
namespace {

void Prove(const Rules& rules, const ir::Rule& rule, Reachability& out) {
  ir::Written written;
  ir::AddWritten(out.document->rule()->detection, written);
  for (const std::string& id : rule.sources) {
    const logsource::Source* source = rules.registry.FindById(id);
    if (source == nullptr) continue;
    const ir::Sample sample{
        source->sample,
        [&](json::Value event) { return rules.registry.Recognise(event) == source; }, id};
    ir::Synthesis made = ir::Synthesise(rules.lowered.program, rule, sample, written);
    out.event = std::move(made.event);
    if (!out.event.empty()) {
      out.why.clear();
      return;
    }
    if (out.why.empty()) out.why = std::move(made.why);
  }
  if (rule.sources.empty()) {
    const sigma::LogSource& source = out.document->rule()->logsource;
    out.why = "no file of data/logsources answers " +
              LogSourceText({source.product.text, source.category.text, source.service.text});
  }
}

}  // namespace

std::vector<Reachability> ProveReachable(const Rules& rules) {
  std::vector<Reachability> out(rules.sources.size());
  for (size_t i = 0; i < out.size(); ++i) {
    out[i].document = rules.sources[i].document;
    out[i].file = rules.sources[i].file;
    if (out[i].document->correlation() != nullptr) out[i].why = "a correlation: see its rules";
    if (out[i].document->filter() != nullptr) out[i].why = "a filter";
  }
  for (const ir::LowerProblem& problem : rules.lowered.problems) {
    std::string& why = out[problem.document].why;
    if (why.empty()) why = problem.problem.message;
  }
  const std::vector<ir::Rule>& lowered = rules.lowered.program.rules;
  ParallelFor(lowered.size(), 0, [&](size_t, size_t i) {
    Reachability& one = out[lowered[i].document];
    one.why.clear();
    Prove(rules, lowered[i], one);
  });
  return out;
}

}  // namespace dcv::jobs
