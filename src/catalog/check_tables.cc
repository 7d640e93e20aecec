// SPDX-License-Identifier: Apache-2.0
#include "catalog/check_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "base/tsv.h"

namespace dcv::catalog {
namespace {

using Words = std::set<std::string_view>;

// What must hold besides for a row of data/catalog/events.tsv to mean its technique.
const Words kConditions = {"",
                           "another account in the request",
                           "by an unusual principal",
                           "code in the request",
                           "external address in the request",
                           "failed",
                           "for another user",
                           "hides or deletes messages",
                           "host access in the request",
                           "many failures in short time",
                           "many in short time",
                           "open to the internet",
                           "principal is public",
                           "privileged role or policy",
                           "turns protection off",
                           "without MFA"};
// Which confidences each kind of evidence may have.
const std::map<std::string_view, Words> kEvidence = {
    {"is", {"0.95", "0.80"}}, {"can be", {"0.80", "0.65", "0.50"}}, {"prepares", {"0.65", "0.50"}}};
const Words kNoEvent = {"no adversary behaviour", "hygiene only", "too common to tell"};
const Words kNoLog = {"host telemetry only", "no log source here yet",
                      "offline, outside the victim's logs", "mailbox content, in no log"};
const Words kLogBasis = {"attack", "curated"};

class TableChecker {
 public:
  TableChecker(const DataFiles& data, const std::vector<attack::Version>& versions,
               const Catalog* catalog, Diagnostics& diagnostics)
      : data_(data), versions_(versions), catalog_(catalog), diagnostics_(diagnostics) {
    for (std::string_view path : data.List("logsources/")) {
      path.remove_prefix(std::string_view("logsources/").size());
      log_sources_.insert(path.substr(0, path.find('.')));
    }
  }

  void Run() {
    Each("catalog/events.tsv", {"log_source", "technique", "confidence", "evidence", "condition"},
         [&] {
           LogSource(0);
           Technique(1);
           const auto evidence = kEvidence.find(Cell(3));
           Word(evidence != kEvidence.end(), 3, "a kind of evidence");
           if (evidence != kEvidence.end() && evidence->second.count(Cell(2)) == 0) {
             Report("K003", "confidence " + std::string(Cell(2)) + " does not go with '" +
                                std::string(Cell(3)) + "'");
           }
           Word(kConditions.count(Cell(4)) > 0, 4, "a condition");
         });
    Each("catalog/events_none.tsv", {"log_source", "reason"}, [&] {
      LogSource(0);
      Word(kNoEvent.count(Cell(1)) > 0, 1, "a reason for no technique");
    });
    Each("catalog/log_sources.tsv", {"technique", "log_source", "basis"}, [&] {
      Technique(0);
      LogSource(1);
      Word(kLogBasis.count(Cell(2)) > 0, 2, "a basis");
    });
    Each("catalog/log_sources_none.tsv", {"technique", "reason"}, [&] {
      Technique(0);
      Word(kNoLog.count(Cell(1)) > 0, 1, "a reason for no log");
    });
    Each("catalog/references.tsv", {"source", "key", "says"}, [&] {
      Referenced(Cell(0), Cell(1));
      if (!Cell(2).starts_with("TA") && !Cell(2).empty()) Technique(2);
    });
  }

 private:
  template <typename Row>
  void Each(std::string_view path, const std::vector<std::string_view>& columns, const Row& check) {
    if (!data_.Has(path)) return;
    auto table = Tsv::Parse(*data_.Text(path), path, columns);
    if (!table) {
      path_ = path;
      diagnostics_.Add({"K009", "data/" + std::string(path), "", table.error().message, 1});
      return;
    }
    path_ = path;
    table_ = &*table;
    for (row_ = 0; row_ < table->rows(); ++row_) check();
  }

  std::string_view Cell(size_t column) const { return table_->cell(row_, column); }
  void Report(std::string code, std::string message) {
    diagnostics_.Add({std::move(code), "data/" + std::string(path_),
                      "line " + std::to_string(row_ + 2), std::move(message), 1});
  }
  void Technique(size_t column) {
    if (IsActive(versions_, Cell(column))) return;
    Report("K002", std::string(Cell(column)) + " is an active technique of no ATT&CK version here");
  }
  void LogSource(size_t column) {
    if (log_sources_.count(Cell(column)) > 0) return;
    Report("K013", "no log source " + std::string(Cell(column)));
  }
  void Word(bool known, size_t column, const std::string& what) {
    if (!known) Report("K012", "'" + std::string(Cell(column)) + "' is not " + what);
  }
  // Events are their three names with a blank between.
  void Referenced(std::string_view source, std::string_view key) {
    if (catalog_ == nullptr || source == "events") return;
    const auto number = catalog_->FindSource(source);
    if (!number || !catalog_->FindDetection(*number, key)) {
      Report("K014", std::string(source) + " has no " + std::string(key));
    }
  }

  const DataFiles& data_;
  const std::vector<attack::Version>& versions_;
  const Catalog* catalog_;
  Diagnostics& diagnostics_;
  std::set<std::string_view> log_sources_;
  std::string_view path_;
  const Tsv* table_ = nullptr;
  size_t row_ = 0;
};

}  // namespace

bool IsActive(const std::vector<attack::Version>& versions, std::string_view technique) {
  return std::any_of(versions.begin(), versions.end(), [&](const attack::Version& version) {
    const attack::Technique* found = version.Find(technique);
    return found != nullptr && found->status == attack::TechniqueStatus::kActive;
  });
}

void CheckTables(const DataFiles& data, const std::vector<attack::Version>& versions,
                 const Catalog* catalog, Diagnostics& diagnostics) {
  TableChecker(data, versions, catalog, diagnostics).Run();
}

}  // namespace dcv::catalog
