// SPDX-License-Identifier: Apache-2.0
// Paths into events, as docs/logsources.md writes them: a.b, "a.b", a[].b, a[name=Role].value,
// a{}.b.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace dcv::logsource {

struct Segment {
  enum class Kind : uint8_t {
    kMember,    // member `name` of an object
    kElements,  // every element of an array, or a lone value: arrays distribute anyway
    kWhere,  // elements, or a lone object, whose member `name` is the text `value` (any ASCII case)
    kJson    // the string here holds JSON: go on inside it
  };
  Kind kind = Kind::kMember;
  std::string name, value;
  bool operator==(const Segment&) const = default;
};

// A path never begins with kElements in a field's entry; an envelope's may.
using Path = std::vector<Segment>;

// At most 64 segments, 8 of them kJson. ToText gives what parses to the same path.
Result<Path> ParsePath(std::string_view text);
std::string ToText(const Path& path);
// A rule's field that no table explains: its name split at dots, `{}` and `[]` read as array
// marks. Never fails: what is no path is one member name.
Path PathOfFieldName(std::string_view field);

// Calls `visit` with every value the path leads to; arrays distribute wherever they stand. A path
// that ends at an array visits each element, and the array itself when it is empty. Texts of kJson
// are parsed on the way; one that is no JSON ends that branch, and values inside one live until
// `visit` returns. `visit` returns false to stop.
void Visit(json::Value event, const Path& path, const std::function<bool(json::Value)>& visit);

// As Visit; where an element of an array leads nowhere (a member is missing, a text is no JSON), it
// visits that element, the innermost on the way.
void VisitBranches(json::Value event, const Path& path,
                   const std::function<bool(json::Value)>& visit);

}  // namespace dcv::logsource
