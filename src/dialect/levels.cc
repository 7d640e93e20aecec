// SPDX-License-Identifier: Apache-2.0
#include "dialect/levels.h"

#include <fmt/format.h>

#include "base/sha.h"
#include "base/tsv.h"

namespace dcv::dialect {
namespace {

constexpr std::pair<Level, std::string_view> kNames[] = {{Level::kUnverified, "unverified"},
                                                         {Level::kParsed, "parsed"},
                                                         {Level::kChecked, "checked"},
                                                         {Level::kExecuted, "executed"}};

}  // namespace

std::string_view ToString(Level level) {
  return kNames[static_cast<size_t>(level)].second;
}

std::optional<Level> LevelOf(std::string_view name) {
  for (const auto& [level, text] : kNames) {
    if (text == name) return level;
  }
  return std::nullopt;
}

std::string Digest(std::string_view query) {
  return Hex(Sha256(query)).substr(0, 16);
}

Result<Levels> Levels::Load(const DataFiles& data) {
  if (!data.Has(kPath)) return Levels();
  DCV_TRY(const std::string_view text, data.Text(kPath));
  return Parse(text);
}

Result<Levels> Levels::Parse(std::string_view text) {
  DCV_TRY(const Tsv table, Tsv::Parse(text, kPath, {"rule_id", "target", "level", "digest"}));
  Levels out;
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::optional<Level> level = LevelOf(table.cell(row, 2));
    if (!level || *level == Level::kUnverified) {
      return InvalidInput(
          fmt::format("{}: row {}: no level '{}'", kPath, row + 1, table.cell(row, 2)),
          "run tests/engines/levels, which writes the file");
    }
    std::pair<std::string, std::string> key(table.cell(row, 0), table.cell(row, 1));
    if (!out.rows_.empty() && key <= out.rows_.rbegin()->first) {
      return InvalidInput(fmt::format("{}: row {} is out of order or there twice", kPath, row + 1),
                          "run tests/engines/levels, which writes the file");
    }
    out.rows_.emplace_hint(out.rows_.end(), std::move(key),
                           Row{*level, std::string(table.cell(row, 3))});
  }
  return out;
}

const Levels::Row* Levels::Find(std::string_view rule_id, std::string_view target) const {
  const auto found = rows_.find(std::pair(std::string(rule_id), std::string(target)));
  return found == rows_.end() ? nullptr : &found->second;
}

Level Levels::Of(std::string_view rule_id, std::string_view target, std::string_view query) const {
  const Row* row = Find(rule_id, target);
  return row == nullptr || row->digest != Digest(query) ? Level::kUnverified : row->level;
}

bool Levels::Stale(std::string_view rule_id, std::string_view target,
                   std::string_view query) const {
  const Row* row = Find(rule_id, target);
  return row != nullptr && row->digest != Digest(query);
}

}  // namespace dcv::dialect
