// SPDX-License-Identifier: Apache-2.0
// An event that can be changed: values put at paths and taken away, for events made from a sample.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "logsource/path.h"

namespace dcv::ir {

struct Tree {
  json::Type type = json::Type::kAbsent;
  std::string text;  // a string unescaped, a number as JSON writes it, "true" or "false"
  std::vector<std::string> names;  // of an object's members, whose values are `elements`
  std::vector<Tree> elements;

  static Tree String(std::string text);
  Tree& Add(std::string name, Tree value);  // a member more; the object is the caller's promise
};

Tree TreeOf(json::Value value);
// nullopt when the text is no JSON.
std::optional<Tree> ParseTree(std::string_view text);
std::string ToJson(const Tree& tree);  // compact

// How many segments of the path lead to something, first elements of arrays taken.
size_t KnownSegments(const Tree& event, const logsource::Path& path);
// The value there, first elements of arrays taken; kAbsent when there is none.
Tree ValueAt(const Tree& event, const logsource::Path& path);
// Puts the value there; objects, arrays and JSON in texts on the way are made when absent or null.
// Arrays give their first element. False, and the event is as it may be, when a scalar of another
// kind stands on the way.
bool PutAt(Tree& event, const logsource::Path& path, Tree value);
// Takes away all that the path leads to, in every element of arrays.
void RemoveAt(Tree& event, const logsource::Path& path);

}  // namespace dcv::ir
