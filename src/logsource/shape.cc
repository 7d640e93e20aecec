// SPDX-License-Identifier: Apache-2.0
#include "logsource/shape.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace dcv::logsource {
namespace {

constexpr std::string_view kHole = "{}";
constexpr std::string_view kMarker = "\x01";  // stands for the placeholder while the path is parsed

bool InQuotes(std::string_view text, size_t at) {
  bool quoted = false;
  for (size_t i = 0; i < at; ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    }
  }
  return quoted;
}

// After a name or a mark {} is the mark of JSON.
std::vector<size_t> Placeholders(std::string_view text) {
  std::vector<size_t> out;
  for (size_t at = text.find(kHole); at != text.npos; at = text.find(kHole, at + 2)) {
    if (at == 0 || text[at - 1] == '.' || text[at - 1] == '=' || InQuotes(text, at)) {
      out.push_back(at);
    }
  }
  return out;
}

// The names of a path as one flat key; nullopt when it is more than names.
std::optional<std::string> FlatKey(const Path& path) {
  std::string out;
  for (const Segment& segment : path) {
    if (segment.kind == Segment::Kind::kElements) continue;
    if (segment.kind != Segment::Kind::kMember) return {};
    if (!out.empty()) out += '.';
    out += segment.name;
  }
  return out;
}

std::optional<Path> Put(const Path& path, const Shape& shape) {
  Path out = shape.path;
  Segment& hole = out[shape.at];
  if (shape.place == Shape::Place::kPart) {
    const auto at = out.begin() + static_cast<std::ptrdiff_t>(shape.at);
    out.insert(out.erase(at), path.begin(), path.end());
    return out;
  }
  const std::optional<std::string> key = FlatKey(path);
  if (!key || (shape.place == Shape::Place::kValue && path.size() != 1)) return {};
  (shape.place == Shape::Place::kValue ? hole.value : hole.name).insert(shape.offset, *key);
  return out;
}

bool BeginsAs(const Path& path, const Shape& shape) {
  return path.size() > 1 && shape.at > 0 && path[0] == shape.path[0];
}

void AddDistinct(Path path, std::vector<Path>& out) {
  if (std::find(out.begin(), out.end(), path) == out.end()) out.push_back(std::move(path));
}

}  // namespace

Result<Shape> ParseShape(std::string_view text) {
  const Error fault = InvalidInput("bad shape '" + Printable(text) + "'",
                                   "{} stands once, as a part, in quotes or after '='");
  const std::vector<size_t> holes = Placeholders(text);
  if (holes.size() != 1 || text.find(kMarker) != text.npos) return fault;
  const bool quoted = InQuotes(text, holes[0]);
  std::string marked(text);
  marked.replace(holes[0], kHole.size(), kMarker);
  Result<Path> path = ParsePath(marked);
  if (!path) return fault;
  Shape shape{quoted ? Shape::Place::kFlatKey : Shape::Place::kPart, *std::move(path), 0, 0};
  for (; shape.at < shape.path.size(); ++shape.at) {
    Segment& segment = shape.path[shape.at];
    const bool in_value = segment.kind == Segment::Kind::kWhere;
    std::string& word = in_value ? segment.value : segment.name;
    shape.offset = word.find(kMarker);
    if (shape.offset == word.npos) continue;
    if (!quoted && word != kMarker) return fault;
    if (in_value) shape.place = Shape::Place::kValue;
    word.erase(shape.offset, kMarker.size());
    return shape;
  }
  return fault;
}

std::vector<Path> PutIntoShapes(const std::vector<Path>& paths, const std::vector<Shape>& shapes) {
  const bool written_out = std::any_of(paths.begin(), paths.end(), [&](const Path& path) {
    return std::any_of(shapes.begin(), shapes.end(),
                       [&](const Shape& shape) { return BeginsAs(path, shape); });
  });
  std::vector<Path> out;
  for (const Path& path : paths) {
    if (written_out) {
      AddDistinct(path, out);
      continue;
    }
    for (const Shape& shape : shapes) {
      if (std::optional<Path> placed = Put(path, shape)) AddDistinct(*std::move(placed), out);
    }
  }
  return out;
}

}  // namespace dcv::logsource
