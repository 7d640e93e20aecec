// SPDX-License-Identifier: Apache-2.0
// Where and why a text is not JSON: a strict RFC 8259 reader that builds nothing. Slower than the
// parser; called only for texts that the parser refused, and to split concatenated documents.
#pragma once

#include <string>
#include <string_view>

namespace dcv::json {

struct Fault {
  size_t offset = 0;    // byte in the text, 0-based
  size_t line = 1;      // 1-based
  size_t column = 1;    // 1-based, in bytes
  std::string pointer;  // RFC 6901 pointer of the value being read, "" at the root
  std::string what;     // "text ends inside a string", "duplicate"...; never empty for a fault
  bool at_end = false;  // the text was cut: nothing wrong before its end
};

struct Scan {
  bool valid = false;  // one whole value was read
  size_t end = 0;      // first byte after it (and after trailing space) when valid
  Fault fault;         // set when not valid
};

// Reads one value from the start of `text`. Nesting over `max_depth` is a fault.
Scan ScanValue(std::string_view text, size_t max_depth);

// "line 3, byte 17, at /Rules/2/Name: text ends inside a string"
std::string Describe(const Fault& fault);

// One reference token of a JSON pointer, escaped (~0 ~1) and kept printable.
std::string PointerToken(std::string_view name);

}  // namespace dcv::json
