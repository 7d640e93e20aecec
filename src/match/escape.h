// SPDX-License-Identifier: Apache-2.0
// Strings of JSON as they stand in a text: escapes undone, case folded.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dcv::match {

constexpr uint64_t kHighBits = 0x8080808080808080;

// The high bit of the first byte that is a backslash is set, none before it.
inline uint64_t Backslashes(uint64_t word) {
  const uint64_t x = word ^ 0x5C5C5C5C5C5C5C5C;
  return (x - 0x0101010101010101) & ~x & kHighBits;
}

// Undoes the escapes; lone surrogates and bad escapes become U+FFFD. `to` holds `size` + 4 bytes.
// The number of bytes written.
size_t Unescape(const char* raw, size_t size, char* to);

// What `to` of the next two holds at least: folding may lengthen a text.
constexpr size_t FoldedCapacity(size_t size) {
  return size + size / 2 + 16;
}
// dcv::Fold of the unescaped string. 8 readable bytes follow it.
size_t FoldRaw(const char* raw, size_t size, char* to);
// dcv::Fold of a text. 8 readable bytes follow it.
size_t FoldText(const char* text, size_t size, char* to);

}  // namespace dcv::match
