// SPDX-License-Identifier: Apache-2.0
// How far the query of a rule in a target has been tried: data/verification.tsv, which
// tests/engines/levels writes of what engines and parsers did.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/data_files.h"
#include "base/result.h"

namespace dcv::dialect {

enum class Level : uint8_t {
  kUnverified,
  kParsed,    // a grammar of the target by others took it
  kChecked,   // the vendor's own analyser took it, names and types of columns included
  kExecuted,  // the text ran on the target's engine over the rule's events and gave its answers
};
std::string_view ToString(Level level);  // "unverified" and so on
std::optional<Level> LevelOf(std::string_view name);

// Of a query's text: 16 digits of its SHA-256.
std::string Digest(std::string_view query);

// Recorded levels. A query whose text is not the one that was tried has none.
class Levels {
 public:
  static constexpr std::string_view kPath = "verification.tsv";

  struct Row {
    Level level = Level::kUnverified;
    std::string digest;
  };

  // Empty when `data` has no such file. Error: what is wrong in it.
  static Result<Levels> Load(const DataFiles& data);
  static Result<Levels> Parse(std::string_view text);

  Level Of(std::string_view rule_id, std::string_view target, std::string_view query) const;
  // Recorded for another text.
  bool Stale(std::string_view rule_id, std::string_view target, std::string_view query) const;
  // By rule id and target.
  const std::map<std::pair<std::string, std::string>, Row, std::less<>>& rows() const {
    return rows_;
  }

 private:
  const Row* Find(std::string_view rule_id, std::string_view target) const;

  std::map<std::pair<std::string, std::string>, Row, std::less<>> rows_;
};

}  // namespace dcv::dialect
