// SPDX-License-Identifier: Apache-2.0
#include "lint/knowledge.h"

#include <charconv>

#include "attack/attack.h"
#include "base/tsv.h"

namespace dcv::lint {
namespace {

Result<Tsv> Table(const DataFiles& data, const std::string& name,
                  const std::vector<std::string_view>& columns) {
  const std::string path = "lint/" + name + ".tsv";
  DCV_TRY(const std::string_view text, data.Text(path));
  return Tsv::Parse(text, path, columns);
}

}  // namespace

Result<Knowledge> Knowledge::Load(const DataFiles& data) {
  Knowledge out;
  DCV_TRY([[maybe_unused]] auto a, out.LoadLogSources(data));
  DCV_TRY([[maybe_unused]] auto b, out.LoadTags(data));
  DCV_TRY([[maybe_unused]] auto c, out.LoadWindows(data));
  DCV_TRY([[maybe_unused]] auto d, out.LoadWords(data));
  DCV_TRY([[maybe_unused]] auto e, out.LoadTactics(data));
  return out;
}

Status Knowledge::LoadLogSources(const DataFiles& data) {
  DCV_TRY(const Tsv table, Table(data, "logsources", {"product", "category", "service", "prefix"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    const SourceKey key{table.cell(row, 0), table.cell(row, 1), table.cell(row, 2)};
    logsources.insert(key);
    products.insert(table.cell(row, 0));
    categories.insert(table.cell(row, 1));
    services.insert(table.cell(row, 2));
    if (!table.cell(row, 3).empty()) prefixes[key] = table.cell(row, 3);
  }
  return Ok();
}

Status Knowledge::LoadTags(const DataFiles& data) {
  DCV_TRY(const Tsv spaces, Table(data, "namespaces", {"namespace"}));
  for (size_t row = 0; row < spaces.rows(); ++row) namespaces.insert(spaces.cell(row, 0));
  DCV_TRY(const Tsv values, Table(data, "tag_values", {"set", "tag"}));
  for (size_t row = 0; row < values.rows(); ++row) {
    tag_values[values.cell(row, 0)].insert(values.cell(row, 1));
  }
  return Ok();
}

Status Knowledge::LoadWindows(const DataFiles& data) {
  DCV_TRY(const Tsv events, Table(data, "windows_events", {"service", "event", "category"}));
  for (size_t row = 0; row < events.rows(); ++row) {
    windows_events.push_back({events.cell(row, 0), events.cell(row, 1), events.cell(row, 2)});
  }
  DCV_TRY(const Tsv providers_of, Table(data, "providers", {"service", "provider"}));
  for (size_t row = 0; row < providers_of.rows(); ++row) {
    providers[providers_of.cell(row, 0)] = providers_of.cell(row, 1);
  }
  DCV_TRY(const Tsv names, Table(data, "accounts", {"name"}));
  for (size_t row = 0; row < names.rows(); ++row) accounts.push_back(names.cell(row, 0));
  DCV_TRY(const Tsv kinds, Table(data, "hashes", {"kind", "digits"}));
  for (size_t row = 0; row < kinds.rows(); ++row) {
    const std::string_view digits = kinds.cell(row, 1);
    size_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    hashes[kinds.cell(row, 0)] = number;
  }
  return Ok();
}

Status Knowledge::LoadWords(const DataFiles& data) {
  DCV_TRY(const Tsv keys, Table(data, "attributes", {"key", "instead"}));
  for (size_t row = 0; row < keys.rows(); ++row) {
    if (keys.cell(row, 1).empty()) {
      repository_keys.insert(keys.cell(row, 0));
    } else {
      misspelt[keys.cell(row, 0)] = keys.cell(row, 1);
    }
  }
  DCV_TRY(const Tsv words, Table(data, "false_positives", {"word", "instead"}));
  for (size_t row = 0; row < words.rows(); ++row) {
    if (words.cell(row, 1).empty()) {
      banned_false_positives.insert(words.cell(row, 0));
    } else {
      typos[words.cell(row, 0)] = words.cell(row, 1);
    }
  }
  DCV_TRY(const Tsv small, Table(data, "title_words", {"word"}));
  for (size_t row = 0; row < small.rows(); ++row) title_words.insert(small.cell(row, 0));
  return Ok();
}

Status Knowledge::LoadTactics(const DataFiles& data) {
  for (const std::string& version : attack::Versions(data)) {
    const std::string path = "attack/" + version + "/tactics.tsv";
    DCV_TRY(const std::string_view text, data.Text(path));
    DCV_TRY(const Tsv table, Tsv::Parse(text, path, {"shortname"}));
    for (size_t row = 0; row < table.rows(); ++row) {
      tactics[table.cell(row, 0)].insert(version);
    }
  }
  return Ok();
}

}  // namespace dcv::lint
