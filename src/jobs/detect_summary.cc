// SPDX-License-Identifier: Apache-2.0
#include "jobs/detect_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "report/notices.h"

namespace dcv::jobs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kNoticesShown = 20;  // of each severity

void Say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

std::string Megabytes(uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string ProgressText(const stream::Progress& progress, double seconds) {
  const uint64_t read = progress.file_bytes, total = progress.total_bytes;
  const uint64_t documents = progress.documents;
  std::string text =
      fmt::format("{}{}, {} documents, {} a second", Megabytes(read),
                  total > 0 ? " of " + Megabytes(total) : "", Grouped(documents),
                  Grouped(static_cast<size_t>(static_cast<double>(documents) / seconds)));
  if (total > read && read > 0) {
    const double left = seconds * static_cast<double>(total - read) / static_cast<double>(read);
    text += fmt::format(", {:.0f} s left", left);
  }
  return text;
}

// Documents that have errors are rules that did not run.
size_t UnusableRules(const Program& program, const Rules& rules) {
  size_t unusable = rules.refused.size();
  uint32_t last = UINT32_MAX;
  for (const ir::LowerProblem& problem : rules.lowered.problems) {
    const bool error = program.codes.Find(problem.problem.code).severity == Severity::kError;
    if (!error || problem.document == last) continue;
    last = problem.document;
    ++unusable;
  }
  for (const lint::Input& input : rules.inputs) unusable += input.file.broken;
  return unusable;
}

// Of the allowlist, which 'dcv check' does not read.
void AddAllowlist(const DetectRequest& request, const Rules& rules, Diagnostics& diagnostics) {
  if (request.allowlist.empty()) return;
  const auto add = [&](const Problem& problem) {
    diagnostics.Add({std::string(problem.code), request.allowlist,
                     fmt::format("line {}", problem.place.line), problem.message});
  };
  for (const lint::Input& input : rules.inputs) {
    if (input.path != request.allowlist) continue;
    for (const Problem& problem : input.file.problems) add(problem);
  }
  for (const ir::LowerProblem& lowered : rules.lowered.problems) {
    const uint32_t file = rules.documents[lowered.document].first;
    if (rules.inputs[file].path == request.allowlist) add(lowered.problem);
  }
}

void SayCorrelations(const correlate::Tally& tally) {
  uint64_t evicted = 0, shed = 0, no_group = 0;
  for (const correlate::CorrelationTally& one : tally.correlations) {
    evicted += one.evicted;
    shed += one.shed;
    no_group += one.no_group;
  }
  const auto say = [](uint64_t count, std::string_view what) {
    if (count > 0) Say(fmt::format("correlations: {} {}", Grouped(count), what));
  };
  say(tally.late, "hits came later than --lateness allows and were not counted");
  say(evicted, "groups were given up for want of memory (--max-state)");
  say(shed + tally.hurried + tally.ahead, "hits were given up for want of memory (--max-state)");
  say(no_group, "hits have no group-by key and take no part");
}

void SayRead(const DetectTally& tally, const stream::Summary& summary) {
  Say(fmt::format("{} events in {} of {} inputs: {} alerts", Grouped(tally.match.events),
                  Megabytes(summary.tally.bytes), Grouped(summary.tally.inputs),
                  Grouped(tally.alerts)));
  if (tally.match.unrecognised > 0) {
    Say(
        fmt::format("{} events are of no log source that dcv knows and were tried on all rules; "
                    "--logsource says what they are",
                    Grouped(tally.match.unrecognised)));
  }
  if (tally.match.repaired > 0) {
    Say(fmt::format("{} documents are no strict JSON and were read with repairs",
                    Grouped(tally.match.repaired)));
  }
}

}  // namespace

ProgressLine::ProgressLine(bool shown, const stream::Progress& progress) {
  if (!shown) return;
  thread_ = std::thread([this, &progress] {
    const auto begin = Clock::now();
    bool written = false;
    while (!done_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      if (seconds < 1) continue;
      std::fprintf(stderr, "\r\x1b[K%s", ProgressText(progress, seconds).c_str());
      written = true;
      for (int i = 0; i < 9 && !done_; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    }
    if (written) std::fputs("\r\x1b[K", stderr);
  });
}

ProgressLine::~ProgressLine() {
  done_ = true;
  if (thread_.joinable()) thread_.join();
}

Outcome Summarise(const Program& program, const DetectRequest& request, const Rules& rules,
                  const correlate::Correlator& correlator, const DetectTally& tally,
                  const stream::Summary& summary) {
  const size_t unusable = UnusableRules(program, rules);
  Diagnostics diagnostics = summary.diagnostics;
  diagnostics.Append(tally.diagnostics);
  AddAllowlist(request, rules, diagnostics);
  std::fputs(report::NoticeText(program.codes, diagnostics, kNoticesShown).c_str(), stderr);
  for (const correlate::Refusal& refusal : correlator.refusals()) {
    const uint32_t document = rules.lowered.program.correlations[refusal.correlation].document;
    Say(fmt::format("{}: the correlation does not run: {}",
                    Printable(rules.document(document).title.text), refusal.reason));
  }
  if (unusable > 0) {
    Say(fmt::format("{} rules have errors and did not run: 'dcv check' names them",
                    Grouped(unusable)));
  }
  if (tally.untimed > 0) {
    Say(fmt::format("{} hits have no time that dcv can read, so correlations did not count them",
                    Grouped(tally.untimed)));
  }
  if (!request.quiet) {
    SayRead(tally, summary);
    SayCorrelations(tally.correlate);
  }
  if (summary.stopped) return Outcome::kInterrupted;
  const bool incomplete = summary.incomplete || unusable > 0 || tally.broken > 0 ||
                          tally.untimed > 0 || !correlator.refusals().empty();
  if (incomplete) return Outcome::kIncomplete;
  return tally.failed ? Outcome::kFindings : Outcome::kDone;
}

}  // namespace dcv::jobs
