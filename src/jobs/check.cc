// SPDX-License-Identifier: Apache-2.0
// `dcv check`: files -> parse -> pipelines -> lower -> lint -> problems by place.
#include "report/check.h"

#include <algorithm>
#include <tuple>

#include "base/edit.h"
#include "base/files.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "jobs/read_rules.h"
#include "lint/lint.h"

namespace dcv::jobs {
namespace {

bool IsLeftOut(const CheckRequest& request, std::string_view code) {
  const auto& without = request.lint.without;
  return std::find(without.begin(), without.end(), code) != without.end();
}

// What the checks find in the rules as their authors wrote them, whatever pipelines make of them.
Result<std::vector<lint::Finding>> Lint(const Program& program, const CheckRequest& request,
                                        const Rules& rules) {
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.lint.attack));
  if (request.pipelines.files.empty()) {
    return lint::Run(rules.inputs, rules.lowered, rules.registry, program.data, version,
                     request.lint);
  }
  return lint::Run(rules.inputs, LowerAsWritten(rules), rules.registry, program.data, version,
                   request.lint);
}

// The problems of each file of rules, of all stages, in order of place.
Result<std::vector<Problems>> Gather(const Program& program, const CheckRequest& request,
                                     const Rules& rules) {
  DCV_TRY(std::vector<lint::Finding> findings, Lint(program, request, rules));
  std::vector<Problems> of_form(rules.inputs.size()), out(rules.inputs.size());
  for (lint::Finding& finding : findings) {
    out[finding.file].push_back(std::move(finding.problem));
  }
  for (const ir::LowerProblem& lowered : rules.lowered.problems) {
    of_form[rules.documents[lowered.document].first].push_back(lowered.problem);
  }
  for (const auto& [file, problem] : rules.refused) of_form[file].push_back(problem);
  for (size_t i = 0; i < out.size(); ++i) {
    const Problems& parsed = rules.inputs[i].file.problems;
    of_form[i].insert(of_form[i].end(), parsed.begin(), parsed.end());
    const lint::Suppressions suppressions(rules.inputs[i].text);
    for (Problem& problem : of_form[i]) {
      if (IsLeftOut(request, problem.code)) continue;
      if (!suppressions.Hide(problem.code, problem.place)) out[i].push_back(std::move(problem));
    }
    std::stable_sort(out[i].begin(), out[i].end(), [](const Problem& a, const Problem& b) {
      return std::tie(a.place, a.code, a.message) < std::tie(b.place, b.code, b.message);
    });
  }
  return out;
}

void AddFile(const Program& program, const CheckRequest& request, report::CheckedFile file,
             report::CheckResult& result) {
  result.rules += file.rules;
  for (const Problem& problem : file.problems) {
    const Severity severity = program.codes.Find(problem.code).severity;
    ++(severity == Severity::kError     ? result.errors
       : severity == Severity::kWarning ? result.warnings
                                        : result.infos);
  }
  std::erase_if(file.problems, [&](const Problem& problem) {
    return program.codes.Find(problem.code).severity < request.show;
  });
  result.files.push_back(std::move(file));
}

Result<report::CheckResult> Check(const Program& program, const CheckRequest& request,
                                  const Rules& rules, const Pipelines& pipelines) {
  report::CheckResult result;
  for (const Pipelines::File& file : pipelines.files) {
    if (!file.problems.empty()) AddFile(program, request, {file.path, 0, file.problems}, result);
  }
  DCV_TRY(std::vector<Problems> problems, Gather(program, request, rules));
  for (size_t i = 0; i < problems.size(); ++i) {
    const sigma::File& file = rules.inputs[i].file;
    AddFile(program, request,
            {rules.inputs[i].path, file.documents.size() + file.broken, std::move(problems[i])},
            result);
  }
  return result;
}

// Writes what the edits of the problems make of the files. The number of edits made.
Result<size_t> Fix(const Rules& rules, const std::vector<Problems>& problems) {
  size_t fixed = 0;
  for (size_t i = 0; i < problems.size(); ++i) {
    std::vector<Edit> edits;
    for (const Problem& problem : problems[i]) {
      edits.insert(edits.end(), problem.fix.begin(), problem.fix.end());
    }
    const std::string& path = rules.inputs[i].path;
    if (edits.empty() || path == "stdin" || !path.ends_with("ml")) continue;  // not compressed ones
    size_t made = 0;
    const std::string text = ApplyEdits(rules.inputs[i].text, std::move(edits), made);
    if (made == 0) continue;
    if (Status status = WriteFile(path, text); !status) return status.error();
    fixed += made;
  }
  return fixed;
}

Outcome OutcomeOf(const Rules& rules, const Pipelines& pipelines, const CheckRequest& request,
                  const report::CheckResult& result) {
  if (rules.unreadable + pipelines.unreadable() > 0) return Outcome::kIncomplete;
  const bool failed = result.errors > 0 ||
                      (request.fail_on <= Severity::kWarning && result.warnings > 0) ||
                      (request.fail_on == Severity::kInfo && result.infos > 0);
  return failed ? Outcome::kFindings : Outcome::kDone;
}

}  // namespace

Result<Outcome> Check(const Program& program, const CheckRequest& request) {
  DCV_TRY(const Pipelines pipelines, ReadPipelines(request.pipelines));
  size_t fixed = 0;
  if (request.fix) {
    if (std::find(request.paths.begin(), request.paths.end(), kBuiltinRules) !=
        request.paths.end()) {
      return InvalidInput("--fix cannot change the built-in rules", "name files or folders");
    }
    Rules before;
    if (Status status = ReadRules(program, request.paths, request.threads, before, pipelines);
        !status) {
      return status.error();
    }
    DCV_TRY(const std::vector<Problems> problems, Gather(program, request, before));
    DCV_TRY(fixed, Fix(before, problems));
  }
  Rules rules;
  if (Status status = ReadRules(program, request.paths, request.threads, rules, pipelines);
      !status) {
    return status.error();
  }
  DCV_TRY(report::CheckResult result, Check(program, request, rules, pipelines));
  result.fixed = fixed;
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  for (const report::CheckFormat& format : report::CheckFormats()) {
    if (request.output.format == format.name) format.render(program.codes, result, file.sink());
  }
  if (Status status = file.Close(); !status) return status.error();
  return OutcomeOf(rules, pipelines, request, result);
}

}  // namespace dcv::jobs
