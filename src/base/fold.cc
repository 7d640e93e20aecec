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

char* PutUtf8(char32_t code_point, char* to) {
  const auto put = [&](char32_t byte) { *to++ = static_cast<char>(byte); };
  const auto tail = [&](int shift) { put(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    put(code_point);
    return to;
  }
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    tail(6);
  } else {
    put(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
  return to;
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

void FoldCharacter(std::string_view& text, char*& to) {
  const size_t length = Utf8SequenceLength(text);
  if (length == 0) {
    *to++ = text.front();
    text.remove_prefix(1);
    return;
  }
  to = PutUtf8(FoldCodePoint(Decode(text.substr(0, length))), to);
  text.remove_prefix(length);
}

std::string Fold(std::string_view text) {
  std::string out = Lower(text);
  const auto beyond_ascii = [](char c) { return static_cast<uint8_t>(c) >= 0x80; };
  const auto at = std::find_if(out.begin(), out.end(), beyond_ascii) - out.begin();
  if (static_cast<size_t>(at) == out.size()) return out;
  out.resize(static_cast<size_t>(at));
  text.remove_prefix(static_cast<size_t>(at));
  while (!text.empty()) {
    char folded[4];
    char* end = folded;
    FoldCharacter(text, end);
    out.append(folded, end);
  }
  return out;
}

}  // namespace dcv
