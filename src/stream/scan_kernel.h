// SPDX-License-Identifier: Apache-2.0
// Which bytes of a text are quotes, brackets and so on, 64 at a time; chosen by what the processor
// has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dcv::stream {

inline constexpr size_t kChunk = 64;

// Bit i says that byte i is one of the kind.
struct Kinds {
  uint64_t quote = 0, backslash = 0, newline = 0, open = 0, close = 0;
  bool operator==(const Kinds&) const = default;
};

// Classifies `chunks` times 64 bytes.
using Classify = void (*)(const char* text, size_t chunks, Kinds* kinds);

// All that this processor can run, the fastest last.
std::vector<Classify> Classifiers();

}  // namespace dcv::stream
