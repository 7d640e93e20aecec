// SPDX-License-Identifier: Apache-2.0
#include "base/sha.h"

#include <bit>
#include <cstring>

namespace dcv {
namespace {

constexpr size_t kBlock = 64;
using Block = std::array<uint32_t, 16>;  // big-endian words

// FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64
// primes.
constexpr std::array<uint32_t, 64> kSha256 = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void Round(std::array<uint32_t, 5>& state, const Block& block) {
  std::array<uint32_t, 80> w{};
  std::copy(block.begin(), block.end(), w.begin());
  for (size_t t = 16; t < w.size(); ++t) {
    w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (size_t t = 0; t < w.size(); ++t) {
    uint32_t f = b ^ c ^ d, k = t < 40 ? 0x6ed9eba1 : 0xca62c1d6;
    if (t < 20) {
      f = (b & c) ^ (~b & d);
      k = 0x5a827999;
    } else if (t >= 40 && t < 60) {
      f = (b & c) ^ (b & d) ^ (c & d);
      k = 0x8f1bbcdc;
    }
    const uint32_t next = std::rotl(a, 5) + f + e + k + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const std::array<uint32_t, 5> added = {a, b, c, d, e};
  for (size_t i = 0; i < state.size(); ++i) state[i] += added[i];
}

void Round(std::array<uint32_t, 8>& state, const Block& block) {
  std::array<uint32_t, 64> w{};
  std::copy(block.begin(), block.end(), w.begin());
  for (size_t t = 16; t < w.size(); ++t) {
    const uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
    const uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
    w[t] = s1 + w[t - 7] + s0 + w[t - 16];
  }
  std::array<uint32_t, 8> s = state;
  for (size_t t = 0; t < w.size(); ++t) {
    const uint32_t a = s[0], e = s[4];
    const uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const uint32_t one = s[7] + sum1 + ((e & s[5]) ^ (~e & s[6])) + kSha256[t] + w[t];
    const uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const uint32_t two = sum0 + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    s = {one + two, a, s[1], s[2], s[3] + one, e, s[5], s[6]};
  }
  for (size_t i = 0; i < state.size(); ++i) state[i] += s[i];
}

Block WordsOf(const char* bytes) {
  Block block{};
  for (size_t i = 0; i < kBlock; ++i) {
    block[i / 4] = block[i / 4] << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return block;
}

// FIPS 180-4, 5.1.1 and 6: whole blocks, then the rest with a one bit, zeros and the length in
// bits.
template <size_t N>
std::array<uint8_t, N * 4> Digest(std::array<uint32_t, N> state, std::string_view text) {
  const uint64_t bits = uint64_t{text.size()} * 8;
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) Round(state, WordsOf(text.data()));
  std::array<char, 2 * kBlock> tail{};
  if (!text.empty()) std::memcpy(tail.data(), text.data(), text.size());
  tail[text.size()] = static_cast<char>(0x80);
  const size_t size = text.size() + 9 <= kBlock ? kBlock : 2 * kBlock;
  for (size_t i = 0; i < 8; ++i) tail[size - 1 - i] = static_cast<char>(bits >> (8 * i));
  for (size_t at = 0; at < size; at += kBlock) Round(state, WordsOf(tail.data() + at));
  std::array<uint8_t, N * 4> out{};
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  }
  return out;
}

}  // namespace

std::array<uint8_t, 20> Sha1(std::string_view text) {
  return Digest<5>({0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, text);
}

std::array<uint8_t, 32> Sha256(std::string_view text) {
  return Digest<8>({0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                    0x1f83d9ab, 0x5be0cd19},
                   text);
}

std::string Hex(std::span<const uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace dcv
