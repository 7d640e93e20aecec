// SPDX-License-Identifier: Apache-2.0
#include "report/csv.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/report.h"

namespace dcv::report {

void AppendCsv(std::string& out, const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    std::string cell = cells[i];
    if (!cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) {
      cell.insert(0, "'");
    }
    if (cell.find_first_of(",\"\r\n") == cell.npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

namespace {

void RowsCsv(const coverage::Coverage& coverage, Sink& sink) {
  const bool accounts = coverage.options.by == coverage::Dimension::kAccount;
  AppendCsv(sink.buffer, {"cloud", accounts ? "account" : "region", "name", "told", "techniques",
                          "covered", "partial", "unknown", "none", "hardened", "covered_percent"});
  const size_t all = coverage.techniques.size();
  for (const coverage::ScopeRow& row : coverage.rows) {
    const coverage::Totals& totals = row.totals;
    const double percent =
        all == 0 ? 0 : 100.0 * static_cast<double>(totals.covered) / static_cast<double>(all);
    AppendCsv(sink.buffer,
              {row.cloud, row.scope, row.name, row.told ? "true" : "false", std::to_string(all),
               std::to_string(totals.covered), std::to_string(totals.partial),
               std::to_string(totals.unknown), std::to_string(totals.none),
               std::to_string(totals.hardened), fmt::format("{:.1f}", percent)});
    sink.Poll();
  }
}

}  // namespace

void CoverageCsv(const Context& context, const coverage::Coverage& coverage,
                 const inventory::Inventory&, Sink& sink) {
  if (coverage.options.by != coverage::Dimension::kNone) return RowsCsv(coverage, sink);
  AppendCsv(sink.buffer,
            {"technique", "name", "tactics", "platforms", "status", "best_confidence", "hardened",
             "mapped", "deployed", "telemetry", "proven", "groups", "campaigns", "detections_on"});
  for (const coverage::Technique& technique : coverage.techniques) {
    const attack::Technique& attack = *technique.technique;
    std::vector<std::string> on;
    for (const coverage::Claim& claim : technique.claims) {
      const coverage::Detection& detection = coverage.detections[claim.detection];
      if (detection.kind == catalog::Kind::kPosture) continue;
      if (detection.state() == inventory::State::kOn) on.emplace_back(detection.key);
    }
    std::vector<std::string> row = {std::string(attack.id),
                                    context.version.FullName(attack),
                                    TacticList(context.version, attack),
                                    PlatformList(attack),
                                    std::string(ToString(technique.status)),
                                    fmt::format("{:.2f}", technique.best_confidence),
                                    technique.hardened ? "true" : "false"};
    for (uint32_t count : technique.levels) row.push_back(std::to_string(count));
    row.push_back(std::to_string(attack.groups.value_or(0)));
    row.push_back(std::to_string(attack.campaigns.value_or(0)));
    row.push_back(Join(on, "; "));
    AppendCsv(sink.buffer, row);
    sink.Poll();
  }
}

}  // namespace dcv::report
