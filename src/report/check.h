// SPDX-License-Identifier: Apache-2.0
// What `dcv check` found, as text, JSON, SARIF 2.1.0 and JUnit XML.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic_codes.h"
#include "base/problem.h"
#include "report/sink.h"

namespace dcv::report {

struct CheckedFile {
  std::string path;
  size_t rules = 0;   // documents of it, broken ones included
  Problems problems;  // in order of place
};

struct CheckResult {
  std::vector<CheckedFile> files;
  size_t rules = 0, fixed = 0;
  size_t errors = 0, warnings = 0, infos = 0;
};

struct CheckFormat {
  const char* name;
  void (*render)(const DiagnosticCodes&, const CheckResult&, Sink&);
};
const std::vector<CheckFormat>& CheckFormats();

}  // namespace dcv::report
