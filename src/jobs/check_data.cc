// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "catalog/agreement.h"
#include "catalog/check.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "report/notices.h"
#include "report/table.h"

namespace dcv::jobs {
namespace {

using catalog::Closeness;
constexpr Closeness kCloseness[] = {
    Closeness::kExact,      Closeness::kRelated,  Closeness::kDifferent, Closeness::kOursNone,
    Closeness::kTheirsNone, Closeness::kBothNone, Closeness::kRests};

std::string AgreementTable(const std::vector<catalog::Agreement>& agreements) {
  using Align = report::Table::Align;
  report::Table table({{"SOURCE"},
                       {"REFERENCE"},
                       {"KEYS", Align::kRight},
                       {"EXACT", Align::kRight},
                       {"PARENT OR SIBLING", Align::kRight},
                       {"DIFFERENT", Align::kRight},
                       {"NONE OF OURS", Align::kRight},
                       {"NONE OF THEIRS", Align::kRight},
                       {"BOTH NONE", Align::kRight},
                       {"RESTS ON IT", Align::kRight},
                       {"SAME STEP", Align::kRight},
                       {"NEXT STEP", Align::kRight}});
  for (const catalog::Agreement& agreement : agreements) {
    std::vector<std::string> row = {agreement.source, agreement.reference,
                                    std::to_string(agreement.keys.size())};
    for (Closeness closeness : kCloseness) {
      row.push_back(std::to_string(agreement.Count(closeness)));
    }
    size_t same = 0, next = 0, steps = 0;
    for (const catalog::AgreementKey& key : agreement.keys) {
      same += key.same_step;
      next += key.next_step;
      steps += key.steps;
    }
    row.push_back(steps == 0 ? "" : std::to_string(same) + " of " + std::to_string(steps));
    row.push_back(steps == 0 ? "" : std::to_string(next));
    table.Row(row);
  }
  return table.Text();
}

void WriteAgreement(const std::vector<catalog::Agreement>& agreements, json::Writer& json) {
  json.Key("agreement").BeginArray();
  for (const catalog::Agreement& agreement : agreements) {
    json.BeginObject().Field("source", agreement.source).Field("reference", agreement.reference);
    json.Field("keys", agreement.keys.size());
    for (Closeness closeness : kCloseness) {
      std::string name(ToString(closeness));
      std::replace(name.begin(), name.end(), ' ', '_');
      json.Field(name, agreement.Count(closeness));
    }
    json.Key("differences").BeginArray();
    for (const catalog::AgreementKey& key : agreement.keys) {
      const bool differs = key.closeness != Closeness::kExact &&
                           key.closeness != Closeness::kBothNone &&
                           key.closeness != Closeness::kRests;
      if (!differs) continue;
      json.Inline().BeginObject().Field("key", key.key).Field("is", ToString(key.closeness));
      json.Field("ours", Join(key.ours, " ")).Field("theirs", Join(key.theirs, " "));
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

// Nothing asked, nothing read.
Result<std::vector<catalog::Agreement>> AgreementOf(const CheckDataRequest& request,
                                                    const DataFiles& data) {
  if (!request.agreement) return std::vector<catalog::Agreement>{};
  DCV_TRY(const catalog::Catalog loaded, catalog::Catalog::Load(data));
  return catalog::Agree(data, loaded);
}

}  // namespace

Result<Outcome> CheckData(const CheckDataRequest& request) {
  DataFiles data = DataFiles::Packed();
  DCV_TRY(const DiagnosticCodes codes, DiagnosticCodes::Load(data));
  DataFiles checked = data;
  if (!request.data_directory.empty()) {
    DCV_TRY(checked, DataFiles::FromDirectory(request.data_directory));
  }
  const catalog::CheckSummary summary = catalog::CheckData(checked);
  DCV_TRY(const std::vector<catalog::Agreement> agreements, AgreementOf(request, checked));
  DCV_TRY(OutputFile file, OutputFile::Open(request.path));
  std::string& out = file.sink().buffer;
  if (request.json) {
    json::Writer json(out);
    json.BeginObject().Field("schema", "dcv.check-data/1").Field("version", DCV_VERSION);
    json.Field("files", summary.files).Field("rows", summary.rows);
    report::WriteNotices(codes, summary.diagnostics, json);
    if (request.agreement) WriteAgreement(agreements, json);
    json.EndObject();
  } else {
    out = report::NoticeText(codes, summary.diagnostics, 200);
    if (request.agreement) out += AgreementTable(agreements) + "\n";
    out += Grouped(summary.rows) + " rows of " + Grouped(summary.files) + " tables checked, " +
           Grouped(summary.diagnostics.Sorted().size()) + " problems\n";
  }
  if (Status status = file.Close(); !status) return status.error();
  return summary.diagnostics.empty() ? Outcome::kDone : Outcome::kFindings;
}

}  // namespace dcv::jobs
