// SPDX-License-Identifier: Apache-2.0
// One function per verb, each a list of hops; every shell (command line, later server and worker)
// fills the same request and calls the same function.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/diagnostic_codes.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "coverage/coverage.h"
#include "coverage/diff.h"
#include "coverage/gates.h"
#include "coverage/page.h"
#include "lint/lint.h"

namespace dcv::jobs {

// How a job ended; the shell turns it into its own terms (exit code, HTTP status). kBadInput: the
// result is printed, and files that it needs are not what they should be.
enum class Outcome { kDone, kFindings, kBadInput, kIncomplete, kInterrupted };

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
  std::vector<std::string> logs = {};  // samples of logs, which show that these are written
};
Result<Outcome> Inventory(const Program& program, const InventoryRequest& request);

struct CoverageRequest {
  InventoryRequest inventory;  // its output is not used
  std::string attack;          // version
  coverage::Options options;
  std::vector<Output> outputs;
  coverage::GateOptions gates;  // one that does not hold makes the outcome kFindings
};
Result<Outcome> Coverage(const Program& program, const CoverageRequest& request);

// What changed between two results. A path is a folder or file of provider answers, or the JSON
// that `dcv coverage --json` wrote, each plain, .gz or .zst.
struct DiffRequest {
  std::string before, after;              // paths; one of them may be "-"
  std::string rules_before, rules_after;  // folders of Sigma rules that run in the SIEM, or ""
  std::string attack;
  coverage::Options options;                  // of answers; a stored result keeps its own
  std::vector<coverage::ChangeKind> fail_on;  // kinds of change that make the outcome kFindings
  size_t threads = 0;
  Output output;
};
Result<Outcome> Diff(const Program& program, const DiffRequest& request);

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
  std::string source;      // detections: of this source alone
  std::string rules;       // rules: folder in place of the built-in library
  bool reachable = false;  // rules: prove of each that an event of its log source can match
  bool levels = false;     // rules: how far their queries have been tried
  bool json = false;
  std::string path = "-";
};
Result<Outcome> List(const Program& program, const ListRequest& request);
const std::vector<std::string>& ListNames();

// Processing pipelines for rules; empty: none.
struct PipelineOptions {
  std::vector<std::string> files;  // in the order given
  std::string values;              // folder that their file_placeholders may read below, or ""
};

struct ExplainRequest {
  std::string subject;  // diagnostic code, key of a detection, or file of Sigma rules
  std::string event;    // file of events to explain the rules on, or ""
  std::string attack;
  InventoryRequest inventory;  // may be empty
  PipelineOptions pipelines;   // of rules
  bool json = false;
  std::string path = "-";
};
Result<Outcome> Explain(const Program& program, const ExplainRequest& request);

// Files of Sigma rules: form, meaning and the checks of `dcv list checks`.
struct CheckRequest {
  std::vector<std::string> paths;
  PipelineOptions pipelines;
  lint::Options lint;
  bool fix = false;                     // make the safe edits first
  Severity show = Severity::kInfo;      // the least that is printed; all are counted
  Severity fail_on = Severity::kError;  // the least that makes the outcome kFindings
  size_t threads = 0;
  Output output{"text", "-"};
};
Result<Outcome> Check(const Program& program, const CheckRequest& request);

// Rules on the events of the X.tests.json beside them (docs/testing.md).
struct TestRequest {
  std::vector<std::string> paths;
  bool require_tests = false;  // a rule without tests is an error
  bool mutate = false;         // hold the matcher to the reference on variants of the events
  size_t threads = 0;
  Output output{"text", "-"};
};
Result<Outcome> Test(const Program& program, const TestRequest& request);

// Rules as queries of other systems (docs/convert.md).
struct ConvertRequest {
  std::vector<std::string> targets;  // ids of dialects, each may be a list with commas
  std::vector<std::string> paths;    // files, folders, "-" or kBuiltinRules
  PipelineOptions pipelines;
  std::string table;     // in place of the log source's, or ""
  std::string require;   // level that queries must have (dialect/levels.h), or ""
  bool explain = false;  // the rule in words beside each query
  bool verbose = false;  // each rule that was not converted on stderr, not the first of a kind
  std::string every;     // time between two runs of an artefact (artefact/artefact.h), or ""
  size_t threads = 0;
  Output output{"plain", "-"};
};
// kBadInput when a rule could not be converted.
Result<Outcome> Convert(const Program& program, const ConvertRequest& request);

// Rules over logs (docs/detect.md).
struct DetectRequest {
  std::vector<std::string> rules;  // files and folders, or kBuiltinRules
  std::vector<std::string> logs;
  std::string attack;
  PipelineOptions pipelines;
  std::string allowlist, at;  // file of exceptions, and the day of its use
  std::string logsource;      // "product=windows,category=process_creation"; "": by shape
  std::string fail_on_match;  // level from which an alert makes the outcome kFindings
  bool include_event = false;
  bool profile = false;  // cost per rule on stderr
  bool quiet = false;    // no summary
  size_t threads = 0;
  size_t max_line = size_t{64} << 20;
  size_t max_state = size_t{1} << 30;
  int64_t lateness_ms = -1;  // of correlations; -1: the whole run, so any order of files
  Output output{"json", "-"};
  const std::atomic<bool>* stop = nullptr;  // set by a signal: results so far, kInterrupted
};
Result<Outcome> Detect(const Program& program, const DetectRequest& request);

// Writes Sigma filters that take the events with these fields out of the rules of a file.
struct FilterNewRequest {
  std::string rules;                // file or folder of Sigma rules, or -
  std::vector<std::string> fields;  // FIELD=VALUE, FIELD|MODIFIER=VALUE
  std::string title;                // "" makes one of the rules' titles
  std::string path = "-";
};
Result<Outcome> FilterNew(const Program& program, const FilterNewRequest& request);

// Checks the data that `program` was loaded with, or could not be: takes the files alone.
struct CheckDataRequest {
  std::string data_directory;
  bool agreement = false;  // also how far our mappings agree with the references
  bool json = false;
  std::string path = "-";
};
Result<Outcome> CheckData(const CheckDataRequest& request);

struct CatalogImportRequest {
  std::string source;
  std::string list;  // file or folder
  std::string key;   // member that holds the ids; "" finds it
  bool json = false;
  std::string path = "-";
};
// kFindings when the lists differ.
Result<Outcome> CatalogImport(const Program& program, const CatalogImportRequest& request);

struct AttackLoadRequest {
  std::string bundle;     // STIX file, plain, .gz or .zst
  std::string version;    // "" takes the bundle's own
  std::string directory;  // "" is UserDataDirectory()/attack
};
Result<Outcome> AttackLoad(const Program& program, const AttackLoadRequest& request);

}  // namespace dcv::jobs
