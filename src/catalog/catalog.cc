// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/tsv.h"
#include "base/yaml.h"

namespace dcv::catalog {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"posture", "finding", "rule", "correlation"};
constexpr std::array<std::string_view, 5> kBases = {"provider", "curated", "ctid", "author",
                                                    "published"};

template <typename Enum, size_t kSize>
std::optional<Enum> Parse(const std::array<std::string_view, kSize>& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return {};
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view ToString(Kind kind) {
  return kKinds[static_cast<size_t>(kind)];
}
std::string_view ToString(Basis basis) {
  return kBases[static_cast<size_t>(basis)];
}
std::optional<Kind> ParseKind(std::string_view text) {
  return Parse<Kind>(kKinds, text);
}
std::optional<Basis> ParseBasis(std::string_view text) {
  return Parse<Basis>(kBases, text);
}

std::optional<double> ParseConfidence(std::string_view text) {
  double value = -1;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1)) {
    return {};
  }
  return value;
}

std::string VendorPath(const Source& source) {
  return "vendor/" + source.id + ".tsv";
}

std::string MappingPath(const Source& source) {
  const std::string name = source.id.starts_with(source.cloud + "_")
                               ? source.id.substr(source.cloud.size() + 1)
                               : source.id;
  return "catalog/" + source.cloud + "/" + name + ".tsv";
}

Result<Catalog> Catalog::Load(const DataFiles& data) {
  Catalog catalog;
  if (Status status = catalog.LoadSources(data); !status) return status.error();
  for (uint32_t source = 0; source < catalog.sources_.size(); ++source) {
    if (Status status = catalog.LoadVendor(data, source); !status) return status.error();
  }
  if (Status status = catalog.LoadPublished(data); !status) return status.error();
  if (Status status = catalog.LoadMappings(data); !status) return status.error();
  if (Status status = catalog.LoadLogs(data); !status) return status.error();
  return catalog;
}

Status Catalog::LoadSources(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/sources.yaml";
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const std::vector<yaml::Node> documents, yaml::Parse(text, kPath));
  if (documents.size() != 1) return InvalidInput(std::string(kPath) + ": expected one list");
  for (const yaml::Node& node : documents[0].items) {
    Source source;
    source.id = node.Text("id");
    source.title = node.Text("title");
    source.cloud = node.Text("cloud");
    source.from = node.Text("from");
    source.retrieved = node.Text("retrieved");
    source.needs = node.Text("needs");
    source.delivery = node.Text("delivery");
    for (std::string_view answer : node.Texts("answers")) source.answers.emplace_back(answer);
    source.tag_confidence = ParseConfidence(node.Text("tag")).value_or(0);
    const std::optional<Kind> kind = ParseKind(node.Text("kind"));
    if (source.id.empty() || source.title.empty() || source.cloud.empty() || !kind) {
      return InvalidInput(std::string(kPath) + ":" + std::to_string(node.line) +
                          ": a source needs id, title, cloud and kind");
    }
    source.kind = *kind;
    source.own_mappings = data.Has(MappingPath(source));
    sources_.push_back(std::move(source));
  }
  return Ok();
}

Status Catalog::LoadVendor(const DataFiles& data, uint32_t source) {
  by_key_.emplace_back();
  sources_[source].first = static_cast<uint32_t>(detections_.size());
  const std::string path = VendorPath(sources_[source]);
  if (!data.Has(path)) return Ok();
  DCV_TRY(const std::string_view text, data.Text(path));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, path, {"key", "title", "kind", "status", "severity", "plan", "module"}));
  auto& index = by_key_.back();
  index.reserve(table.rows());
  for (size_t row = 0; row < table.rows(); ++row) {
    Detection detection;
    detection.source = source;
    detection.key = table.cell(row, 0);
    detection.title = table.cell(row, 1);
    detection.kind = ParseKind(table.cell(row, 2)).value_or(sources_[source].kind);
    detection.status = table.cell(row, 3);
    detection.severity = table.cell(row, 4);
    detection.plan = table.cell(row, 5);
    detection.module = table.cell(row, 6);
    if (!index.emplace(detection.key, static_cast<uint32_t>(detections_.size())).second) {
      return InvalidInput(path + ": " + std::string(detection.key) + " is there twice");
    }
    detections_.push_back(detection);
  }
  sources_[source].count = static_cast<uint32_t>(detections_.size()) - sources_[source].first;
  return Ok();
}

Status Catalog::LoadPublished(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/published.tsv";
  if (!data.Has(kPath)) return Ok();
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(
      const Tsv table,
      Tsv::Parse(text, kPath, {"source", "key", "technique", "confidence", "table", "vendor_key"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::optional<uint32_t> source = FindSource(table.cell(row, 0));
    const std::optional<double> confidence = ParseConfidence(table.cell(row, 3));
    if (!source || !confidence) {
      return InvalidInput(std::string(kPath) + ":" + std::to_string(row + 2) +
                          ": unknown source or bad confidence");
    }
    published_.push_back({*source, table.cell(row, 1), table.cell(row, 2), table.cell(row, 4),
                          table.cell(row, 5), *confidence});
  }
  return Ok();
}

Status Catalog::LoadLogs(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/log_sources.tsv";
  if (!data.Has(kPath)) return Ok();
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, kPath, {"technique", "log_source", "channel", "basis", "needs"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    logs_.push_back({table.cell(row, 0), table.cell(row, 1), table.cell(row, 2), table.cell(row, 3),
                     table.cell(row, 4)});
  }
  return Ok();
}

Status Catalog::LoadOwnMappings(const DataFiles& data, uint32_t source,
                                std::vector<std::pair<uint32_t, Mapping>>& rows) {
  const std::string path = MappingPath(sources_[source]);
  DCV_TRY(const std::string_view text, data.Text(path));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, path, {"key", "technique", "confidence", "basis", "kind", "reason"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    auto fail = [&](std::string what) {
      return InvalidInput(path + ":" + std::to_string(row + 2) + ": " + std::move(what));
    };
    const std::optional<uint32_t> detection = FindDetection(source, table.cell(row, 0));
    if (!detection) {
      return fail("key " + std::string(table.cell(row, 0)) + " is not in " +
                  VendorPath(sources_[source]));
    }
    if (table.cell(row, 1).empty()) {
      detections_[*detection].reason = table.cell(row, 5);
      continue;
    }
    const std::optional<double> confidence = ParseConfidence(table.cell(row, 2));
    const std::optional<Basis> basis = ParseBasis(table.cell(row, 3));
    if (!confidence || !basis) return fail("bad confidence or basis");
    if (auto kind = ParseKind(table.cell(row, 4))) detections_[*detection].kind = *kind;
    rows.emplace_back(*detection,
                      Mapping{table.cell(row, 1), *confidence, *basis, table.cell(row, 5)});
  }
  return Ok();
}

Status Catalog::LoadMappings(const DataFiles& data) {
  std::vector<std::pair<uint32_t, Mapping>> rows;
  for (uint32_t source = 0; source < sources_.size(); ++source) {
    if (!sources_[source].own_mappings) continue;
    if (Status status = LoadOwnMappings(data, source, rows); !status) return status.error();
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.technique, a.second.basis) <
           std::tie(b.first, b.second.technique, b.second.basis);
  });
  for (const auto& [detection, mapping] : rows) {
    Detection& owner = detections_[detection];
    if (owner.mapping_count == 0) owner.first_mapping = static_cast<uint32_t>(mappings_.size());
    ++owner.mapping_count;
    mappings_.push_back(mapping);
  }
  return Ok();
}

std::optional<uint32_t> Catalog::FindSource(std::string_view id) const {
  for (uint32_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].id == id) return i;
  }
  return {};
}

std::optional<uint32_t> Catalog::FindDetection(uint32_t source, std::string_view key) const {
  const auto found = by_key_[source].find(key);
  if (found == by_key_[source].end()) return {};
  return found->second;
}

}  // namespace dcv::catalog
