// SPDX-License-Identifier: Apache-2.0
#include "stream/scan_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace dcv::stream {
namespace {

// { and [ differ in bit 5 alone, so do } and ]: with the bit set, one comparison finds both.
constexpr char kFold = 0x20;

void ClassifyBytes(const char* text, size_t chunks, Kinds* kinds) {
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    Kinds out;
    for (size_t i = 0; i < kChunk; ++i) {
      const char c = text[chunk * kChunk + i];
      const uint64_t bit = uint64_t{1} << i;
      if (c == '"') out.quote |= bit;
      if (c == '\\') out.backslash |= bit;
      if (c == '\n') out.newline |= bit;
      if (c == '{' || c == '[') out.open |= bit;
      if (c == '}' || c == ']') out.close |= bit;
    }
    kinds[chunk] = out;
  }
}

#if defined(__x86_64__)

uint64_t Equal128(const __m128i (&bytes)[4], char wanted) {
  const __m128i pattern = _mm_set1_epi8(wanted);
  uint64_t mask = 0;
  for (int i = 3; i >= 0; --i) {
    const int part = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes[i], pattern));
    mask = mask << 16 | static_cast<uint32_t>(part);
  }
  return mask;
}

void Classify128(const char* text, size_t chunks, Kinds* kinds) {
  const __m128i bit = _mm_set1_epi8(kFold);
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    __m128i bytes[4], folded[4];
    for (size_t i = 0; i < 4; ++i) {
      const char* place = text + chunk * kChunk + 16 * i;
      bytes[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(place));
      folded[i] = _mm_or_si128(bytes[i], bit);
    }
    kinds[chunk] = {Equal128(bytes, '"'), Equal128(bytes, '\\'), Equal128(bytes, '\n'),
                    Equal128(folded, '{'), Equal128(folded, '}')};
  }
}

__attribute__((target("avx2"))) inline uint64_t Equal256(__m256i low, __m256i high, char wanted) {
  const __m256i pattern = _mm256_set1_epi8(wanted);
  const auto a = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern)));
  const auto b = static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern)));
  return uint64_t{b} << 32 | a;
}

__attribute__((target("avx2"))) void Classify256(const char* text, size_t chunks, Kinds* kinds) {
  const __m256i bit = _mm256_set1_epi8(kFold);
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    const auto* place = reinterpret_cast<const __m256i*>(text + chunk * kChunk);
    const __m256i low = _mm256_loadu_si256(place), high = _mm256_loadu_si256(place + 1);
    const __m256i low_folded = _mm256_or_si256(low, bit), high_folded = _mm256_or_si256(high, bit);
    kinds[chunk] = {Equal256(low, high, '"'), Equal256(low, high, '\\'), Equal256(low, high, '\n'),
                    Equal256(low_folded, high_folded, '{'), Equal256(low_folded, high_folded, '}')};
  }
}

__attribute__((target("avx512bw"))) void Classify512(const char* text, size_t chunks,
                                                     Kinds* kinds) {
  const __m512i bit = _mm512_set1_epi8(kFold);
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    const __m512i bytes = _mm512_loadu_si512(text + chunk * kChunk);
    const __m512i folded = _mm512_or_si512(bytes, bit);
    kinds[chunk] = {_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\')),
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
                    _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('{')),
                    _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('}'))};
  }
}

#endif

}  // namespace

std::vector<Classify> Classifiers() {
  std::vector<Classify> all = {ClassifyBytes};
#if defined(__x86_64__)
  all.push_back(Classify128);
  if (__builtin_cpu_supports("avx2")) all.push_back(Classify256);
  if (__builtin_cpu_supports("avx512bw")) all.push_back(Classify512);
#endif
  return all;
}

}  // namespace dcv::stream
