// SPDX-License-Identifier: Apache-2.0
// Where a JSON text ends, by its brackets outside of strings. No validator: who parses the text
// finds out what is wrong inside it.
#pragma once

#include <cstdint>
#include <string_view>

namespace dcv::stream {

struct Kinds;

// Finds the end of one object or array that may arrive in pieces.
class Scanner {
 public:
  static constexpr size_t npos = static_cast<size_t>(-1);

  // The next byte scanned is the value's opening bracket.
  void Reset() { *this = Scanner(); }

  // Goes on with text[from]; text[0] is the value's first byte or one before it. Returns the
  // position after the value, or npos when it does not end in the text: the next call then goes on
  // at text.size(). A value that can never end well ends before what looks like the next one,
  // broken() is then true: a line break inside a string, or a line that begins with { after a line
  // that ended with a closing bracket.
  size_t Scan(std::string_view text, size_t from);
  bool broken() const { return broken_; }

 private:
  struct Masks;
  size_t Chunk(std::string_view text, size_t at, size_t size, const Kinds& kinds);
  size_t Walk(std::string_view text, size_t at, const Masks& masks);

  uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;        // the next byte is behind a backslash
  bool after_newline_ = false;  // the last byte was a line break outside of strings
  bool broken_ = false;
};

// Position after a JSON string whose opening quote is text[from], npos when it does not end.
size_t EndOfString(std::string_view text, size_t from);

size_t CountByte(std::string_view text, char byte);

}  // namespace dcv::stream
