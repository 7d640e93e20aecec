// SPDX-License-Identifier: Apache-2.0
#include "jobs/convert_failures.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/text.h"

namespace dcv::jobs {
namespace {

struct Told {
  std::string line;    // the first
  size_t files = 0;    // rules or places it was told of
  bool rules = false;  // of rules, else of places in files
};

// In the order in which each was first told.
class Lines {
 public:
  explicit Lines(bool all) : all_(all) {}

  void Add(const std::string& key, std::string line, bool rules) {
    const auto [found, fresh] = by_key_.emplace(key, told_.size());
    if (fresh || all_) told_.push_back({std::move(line), 0, rules});
    if (!all_) ++told_[found->second].files;
  }

  std::string Text() const {
    std::string out;
    bool left_out = false;
    for (const Told& one : told_) {
      out += one.line;
      if (one.files > 1) {
        out += fmt::format(" (and {} more {})", Grouped(one.files - 1),
                           one.rules ? (one.files == 2 ? "rule" : "rules")
                                     : (one.files == 2 ? "place" : "places"));
        left_out = true;
      }
      out += "\n";
    }
    if (left_out) out += "--verbose tells each, --json holds them all\n";
    return out;
  }

 private:
  bool all_;
  std::map<std::string, size_t> by_key_;
  std::vector<Told> told_;
};

}  // namespace

std::string Failures(const report::ConversionResult& result, bool all) {
  Lines lines(all);
  for (const report::ConversionProblem& one : result.problems) {
    lines.Add(std::string(one.problem.code),
              fmt::format("{}:{}:{}: {} {}", Printable(one.file), one.problem.place.line,
                          one.problem.place.column, one.problem.code, one.problem.message),
              false);
  }
  for (const report::Conversion& one : result.conversions) {
    if (one.lowering != "impossible") continue;
    std::string before;  // a rule counts once per code
    for (const report::ConversionNote& note : one.notes) {
      if (note.code == "C004") continue;  // what was left out before
      if (!all && before == note.code) continue;
      before = note.code;
      lines.Add(one.target + " " + note.code,
                fmt::format("{}: {}: {} {}{}", Printable(one.file), one.target, note.code,
                            note.text, note.remedy.empty() ? "" : "; " + note.remedy),
                true);
    }
  }
  return lines.Text();
}

}  // namespace dcv::jobs
