// SPDX-License-Identifier: Apache-2.0
// Reading the YAML of a log source strictly: every fault is an Error that names file, line, column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml.h"
#include "logsource/path.h"

namespace dcv::logsource {

class YamlReader {
 public:
  explicit YamlReader(std::string_view file) : file_(file) {}

  Error Fail(const yaml::Node& at, const std::string& what, std::string hint = {}) const;
  // A mapping with no key but these; nothing at all is an empty one.
  Status Mapping(const yaml::Node& node, const std::vector<std::string>& keys) const;
  // The member, which must be there.
  Result<const yaml::Node*> Member(const yaml::Node& mapping, std::string_view key) const;
  // A text that is not empty.
  Result<std::string> Text(const yaml::Node& node) const;
  Result<std::string> Text(const yaml::Node& mapping, std::string_view key) const;
  Result<Path> ReadPath(const yaml::Node& node) const;
  // Lists: a text alone is a list of one; no text twice; of an absent member the empty list. `fill`
  // is called with each text's node and returns a Status.
  template <typename Fill>
  Status ForEach(const yaml::Node* list, Fill fill) const {
    if (list == nullptr) return Ok();
    DCV_TRY(const std::vector<const yaml::Node*> items, Items(*list));
    for (const yaml::Node* item : items) {
      if (Status status = fill(*item); !status) return status;
    }
    return Ok();
  }
  Result<std::vector<std::string>> Texts(const yaml::Node* list) const;
  // Paths of values in an event: they begin with a member's name.
  Result<std::vector<Path>> Paths(const yaml::Node* list) const;

 private:
  Result<std::vector<const yaml::Node*>> Items(const yaml::Node& list) const;

  std::string_view file_;
};

}  // namespace dcv::logsource
