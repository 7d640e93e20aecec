// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic_codes.h"

#include <algorithm>

#include "base/tsv.h"

namespace dcv {

Result<DiagnosticCodes> DiagnosticCodes::Load(const DataFiles& data) {
  constexpr std::string_view kPath = "diagnostics.tsv";
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, kPath, {"code", "severity", "title", "cause", "remedy"}));
  DiagnosticCodes codes;
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::string_view severity = table.cell(row, 1);
    codes.rows_.push_back({table.cell(row, 0), table.cell(row, 2), table.cell(row, 3),
                           table.cell(row, 4),
                           severity == "info"      ? Severity::kInfo
                           : severity == "warning" ? Severity::kWarning
                                                   : Severity::kError});
  }
  return codes;
}

const DiagnosticCode& DiagnosticCodes::Find(std::string_view code) const {
  static const DiagnosticCode kUnlisted;
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const DiagnosticCode& row) { return row.code == code; });
  return found == rows_.end() ? kUnlisted : *found;
}

bool DiagnosticCodes::Incomplete(const Diagnostics& diagnostics) const {
  const auto sorted = diagnostics.Sorted();
  return std::any_of(sorted.begin(), sorted.end(), [&](const Diagnostic& diagnostic) {
    return Find(diagnostic.code).severity != Severity::kInfo;
  });
}

}  // namespace dcv
