// SPDX-License-Identifier: Apache-2.0
// One function per verb, each a list of hops; every shell (command line, later server and worker)
// fills the same request and calls the same function.
#pragma once

#include <string>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/diagnostic_codes.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "coverage/coverage.h"
#include "coverage/page.h"
#include "lint/lint.h"

namespace dcv::jobs {

// How a job ended; the shell turns it into its own terms (exit code, HTTP status).
enum class Outcome { kDone, kFindings, kIncomplete };

// What every job stands on. The members point into each other: filled in place, never moved.
struct Program {
  DataFiles data;
  DiagnosticCodes codes;
  catalog::Catalog catalog;
  bool color = false;     // stdout is a terminal that shows colour
  bool progress = false;  // stderr is a terminal
};

// `data_directory` replaces the packed data when not empty. ATT&CK versions that the user loaded
// (UserDataDirectory()) are there too.
Status LoadProgram(const std::string& data_directory, Program& program);

// $DCV_HOME, else $XDG_DATA_HOME/dcv, else ~/.local/share/dcv.
std::string UserDataDirectory();

// A report to write: format and where ("-" or "" is stdout).
struct Output {
  std::string format = "table";
  std::string path = "-";
};

struct InventoryRequest {
  std::vector<std::string> paths;
  std::string rules_deployed;  // folder of Sigma rules, or ""
  size_t threads = 0;
  Output output;
};
Result<Outcome> Inventory(const Program& program, const InventoryRequest& request);

struct CoverageRequest {
  InventoryRequest inventory;  // its output is not used
  std::string attack;          // version
  coverage::Options options;
  std::vector<Output> outputs;
  double fail_under = -1;  // percent of techniques covered; below it the outcome is kFindings
};
Result<Outcome> Coverage(const Program& program, const CoverageRequest& request);

struct TechniqueRequest {
  std::string technique;  // id of any version, or name
  std::string attack;
  coverage::MappingView view = coverage::MappingView::kDefault;
  Output output;
};
Result<Outcome> Technique(const Program& program, const TechniqueRequest& request);

struct ListRequest {
  std::string what;  // a name of ListNames()
  std::string attack;
  std::string source;  // detections: of this source alone
  std::string rules;   // rules: folder in place of the built-in library
  bool json = false;
  std::string path = "-";
};
Result<Outcome> List(const Program& program, const ListRequest& request);
const std::vector<std::string>& ListNames();

struct ExplainRequest {
  std::string subject;  // diagnostic code, key of a detection, or file of Sigma rules
  std::string event;    // file of events to explain the rules on, or ""
  std::string attack;
  InventoryRequest inventory;  // may be empty
  bool json = false;
  std::string path = "-";
};
Result<Outcome> Explain(const Program& program, const ExplainRequest& request);

// Files of Sigma rules: form, meaning and the checks of `dcv list checks`.
struct CheckRequest {
  std::vector<std::string> paths;
  lint::Options lint;
  bool fix = false;                     // make the safe edits first
  Severity show = Severity::kInfo;      // the least that is printed; all are counted
  Severity fail_on = Severity::kError;  // the least that makes the outcome kFindings
  size_t threads = 0;
  Output output{"text", "-"};
};
Result<Outcome> Check(const Program& program, const CheckRequest& request);

// Checks the data that `program` was loaded with, or could not be: takes the files alone.
struct CheckDataRequest {
  std::string data_directory;
  bool json = false;
  std::string path = "-";
};
Result<Outcome> CheckData(const CheckDataRequest& request);

struct AttackLoadRequest {
  std::string bundle;     // STIX file, plain, .gz or .zst
  std::string version;    // "" takes the bundle's own
  std::string directory;  // "" is UserDataDirectory()/attack
};
Result<Outcome> AttackLoad(const Program& program, const AttackLoadRequest& request);

}  // namespace dcv::jobs
