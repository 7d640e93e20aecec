// SPDX-License-Identifier: Apache-2.0
// Where the values of a JSON text stand: what a parser's tree does not keep.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dcv::json {

// A value of the text, by bytes.
struct Outline {
  Type type = Type::kNull;
  size_t begin = 0, end = 0;
  size_t name_begin = 0, name_end = 0;  // of the member's name with its quotes; equal: no member
  std::vector<Outline> children;        // elements or members, in order
  bool IsMember() const { return name_end > name_begin; }
};

// `valid_json` is one value that ScanValue found valid. Containers at depth `levels` have no
// children. nullopt: there are more than `max_values` values down to there.
std::optional<Outline> OutlineOf(std::string_view valid_json, size_t levels, size_t max_values);

// The text of a valid JSON string that is given with its quotes.
std::string Unquote(std::string_view quoted);

}  // namespace dcv::json
