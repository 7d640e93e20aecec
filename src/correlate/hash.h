// SPDX-License-Identifier: Apache-2.0
// SipHash with 128 bits of output (Aumasson and Bernstein). The key is fixed, so that equal input
// gives equal output everywhere; texts that collide are still out of reach of who writes a log.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dcv::correlate {

struct Hash128 {
  uint64_t low = 0, high = 0;
  bool operator==(const Hash128&) const = default;
};

template <int kCompression, int kFinal>
class SipHash {
 public:
  SipHash(uint64_t key0, uint64_t key1)
      : v0_(key0 ^ 0x736f6d6570736575u),
        v1_(key1 ^ 0x646f72616e646f6du ^ 0xee),
        v2_(key0 ^ 0x6c7967656e657261u),
        v3_(key1 ^ 0x7465646279746573u) {}

  Hash128 operator()(std::string_view bytes) && {
    const char* at = bytes.data();
    for (size_t whole = bytes.size() / 8; whole > 0; --whole, at += 8) Compress(Word(at, 8));
    Compress(Word(at, bytes.size() % 8) | (static_cast<uint64_t>(bytes.size()) << 56));
    v2_ ^= 0xee;
    Rounds<kFinal>();
    Hash128 out;
    out.low = v0_ ^ v1_ ^ v2_ ^ v3_;
    v1_ ^= 0xdd;
    Rounds<kFinal>();
    out.high = v0_ ^ v1_ ^ v2_ ^ v3_;
    return out;
  }

 private:
  static uint64_t Word(const char* at, size_t size) {
    static_assert(std::endian::native == std::endian::little);
    uint64_t out = 0;
    if (size > 0) std::memcpy(&out, at, size);
    return out;
  }
  void Compress(uint64_t word) {
    v3_ ^= word;
    Rounds<kCompression>();
    v0_ ^= word;
  }
  template <int kCount>
  void Rounds() {
    for (int i = 0; i < kCount; ++i) {
      v0_ += v1_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v3_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ += v3_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  uint64_t v0_, v1_, v2_, v3_;
};

inline Hash128 HashOf(std::string_view bytes) {
  return SipHash<1, 3>(0x6463762d636f7272u, 0x656c6174652f3031u)(bytes);
}

}  // namespace dcv::correlate
