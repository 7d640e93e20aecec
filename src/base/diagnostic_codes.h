// SPDX-License-Identifier: Apache-2.0
// What each diagnostic code means: the rows of data/diagnostics.tsv.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/data_files.h"
#include "base/diagnostic.h"

namespace dcv {

struct DiagnosticCode {
  std::string_view code, title, cause, remedy;
  Severity severity = Severity::kError;
};

class DiagnosticCodes {
 public:
  static Result<DiagnosticCodes> Load(const DataFiles& data);
  // A code without a row is an error with no more to say; a test holds that there is none.
  const DiagnosticCode& Find(std::string_view code) const;
  const std::vector<DiagnosticCode>& all() const { return rows_; }
  // Errors and warnings make a result incomplete (exit 3); infos do not.
  bool Incomplete(const Diagnostics& diagnostics) const;

 private:
  std::vector<DiagnosticCode> rows_;
};

}  // namespace dcv
