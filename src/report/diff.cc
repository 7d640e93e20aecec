// SPDX-License-Identifier: Apache-2.0
#include "report/diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/csv.h"
#include "report/gates.h"
#include "report/report.h"

namespace dcv::report {
namespace {

using coverage::Change;
using coverage::ChangeKind;

std::string_view SourceTitle(const coverage::Snapshot& snapshot, std::string_view id) {
  for (const auto& source : snapshot.sources) {
    if (snapshot.Text(source.id) == id) return snapshot.Text(source.title);
  }
  return id;
}

std::string SideText(const std::optional<coverage::Side>& side) {
  return side ? std::string(inventory::ToString(side->state)) : "absent";
}

std::string Percent(uint8_t confidence) {
  return fmt::format("{:.2f}", confidence / 100.0);
}

// Every change of a demanded kind is a gate that failed; a kind without changes is one that holds.
std::vector<coverage::Gate> Gates(const DiffReport& report) {
  std::vector<coverage::Gate> gates;
  for (ChangeKind kind : report.fail_on) {
    const auto number = static_cast<size_t>(kind);
    const std::string id = "diff-" + std::string(ToString(kind));
    if (report.difference.counts[number] == 0) {
      gates.push_back({id, "no technique is " + std::string(ToString(kind)), true, "", ""});
      continue;
    }
    for (const Change& change : report.difference.changes) {
      if (change.kind != kind) continue;
      coverage::Gate& gate = gates.emplace_back();
      const std::string scope =
          change.cloud.empty() ? "estate" : "account " + std::string(change.account);
      gate.id = fmt::format("{}/{}/{}", id, scope, change.technique);
      gate.text = fmt::format("{} {} is not {} in {}", change.technique, change.name,
                              ToString(kind), change.cloud.empty() ? "the estate" : scope);
      gate.found = StandingText(change.before) + " -> " + StandingText(change.after);
      const std::string cause = CauseText(report, change);
      if (!cause.empty()) gate.found += ": " + cause;
      gate.file = report.after_path;
    }
  }
  return gates;
}

void DiffJUnit(const DiffReport& report, Sink& sink) {
  GatesJUnit("dcv diff", Gates(report), sink);
}

void DiffSarif(const DiffReport& report, Sink& sink) {
  GatesSarif(Gates(report), sink);
}

void SourceRows(const DiffReport& report, Sink& sink) {
  for (const coverage::SourceChange& change : report.difference.sources) {
    AppendCsv(sink.buffer,
              {"source-" + std::string(ToString(change.kind)), std::string(change.cloud),
               std::string(change.account), "", "", "", "", "", "", std::to_string(change.before),
               std::to_string(change.after), "", "", std::string(change.source), "", "", "",
               std::string(change.account), std::string(change.region)});
  }
  for (const coverage::AccountChange& change : report.difference.accounts) {
    AppendCsv(sink.buffer,
              {"account-" + std::string(ToString(change.kind)), std::string(change.cloud),
               std::string(change.account), "", std::string(change.name), "", "", "", "", "", "",
               "", "", "", "", "", "", "", ""});
  }
}

void DiffCsv(const DiffReport& report, Sink& sink) {
  AppendCsv(sink.buffer, {"change", "cloud", "account", "technique", "name", "status_before",
                          "status_after", "best_before", "best_after", "on_before", "on_after",
                          "hardened_before", "hardened_after", "source", "detection",
                          "state_before", "state_after", "detection_account", "detection_region"});
  SourceRows(report, sink);
  for (const Change& change : report.difference.changes) {
    std::vector<std::string> row = {std::string(ToString(change.kind)), std::string(change.cloud),
                                    std::string(change.account), std::string(change.technique),
                                    std::string(change.name)};
    auto both = [&](auto text) {
      row.push_back(change.before ? text(*change.before) : "");
      row.push_back(change.after ? text(*change.after) : "");
    };
    both([](const coverage::Standing& s) { return std::string(ToString(s.status)); });
    both([](const coverage::Standing& s) { return Percent(s.best); });
    both([](const coverage::Standing& s) { return std::to_string(s.on); });
    both([](const coverage::Standing& s) { return std::string(s.hardened ? "true" : "false"); });
    if (change.causes.empty()) {
      row.resize(row.size() + 6);
    } else {
      const coverage::Cause& cause = change.causes.front();
      for (std::string_view text : {cause.source, cause.key}) row.emplace_back(text);
      row.push_back(SideText(cause.before));
      row.push_back(SideText(cause.after));
      for (std::string_view text : {cause.account, cause.region}) row.emplace_back(text);
    }
    AppendCsv(sink.buffer, row);
    sink.Poll();
  }
}

}  // namespace

bool DiffReport::Fails(const Change& change) const {
  return std::find(fail_on.begin(), fail_on.end(), change.kind) != fail_on.end();
}

bool DiffReport::failed() const {
  return std::any_of(fail_on.begin(), fail_on.end(), [&](ChangeKind kind) {
    return difference.counts[static_cast<size_t>(kind)] > 0;
  });
}

std::string PlaceText(std::string_view account, std::string_view region) {
  std::string out(account);
  if (!region.empty()) out += (out.empty() ? "" : " ") + std::string(region);
  return out;
}

std::string StandingText(const std::optional<coverage::Standing>& standing) {
  if (!standing) return "absent";
  std::string out(ToString(standing->status));
  if (standing->best > 0) out += " " + Percent(standing->best);
  return out;
}

std::string CauseText(const DiffReport& report, const Change& change) {
  if (change.causes.empty()) return "";
  const coverage::Cause& cause = change.causes.front();
  const coverage::Snapshot& side = cause.after ? report.after : report.before;
  std::string out = std::string(SourceTitle(side, cause.source)) + " " + Printable(cause.key);
  const std::string before = SideText(cause.before), after = SideText(cause.after);
  if (before != after) {
    out += " " + before + " -> " + after;
  } else if (cause.before && cause.after && cause.before->confidence != cause.after->confidence) {
    out += " " + Percent(cause.before->confidence) + " -> " + Percent(cause.after->confidence);
  } else {
    out += cause.after && cause.after->passing ? " passes now" : " fails now";
  }
  if (const std::string place = PlaceText(cause.account, cause.region); !place.empty()) {
    out += " in " + place;
  }
  const std::string_view detail =
      cause.detail_after.empty() ? cause.detail_before : cause.detail_after;
  if (!detail.empty()) out += " (" + Printable(detail) + ")";
  if (change.all_causes > 1) out += fmt::format(", and {} more", change.all_causes - 1);
  return out;
}

std::string SourceText(const coverage::SourceChange& change) {
  using Kind = coverage::SourceChange::Kind;
  const std::string place = PlaceText(change.account, change.region);
  const std::string where = place.empty() ? CloudTitle(change.cloud) : place;
  const std::string title(change.title);
  switch (change.kind) {
    case Kind::kVanished:
      return fmt::format(
          "{} VANISHED in {}: no answer tells of it any more; {} of its detections "
          "were on",
          title, where, change.before);
    case Kind::kSwitchedOff:
      return fmt::format("{} was SWITCHED OFF in {}: {} of its detections were on", title, where,
                         change.before);
    case Kind::kSwitchedOn:
      return fmt::format("{} was switched on in {}: {} of its detections are on", title, where,
                         change.after);
    case Kind::kTold:
      return fmt::format("{} is told again in {}: {} of its detections are on", title, where,
                         change.after);
  }
  return title;
}

std::string AccountText(const coverage::AccountChange& change) {
  using Kind = coverage::AccountChange::Kind;
  std::string out = CloudTitle(change.cloud) + " account " + std::string(change.account);
  if (!change.name.empty()) out += " (" + Printable(change.name) + ")";
  switch (change.kind) {
    case Kind::kSilent: return out + " is SILENT: no answer is of it any more";
    case Kind::kClosed: return out + " is closed";
    case Kind::kHeard: return out + " has answers, and had none before";
    case Kind::kOpened: return out + " is new";
  }
  return out;
}

const std::vector<DiffFormat>& DiffFormats() {
  static const std::vector<DiffFormat> formats = {{"table", DiffTable}, {"json", DiffJson},
                                                  {"csv", DiffCsv},     {"md", DiffMarkdown},
                                                  {"junit", DiffJUnit}, {"sarif", DiffSarif}};
  return formats;
}

}  // namespace dcv::report
