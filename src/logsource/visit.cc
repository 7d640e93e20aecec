// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "logsource/path.h"

namespace dcv::logsource {
namespace {

class Walker {
 public:
  Walker(const Path& path, bool stand_ins, const std::function<bool(json::Value)>& visit)
      : end_(path.data() + path.size()), stand_ins_(stand_ins), visit_(visit) {}

  // False when the visitor wants no more. Calls itself once per segment and per level of arrays in
  // arrays, of which json::Parser allows kMaxDepth in each text. `element`: of the innermost array
  // on the way; absent when there is none.
  bool From(json::Value value, const Segment* segment, json::Value element) const {
    while (segment != end_ && segment->kind == Segment::Kind::kElements) ++segment;
    const json::Type type = value.type();
    if (type == json::Type::kAbsent) return Nowhere(element);
    if (type == json::Type::kArray) return Elements(value, segment, element);
    if (segment == end_) return visit_(value);
    switch (segment->kind) {
      case Segment::Kind::kMember: return From(value.Find(segment->name), segment + 1, element);
      case Segment::Kind::kWhere: {
        const json::Value name = value.Find(segment->name);
        const bool same =
            name.Is(json::Type::kString) && EqualsIgnoreCase(name.text(), segment->value);
        return !same || From(value, segment + 1, element);
      }
      case Segment::Kind::kJson:
        if (type != json::Type::kString) return Nowhere(element);
        return Json(value.text(), segment + 1, element);
      case Segment::Kind::kElements: break;  // skipped above
    }
    return true;
  }

 private:
  bool Nowhere(json::Value element) const {
    return !stand_ins_ || element.Is(json::Type::kAbsent) || visit_(element);
  }

  // A text of JSON, parsed for as long as what is inside it is visited.
  bool Json(std::string_view text, const Segment* next, json::Value element) const {
    std::string padded(text);
    padded.append(json::Parser::kPadding, ' ');
    json::Parser parser;
    const auto inner = parser.Parse(std::string_view(padded).substr(0, text.size()));
    return inner ? From(*inner, next, element) : Nowhere(element);
  }

  bool Elements(json::Value array, const Segment* segment, json::Value outer) const {
    if (array.IsEmptyArray()) return segment == end_ ? visit_(array) : Nowhere(outer);
    for (json::Value element : array.elements()) {
      if (!From(element, segment, element)) return false;
    }
    return true;
  }

  const Segment* end_;
  bool stand_ins_;
  const std::function<bool(json::Value)>& visit_;
};

}  // namespace

void Visit(json::Value event, const Path& path, const std::function<bool(json::Value)>& visit) {
  Walker(path, false, visit).From(event, path.data(), {});
}

void VisitBranches(json::Value event, const Path& path,
                   const std::function<bool(json::Value)>& visit) {
  Walker(path, true, visit).From(event, path.data(), {});
}

}  // namespace dcv::logsource
