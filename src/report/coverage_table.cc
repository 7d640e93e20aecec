// SPDX-License-Identifier: Apache-2.0
// Coverage for people, on a terminal and as Markdown: the same tables in two dresses.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "coverage/gaps.h"
#include "coverage/overlaps.h"
#include "report/gates.h"
#include "report/notices.h"
#include "report/report.h"
#include "report/table.h"

namespace dcv::report {
namespace {

using coverage::Coverage;
using coverage::Status;

constexpr size_t kGapsShown = 15;
constexpr size_t kPointsShown = 10;
constexpr size_t kNoticesShown = 10;

size_t Percent(size_t part, size_t whole) {
  return whole == 0 ? 0 : (part * 100 + whole / 2) / whole;
}

std::string Scope(const Context& context, const Coverage& coverage) {
  std::string out = fmt::format("ATT&CK {}, {} techniques of ", context.version.name(),
                                coverage.techniques.size());
  const auto& platforms = coverage.options.platforms;
  out += platforms.empty()
             ? Join({attack::CloudPlatforms().begin(), attack::CloudPlatforms().end()}, ", ")
             : Join(platforms, ", ");
  out += "\n";
  for (std::string_view cloud : coverage.clouds) {
    const auto count = std::count_if(coverage.accounts.begin(), coverage.accounts.end(),
                                     [&](const auto& account) { return account.cloud == cloud; });
    out += fmt::format("{} accounts: {}; ", CloudTitle(cloud), count);
  }
  if (!coverage.clouds.empty()) out.resize(out.size() - 2);
  return out + "\n";
}

Table TacticTable(const Context& context, const Coverage& coverage) {
  using enum Table::Align;
  Table table({{"TACTIC"},
               {"TECHNIQUES", kRight},
               {"COVERED", kRight},
               {"PARTIAL", kRight},
               {"UNKNOWN", kRight},
               {"NONE", kRight},
               {"HARDENED", kRight}});
  const auto& tactics = context.version.tactics();
  for (size_t tactic = 0; tactic < tactics.size(); ++tactic) {
    size_t all = 0, hardened = 0;
    std::array<size_t, 4> counts = {};
    for (const coverage::Technique& technique : coverage.techniques) {
      const auto& of = technique.technique->tactics;
      if (std::find(of.begin(), of.end(), tactic) == of.end()) continue;
      ++all;
      ++counts[static_cast<size_t>(technique.status)];
      if (technique.hardened) ++hardened;
    }
    if (all == 0) continue;  // no technique of it is on these platforms
    auto count = [&](Status status) { return std::to_string(counts[static_cast<size_t>(status)]); };
    table.Row({std::string(tactics[tactic].name), std::to_string(all), count(Status::kCovered),
               count(Status::kPartial), count(Status::kUnknown), count(Status::kNone),
               std::to_string(hardened)});
  }
  const coverage::Totals& totals = coverage.totals;
  table.Row({"Techniques, each once", std::to_string(coverage.techniques.size()),
             std::to_string(totals.covered), std::to_string(totals.partial),
             std::to_string(totals.unknown), std::to_string(totals.none),
             std::to_string(totals.hardened)});
  return table;
}

Table CoveredTable(const Context& context, const Coverage& coverage) {
  using enum Table::Align;
  Table table({{"TECHNIQUE"},
               {"NAME", kLeft, 44},
               {"STATUS"},
               {"BEST", kRight},
               {"DEPLOYED", kRight},
               {"PROVEN", kRight},
               {"BEST DETECTION", kLeft, 64}});
  for (const coverage::Technique& technique : coverage.techniques) {
    if (technique.status != Status::kCovered && technique.status != Status::kPartial) continue;
    const coverage::Claim& best = technique.claims.front();
    const coverage::Detection& detection = coverage.detections[best.detection];
    table.Row(
        {std::string(technique.technique->id), context.version.FullName(*technique.technique),
         std::string(ToString(technique.status)), fmt::format("{:.2f}", technique.best_confidence),
         fmt::format("{} of {}", technique.levels[1], technique.levels[0]),
         std::to_string(technique.levels[3]),
         std::string(detection.key) + (best.rolled_up_from != nullptr
                                           ? " (from " + std::string(best.rolled_up_from->id) + ")"
                                           : "")});
  }
  return table;
}

// What would close a gap: the best detection there is that is off, or not told.
std::string Remedy(const Context& context, const Coverage& coverage, const coverage::Gap& gap) {
  for (const coverage::Claim& claim : gap.technique->claims) {
    const coverage::Detection& detection = coverage.detections[claim.detection];
    if (detection.kind == catalog::Kind::kPosture || claim.confidence < coverage.options.partial)
      continue;
    const std::string source = context.catalog.sources()[detection.source].title;
    const bool off = detection.state() == inventory::State::kOff;
    return std::string(off ? "switch on " : "find out ") + source + " " +
           std::string(detection.key);
  }
  switch (gap.seen.sight) {
    case coverage::Sight::kByDefault: return "no provider detection known; write a rule";
    case coverage::Sight::kWhenSwitchedOn: break;
    case coverage::Sight::kNone: return "no cloud log shows it";
  }
  const std::string_view needs = gap.seen.logs.front()->needs;
  return "write a rule" + (needs.empty() ? "" : "; it needs " + std::string(needs));
}

constexpr size_t kLogsShown = 2;

std::string LogText(const coverage::Seen& seen) {
  std::string out;
  for (size_t i = 0; i < std::min(kLogsShown, seen.logs.size()); ++i) {
    out += (i > 0 ? ", " : "") + std::string(seen.logs[i]->log_source);
  }
  if (seen.logs.size() > kLogsShown) out += fmt::format(" +{}", seen.logs.size() - kLogsShown);
  return out;
}

Table GapTable(const Context& context, const Coverage& coverage, size_t limit) {
  using enum Table::Align;
  Table table({{"GAP"},
               {"NAME", kLeft, 44},
               {"STATUS"},
               {"GROUPS", kRight},
               {"CAMPAIGNS", kRight},
               {"HARDENED"},
               {"SEEN IN", kLeft, 44},
               {"NEXT", kLeft, 84}});
  const auto gaps = coverage::Gaps(coverage, context.catalog);
  for (size_t i = 0; i < std::min(limit, gaps.size()); ++i) {
    const coverage::Technique& gap = *gaps[i].technique;
    const attack::Technique& technique = *gap.technique;
    table.Row({std::string(technique.id), context.version.FullName(technique),
               std::string(ToString(gap.status)), std::to_string(technique.groups.value_or(0)),
               std::to_string(technique.campaigns.value_or(0)), gap.hardened ? "yes" : "",
               LogText(gaps[i].seen), Remedy(context, coverage, gaps[i])});
  }
  return table;
}

Table SourceTable(const Context& context, const Coverage& coverage) {
  using enum Table::Align;
  Table table({{"SOURCE"},
               {"CLOUD"},
               {"ON", kRight},
               {"OFF", kRight},
               {"UNKNOWN", kRight},
               {"NOT MAPPED", kRight},
               {"ACCOUNTS NOT TOLD", kRight}});
  for (const coverage::SourceSummary& summary : coverage.sources) {
    const catalog::Source& source = context.catalog.sources()[summary.source];
    if (summary.on + summary.off + summary.unknown + summary.untold_accounts == 0) continue;
    table.Row({source.title, CloudTitle(source.cloud), std::to_string(summary.on),
               std::to_string(summary.off), std::to_string(summary.unknown),
               std::to_string(summary.unmapped), std::to_string(summary.untold_accounts)});
  }
  return table;
}

Table RowTable(const Coverage& coverage) {
  using enum Table::Align;
  const bool accounts = coverage.options.by == coverage::Dimension::kAccount;
  Table table({{"CLOUD"},
               {accounts ? "ACCOUNT" : "REGION"},
               {accounts ? "NAME" : ""},
               {"COVERED", kRight},
               {"SHARE", kRight},
               {"PARTIAL", kRight},
               {"UNKNOWN", kRight},
               {"NONE", kRight},
               {"HARDENED", kRight},
               {""}});
  const size_t all = coverage.techniques.size();
  for (const coverage::ScopeRow& row : coverage.rows) {
    const coverage::Totals& totals = row.totals;
    const std::string untold = accounts ? "not told" : "none";
    table.Row({CloudTitle(row.cloud), row.scope.empty() ? untold : row.scope, row.name,
               std::to_string(totals.covered), fmt::format("{} %", Percent(totals.covered, all)),
               std::to_string(totals.partial), std::to_string(totals.unknown),
               std::to_string(totals.none), std::to_string(totals.hardened),
               row.told ? "" : "NO ANSWERS"});
  }
  return table;
}

// Rules that are on and whose log is not written.
Table WeaknessTable(const Context& context, const Coverage& coverage, size_t limit) {
  Table table({{"WEAKNESS", Table::Align::kLeft, 64},
               {"RULE OF"},
               {"WHY"},
               {"WHERE", Table::Align::kLeft, 64}});
  for (size_t i = 0; i < std::min(limit, coverage.weaknesses.size()); ++i) {
    const coverage::Weakness& weakness = coverage.weaknesses[i];
    const coverage::Detection& detection = coverage.detections[weakness.detection];
    table.Row({std::string(detection.key), context.catalog.sources()[detection.source].title,
               coverage::Text(weakness), Join({weakness.off.begin(), weakness.off.end()}, ", ")});
  }
  return table;
}

Table SinglePointTable(const Context& context, const Coverage& coverage, size_t limit) {
  using enum Table::Align;
  Table table({{"SINGLE POINT"},
               {"NAME", kLeft, 44},
               {"WITHOUT IT"},
               {"ON IN", kRight},
               {"DETECTION", kLeft, 84}});
  const auto points = coverage::SinglePoints(coverage);
  for (size_t i = 0; i < std::min(limit, points.size()); ++i) {
    const attack::Technique& technique = *points[i].technique->technique;
    const coverage::Detection& detection = coverage.detections[points[i].detection];
    table.Row(
        {std::string(technique.id), context.version.FullName(technique),
         std::string(ToString(points[i].falls_to)), std::to_string(detection.on),
         context.catalog.sources()[detection.source].title + " " + std::string(detection.key)});
  }
  return table;
}

// How much hangs on one detection, and how much does not.
std::string Standing(const Coverage& coverage) {
  return fmt::format("{} techniques would fall with one detection; {} are shown by several.\n",
                     coverage::SinglePoints(coverage).size(), coverage::Overlaps(coverage).size());
}

Table OverlapTable(const Context& context, const Coverage& coverage) {
  using enum Table::Align;
  Table table({{"TECHNIQUE"}, {"NAME", kLeft, 44}, {"DETECTIONS", kRight}, {"WHICH", kLeft, 400}});
  for (const coverage::Overlap& overlap : coverage::Overlaps(coverage)) {
    std::vector<std::string> keys;
    for (uint32_t detection : overlap.detections) {
      keys.emplace_back(coverage.detections[detection].key);
    }
    const attack::Technique& technique = *overlap.technique->technique;
    table.Row({std::string(technique.id), context.version.FullName(technique),
               std::to_string(keys.size()), Join(keys, ", ")});
  }
  return table;
}

std::string Headline(const Coverage& coverage) {
  const coverage::Totals& totals = coverage.totals;
  const size_t all = coverage.techniques.size();
  return fmt::format(
      "{} of {} techniques covered ({} %), {} partial, {} unknown, {} none; {} hardened beside.\n",
      totals.covered, all, Percent(totals.covered, all), totals.partial, totals.unknown,
      totals.none, totals.hardened);
}

std::string Explanation(const Coverage& coverage) {
  return fmt::format(
      "Covered: a detection that is on shows the technique with confidence {:.2f} or more; "
      "partial: {:.2f}.\n"
      "Unknown: none is on, and one could be that no answer tells of. Posture controls harden; "
      "they do not\n"
      "detect. Sub-techniques count for themselves{}.\n",
      coverage.options.covered, coverage.options.partial,
      coverage.options.rollup ? " and, marked, for their parent" : "");
}

std::string Incomplete(const Context& context, const Coverage& coverage) {
  return context.codes.Incomplete(coverage.diagnostics)
             ? "INCOMPLETE: parts of the estate could not be read, see the notices.\n"
             : "";
}

// The rows alone: who asks for accounts has no use for the techniques of all of them together.
void TableOfRows(const Context& context, const Coverage& coverage, std::string& out) {
  out += RowTable(coverage).Text() + "\n" + Headline(coverage) + Explanation(coverage);
  if (!coverage.gates.empty()) out += "\n" + GateText(coverage.gates);
  const std::string notices = NoticeText(context.codes, coverage.diagnostics, kNoticesShown);
  if (!notices.empty()) out += "\n" + notices;
}

void TableOfTechniques(const Context& context, const Coverage& coverage, std::string& out) {
  if (const Table covered = CoveredTable(context, coverage); !covered.empty()) {
    out += covered.Text() + "\n";
  }
  const size_t gaps = coverage::Gaps(coverage, context.catalog).size();
  if (gaps > 0) {
    out += GapTable(context, coverage, kGapsShown).Text();
    if (gaps > kGapsShown)
      out += fmt::format("... and {} more gaps; --format md shows all\n", gaps - kGapsShown);
    out += "\n";
  }
  if (const size_t weak = coverage.weaknesses.size(); weak > 0) {
    out += WeaknessTable(context, coverage, kPointsShown).Text();
    if (weak > kPointsShown) {
      out +=
          fmt::format("... and {} more weaknesses; --format md shows all\n", weak - kPointsShown);
    }
    out += "\n";
  }
  const size_t points = coverage::SinglePoints(coverage).size();
  if (points > 0) {
    out += SinglePointTable(context, coverage, kPointsShown).Text();
    if (points > kPointsShown) {
      out += fmt::format("... and {} more single points; --format md shows all\n",
                         points - kPointsShown);
    }
    out += Standing(coverage) + "\n";
  }
  out += SourceTable(context, coverage).Text();
  if (!coverage.gates.empty()) out += "\n" + GateText(coverage.gates);
  const std::string notices = NoticeText(context.codes, coverage.diagnostics, kNoticesShown);
  if (!notices.empty()) out += "\n" + notices;
}

}  // namespace

void CoverageTable(const Context& context, const Coverage& coverage, const inventory::Inventory&,
                   Sink& sink) {
  std::string& out = sink.buffer;
  const char* bold = context.color ? "\x1b[1m" : "";
  const char* red = context.color ? "\x1b[1;31m" : "";
  const char* plain = context.color ? "\x1b[0m" : "";
  out += Scope(context, coverage) + "\n";
  if (coverage.options.by != coverage::Dimension::kNone) {
    TableOfRows(context, coverage, out);
  } else {
    out += TacticTable(context, coverage).Text() + "\n";
    out += bold + Headline(coverage) + plain + Explanation(coverage) + "\n";
    TableOfTechniques(context, coverage, out);
  }
  if (const std::string incomplete = Incomplete(context, coverage); !incomplete.empty()) {
    out += "\n" + std::string(red) + incomplete + plain;
  }
}

void CoverageMarkdown(const Context& context, const Coverage& coverage, const inventory::Inventory&,
                      Sink& sink) {
  std::string& out = sink.buffer;
  out += "# Detection coverage\n\n" + Scope(context, coverage) + "\n";
  if (const std::string incomplete = Incomplete(context, coverage); !incomplete.empty()) {
    out += "**" + std::string(Trim(incomplete)) + "**\n\n";
  }
  out += Headline(coverage) + "\n" + Explanation(coverage);
  if (coverage.options.by != coverage::Dimension::kNone) {
    const bool accounts = coverage.options.by == coverage::Dimension::kAccount;
    out += accounts ? "\n## Accounts\n\n" : "\n## Regions\n\n";
    out += RowTable(coverage).Markdown();
  }
  if (!coverage.gates.empty()) out += "\n## Gates\n\n```\n" + GateText(coverage.gates) + "```\n";
  out += "\n## Tactics\n\n" + TacticTable(context, coverage).Markdown();
  out += "\n## Covered and partial\n\n" + CoveredTable(context, coverage).Markdown();
  out +=
      "\n## Gaps\n\nFirst what a detection of a provider or a log that records by default could "
      "show, then the techniques that most reported groups and campaigns use.\n\n";
  out += GapTable(context, coverage, coverage.techniques.size()).Markdown();
  if (const size_t weak = coverage.weaknesses.size(); weak > 0) {
    out += "\n## Weaknesses\n\nRules that are on, and a log that they read is not written.\n\n" +
           WeaknessTable(context, coverage, weak).Markdown();
  }
  out += "\n## Single points\n\n" + Standing(coverage) + "\n";
  out += SinglePointTable(context, coverage, coverage.techniques.size()).Markdown();
  out += "\n## Overlaps\n\n" + OverlapTable(context, coverage).Markdown();
  out += "\n## Sources\n\n" + SourceTable(context, coverage).Markdown();
  const std::string notices = NoticeText(context.codes, coverage.diagnostics, 1000);
  if (!notices.empty()) out += "\n## Notices\n\n```\n" + notices + "```\n";
}

}  // namespace dcv::report
