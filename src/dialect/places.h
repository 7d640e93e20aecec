// SPDX-License-Identifier: Apache-2.0
// What the log sources tell of the shape of their events, read once for all rules and dialects.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "logsource/logsource.h"

namespace dcv::dialect {

class Places {
 public:
  // The registry outlives it.
  explicit Places(const logsource::Registry& registry);
  const logsource::Registry& registry() const { return registry_; }
  const logsource::Source* Find(const std::string& id) const;
  // As Source::Find, at once.
  const logsource::Field* Find(const logsource::Source& source, std::string_view field) const;
  // Whether the first `size` segments of the path lead to an array in the source's sample event.
  bool IsArray(const logsource::Source& source, const logsource::Path& path, size_t size) const;

 private:
  struct Known {
    std::unordered_map<std::string_view, const logsource::Field*> fields;
    std::set<std::string> arrays;  // names on the way, each ended by a NUL
  };
  const logsource::Registry& registry_;
  std::unordered_map<std::string_view, const logsource::Source*> sources_;
  std::unordered_map<const logsource::Source*, Known> known_;
};

}  // namespace dcv::dialect
