// SPDX-License-Identifier: Apache-2.0
#include "ruletest/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ir/evaluate.h"
#include "ir/print.h"
#include "ruletest/running.h"

namespace dcv::ruletest {
namespace {

void CollectRules(const ir::Program& program, Target target, std::set<Target>& seen,
                  std::set<uint32_t>& rules) {
  if (!seen.insert(target).second) return;
  if (!target.correlation) {
    rules.insert(target.index);
    return;
  }
  for (const ir::Reference& reference : program.correlations[target.index].rules) {
    CollectRules(program, {reference.correlation, reference.index}, seen, rules);
  }
}

class Runner {
 public:
  Runner(const Subject& subject, const Matcher& match) : subject_(subject), match_(match) {
    for (uint32_t rule : RulesOf(subject.program, subject.target)) {
      const std::vector<std::string>& sources = subject.program.rules[rule].sources;
      sources_.insert(sources.begin(), sources.end());
      if (sources.empty()) sources_.insert("");
    }
  }

  FileResult Run(const TestFile& file) {
    for (const RuleTest& test : file.tests) result_.tests.push_back(RunTest(test));
    return std::move(result_);
  }

 private:
  TestResult RunTest(const RuleTest& test) {
    std::vector<std::vector<Matched>> answers;
    for (const Event& event : test.events) {
      OpenedEvent opened(event);
      if (!opened.Visit(subject_.registry, [](json::Value, const logsource::Source*) {})) {
        return Refused(event, Unreadable(opened.document()));
      }
      auto answer = match_(opened.document());
      if (!answer) return Refused(event, answer.error());
      CheckSeen(test, event, *answer);
      answers.push_back(*std::move(answer));
    }
    if (subject_.target.correlation) {
      return RunCorrelation(subject_, test, answers, result_.problems);
    }
    bool hit = false;
    for (const std::vector<Matched>& answer : answers) {
      for (const Matched& one : answer) {
        hit = hit || std::binary_search(one.rules.begin(), one.rules.end(), subject_.target.index);
      }
    }
    return hit == test.match ? TestResult{true, ""} : TestResult{false, Why(test)};
  }

  TestResult Refused(const Event& event, const Error& error) {
    result_.problems.push_back({"T031", event.place, error.message});
    return {false, "The event cannot be read: " + error.message + "\n"};
  }

  // An event that the rule would never be given proves nothing.
  void CheckSeen(const RuleTest& test, const Event& event, const std::vector<Matched>& answer) {
    std::vector<std::string> found, wanted;
    for (const Matched& one : answer) {
      if (sources_.count(one.source) > 0) return;
      if (one.source.empty()) continue;
      if (std::find(found.begin(), found.end(), one.source) == found.end()) {
        found.push_back(one.source);
      }
    }
    for (const std::string& source : sources_) {
      wanted.push_back(source.empty() ? "a log source without a table" : source);
    }
    result_.problems.push_back(
        {"T030", event.place,
         fmt::format("the event of '{}' is recognised {}; the rule is of {}", Printable(test.name),
                     found.empty() ? "by no log source" : "as " + Join(found, ", "),
                     Join(wanted, ", "))});
  }

  std::string Why(const RuleTest& test) const {
    const ir::Rule& rule = subject_.program.rules[subject_.target.index];
    std::string out;
    size_t number = 0, left_out = 0;
    bool hit = false;
    for (const Event& event : test.events) {
      OpenedEvent(event).Visit(subject_.registry, [&](json::Value bare, const auto* source) {
        ++number;
        const bool matches = Holds(subject_.program, rule, bare, source);
        hit = hit || matches;
        if (!test.match && !matches) return;  // of no interest
        if (number > kTracedEvents || out.size() > kMaxWhyBytes) {
          ++left_out;
        } else {
          out += TraceWhole(subject_.program, rule, bare, source, number);
        }
      });
    }
    out = Bounded(std::move(out));
    if (left_out > 0) out += fmt::format("... {} more events\n", Grouped(left_out));
    if (hit == test.match) {
      out += "The matcher and the reference evaluator disagree: a bug of dcv, please report it\n";
    }
    return out;
  }

  const Subject& subject_;
  const Matcher& match_;
  std::set<std::string> sources_;  // "": events that nothing recognises
  FileResult result_;
};

}  // namespace

std::string TraceWhole(const ir::Program& program, const ir::Rule& rule, json::Value event,
                       const logsource::Source* source, size_t number) {
  std::string out =
      ir::TraceRule(program, rule, event, source, number, Holds(program, rule, event, source));
  if (!IsTried(program, rule, source))
    out += "  the rule is not tried on this event: it is of another log source\n";
  if (source != nullptr && !ir::Evaluate(program, rule.scope, event)) {
    out += "  the log source implies:\n" + ir::Trace(program, rule.scope, event, 4);
  }
  return out;
}

std::string Bounded(std::string why) {
  if (why.size() <= kMaxWhyBytes) return why;
  return why.substr(0, why.rfind('\n', kMaxWhyBytes)) + "\n...\n";
}

std::vector<uint32_t> RulesOf(const ir::Program& program, Target target) {
  std::set<Target> seen;
  std::set<uint32_t> rules;
  CollectRules(program, target, seen, rules);
  return {rules.begin(), rules.end()};
}

FileResult RunTests(const Subject& subject, const TestFile& file, const Matcher& match) {
  return Runner(subject, match).Run(file);
}

}  // namespace dcv::ruletest
