// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "logsource/path.h"

namespace dcv::logsource {
namespace {

using Visitor = std::function<bool(json::Value)>;

bool VisitFrom(json::Value value, const Segment* segment, const Segment* end, const Visitor& visit);

// A text of JSON, parsed for as long as what is inside it is visited.
bool VisitJson(std::string_view text, const Segment* next, const Segment* end,
               const Visitor& visit) {
  std::string padded(text);
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto inner = parser.Parse(std::string_view(padded).substr(0, text.size()));
  return !inner || VisitFrom(*inner, next, end, visit);
}

bool VisitElements(json::Value array, const Segment* segment, const Segment* end,
                   const Visitor& visit) {
  if (array.IsEmptyArray()) return segment != end || visit(array);
  for (json::Value element : array.elements()) {
    if (!VisitFrom(element, segment, end, visit)) return false;
  }
  return true;
}

// False when the visitor wants no more. Calls itself once per segment and per level of arrays in
// arrays, of which json::Parser allows kMaxDepth in each text.
bool VisitFrom(json::Value value, const Segment* segment, const Segment* end,
               const Visitor& visit) {
  while (segment != end && segment->kind == Segment::Kind::kElements) ++segment;
  const json::Type type = value.type();
  if (type == json::Type::kAbsent) return true;
  if (type == json::Type::kArray) return VisitElements(value, segment, end, visit);
  if (segment == end) return visit(value);
  switch (segment->kind) {
    case Segment::Kind::kMember:
      return VisitFrom(value.Find(segment->name), segment + 1, end, visit);
    case Segment::Kind::kWhere: {
      const json::Value name = value.Find(segment->name);
      const bool same =
          name.Is(json::Type::kString) && EqualsIgnoreCase(name.text(), segment->value);
      return !same || VisitFrom(value, segment + 1, end, visit);
    }
    case Segment::Kind::kJson:
      return type != json::Type::kString || VisitJson(value.text(), segment + 1, end, visit);
    case Segment::Kind::kElements: break;  // skipped above
  }
  return true;
}

}  // namespace

void Visit(json::Value event, const Path& path, const std::function<bool(json::Value)>& visit) {
  VisitFrom(event, path.data(), path.data() + path.size(), visit);
}

}  // namespace dcv::logsource
