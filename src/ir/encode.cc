// SPDX-License-Identifier: Apache-2.0
#include "ir/encode.h"

#include "base/text.h"

namespace dcv::ir {
namespace {

char32_t Decode(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first;
  constexpr unsigned kMasks[] = {0, 0, 0x1F, 0x0F, 0x07};
  char32_t code = first & kMasks[sequence.size()];
  for (char c : sequence.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return code;
}

void AppendUnit(uint32_t unit, bool big_endian, std::string& out) {
  const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
  out += big_endian ? high : low;
  out += big_endian ? low : high;
}

}  // namespace

std::string Base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0u);
    }
    for (size_t j = 0; j < 4; ++j) {
      out += j <= group.size() ? kDigits[bits >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
  return out;
}

std::optional<std::array<std::string, 3>> Base64Offsets(std::string_view bytes) {
  constexpr size_t kDropFront[] = {0, 2, 3};
  constexpr size_t kDropBack[] = {0, 3, 2};
  std::array<std::string, 3> out;
  for (size_t offset = 0; offset < 3; ++offset) {
    const std::string encoded = Base64(std::string(offset, ' ') + std::string(bytes));
    const size_t drop = kDropFront[offset] + kDropBack[(bytes.size() + offset) % 3];
    if (encoded.size() <= drop) return std::nullopt;
    out[offset] = encoded.substr(kDropFront[offset], encoded.size() - drop);
  }
  return out;
}

std::optional<std::string> Utf16(std::string_view text, bool big_endian) {
  std::string out;
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    if (length == 0) return std::nullopt;
    const char32_t code = Decode(text.substr(0, length));
    if (code < 0x10000) {
      AppendUnit(code, big_endian, out);
    } else {
      AppendUnit(0xD800 + ((code - 0x10000) >> 10), big_endian, out);
      AppendUnit(0xDC00 + ((code - 0x10000) & 0x3FF), big_endian, out);
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace dcv::ir
