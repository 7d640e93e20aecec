// SPDX-License-Identifier: Apache-2.0
#include "artefact/knowledge.h"

#include <functional>

#include "base/tsv.h"

namespace dcv::artefact {
namespace {

using Cell = std::function<std::string_view(size_t column)>;

Status Read(const DataFiles& data, const std::string& name,
            const std::vector<std::string_view>& columns,
            const std::function<void(const Cell&)>& take) {
  const std::string path = "artefact/" + name;
  DCV_TRY(const std::string_view text, data.Text(path));
  DCV_TRY(const Tsv table, Tsv::Parse(text, path, columns));
  for (size_t row = 0; row < table.rows(); ++row) {
    take([&](size_t column) { return table.cell(row, column); });
  }
  return Ok();
}

Status ReadTables(const DataFiles& data, Knowledge& out) {
  Status status = Read(
      data, "severities.tsv",
      {"level", "sentinel", "elastic", "elastic_risk", "splunk", "opensearch", "secops"},
      [&](const Cell& cell) {
        out.severities.push_back({cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6)});
      });
  if (!status) return status;
  status = Read(data, "tactics.tsv", {"tactic", "attack_18_1", "sentinel"}, [&](const Cell& cell) {
    out.tactics.push_back({cell(0), cell(1), cell(2)});
  });
  if (!status) return status;
  status = Read(data, "sentinel_connectors.tsv", {"table", "connector", "data_type"},
                [&](const Cell& cell) {
                  out.connectors.push_back({cell(0), cell(1), cell(2)});
                });
  if (!status) return status;
  return Read(data, "sentinel_entities.tsv", {"table", "entity", "identifier", "column"},
              [&](const Cell& cell) {
                out.entities.push_back({cell(0), cell(1), cell(2), cell(3)});
              });
}

}  // namespace

Result<Knowledge> Knowledge::Load(const DataFiles& data) {
  DCV_TRY(attack::Version version, attack::Version::Load(data, kAttackVersion));
  Knowledge out{std::move(version), {}, {}, {}, {}};
  if (Status status = ReadTables(data, out); !status) return status.error();
  bool medium = false;
  for (const Severity& severity : out.severities) medium |= severity.level == "medium";
  if (!medium) return InvalidInput("artefact/severities.tsv: no row for level medium");
  return out;
}

const Severity& Knowledge::SeverityOf(std::string_view level) const {
  const Severity* medium = nullptr;
  for (const Severity& severity : severities) {
    if (severity.level == level) return severity;
    if (severity.level == "medium") medium = &severity;
  }
  return *medium;
}

const TacticNames* Knowledge::FindTactic(std::string_view shortname) const {
  for (const TacticNames& tactic : tactics) {
    if (tactic.shortname == shortname) return &tactic;
  }
  return nullptr;
}

}  // namespace dcv::artefact
