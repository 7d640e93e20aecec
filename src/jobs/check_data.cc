// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"
#include "base/text.h"
#include "catalog/check.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "report/notices.h"

namespace dcv::jobs {

Result<Outcome> CheckData(const CheckDataRequest& request) {
  DataFiles data = DataFiles::Packed();
  DCV_TRY(const DiagnosticCodes codes, DiagnosticCodes::Load(data));
  DataFiles checked = data;
  if (!request.data_directory.empty()) {
    DCV_TRY(checked, DataFiles::FromDirectory(request.data_directory));
  }
  const catalog::CheckSummary summary = catalog::CheckData(checked);
  DCV_TRY(OutputFile file, OutputFile::Open(request.path));
  std::string& out = file.sink().buffer;
  if (request.json) {
    json::Writer json(out);
    json.BeginObject().Field("schema", "dcv.check-data/1").Field("version", DCV_VERSION);
    json.Field("files", summary.files).Field("rows", summary.rows);
    report::WriteNotices(codes, summary.diagnostics, json);
    json.EndObject();
  } else {
    out = report::NoticeText(codes, summary.diagnostics, 200);
    out += Grouped(summary.rows) + " rows of " + Grouped(summary.files) + " tables checked, " +
           Grouped(summary.diagnostics.Sorted().size()) + " problems\n";
  }
  if (Status status = file.Close(); !status) return status.error();
  return summary.diagnostics.empty() ? Outcome::kDone : Outcome::kFindings;
}

}  // namespace dcv::jobs
