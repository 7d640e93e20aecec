// SPDX-License-Identifier: Apache-2.0
#include "match/escape.h"

#include <bit>
#include <cstring>
#include <string_view>

#include "base/fold.h"

namespace dcv::match {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits at `at`, or -1.
int32_t CodeUnit(const char* at, const char* end) {
  if (end - at < 4) return -1;
  int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = HexDigit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

char* PutUtf8(uint32_t code, char* to) {
  const auto put = [&](uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return to;
}

constexpr uint32_t kReplacement = 0xFFFD;

// After `\u`: moves `at` beyond what it took.
uint32_t EscapedCode(const char*& at, const char* end) {
  const int32_t unit = CodeUnit(at, end);
  if (unit < 0) return kReplacement;
  at += 4;
  if (unit < 0xD800 || unit > 0xDFFF) return static_cast<uint32_t>(unit);
  if (unit >= 0xDC00 || end - at < 6 || at[0] != '\\' || at[1] != 'u') return kReplacement;
  const int32_t low = CodeUnit(at + 2, end);
  if (low < 0xDC00 || low > 0xDFFF) return kReplacement;
  at += 6;
  return 0x10000 + ((static_cast<uint32_t>(unit) - 0xD800) << 10) +
         (static_cast<uint32_t>(low) - 0xDC00);
}

uint32_t ShortEscape(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'b': return '\b';
    case 'f': return '\f';
    case '"':
    case '\\':
    case '/': return static_cast<unsigned char>(c);
    default: return kReplacement;
  }
}

// Eight bytes with A-Z made a-z, up to the first byte above 0x7F.
uint64_t FoldWord(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t from_a = word + kOnes * (0x80 - 'A');
  const uint64_t beyond_z = word + kOnes * (0x80 - 'Z' - 1);
  return word | (((from_a & ~beyond_z) & kHighBits) >> 2);
}

// The escape at `at`, folded.
void FoldEscape(const char*& at, const char* end, char*& to) {
  ++at;
  uint32_t code = kReplacement;
  if (at < end) {
    const char kind = *at++;
    code = kind == 'u' ? EscapedCode(at, end) : ShortEscape(kind);
  }
  to = PutUtf8(FoldCodePoint(code), to);
}

template <bool kEscapes>
size_t FoldAll(const char* at, size_t size, char* const to) {
  const char* const end = at + size;
  char* out = to;
  while (at < end) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    const uint64_t special = (word & kHighBits) | (kEscapes ? Backslashes(word) : 0);
    const uint64_t folded = FoldWord(word);
    std::memcpy(out, &folded, 8);
    const auto clean =
        std::min<ptrdiff_t>(special == 0 ? 8 : std::countr_zero(special) / 8, end - at);
    at += clean;
    out += clean;
    if (clean == 8 || at == end) continue;
    if (kEscapes && *at == '\\') {
      FoldEscape(at, end, out);
    } else {
      std::string_view rest(at, static_cast<size_t>(end - at));
      FoldCharacter(rest, out);
      at = rest.data();
    }
  }
  return static_cast<size_t>(out - to);
}

}  // namespace

size_t Unescape(const char* raw, size_t size, char* to) {
  const char* at = raw;
  const char* const end = raw + size;
  char* out = to;
  while (at < end) {
    const auto* slash =
        static_cast<const char*>(std::memchr(at, '\\', static_cast<size_t>(end - at)));
    const char* const stop = slash == nullptr ? end : slash;
    std::memcpy(out, at, static_cast<size_t>(stop - at));
    out += stop - at;
    at = stop;
    if (at == end) break;
    ++at;
    if (at == end) {
      out = PutUtf8(kReplacement, out);
      break;
    }
    const char kind = *at++;
    out = PutUtf8(kind == 'u' ? EscapedCode(at, end) : ShortEscape(kind), out);
  }
  return static_cast<size_t>(out - to);
}

size_t FoldRaw(const char* raw, size_t size, char* to) {
  return FoldAll<true>(raw, size, to);
}

size_t FoldText(const char* text, size_t size, char* to) {
  return FoldAll<false>(text, size, to);
}

}  // namespace dcv::match
