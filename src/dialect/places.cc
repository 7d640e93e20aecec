// SPDX-License-Identifier: Apache-2.0
#include "dialect/places.h"

#include "base/json.h"

namespace dcv::dialect {
namespace {

using logsource::Segment;

void Collect(json::Value value, const std::string& way, std::set<std::string>& arrays) {
  if (value.Is(json::Type::kArray)) {
    arrays.insert(way);
    for (json::Value element : value.elements()) Collect(element, way, arrays);
  } else if (value.Is(json::Type::kObject)) {
    for (const json::Member& member : value.members()) {
      Collect(member.value, way + std::string(member.name) + '\0', arrays);
    }
  }
}

}  // namespace

Places::Places(const logsource::Registry& registry) : registry_(registry) {
  for (const logsource::Source& source : registry.sources()) {
    sources_[source.id] = &source;
    Known& known = known_[&source];
    for (const logsource::Field& field : source.fields) {
      for (const std::string& spelling : field.spellings) known.fields.emplace(spelling, &field);
    }
    for (const logsource::Field& field : source.fields) known.fields[field.name] = &field;
    json::Parser parser;
    std::string padded = source.sample + std::string(json::Parser::kPadding, ' ');
    if (const auto sample =
            parser.Parse(std::string_view(padded).substr(0, source.sample.size()))) {
      Collect(*sample, {}, known.arrays);
    }
  }
}

const logsource::Source* Places::Find(const std::string& id) const {
  const auto found = sources_.find(id);
  return found == sources_.end() ? nullptr : found->second;
}

const logsource::Field* Places::Find(const logsource::Source& source,
                                     std::string_view field) const {
  const auto& fields = known_.at(&source).fields;
  const auto found = fields.find(field);
  return found == fields.end() ? nullptr : found->second;
}

bool Places::IsArray(const logsource::Source& source, const logsource::Path& path,
                     size_t size) const {
  std::string way;
  for (size_t i = 0; i < size; ++i) {
    if (path[i].kind == Segment::Kind::kJson) return false;
    if (path[i].kind == Segment::Kind::kMember) way += path[i].name + '\0';
  }
  return known_.at(&source).arrays.contains(way);
}

}  // namespace dcv::dialect
