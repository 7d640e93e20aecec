// SPDX-License-Identifier: Apache-2.0
#include "dialect/raw_way.h"

#include <algorithm>

#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using logsource::FieldType;
using logsource::Path;
using Kind = logsource::Segment::Kind;

bool IsDocumented(const Rendering& r, const std::string& name, const Path& path) {
  return std::any_of(r.rule.sources.begin(), r.rule.sources.end(), [&](const std::string& id) {
    const logsource::Source* source = r.places.Find(id);
    const logsource::Field* field = source == nullptr ? nullptr : r.places.Find(*source, name);
    return field != nullptr &&
           std::find(field->paths.begin(), field->paths.end(), path) != field->paths.end();
  });
}

bool IsArray(const Rendering& r, const Path& path, size_t size) {
  return std::any_of(r.rule.sources.begin(), r.rule.sources.end(), [&](const std::string& id) {
    const logsource::Source* source = r.places.Find(id);
    return source != nullptr && r.places.IsArray(*source, path, size);
  });
}

Way WayOf(const Rendering& r, const std::string& name, FieldType type, const Position& position) {
  const Path& path = position.path;
  Way out;
  out.otherwise = position.otherwise;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i].kind == Kind::kMember) out.key = path[i].name;
  }
  for (size_t i = 0; i < path.size() && !out.inside; ++i) {
    const bool last = i + 1 == path.size();
    if (path[i].kind != Kind::kMember) {
      out.many = out.many || (last && path[i].kind == Kind::kElements);
      out.inside = !out.many;
      continue;
    }
    out.names.push_back(path[i].name);
    if (last) continue;
    const bool known_array = IsArray(r, path, i + 1);
    const bool before_elements = path[i + 1].kind == Kind::kElements && i + 2 == path.size();
    if (known_array && !before_elements) {
      out.inside = true;
    } else if (out.doubtful == 0 && i < position.arrays.size() && position.arrays[i] &&
               path[i + 1].kind == Kind::kMember) {
      out.doubtful = i + 1;
    }
  }
  out.many = out.many || type == FieldType::kObject || !IsDocumented(r, name, path) ||
             IsArray(r, path, path.size());
  return out;
}

}  // namespace

std::vector<Way> WaysOf(Rendering& rendering, ir::FieldId field) {
  std::vector<Way> out;
  const Located located = rendering.Locate(field);
  const std::string name = rendering.Name(field);
  for (const Position& position : located.positions) {
    out.push_back(WayOf(rendering, name, located.type, position));
  }
  return out;
}

std::string KeyBody(const std::string& key) {
  return BodyInJson(sigma::Pattern::Literal(key)) + "\\\\*\"\\s*:";
}

}  // namespace dcv::dialect
