// SPDX-License-Identifier: Apache-2.0
// Shapes: templates that say where a field's path stands in the event (docs/logsources.md). The
// placeholder {} is a whole part of the path, a name in quotes (one flat key) or the value of a
// [name={}]; after a name {} is the mark of JSON, as in every path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "logsource/path.h"

namespace dcv::logsource {

struct Shape {
  enum class Place : uint8_t { kPart, kFlatKey, kValue };
  Place place = Place::kPart;
  Path path;  // the segment at `at` holds the placeholder
  size_t at = 0;
  size_t offset = 0;  // kFlatKey, kValue: of the placeholder in the segment's text
};

Result<Shape> ParseShape(std::string_view text);

// Every path in every shape, each result once. Where one of the paths begins as a shape does, the
// places are written out already and all stand as they are. A flat key takes only paths of names, a
// value only a single name.
std::vector<Path> PutIntoShapes(const std::vector<Path>& paths, const std::vector<Shape>& shapes);

}  // namespace dcv::logsource
