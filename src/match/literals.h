// SPDX-License-Identifier: Apache-2.0
// Look-up of many literals at once in one folded text: whole, at its beginning, at its end, inside.
// Whatever is reported was compared in full.
#pragma once

#include <algorithm>
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
  uint64_t sizes_ = 0;  // bit per size that a literal has, 63 and more together
  HashedLiterals table_;
};

// The beginning or the end of the text.
class AffixLiterals {
 public:
  explicit AffixLiterals(bool suffix) : suffix_(suffix) {}
  void Build(const std::vector<Literal>& literals);
  template <typename Hit>
  void Find(std::string_view text, const Hit& hit) const {
    if (sizes_.empty() || text.empty()) return;
    if (text.size() >= 2 && !ends_[PairOf(text)]) return;
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
  // The two bytes at the end that is compared.
  size_t PairOf(std::string_view text) const {
    uint16_t pair;
    std::memcpy(&pair, suffix_ ? text.data() + text.size() - 2 : text.data(), 2);
    return pair;
  }
  bool suffix_;
  std::vector<bool> ends_;       // pairs that some literal has there
  std::vector<uint32_t> sizes_;  // of the affixes that are hashed, at most 8, ascending
  HashedLiterals table_;
};

// Anywhere in the text; at least three bytes each. A literal is found by a gram, some of its bytes,
// at every stride-th byte of the text: it is entered with as many grams side by side as the stride
// is wide, one of which falls on such a byte wherever the literal stands.
class InnerLiterals {
 public:
  void Build(const std::vector<Literal>& literals);
  // A literal is reported once per place. 8 readable bytes follow the text.
  template <typename Hit>
  void Find(std::string_view text, const Hit& hit) const {
    if (!long_.empty()) long_.Scan(text, hit);
    if (!middle_.empty()) middle_.Scan(text, hit);
    if (!short_.empty()) short_.Scan(text, hit);
  }

 private:
  template <size_t kWidth, size_t kStride>
  class Grams {
   public:
    static constexpr size_t kShortest = kWidth + kStride - 1;
    // Of kShortest bytes and more.
    void Build(const std::vector<Literal>& literals);
    bool empty() const { return grams_.empty(); }
    template <typename Hit>
    void Scan(std::string_view text, const Hit& hit) const {
      if (text.size() < kWidth) return;
      const char* const begin = text.data();
      const char* const end = begin + (text.size() - kWidth + 1);
      const uint64_t* const filter = filter_.data();
      const uint32_t mask = filter_mask_;
      for (const char* at = begin; at < end; at += kStride) {
        const uint64_t gram = LoadBytes(at, kWidth);
        const uint32_t hash = Hash(gram);
        const uint64_t word = filter[(hash >> 12) & mask];
        if ((word >> (hash & 63) & word >> (hash >> 6 & 63) & 1) != 0) {
          Verify(text, static_cast<size_t>(at - begin), gram, hash, hit);
        }
      }
    }

   private:
    // A gram of a literal.
    struct Gram {
      uint64_t gram = 0;
      uint32_t offset = 0;  // in the literal
      Literal literal;
    };
    uint32_t BucketOf(uint32_t hash) const { return (hash ^ hash >> 15) & bucket_mask_; }
    static uint32_t Hash(uint64_t gram) {
      return static_cast<uint32_t>((gram * 0x9E3779B97F4A7C15) >> 32);
    }
    template <typename Hit>
    void Verify(std::string_view text, size_t at, uint64_t gram, uint32_t hash,
                const Hit& hit) const {
      const uint32_t bucket = BucketOf(hash);
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
    std::vector<uint64_t> filter_;   // by hash: two bits that each gram sets in a word
    uint32_t filter_mask_ = 0, bucket_mask_ = 0;
  };

  Grams<8, 4> long_;    // of eleven bytes and more
  Grams<4, 4> middle_;  // of seven to ten
  Grams<3, 1> short_;   // of three to six
};

}  // namespace dcv::match
