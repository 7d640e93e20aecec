// SPDX-License-Identifier: Apache-2.0
// `dcv test`: rules -> lower; tests files -> parse -> run, and with --mutate variants of their
// events -> results by file.
#include "report/test.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "base/text.h"
#include "jobs/engine_matcher.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "jobs/test_files.h"
#include "ruletest/compare.h"

namespace dcv::jobs {
namespace {

// A tests file and what came of it.
struct Unit {
  report::TestedRule out;
  std::optional<ruletest::Target> target;
  bool broken = false, unreadable = false;
};

class TestRun {
 public:
  TestRun(const Program& program, const TestRequest& request, const Rules& rules)
      : program_(program),
        request_(request),
        rules_(rules),
        targets_(TargetsOf(rules)),
        engine_(rules.lowered.program, rules.registry, {.rules = {}, .every_event = true}) {
    for (const ir::Rule& rule : rules.lowered.program.rules) {
      titles_.push_back(rules.document(rule.document).title.text);
    }
    by_input_.resize(rules.inputs.size());
    for (uint32_t i = 0; i < rules.documents.size(); ++i) {
      if (rules.document(i).filter() != nullptr) continue;
      by_input_[rules.documents[i].first].push_back(i);
      ++report_.rules;
    }
    for (const lint::Input& input : rules.inputs) report_.rules += input.file.broken;
  }

  Outcome Run(const TestPairs& pairs) {
    units_.resize(rules_.inputs.size());
    matchers_.resize(ThreadCount(request_.threads, units_.size()));
    ParallelFor(units_.size(), request_.threads, [&](size_t worker, size_t i) {
      units_[i].out.path = rules_.inputs[i].path;
      units_[i].out.tests_path = pairs.of_input[i];
      if (!pairs.of_input[i].empty()) RunFile(worker, i, units_[i]);
    });
    NoteUntested();
    for (const std::string& path : pairs.unpaired) {
      Unit unit;
      unit.out.path = unit.out.tests_path = path;
      unit.out.problems.push_back({"T020", {}, "there is no rule file beside the tests file"});
      unit.broken = true;
      units_.push_back(std::move(unit));
    }
    return Count();
  }

  report::TestReport& report() { return report_; }

 private:
  void RunFile(size_t worker, size_t input, Unit& unit) {
    const Result<std::string> text = ReadBounded(unit.out.tests_path);
    if (!text) {
      unit.out.problems.push_back({"T025", {}, text.error().message, text.error().hint});
      unit.unreadable = true;
      return;
    }
    const ruletest::TestFile file = ruletest::ParseTests(*text);
    Add(file.problems, unit);
    unit.broken = file.broken;
    if (file.rule.empty() || !FindTarget(input, file, unit)) return;
    Add(ruletest::CheckTests(file, unit.target->correlation), unit);
    if (matchers_[worker] == nullptr) matchers_[worker] = EngineMatcher(engine_);
    const ruletest::Subject subject{rules_.lowered.program, rules_.registry, titles_, *unit.target};
    Take(ruletest::RunTests(subject, file, matchers_[worker]), file, unit);
    if (request_.mutate) {
      const ruletest::Matcher reference =
          ruletest::NaiveMatcher(rules_.lowered.program, rules_.registry);
      Take(ruletest::CompareOnVariants(subject, file, matchers_[worker], reference), unit);
    }
    std::stable_sort(unit.out.problems.begin(), unit.out.problems.end(),
                     [](const Problem& a, const Problem& b) { return a.place < b.place; });
  }

  // The rule that the tests file names, which the file beside it must have.
  bool FindTarget(size_t input, const ruletest::TestFile& file, Unit& unit) {
    for (uint32_t source : by_input_[input]) {
      const sigma::Document& document = rules_.document(source);
      if (!EqualsIgnoreCase(document.id.text, file.rule)) continue;
      unit.out.id = document.id.text;
      unit.out.title = document.title.text;
      unit.target = targets_[source];
      if (unit.target) return true;
      return Fail(unit, "T024", file.rule_place, "the rule has errors: " + FirstError(source));
    }
    const lint::Input& of = rules_.inputs[input];
    if (of.file.broken > 0) {
      return Fail(unit, "T024", file.rule_place,
                  fmt::format("a rule of {} has errors: {}", Printable(of.path),
                              of.file.first_break.message));
    }
    std::vector<std::string> ids;
    for (uint32_t source : by_input_[input]) {
      if (!rules_.document(source).id.empty()) ids.push_back(rules_.document(source).id.text);
    }
    const std::string none =
        of.file.problems.empty() ? "there is none" : of.file.problems[0].message;
    return Fail(
        unit, "T021", file.rule_place,
        fmt::format("{} has no rule with the id {}", Printable(of.path), Printable(file.rule)),
        ids.empty() ? "give the rule an id; " + none : "it has: " + Join(ids, ", "));
  }

  std::string FirstError(uint32_t source) const {
    for (const ir::LowerProblem& lowered : rules_.lowered.problems) {
      if (lowered.document == source &&
          program_.codes.Find(lowered.problem.code).severity == Severity::kError) {
        return fmt::format("line {}: {}", lowered.problem.place.line, lowered.problem.message);
      }
    }
    return "see 'dcv check'";
  }

  static bool Fail(Unit& unit, std::string_view code, Place place, std::string message,
                   std::string remedy = {}) {
    unit.out.problems.push_back({code, place, std::move(message), std::move(remedy)});
    unit.broken = true;
    return false;
  }

  static void Add(const Problems& problems, Unit& unit) {
    unit.out.problems.insert(unit.out.problems.end(), problems.begin(), problems.end());
  }

  static void Take(ruletest::FileResult result, const ruletest::TestFile& file, Unit& unit) {
    Add(result.problems, unit);
    for (size_t i = 0; i < file.tests.size(); ++i) {
      const ruletest::RuleTest& test = file.tests[i];
      unit.out.tests.push_back({test.name, std::string(ToString(test.origin)), test.match,
                                test.near_miss, result.tests[i].passed, test.events.size(),
                                test.place, std::move(result.tests[i].why)});
    }
  }

  static void Take(ruletest::Comparison result, Unit& unit) {
    report::TestVariants& out = unit.out.variants.emplace();
    out.variants = result.variants;
    out.unread = result.unread;
    out.differences = result.differences;
    out.depends_on = std::move(result.depends_on);
    for (ruletest::Difference& one : result.first) {
      out.first.push_back({std::move(one.test), std::string(ToString(one.change)),
                           std::move(one.pointer), std::move(one.event), std::move(one.what)});
    }
  }

  // Rules that no tests file is about. What a tested correlation counts is tested with it.
  void NoteUntested() {
    std::vector<bool> tested(rules_.documents.size());
    for (const Unit& unit : units_) {
      if (unit.target) MarkTested(*unit.target, tested);
    }
    for (size_t i = 0; i < units_.size(); ++i) {
      Unit& unit = units_[i];
      for (uint32_t source : by_input_[i]) {
        // What is wrong with the tests of the rule was told.
        if (tested[source] || ((unit.broken || unit.unreadable) && !unit.target)) continue;
        ++report_.without_tests;
        unit.out.problems.push_back(
            {request_.require_tests ? "T023" : "T022", {}, Name(source) + " has no tests"});
      }
      if (unit.out.tests_path.empty()) NoteBroken(rules_.inputs[i].file, unit);
    }
  }

  std::string Name(uint32_t source) const {
    const std::string& title = rules_.document(source).title.text;
    return title.empty() ? "a rule without a title" : "'" + Printable(title) + "'";
  }

  void MarkTested(ruletest::Target target, std::vector<bool>& tested) const {
    const ir::Program& program = rules_.lowered.program;
    const uint32_t document = target.correlation ? program.correlations[target.index].document
                                                 : program.rules[target.index].document;
    if (tested[document]) return;
    tested[document] = true;
    if (!target.correlation) return;
    for (const ir::Reference& reference : program.correlations[target.index].rules) {
      MarkTested({reference.correlation, reference.index}, tested);
    }
  }

  // A file with documents that are no rules any more, and no tests that could say so.
  void NoteBroken(const sigma::File& file, Unit& unit) const {
    const bool unreadable = file.documents.empty() && !file.problems.empty();
    if (file.broken == 0 && !unreadable) return;
    const Problem& first = file.broken > 0 ? file.first_break : file.problems.front();
    Fail(unit, "T024", {}, fmt::format("line {}: {}", first.place.line, first.message));
  }

  // Exit code 1 comes before 2, 2 before 3.
  Outcome Count() {
    bool broken = false, unreadable = rules_.unreadable > 0, found = false;
    for (Unit& unit : units_) {
      broken = broken || unit.broken;
      unreadable = unreadable || unit.unreadable;
      for (const Problem& problem : unit.out.problems) {
        const Severity severity = program_.codes.Find(problem.code).severity;
        report_.errors += severity == Severity::kError;
        report_.warnings += severity == Severity::kWarning;
        found = found || (severity == Severity::kError && IsFinding(problem.code));
      }
      for (const report::TestCase& test : unit.out.tests) {
        ++(test.passed ? report_.passed : report_.failed);
      }
      found = found || (unit.out.variants && unit.out.variants->differences > 0);
      report_.tests += unit.out.tests.size();
      const report::TestedRule& out = unit.out;
      if (out.tests_path.empty() && out.problems.empty()) continue;
      report_.tested.push_back(std::move(unit.out));
    }
    std::stable_sort(report_.tested.begin(), report_.tested.end(),
                     [](const auto& a, const auto& b) { return a.path < b.path; });
    if (report_.failed > 0 || found) return Outcome::kFindings;
    if (broken) return Outcome::kBadInput;
    return unreadable ? Outcome::kIncomplete : Outcome::kDone;
  }

  // Errors that tell of the tests; the others of files that could not be used.
  static bool IsFinding(std::string_view code) {
    return code == "T010" || code == "T011" || code == "T023" || code >= "T030";
  }

  const Program& program_;
  const TestRequest& request_;
  const Rules& rules_;
  std::vector<std::optional<ruletest::Target>> targets_;  // by source
  std::vector<std::string> titles_;                       // of the program's rules
  std::vector<std::vector<uint32_t>> by_input_;           // sources, without filters
  const match::Engine engine_;  // what is tested beside the rules, as `dcv detect` uses it
  std::vector<ruletest::Matcher> matchers_;  // by worker, made when needed
  std::vector<Unit> units_;
  report::TestReport report_;
};

}  // namespace

Result<Outcome> Test(const Program& program, const TestRequest& request) {
  DCV_TRY(const TestPaths paths, FindTests(request.paths));
  Rules rules;
  if (!paths.rules.empty()) {
    if (Status status = ReadRules(program, paths.rules, request.threads, rules); !status) {
      return status.error();
    }
  }
  TestRun run(program, request, rules);
  const Outcome outcome = run.Run(PairTests(rules, paths));
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  for (const report::TestFormat& format : report::TestFormats()) {
    if (request.output.format == format.name) {
      format.render(program.codes, run.report(), file.sink());
    }
  }
  if (Status status = file.Close(); !status) return status.error();
  return outcome;
}

}  // namespace dcv::jobs
