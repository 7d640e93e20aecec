// SPDX-License-Identifier: Apache-2.0
// How the wildcards of a value stand (sigma/pattern.h says what they are), found in one pass.
#pragma once

#include <algorithm>
#include <string_view>

#include "sigma/rule.h"

namespace dcv::lint {

struct Shape {
  bool front = false;    // begins with '*'
  bool back = false;     // ends with '*'
  bool inner = false;    // any other wildcard
  bool doubled = false;  // "**"
  bool escaped = false;  // '\*' or '\?'
  bool HasWildcard() const { return front || back || inner; }
};

inline Shape ShapeOf(std::string_view text) {
  Shape shape;
  // Most values have none; these two searches are vectorised, the loop is not.
  if (text.find('*') == text.npos && text.find('?') == text.npos) return shape;
  bool after_star = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      const char next = text[i + 1];
      shape.escaped = shape.escaped || next == '*' || next == '?';
      if (next == '*' || next == '?' || next == '\\') ++i;
      after_star = false;
      continue;
    }
    if (c == '*') {
      shape.doubled = shape.doubled || after_star;
      if (i == 0) {
        shape.front = true;
      } else if (i + 1 == text.size()) {
        shape.back = true;
      } else {
        shape.inner = true;
      }
    } else if (c == '?') {
      shape.inner = true;
    }
    after_star = c == '*';
  }
  return shape;
}

inline bool Has(const sigma::Item& item, sigma::Modifier modifier) {
  return std::find(item.modifiers.begin(), item.modifiers.end(), modifier) != item.modifiers.end();
}

// Whether '*' and '?' of the item's values are wildcards.
inline bool TakesWildcards(const sigma::Item& item) {
  return std::none_of(item.modifiers.begin(), item.modifiers.end(), [](sigma::Modifier m) {
    return m == sigma::Modifier::kRe || m == sigma::Modifier::kCidr ||
           m == sigma::Modifier::kExists || m == sigma::Modifier::kFieldRef ||
           sigma::IsComparison(m) || sigma::IsTimePart(m);
  });
}

}  // namespace dcv::lint
