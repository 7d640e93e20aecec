// SPDX-License-Identifier: Apache-2.0
// What changed between two coverage results, in every format.
#pragma once

#include <string>
#include <vector>

#include "coverage/diff.h"
#include "report/sink.h"

namespace dcv::report {

struct DiffReport {
  const coverage::Snapshot& before;
  const coverage::Snapshot& after;
  const coverage::Difference& difference;
  std::string before_path, after_path;        // as the user named them
  std::vector<coverage::ChangeKind> fail_on;  // kinds of change that are gates
  bool color = false;

  bool Fails(const coverage::Change& change) const;
  bool failed() const;
  bool incomplete() const { return before.incomplete || after.incomplete; }
};

struct DiffFormat {
  const char* name;
  void (*render)(const DiffReport&, Sink&);
};
const std::vector<DiffFormat>& DiffFormats();  // table json csv md junit sarif

void DiffTable(const DiffReport&, Sink&);  // diff_table.cc
void DiffMarkdown(const DiffReport&, Sink&);
void DiffJson(const DiffReport&, Sink&);  // diff_json.cc

// "111122223333 us-east-1"; "" where neither is told.
std::string PlaceText(std::string_view account, std::string_view region);
// "covered 0.80"; "absent" where the side lacks the scope or technique.
std::string StandingText(const std::optional<coverage::Standing>& standing);
// "AWS GuardDuty KEY on -> off in 111122223333 us-east-1 (detail), and 3 more"; "" without causes.
std::string CauseText(const DiffReport& report, const coverage::Change& change);
// "AWS GuardDuty vanished in 111122223333 us-east-1: 91 detections were on".
std::string SourceText(const coverage::SourceChange& change);
std::string AccountText(const coverage::AccountChange& change);

}  // namespace dcv::report
