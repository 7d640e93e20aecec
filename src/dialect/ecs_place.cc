// SPDX-License-Identifier: Apache-2.0
#include "dialect/ecs_place.h"

#include <algorithm>

namespace dcv::dialect {
namespace {

using logsource::FieldType;

EcsKind KindOf(const std::string& column, FieldType type) {
  if (column.find(".flattened.") != std::string::npos) return EcsKind::kFlattened;
  if (column == "message" || column.ends_with(".message") || column.ends_with(".text")) {
    return EcsKind::kWords;
  }
  if (column == "@timestamp") return EcsKind::kTime;
  if (column.ends_with(".ip")) return EcsKind::kAddress;
  if (column == "event.code") return EcsKind::kKeyword;
  switch (type) {
    case FieldType::kNumber: return EcsKind::kNumber;
    case FieldType::kBoolean: return EcsKind::kBoolean;
    case FieldType::kIp: return EcsKind::kAddress;
    case FieldType::kTime: return EcsKind::kTime;
    case FieldType::kObject: return EcsKind::kObject;
    default: return EcsKind::kKeyword;
  }
}

const char* WhyOf(EcsKind kind) {
  switch (kind) {
    case EcsKind::kKeyword: return "";
    case EcsKind::kNumber: return "the field holds numbers, which have no text";
    case EcsKind::kBoolean: return "the field holds true or false, which have no text";
    case EcsKind::kAddress: return "the field holds addresses, which have no text";
    case EcsKind::kTime: return "the field holds times, which have no text";
    case EcsKind::kFlattened:
      return "members of flattened fields are compared whole, in their case";
    case EcsKind::kObject: return "objects have no text";
    case EcsKind::kWords: return "the text is cut into words";
  }
  return "";
}

}  // namespace

std::vector<EcsPlace> EcsPlacesOf(Rendering& rendering, ir::FieldId field) {
  std::vector<EcsPlace> out;
  const Located located = rendering.Locate(field);
  for (const Position& position : located.positions) {
    std::string column = position.column;
    bool chosen = false, text = false;
    for (const logsource::Segment& segment : position.path) {
      chosen = chosen || segment.kind == logsource::Segment::Kind::kWhere;
      text = text || segment.kind == logsource::Segment::Kind::kJson;
      if (segment.kind != logsource::Segment::Kind::kMember) continue;
      column += (column.empty() ? "" : ".") + segment.name;
    }
    if (text) column.clear();
    const bool seen = std::any_of(out.begin(), out.end(),
                                  [&](const EcsPlace& place) { return place.column == column; });
    if (seen) continue;
    const EcsKind kind = KindOf(column, located.type);
    const bool whole = position.json && position.path.empty();
    const EcsKind said = whole || chosen ? EcsKind::kObject : kind;
    out.push_back({std::move(column), said,
                   chosen ? "elements are not chosen by another member" : WhyOf(said)});
  }
  return out;
}

}  // namespace dcv::dialect
