// SPDX-License-Identifier: Apache-2.0
// The lines of a text, and edits of scalars whose raw writing is known from there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace dcv::lint {

class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  // A whole line with its newline, "" when there is none such. 1-based.
  std::string_view Line(uint32_t line) const;
  // The text from a place to the end of its line, without the newline.
  std::string_view From(Place place) const;
  // Replaces the scalar `value` that begins at `place`, plain or quoted on one line, by
  // `replacement`, in the same quoting. Nullopt when it is written in a way that needs escaping.
  std::optional<Edit> Replace(Place place, std::string_view value,
                              std::string_view replacement) const;
  // Removes the line `- value`. Nullopt when the line holds more.
  std::optional<Edit> RemoveEntry(Place place, std::string_view value) const;

 private:
  const std::vector<size_t>& Starts() const;

  std::string_view text_;
  mutable std::vector<size_t> starts_;  // found when first asked for: most files need no line
};

}  // namespace dcv::lint
