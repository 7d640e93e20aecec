// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <algorithm>

#include "base/sha.h"

namespace dcv {
namespace {

constexpr size_t kTextSize = 36;
constexpr bool IsDash(size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

Uuid UuidV5(const Uuid& name_space, std::string_view name) {
  std::string text(name_space.begin(), name_space.end());
  text += name;
  const auto digest = Sha1(text);
  Uuid uuid{};
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0f) | 0x50);  // version
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3f) | 0x80);  // variant
  return uuid;
}

std::string ToString(const Uuid& uuid) {
  std::string out = Hex(uuid);
  for (const size_t at : {8u, 13u, 18u, 23u}) out.insert(at, 1, '-');
  return out;
}

std::optional<Uuid> ParseUuid(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  Uuid uuid{};
  size_t digits = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (IsDash(at)) {
      if (text[at] != '-') return std::nullopt;
      continue;
    }
    const int digit = DigitOf(text[at]);
    if (digit < 0) return std::nullopt;
    uuid[digits / 2] = static_cast<uint8_t>(uuid[digits / 2] << 4 | digit);
    ++digits;
  }
  return uuid;
}

}  // namespace dcv
