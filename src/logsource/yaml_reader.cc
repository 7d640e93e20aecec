// SPDX-License-Identifier: Apache-2.0
#include "logsource/yaml_reader.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace dcv::logsource {
namespace {

bool IsNothing(const yaml::Node& node) {
  return node.kind == yaml::Kind::kScalar && node.scalar.empty() && !node.quoted;
}

}  // namespace

Error YamlReader::Fail(const yaml::Node& at, const std::string& what, std::string hint) const {
  return InvalidInput(std::string(file_) + ":" + std::to_string(at.line) + ":" +
                          std::to_string(at.column) + ": " + what,
                      std::move(hint));
}

Status YamlReader::Mapping(const yaml::Node& node, const std::vector<std::string>& keys) const {
  if (node.kind != yaml::Kind::kMapping) {
    if (IsNothing(node)) return Ok();
    return Fail(node, "expected keys and values");
  }
  for (const yaml::Member& member : node.members) {
    const std::string& key = member.key.scalar;
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::string near = Nearest(key, keys);
    return Fail(member.key, "unknown key '" + Printable(key) + "'",
                near.empty() ? "there are: " + Join(keys, " ") : "did you mean " + near + "?");
  }
  return Ok();
}

Result<const yaml::Node*> YamlReader::Member(const yaml::Node& mapping,
                                             std::string_view key) const {
  const yaml::Node* node = mapping.Find(key);
  if (node == nullptr) return Fail(mapping, "'" + std::string(key) + "' is missing");
  return node;
}

Result<std::string> YamlReader::Text(const yaml::Node& node) const {
  if (node.kind != yaml::Kind::kScalar) return Fail(node, "expected a text");
  if (node.scalar.empty()) return Fail(node, "the text is empty");
  return node.scalar;
}

Result<std::string> YamlReader::Text(const yaml::Node& mapping, std::string_view key) const {
  DCV_TRY(const yaml::Node* node, Member(mapping, key));
  return Text(*node);
}

Result<Path> YamlReader::ReadPath(const yaml::Node& node) const {
  DCV_TRY(const std::string text, Text(node));
  Result<Path> path = ParsePath(text);
  if (!path) return Fail(node, path.error().message);
  return path;
}

Result<std::vector<const yaml::Node*>> YamlReader::Items(const yaml::Node& list) const {
  std::vector<const yaml::Node*> out;
  std::set<std::string_view> seen;
  if (list.kind == yaml::Kind::kScalar) out.push_back(&list);
  for (const yaml::Node& item : list.items) out.push_back(&item);
  if (list.kind == yaml::Kind::kMapping) return Fail(list, "expected a list");
  for (const yaml::Node* item : out) {
    if (item->kind != yaml::Kind::kScalar) return Fail(*item, "expected a text");
    if (!seen.insert(item->scalar).second) {
      return Fail(*item, "'" + Printable(item->scalar) + "' is there twice");
    }
  }
  return out;
}

Result<std::vector<std::string>> YamlReader::Texts(const yaml::Node* list) const {
  std::vector<std::string> out;
  const Status status = ForEach(list, [&](const yaml::Node& node) -> Status {
    DCV_TRY(std::string text, Text(node));
    out.push_back(std::move(text));
    return Ok();
  });
  if (!status) return status.error();
  return out;
}

Result<std::vector<Path>> YamlReader::Paths(const yaml::Node* list) const {
  std::vector<Path> out;
  const Status status = ForEach(list, [&](const yaml::Node& node) -> Status {
    DCV_TRY(Path path, ReadPath(node));
    if (path[0].kind != Segment::Kind::kMember) {
      return Fail(node, "the path '" + Printable(node.scalar) + "' begins with no name");
    }
    out.push_back(std::move(path));
    return Ok();
  });
  if (!status) return status.error();
  return out;
}

}  // namespace dcv::logsource
