// SPDX-License-Identifier: Apache-2.0
#include "stream/scan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "stream/scan_kernel.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace dcv::stream {
namespace {

constexpr size_t kBatch = 4;  // chunks that are classified at once

const Classify kClassify = Classifiers().back();

// Bit i: an odd number of quotes in bytes 0 to i.
uint64_t OddSoFar(uint64_t quotes) {
  for (int shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
  return quotes;
}

bool ClosesBefore(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == '\n' || text[at - 1] == '\r' || text[at - 1] == ' ')) --at;
  return at > 0 && (text[at - 1] == '}' || text[at - 1] == ']');
}

}  // namespace

struct Scanner::Masks {
  uint64_t open, close, torn, restart;  // torn: a newline in a string
};

// Bracket by bracket through a chunk in which the value may end.
size_t Scanner::Walk(std::string_view text, size_t at, const Masks& masks) {
  uint64_t events = masks.open | masks.close | masks.torn;
  for (; events != 0; events &= events - 1) {
    const uint64_t bit = events & (~events + 1);
    const size_t place = at + static_cast<size_t>(std::countr_zero(events));
    if ((masks.close & bit) != 0) {
      if (depth_ <= 1) return place + 1;
      --depth_;
      continue;
    }
    const bool restart =
        (masks.restart & bit) != 0 && depth_ > 0 && text[place] == '{' && ClosesBefore(text, place);
    if (restart || (masks.torn & bit) != 0) {
      broken_ = true;
      return place;
    }
    ++depth_;
  }
  return npos;
}

size_t Scanner::Chunk(std::string_view text, size_t at, size_t size, const Kinds& kinds) {
  uint64_t escaped = escaped_ ? 1 : 0;
  escaped_ = false;
  for (uint64_t slashes = kinds.backslash & ~escaped; slashes != 0;) {
    const int i = std::countr_zero(slashes);
    if (static_cast<size_t>(i) + 1 == size) {
      escaped_ = true;
      break;
    }
    escaped |= uint64_t{2} << i;
    slashes &= ~(uint64_t{3} << i);
  }
  const uint64_t strings = OddSoFar(kinds.quote & ~escaped) ^ (in_string_ ? ~uint64_t{0} : 0);
  const uint64_t outside = ~strings;
  const uint64_t lines = kinds.newline & outside;
  const uint64_t starts = lines << 1 | (after_newline_ ? 1 : 0);
  const Masks masks{kinds.open & outside, kinds.close & outside, kinds.newline & strings,
                    starts & kinds.open & outside};
  const auto opens = static_cast<uint64_t>(std::popcount(masks.open));
  const auto closes = static_cast<uint64_t>(std::popcount(masks.close));
  if (depth_ > closes && masks.torn == 0 && masks.restart == 0) {
    depth_ += opens - closes;
  } else if (const size_t end = Walk(text, at, masks); end != npos) {
    return end;
  }
  in_string_ = (strings >> (size - 1) & 1) != 0;
  after_newline_ = (lines >> (size - 1) & 1) != 0;
  return npos;
}

size_t Scanner::Scan(std::string_view text, size_t from) {
  Kinds kinds[kBatch];
  while (from < text.size()) {
    const size_t chunks = std::min(kBatch, (text.size() - from) / kChunk);
    kClassify(text.data() + from, chunks, kinds);
    for (size_t i = 0; i < chunks; ++i, from += kChunk) {
      if (const size_t end = Chunk(text, from, kChunk, kinds[i]); end != npos) return end;
    }
    const size_t rest = text.size() - from;
    if (rest == 0 || rest >= kChunk) continue;
    char bytes[kChunk];
    std::memset(bytes, ' ', kChunk);
    std::memcpy(bytes, text.data() + from, rest);
    kClassify(bytes, 1, kinds);
    return Chunk(text, from, rest, kinds[0]);
  }
  return npos;
}

size_t EndOfString(std::string_view text, size_t from) {
  for (size_t at = from + 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return Scanner::npos;
}

size_t CountByte(std::string_view text, char byte) {
  size_t count = 0, at = 0;
#if defined(__SSE2__)
  const __m128i pattern = _mm_set1_epi8(byte);
  while (text.size() - at >= 16) {
    __m128i sums = _mm_setzero_si128();  // one byte counts at most 255 rounds
    const size_t rounds = std::min<size_t>(255, (text.size() - at) / 16);
    for (size_t i = 0; i < rounds; ++i, at += 16) {
      const auto* place = reinterpret_cast<const __m128i*>(text.data() + at);
      sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(_mm_loadu_si128(place), pattern));
    }
    const __m128i halves = _mm_sad_epu8(sums, _mm_setzero_si128());
    count += static_cast<size_t>(_mm_cvtsi128_si64(halves)) +
             static_cast<size_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(halves, halves)));
  }
#endif
  for (; at < text.size(); ++at) count += text[at] == byte;
  return count;
}

}  // namespace dcv::stream
