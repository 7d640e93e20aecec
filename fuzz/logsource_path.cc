// SPDX-License-Identifier: Apache-2.0
// The first line as a path, a rule's field name and a shape; the rest as an event. What is read
// must read back, and no path may do more in an event than lead to values that are there.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "logsource/path.h"
#include "logsource/shape.h"

namespace {

using dcv::json::Parser;
using dcv::json::Type;
using dcv::json::Value;
using dcv::logsource::ParsePath;
using dcv::logsource::Path;
using dcv::logsource::Segment;

void CheckReadsBack(const Path& path) {
  const auto again = ParsePath(ToText(path));
  DCV_CHECK(again.has_value() && *again == path);
}

size_t Visits(Value event, const Path& path, size_t at_most) {
  size_t count = 0;
  Visit(event, path, [&](Value value) {
    DCV_CHECK(!value.Is(Type::kAbsent));
    DCV_CHECK(!value.Is(Type::kArray) || value.IsEmptyArray());
    return ++count < at_most;
  });
  return count;
}

void CheckVisits(Value event, const Path& path) {
  const size_t all = Visits(event, path, SIZE_MAX);
  DCV_CHECK(Visits(event, path, 1) == std::min<size_t>(all, 1));
  Path unmarked = path;
  std::erase_if(unmarked,
                [](const Segment& segment) { return segment.kind == Segment::Kind::kElements; });
  DCV_CHECK(Visits(event, unmarked, SIZE_MAX) == all);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view line = input.substr(0, input.find('\n'));
  std::string padded(input.substr(std::min(line.size() + 1, size)));
  const size_t event_size = padded.size();
  padded.append(Parser::kPadding, ' ');
  static Parser parser;
  const Value event =
      parser.Parse(std::string_view(padded).substr(0, event_size)).value_or(Value());

  const Path name = dcv::logsource::PathOfFieldName(line);
  DCV_CHECK(!name.empty() && name[0].kind == Segment::Kind::kMember);
  CheckReadsBack(name);
  CheckVisits(event, name);
  const auto path = ParsePath(line);
  if (path) {
    CheckReadsBack(*path);
    CheckVisits(event, *path);
  } else {
    DCV_CHECK(path.error().message.starts_with("bad path '"));
  }
  if (const auto shape = dcv::logsource::ParseShape(line)) {
    for (const Path& placed :
         dcv::logsource::PutIntoShapes({name, {{Segment::Kind::kMember, "a", {}}}}, {*shape})) {
      CheckReadsBack(placed);
      CheckVisits(event, placed);
    }
  }
  return 0;
}
