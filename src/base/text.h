// SPDX-License-Identifier: Apache-2.0
// Small pure helpers over ASCII text. Letters beyond ASCII are left alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv {

std::string Lower(std::string_view text);
bool EqualsIgnoreCase(std::string_view a, std::string_view b);
// Position of `needle` in `text` without regard to ASCII case; npos when absent.
size_t FindIgnoreCase(std::string_view text, std::string_view needle);
std::string_view Trim(std::string_view text);
// The pieces keep their order; "" gives one empty piece. Views into `text`.
std::vector<std::string_view> Split(std::string_view text, char separator);
std::string Join(const std::vector<std::string>& parts, std::string_view separator);
bool IsDigits(std::string_view text);
// T1234 or T1234.001, any case.
bool LooksLikeTechniqueId(std::string_view text);
// Bytes of the character `text` begins with, 0 when it is not UTF-8 (Unicode 15, table 3-7: no
// surrogates, no overlong forms) or is cut. `text` must not be empty.
size_t Utf8SequenceLength(std::string_view text);
// Levenshtein distance, for "did you mean".
size_t EditDistance(std::string_view a, std::string_view b);
// The candidate that begins with `word`, else the nearest within a third of its length, or "".
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);
// Printable, one line, at most `limit` bytes: control characters and bad UTF-8 become '?'.
std::string Printable(std::string_view text, size_t limit = 120);
// "1,234,567"
std::string Grouped(size_t number);

}  // namespace dcv
