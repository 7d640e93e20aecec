// SPDX-License-Identifier: Apache-2.0
// Regular expressions of Lucene: of the whole value, without flags, anchors and classes of letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sigma/pattern.h"

namespace dcv::dialect {

enum class LuceneCase : uint8_t {
  kAsIs,     // characters as they stand
  kWritten,  // "[aA]": any case, letters beyond a to z are any character
};

std::string LuceneRegex(const sigma::Pattern& pattern, LuceneCase letters);

// An expression of RE2, which looks anywhere in the value, as one of the whole value. nullopt:
// something in it Lucene has no words for.
std::optional<std::string> LuceneRegexOf(std::string_view re2);

// Whether a literal holds bytes beyond ASCII.
bool BeyondAscii(const sigma::Pattern& pattern);

}  // namespace dcv::dialect
