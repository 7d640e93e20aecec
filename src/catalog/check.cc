// SPDX-License-Identifier: Apache-2.0
#include "catalog/check.h"

#include <algorithm>
#include <set>

#include "attack/attack.h"
#include "base/text.h"
#include "base/tsv.h"
#include "catalog/catalog.h"
#include "catalog/check_tables.h"

namespace dcv::catalog {
namespace {

// The scale of our own judgements (and of CTID's three words); nothing between its steps.
const std::set<std::string_view> kScale = {"0.95", "0.80", "0.65", "0.50"};
const std::set<std::string_view> kMapped = {"names the behaviour", "detects its tool",
                                            "detects its outcome", "detects a precondition",
                                            "limits it",           "reveals its target"};
const std::set<std::string_view> kUnmapped = {"no adversary behaviour", "availability only",
                                              "cost only", "hygiene only", "retired"};
// What a provider says of an id: the words of data/vendor/*.tsv, "listed until DATE" besides.
const std::set<std::string_view> kStatus = {
    "active",      "retired",     "preview", "preview default off",
    "default off", "unavailable", "unlisted"};
const std::set<std::string_view> kCtid = {
    "detect significant",  "detect partial",  "detect minimal",
    "protect significant", "protect partial", "protect minimal",
    "respond significant", "respond partial", "respond minimal"};

class Checker {
 public:
  explicit Checker(const DataFiles& data) : data_(data) {}

  CheckSummary Run() {
    for (const std::string& version : attack::Versions(data_)) LoadVersion(version);
    for (std::string_view path : data_.List("")) {
      if (path.ends_with(".tsv")) CheckText(path);
    }
    if (auto catalog = Catalog::Load(data_); catalog) {
      for (const Source& source : catalog->sources()) CheckSource(*catalog, source);
      CheckPublished(*catalog);
      CheckTables(data_, versions_, &*catalog, summary_.diagnostics);
    } else {
      Report("K009", "catalog", "", catalog.error().message);
      CheckKeys();
      CheckTables(data_, versions_, nullptr, summary_.diagnostics);
    }
    return std::move(summary_);
  }

 private:
  void Report(std::string code, std::string_view file, std::string place, std::string message) {
    summary_.diagnostics.Add(
        {std::move(code), "data/" + std::string(file), std::move(place), std::move(message), 1});
  }
  static std::string Line(size_t row) { return "line " + std::to_string(row + 2); }

  void LoadVersion(const std::string& name) {
    auto version = attack::Version::Load(data_, name);
    if (!version) {
      Report("K010", "attack/" + name, "", version.error().message);
      return;
    }
    for (const attack::Technique& technique : version->techniques()) {
      const bool active = technique.status == attack::TechniqueStatus::kActive;
      if (active && !technique.parent.empty() && version->Find(technique.parent) == nullptr) {
        Report("K010", "attack/" + name + "/techniques.tsv", std::string(technique.id),
               "its parent " + std::string(technique.parent) + " does not exist");
      }
      if (technique.status == attack::TechniqueStatus::kRevoked &&
          version->Translate(technique.id) == nullptr) {
        Report("K010", "attack/" + name + "/techniques.tsv", std::string(technique.id),
               "revoked, and its successors lead to no active technique");
      }
    }
    versions_.push_back(*std::move(version));
  }

  // Encoding, line ends, blanks and order: what makes a diff show only meaning.
  void CheckText(std::string_view path) {
    const std::string_view text = *data_.Text(path);
    ++summary_.files;
    if (text.find('\r') != text.npos) Report("K011", path, "", "has carriage returns");
    if (!text.ends_with('\n')) Report("K011", path, "", "does not end with a newline");
    for (size_t at = 0; at < text.size();) {
      const size_t length = Utf8SequenceLength(text.substr(at));
      if (length == 0) {
        Report("K011", path, "byte " + std::to_string(at), "is not UTF-8");
        break;
      }
      at += length;
    }
    const auto lines = Split(text, '\n');
    summary_.rows += lines.size() > 2 ? lines.size() - 2 : 0;
    if (path.ends_with("/tactics.tsv")) return;  // in matrix order
    for (size_t i = 2; i + 1 < lines.size(); ++i) {
      if (!CellsAscend(lines[i - 1], lines[i])) {
        Report("K004", path, "line " + std::to_string(i + 1), "row is out of order or repeated");
      }
    }
  }

  // Rows sort cell by cell, bytewise; tab sorts before any other byte that cells hold.
  static bool CellsAscend(std::string_view a, std::string_view b) {
    return Split(a, '\t') < Split(b, '\t');
  }

  void CheckTechnique(std::string_view path, size_t row, std::string_view technique) {
    if (!IsActive(versions_, technique)) {
      Report("K002", path, Line(row),
             std::string(technique) + " is an active technique of no ATT&CK version here");
    }
  }

  void CheckVendor(const Source& source) {
    const std::string path = VendorPath(source);
    if (!data_.Has(path)) return;
    auto table = Tsv::Parse(*data_.Text(path), path, {"kind", "status"});
    for (size_t row = 0; table && row < table->rows(); ++row) {
      const std::string_view status = table->cell(row, 1);
      CheckKind(path, row, table->cell(row, 0));
      if (kStatus.count(status) == 0 && !status.starts_with("listed until ")) {
        Report("K012", path, Line(row), "'" + std::string(status) + "' is no status");
      }
    }
  }

  void CheckKind(std::string_view path, size_t row, std::string_view kind) {
    if (kind.empty() || ParseKind(kind)) return;
    Report("K012", path, Line(row), "'" + std::string(kind) + "' is no kind of detection");
  }

  void CheckSource(const Catalog& catalog, const Source& source) {
    CheckVendor(source);
    const std::string path = MappingPath(source);
    if (!data_.Has(path)) return;
    auto table = Tsv::Parse(*data_.Text(path), path,
                            {"key", "technique", "confidence", "basis", "kind", "reason"});
    for (size_t row = 0; table && row < table->rows(); ++row) CheckRow(path, *table, row);
    for (uint32_t i = source.first; i < source.first + source.count; ++i) {
      const Detection& detection = catalog.detections()[i];
      if (detection.mapping_count == 0 && detection.reason.empty()) {
        Report("K005", path, "", std::string(detection.key) + " has neither mapping nor reason");
      }
      if (detection.mapping_count > 0 && !detection.reason.empty()) {
        Report("K005", path, "",
               std::string(detection.key) + " has a mapping and a reason for none");
      }
    }
  }

  void CheckRow(std::string_view path, const Tsv& table, size_t row) {
    const std::string_view technique = table.cell(row, 1), confidence = table.cell(row, 2),
                           basis = table.cell(row, 3), reason = table.cell(row, 5);
    CheckKind(path, row, table.cell(row, 4));
    if (technique.empty()) {
      if (kUnmapped.count(reason) == 0 && !reason.starts_with("duplicate of ")) {
        Report("K006", path, Line(row),
               "'" + std::string(reason) + "' is no reason for no technique");
      }
      return;
    }
    CheckTechnique(path, row, technique);
    if (kScale.count(confidence) == 0) {
      Report("K003", path, Line(row),
             "confidence " + std::string(confidence) + " is off the scale");
    }
    const auto& reasons = basis == "ctid" ? kCtid : kMapped;
    if (basis != "provider" && reasons.count(reason) == 0) {
      Report("K006", path, Line(row), "'" + std::string(reason) + "' is no reason for a mapping");
    }
  }

  void CheckPublished(const Catalog& catalog) {
    constexpr std::string_view kPath = "catalog/published.tsv";
    for (size_t row = 0; row < catalog.published().size(); ++row) {
      const PublishedRow& published = catalog.published()[row];
      CheckTechnique(kPath, row, published.technique);
      if (!published.vendor_key.empty() &&
          !catalog.FindDetection(published.source, published.vendor_key)) {
        Report("K008", kPath, Line(row),
               std::string(published.vendor_key) + " is in no vendor list");
      }
    }
  }

  // The catalogue did not load: find every key that no vendor list has, not only the first.
  void CheckKeys() {
    for (std::string_view path : data_.List("catalog/")) {
      const auto parts = Split(path, '/');
      if (parts.size() != 3) continue;
      const std::string vendor = "vendor/" + std::string(parts[1]) + "_" + std::string(parts[2]);
      if (!data_.Has(vendor)) continue;
      auto keys = Tsv::Parse(*data_.Text(vendor), vendor, {"key"});
      auto table = Tsv::Parse(*data_.Text(path), path, {"key"});
      if (!keys || !table) continue;
      std::set<std::string_view> known;
      for (size_t row = 0; row < keys->rows(); ++row) known.insert(keys->cell(row, 0));
      for (size_t row = 0; row < table->rows(); ++row) {
        if (known.count(table->cell(row, 0)) > 0) continue;
        Report("K001", path, Line(row),
               "key " + std::string(table->cell(row, 0)) + " is not in data/" + vendor);
      }
    }
  }

  const DataFiles& data_;
  std::vector<attack::Version> versions_;
  CheckSummary summary_;
};

}  // namespace

CheckSummary CheckData(const DataFiles& data) {
  return Checker(data).Run();
}

}  // namespace dcv::catalog
