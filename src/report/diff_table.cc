// SPDX-License-Identifier: Apache-2.0
// The difference for people, on a terminal and as Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "report/diff.h"
#include "report/report.h"
#include "report/table.h"

namespace dcv::report {
namespace {

using coverage::Change;
using coverage::ChangeKind;

constexpr size_t kShown = 40;
constexpr size_t kNamed = 6;  // techniques named in a line of an account

bool IsBad(const coverage::SourceChange& change) {
  using Kind = coverage::SourceChange::Kind;
  return change.kind == Kind::kVanished || change.kind == Kind::kSwitchedOff;
}

bool IsBad(const coverage::AccountChange& change) {
  return change.kind == coverage::AccountChange::Kind::kSilent;
}

// What vanished or was switched off comes first; the rest follows below the headline.
std::vector<std::string> Lines(const DiffReport& report, bool bad) {
  std::vector<std::string> out;
  for (const auto& change : report.difference.sources) {
    if (IsBad(change) == bad) out.push_back(SourceText(change));
  }
  for (const auto& change : report.difference.accounts) {
    if (IsBad(change) == bad) out.push_back(AccountText(change));
  }
  return out;
}

std::string Shown(const std::vector<std::string>& lines, size_t limit, std::string_view before) {
  std::string out;
  for (size_t i = 0; i < std::min(limit, lines.size()); ++i) {
    out += std::string(before) + lines[i] + "\n";
  }
  if (lines.size() > limit) {
    out += fmt::format("{}... and {} more\n", before, lines.size() - limit);
  }
  return out;
}

std::string Headline(const DiffReport& report) {
  const coverage::Totals& a = report.difference.before;
  const coverage::Totals& b = report.difference.after;
  std::string out = fmt::format(
      "ATT&CK {}: covered {} -> {}, partial {} -> {}, unknown {} -> {}, none {} -> {}; hardened {} "
      "-> {}.\n",
      report.after.settings.attack, a.covered, b.covered, a.partial, b.partial, a.unknown,
      b.unknown, a.none, b.none, a.hardened, b.hardened);
  std::vector<std::string> counts;
  for (size_t kind = 0; kind < coverage::kChangeKinds; ++kind) {
    const size_t count = report.difference.counts[kind];
    if (count == 0) continue;
    counts.push_back(fmt::format("{} {}", count, ToString(static_cast<ChangeKind>(kind))));
  }
  out += counts.empty() ? "No technique changed.\n"
                        : "Changes, each scope for itself: " + Join(counts, ", ") + ".\n";
  if (!report.difference.scoped) {
    out += "One result was stored without what is untold: accounts are not compared.\n";
  }
  return out;
}

size_t CountOfEstate(const DiffReport& report) {
  const auto& changes = report.difference.changes;
  return static_cast<size_t>(std::count_if(changes.begin(), changes.end(),
                                           [](const Change& c) { return c.cloud.empty(); }));
}

Table EstateTable(const DiffReport& report, size_t limit) {
  using enum Table::Align;
  Table table({{"CHANGE"},
               {"TECHNIQUE"},
               {"NAME", kLeft, 44},
               {"BEFORE"},
               {"AFTER"},
               {"CAUSE", kLeft, 160}});
  size_t shown = 0;
  for (const Change& change : report.difference.changes) {
    if (!change.cloud.empty()) continue;
    if (++shown > limit) break;
    table.Row({std::string(ToString(change.kind)), std::string(change.technique),
               std::string(change.name), StandingText(change.before), StandingText(change.after),
               CauseText(report, change)});
  }
  return table;
}

// A line for each kind and account.
struct Group {
  size_t count = 0;
  std::vector<std::string> techniques;
  std::string cause;
};
using Groups = std::map<std::tuple<ChangeKind, std::string_view, std::string_view>, Group>;

Groups GroupAccounts(const DiffReport& report) {
  Groups groups;
  for (const Change& change : report.difference.changes) {
    if (change.cloud.empty()) continue;
    Group& group = groups[{change.kind, change.cloud, change.account}];
    ++group.count;
    if (group.techniques.size() < kNamed) group.techniques.emplace_back(change.technique);
    if (group.cause.empty()) group.cause = CauseText(report, change);
  }
  return groups;
}

Table AccountTable(const Groups& groups, size_t limit) {
  using enum Table::Align;
  Table table({{"CHANGE"},
               {"CLOUD"},
               {"ACCOUNT"},
               {"TECHNIQUES", kRight},
               {"WHICH", kLeft, 80},
               {"FIRST CAUSE", kLeft, 120}});
  size_t shown = 0;
  for (const auto& [key, group] : groups) {
    if (++shown > limit) break;
    const auto& [kind, cloud, account] = key;
    std::string which = Join(group.techniques, " ");
    if (group.count > group.techniques.size()) which += " ...";
    table.Row({std::string(ToString(kind)), CloudTitle(cloud),
               account.empty() ? "not told" : std::string(account), std::to_string(group.count),
               which, group.cause});
  }
  return table;
}

std::string Verdict(const DiffReport& report) {
  std::string out;
  if (report.failed()) {
    std::vector<std::string> kinds;
    for (ChangeKind kind : report.fail_on) {
      const size_t count = report.difference.counts[static_cast<size_t>(kind)];
      if (count > 0) kinds.push_back(fmt::format("{} {}", count, ToString(kind)));
    }
    out += "FAILED: " + Join(kinds, ", ") + "\n";
  }
  for (const bool after : {false, true}) {
    const coverage::Snapshot& side = after ? report.after : report.before;
    if (!side.incomplete) continue;
    out += fmt::format(
        "INCOMPLETE: parts of {} could not be read; 'dcv coverage' of it shows the notices.\n",
        Printable(after ? report.after_path : report.before_path));
  }
  return out;
}

}  // namespace

void DiffTable(const DiffReport& report, Sink& sink) {
  std::string& out = sink.buffer;
  const char* red = report.color ? "\x1b[1;31m" : "";
  const char* bold = report.color ? "\x1b[1m" : "";
  const char* plain = report.color ? "\x1b[0m" : "";
  if (const std::string bad = Shown(Lines(report, true), kShown, ""); !bad.empty()) {
    out += red + bad + plain + "\n";
  }
  out += bold + Headline(report) + plain;
  if (const std::string good = Shown(Lines(report, false), kShown, ""); !good.empty()) {
    out += "\n" + good;
  }
  if (const Table table = EstateTable(report, kShown); !table.empty()) {
    out += "\n" + table.Text();
    const size_t all = CountOfEstate(report);
    if (all > kShown) out += fmt::format("... and {} more; --format md shows all\n", all - kShown);
  }
  const Groups groups = GroupAccounts(report);
  if (!groups.empty()) {
    out += "\n" + AccountTable(groups, kShown).Text();
    if (groups.size() > kShown) {
      out += fmt::format("... and {} more; --format md shows all\n", groups.size() - kShown);
    }
  }
  if (const std::string verdict = Verdict(report); !verdict.empty()) {
    out += "\n" + std::string(red) + verdict + plain;
  }
}

void DiffMarkdown(const DiffReport& report, Sink& sink) {
  std::string& out = sink.buffer;
  out += "# What changed in detection coverage\n\n";
  constexpr size_t kAll = static_cast<size_t>(-1);
  if (const auto bad = Lines(report, true); !bad.empty()) out += Shown(bad, kAll, "- ") + "\n";
  if (const std::string verdict = Verdict(report); !verdict.empty()) {
    out += "**" + std::string(Trim(verdict)) + "**\n\n";
  }
  out += Headline(report);
  if (const auto good = Lines(report, false); !good.empty()) out += "\n" + Shown(good, kAll, "- ");
  if (const Table table = EstateTable(report, kAll); !table.empty()) {
    out += "\n## Estate\n\n" + table.Markdown();
  }
  if (const Groups groups = GroupAccounts(report); !groups.empty()) {
    out += "\n## Accounts\n\n" + AccountTable(groups, kAll).Markdown();
  }
}

}  // namespace dcv::report
