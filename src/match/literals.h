// SPDX-License-Identifier: Apache-2.0
// Look-up of many literals at once in one folded text: whole, at its beginning, at its end, inside.
// Whatever is reported was compared in full.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "match/trie.h"

namespace dcv::match {

// At most 8 bytes of the text as a number, zero filled; 8 readable bytes follow `at`.
inline uint64_t LoadBytes(const char* at, size_t size) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return size >= 8 ? word : word & ((uint64_t{1} << (size * 8)) - 1);
}

inline uint64_t Mix(uint64_t word) {
  word *= 0x9E3779B97F4A7C15;
  return word ^ (word >> 29);
}

// A literal and the number it was added with.
struct Literal {
  std::string_view text;
  uint32_t number = 0;
};

// Literals by a 64-bit hash of some of their bytes: open addressing behind a bit per hash.
class HashedLiterals {
 public:
  void Reserve(size_t count);
  void Add(uint64_t hash, const Literal& literal);
  // Calls hit(number) for those of that hash for which same(text) holds.
  template <typename Same, typename Hit>
  void Find(uint64_t hash, const Same& same, const Hit& hit) const {
    if (slots_.empty() || (bits_[(hash >> 6) & bit_mask_] >> (hash & 63) & 1) == 0) return;
    for (uint64_t at = (hash >> 20) & mask_; slots_[at].used; at = (at + 1) & mask_) {
      if (slots_[at].hash == hash && same(slots_[at].literal.text)) hit(slots_[at].literal.number);
    }
  }
  bool empty() const { return slots_.empty(); }

 private:
  struct Slot {
    uint64_t hash = 0;
    Literal literal;
    bool used = false;
  };
  std::vector<Slot> slots_;
  std::vector<uint64_t> bits_;
  uint64_t mask_ = 0, bit_mask_ = 0;
};

// The whole text.
class ExactLiterals {
 public:
  void Build(const std::vector<Literal>& literals);
  template <typename Hit>
  void Find(std::string_view text, const Hit& hit) const {
    if (table_.empty()) return;
    table_.Find(
        Hash(text), [&](std::string_view literal) { return literal == text; }, hit);
  }

 private:
  static uint64_t Hash(std::string_view text);
  HashedLiterals table_;
};

// The beginning or the end of the text.
class AffixLiterals {
 public:
  explicit AffixLiterals(bool suffix) : suffix_(suffix) {}
  void Build(const std::vector<Literal>& literals);
  template <typename Hit>
  void Find(std::string_view text, const Hit& hit) const {
    for (uint32_t size : sizes_) {
      if (size > text.size()) break;
      const char* at = suffix_ ? text.data() + text.size() - size : text.data();
      table_.Find(
          Hash(at, size),
          [&](std::string_view literal) {
            return suffix_ ? text.ends_with(literal) : text.starts_with(literal);
          },
          hit);
    }
  }

 private:
  static uint64_t Hash(const char* at, size_t size) {
    return Mix(LoadBytes(at, size) + size * 0x2545F4914F6CDD1D);
  }
  bool suffix_;
  std::vector<uint32_t> sizes_;  // of the affixes that are hashed, at most 8, ascending
  HashedLiterals table_;
};

// Anywhere in the text. Literals of seven bytes and more are found by a four-byte gram at every
// fourth byte, since seven bytes hold a whole one wherever they stand; shorter ones by a gram at
// every byte. At least three bytes each.
class InnerLiterals {
 public:
  void Build(const std::vector<Literal>& literals);
  // A literal is reported once per place. 8 readable bytes follow the text.
  template <typename Hit>
  void Find(std::string_view text, const Hit& hit) const {
    if (!strided_.empty()) strided_.Scan(text, 4, 4, hit);
    if (!quads_.empty()) quads_.Scan(text, 1, 4, hit);
    if (!triples_.empty()) triples_.Scan(text, 1, 3, hit);
  }

 private:
  struct Gram {
    uint32_t gram = 0;
    uint32_t offset = 0;  // of the gram in the literal
    Literal literal;
  };
  // Grams by hash in buckets, behind a bit per hash.
  class Grams {
   public:
    void Build(std::vector<Gram> grams);
    bool empty() const { return grams_.empty(); }
    template <typename Hit>
    void Scan(std::string_view text, size_t stride, size_t width, const Hit& hit) const {
      if (text.size() < width) return;
      const char* const begin = text.data();
      const uint32_t mask = width == 4 ? 0xFFFFFFFF : 0xFFFFFF;
      for (size_t at = 0; at + width <= text.size(); at += stride) {
        uint32_t gram;
        std::memcpy(&gram, begin + at, 4);
        gram &= mask;
        const uint32_t hash = gram * 0x9E3779B1;
        const uint32_t bit = hash >> bit_shift_;
        if ((bits_[bit / 64] >> (bit % 64) & 1) != 0) Verify(text, at, gram, hash, hit);
      }
    }

   private:
    template <typename Hit>
    void Verify(std::string_view text, size_t at, uint32_t gram, uint32_t hash,
                const Hit& hit) const {
      const uint32_t bucket = hash >> bucket_shift_;
      for (uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
        const Gram& entry = grams_[i];
        if (entry.gram != gram || entry.offset > at) continue;
        const std::string_view literal = entry.literal.text;
        const size_t begin = at - entry.offset;
        if (begin + literal.size() <= text.size() &&
            std::memcmp(text.data() + begin, literal.data(), literal.size()) == 0) {
          hit(entry.literal.number);
        }
      }
    }

    std::vector<Gram> grams_;        // by bucket
    std::vector<uint32_t> buckets_;  // first of each, and the end
    std::vector<uint64_t> bits_;
    int bit_shift_ = 0, bucket_shift_ = 0;
  };

  Grams strided_, quads_, triples_;
};

}  // namespace dcv::match
