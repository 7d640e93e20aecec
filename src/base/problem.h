// SPDX-License-Identifier: Apache-2.0
// Problem: something wrong at a place of a text that the user wrote (a rule, a pipeline). Codes are
// rows of data/diagnostics.tsv, as those of Diagnostic, which speaks of whole files instead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dcv {

// 1-based; columns count characters, not bytes. Line 0: the text as a whole.
struct Place {
  uint32_t line = 0;
  uint32_t column = 0;
  auto operator<=>(const Place&) const = default;
};

// Replaces `old`, which stands at `place`, by `replacement`. Applied only where `old` is found
// there.
struct Edit {
  Place place;
  std::string old, replacement;
};

// `code`: "P004" and so on, a literal. `message`: what is wrong, lower case, no full stop.
// `remedy`: what to do here; empty takes the code's own row. `fix`: safe edits, or none.
struct Problem {
  std::string_view code;
  Place place;
  std::string message;
  std::string remedy = {};
  std::vector<Edit> fix = {};
};
using Problems = std::vector<Problem>;

}  // namespace dcv
