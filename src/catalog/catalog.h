// SPDX-License-Identifier: Apache-2.0
// What could be detected: the providers' own lists of detections and their mapping to ATT&CK, each
// row with its basis. Read from data/catalog and data/vendor; every view points into the DataFiles
// given, which must outlive the Catalog. Technique ids are those of attack::kDefaultVersion.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"

namespace dcv::catalog {

// What a detection is: a control about configuration, a managed threat finding, a log-based rule
// that can be read, a correlation of others. Posture never counts as detection.
enum class Kind : uint8_t { kPosture, kFinding, kRule, kCorrelation };
std::string_view ToString(Kind kind);
std::optional<Kind> ParseKind(std::string_view text);

// Who says that a detection shows a technique, strongest first: the provider; MITRE CTID's mapping;
// we, with a reason; the author of a rule in its tags; the published coverage pages.
enum class Basis : uint8_t { kProvider, kCurated, kCtid, kAuthor, kPublished };
std::string_view ToString(Basis basis);
std::optional<Basis> ParseBasis(std::string_view text);

struct Source {
  std::string id;     // aws_guardduty
  std::string title;  // AWS GuardDuty, as the published pages write it
  std::string cloud;  // aws, azure, gcp, any
  Kind kind = Kind::kFinding;
  std::string from, retrieved;
  std::vector<std::string> answers;  // calls whose answers tell the state; empty: nothing reads it
  std::string needs;                 // setting that must be on, "" when none
  // A detection works only when what it finds is handed on, which other answers tell: the setting
  // that is on where those were listed whole; "" when it needs no such thing.
  std::string delivery;
  double tag_confidence = 0;      // of techniques that a rule's own metadata states
  bool own_mappings = false;      // has a table of ours
  uint32_t first = 0, count = 0;  // its detections in Catalog::detections()
};

struct Mapping {
  std::string_view technique;
  double confidence = 0;
  Basis basis = Basis::kCurated;
  std::string_view reason;
};

// One row of a provider's list: a thing that can be on or off.
struct Detection {
  uint32_t source = 0;
  Kind kind = Kind::kFinding;
  std::string_view key, title, status, severity;
  std::string_view plan;    // alternatives separated by '|': any of them on makes it on; "" base
  std::string_view module;  // the provider's other name, alternatives separated by '|'
  std::string_view reason;  // why it has no technique, "" when it has or nobody judged it yet
  uint32_t first_mapping = 0, mapping_count = 0;

  bool retired() const { return status == "retired"; }
};

struct PublishedRow {
  uint32_t source = 0;
  std::string_view key, technique, table, vendor_key;
  double confidence = 0;
};

// A cloud log that a technique can be seen in (data/catalog/log_sources.tsv).
struct LogOfTechnique {
  std::string_view technique, log_source;
  std::string_view channel;  // typical event names or categories, separated by '|'
  std::string_view basis;    // attack or curated
  std::string_view needs;    // what must be switched on, "" when it is there by default
};

class Catalog {
 public:
  static Result<Catalog> Load(const DataFiles& data);

  const std::vector<Source>& sources() const { return sources_; }
  const std::vector<Detection>& detections() const { return detections_; }
  const std::vector<PublishedRow>& published() const { return published_; }
  // Sorted by technique, then log source.
  const std::vector<LogOfTechnique>& logs() const { return logs_; }
  // The mappings of one detection, sorted by technique, then basis.
  const Mapping* begin(const Detection& d) const { return mappings_.data() + d.first_mapping; }
  const Mapping* end(const Detection& d) const { return begin(d) + d.mapping_count; }

  // Index into sources(); nullopt for an unknown id.
  std::optional<uint32_t> FindSource(std::string_view id) const;
  // Index into detections(); nullopt when the provider's list has no such key.
  std::optional<uint32_t> FindDetection(uint32_t source, std::string_view key) const;

 private:
  Status LoadSources(const DataFiles& data);
  Status LoadVendor(const DataFiles& data, uint32_t source);
  Status LoadPublished(const DataFiles& data);
  Status LoadLogs(const DataFiles& data);
  Status LoadMappings(const DataFiles& data);
  Status LoadOwnMappings(const DataFiles& data, uint32_t source,
                         std::vector<std::pair<uint32_t, Mapping>>& rows);

  std::vector<Source> sources_;
  std::vector<Detection> detections_;
  std::vector<Mapping> mappings_;
  std::vector<PublishedRow> published_;
  std::vector<LogOfTechnique> logs_;
  std::vector<std::unordered_map<std::string_view, uint32_t>> by_key_;  // one per source
};

// Paths below data/ of a source's tables; they need not exist.
std::string VendorPath(const Source& source);
std::string MappingPath(const Source& source);

// "0.80" -> 0.8; nullopt unless a plain decimal in [0, 1].
std::optional<double> ParseConfidence(std::string_view text);

}  // namespace dcv::catalog
