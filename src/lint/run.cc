// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "lint/check.h"

namespace dcv::lint {
namespace {

bool Names(const std::vector<std::string>& words, const Check& check) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    if (check.origin == "sigmahq" && word.substr(0, 8) == "sigmahq_") word.remove_prefix(8);
    return word == check.code || word == check.name;
  });
}

bool IsOn(const Check& check, const Options& options) {
  if (Names(options.without, check)) return false;
  if (!options.only.empty()) return Names(options.only, check);
  return !check.convention || options.conventions;
}

}  // namespace

const std::vector<Check>& Checks() {
  static const std::vector<Check> checks = [] {
    std::vector<Check> out;
    for (const Entry& entry : Entries()) out.push_back(entry.check);
    return out;
  }();
  return checks;
}

Result<std::vector<Finding>> Run(const std::vector<Input>& inputs, const ir::Lowered& lowered,
                                 const logsource::Registry& registry, const DataFiles& data,
                                 const attack::Version& version, const Options& options) {
  DCV_TRY(const Knowledge knowledge, Knowledge::Load(data));
  std::vector<Lines> lines;
  std::vector<Suppressions> suppressions;
  for (const Input& input : inputs) {
    lines.emplace_back(input.text);
    suppressions.emplace_back(input.text);
  }
  World world{&knowledge, &version, &registry, &lowered.program, {}, {}};
  FactsCache facts;
  BuildSubjects(inputs, lines, lowered, world, facts);
  std::vector<Finding> findings;
  Report report(findings);
  for (const Entry& entry : Entries()) {
    if (!IsOn(entry.check, options)) continue;
    report.Begin(entry.check.code);
    if (entry.collection != nullptr) entry.collection(world, report);
    if (entry.document == nullptr) continue;
    for (const Subject& subject : world.subjects) entry.document(subject, report);
  }
  std::erase_if(findings, [&](const Finding& finding) {
    return suppressions[finding.file].Hide(finding.problem.code, finding.problem.place);
  });
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.file, a.problem.place, a.problem.code) <
           std::tie(b.file, b.problem.place, b.problem.code);
  });
  // What a legacy collection says once is in each of its rules.
  const auto same = [](const Finding& a, const Finding& b) {
    return a.file == b.file && a.problem.place == b.problem.place &&
           a.problem.code == b.problem.code && a.problem.message == b.problem.message;
  };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
  return findings;
}

}  // namespace dcv::lint
