// SPDX-License-Identifier: Apache-2.0
// Any bytes as an ATT&CK bundle: what is imported must be tables that can be read again.
#include "attack/stix.h"

#include <cstdint>
#include <set>
#include <string>

#include "base/json.h"
#include "base/tsv.h"

namespace {

dcv::Tsv Table(const dcv::attack::StixImport& import, const char* name,
               const std::vector<std::string_view>& columns) {
  auto table = dcv::Tsv::Parse(import.files.at(name), name, columns);
  DCV_CHECK(table.has_value());
  return *std::move(table);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(dcv::json::Parser::kPadding, '\0');
  const std::string_view text = std::string_view(padded).substr(0, size);
  const auto import = dcv::attack::ImportStix(text, size % 2 == 0 ? "" : "18.1");
  if (!import) {
    DCV_CHECK(!import.error().message.empty());
    return 0;
  }
  const dcv::Tsv tactics = Table(*import, "tactics.tsv", {"id", "shortname", "name"});
  const dcv::Tsv techniques =
      Table(*import, "techniques.tsv",
            {"id", "name", "tactics", "platforms", "parent", "status", "revoked_by"});
  const dcv::Tsv usage =
      Table(*import, "usage.tsv", {"technique", "groups", "software", "campaigns"});
  Table(*import, "log_sources.tsv", {"technique", "platform", "log_source", "channel"});
  DCV_CHECK(tactics.rows() > 0 && techniques.rows() == import->techniques);
  DCV_CHECK(import->active + import->revoked + import->deprecated == import->techniques);
  DCV_CHECK(usage.rows() == import->active);
  std::set<std::string_view> ids;
  for (size_t row = 0; row < techniques.rows(); ++row) {
    DCV_CHECK(ids.insert(techniques.cell(row, 0)).second);
  }
  for (size_t row = 0; row < techniques.rows(); ++row) {
    const std::string_view parent = techniques.cell(row, 4), successor = techniques.cell(row, 6);
    DCV_CHECK(parent.empty() || ids.count(parent) == 1);
    DCV_CHECK(successor.empty() || ids.count(successor) == 1);
  }
  return 0;
}
