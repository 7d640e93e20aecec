// SPDX-License-Identifier: Apache-2.0
#include "base/cidr.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace dcv {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

struct Address {
  bool v6 = false;
  std::array<uint8_t, 16> bytes = {};
};

std::optional<Address> ParseAddress(std::string_view text) {
  if (text.size() > 45 || text.find('\0') != text.npos) return std::nullopt;
  const std::string terminated(text);
  Address out;
  if (inet_pton(AF_INET, terminated.c_str(), out.bytes.data()) == 1) return out;
  if (inet_pton(AF_INET6, terminated.c_str(), out.bytes.data()) != 1) return std::nullopt;
  out.v6 = true;
  if (std::equal(kMapped.begin(), kMapped.end(), out.bytes.begin())) {
    std::copy(out.bytes.begin() + 12, out.bytes.end(), out.bytes.begin());
    out.v6 = false;
  }
  return out;
}

bool SamePrefix(const std::array<uint8_t, 16>& a, const std::array<uint8_t, 16>& b, unsigned bits) {
  const unsigned whole = bits / 8, rest = bits % 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

}  // namespace

std::optional<Network> ParseNetwork(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network out;
  out.v6 = address->v6;
  const unsigned all = out.v6 ? 128 : 32;
  out.bits = all;
  if (slash != text.npos) {
    const std::string_view digits = text.substr(slash + 1);
    if (!IsDigits(digits) || digits.size() > 3) return std::nullopt;
    out.bits = 0;
    for (char c : digits) out.bits = out.bits * 10 + static_cast<unsigned>(c - '0');
    // A mapped v4 network is written with the prefix of v6.
    if (!out.v6 && text.find(':') != text.npos) {
      if (out.bits < 96) return std::nullopt;
      out.bits -= 96;
    }
    if (out.bits > all) return std::nullopt;
  }
  for (unsigned bit = 0; bit < all; ++bit) {
    const uint8_t mask = static_cast<uint8_t>(0x80 >> (bit % 8));
    if (bit < out.bits) {
      out.address[bit / 8] =
          static_cast<uint8_t>(out.address[bit / 8] | (address->bytes[bit / 8] & mask));
    } else if ((address->bytes[bit / 8] & mask) != 0) {
      out.host_bits = true;
    }
  }
  return out;
}

std::string Network::ToText() const {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(v6 ? AF_INET6 : AF_INET, address.data(), text, sizeof text);
  return std::string(text) + "/" + std::to_string(bits);
}

bool Network::Contains(std::string_view text) const {
  const auto parsed = ParseAddress(text);
  return parsed && parsed->v6 == v6 && SamePrefix(parsed->bytes, address, bits);
}

}  // namespace dcv
