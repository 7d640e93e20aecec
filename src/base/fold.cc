// SPDX-License-Identifier: Apache-2.0
#include "base/fold.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/text.h"

namespace dcv {
namespace {

// Every stride-th code point from first to last, moved by delta.
struct Range {
  uint32_t first, last;
  int32_t delta;
  uint32_t stride;
};
constexpr Range kRanges[] = {
#include "base/fold_table.inc"
};

char32_t Decode(std::string_view sequence) {
  constexpr uint8_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code_point = static_cast<uint8_t>(sequence[0]) & kLeadBits[sequence.size()];
  for (char c : sequence.substr(1)) code_point = code_point << 6 | (static_cast<uint8_t>(c) & 0x3F);
  return code_point;
}

void AppendUtf8(char32_t code_point, std::string& out) {
  const auto tail = [&](int shift) {
    out += static_cast<char>(0x80 | (code_point >> shift & 0x3F));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12);
    tail(6);
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
}

}  // namespace

char32_t FoldCodePoint(char32_t code_point) {
  if (code_point < 0x80) {
    return code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
  }
  const Range* range = std::lower_bound(
      std::begin(kRanges), std::end(kRanges), code_point,
      [](const Range& candidate, char32_t wanted) { return candidate.last < wanted; });
  if (range == std::end(kRanges) || code_point < range->first ||
      (code_point - range->first) % range->stride != 0) {
    return code_point;
  }
  return static_cast<char32_t>(static_cast<int32_t>(code_point) + range->delta);
}

std::string Fold(std::string_view text) {
  std::string out = Lower(text);
  const auto beyond_ascii = [](char c) { return static_cast<uint8_t>(c) >= 0x80; };
  size_t at = static_cast<size_t>(std::find_if(out.begin(), out.end(), beyond_ascii) - out.begin());
  if (at == out.size()) return out;
  out.resize(at);
  while (at < text.size()) {
    const size_t length = Utf8SequenceLength(text.substr(at));
    if (length == 0) {
      out += text[at++];
      continue;
    }
    AppendUtf8(FoldCodePoint(Decode(text.substr(at, length))), out);
    at += length;
  }
  return out;
}

}  // namespace dcv
