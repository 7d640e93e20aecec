// SPDX-License-Identifier: Apache-2.0
#include "match/raw_gate.h"

#include <algorithm>
#include <cstring>

namespace dcv::match {
namespace {

constexpr size_t kGram = 4;
constexpr uint32_t kBuckets = 1 << 10, kBits = 1 << 14;
constexpr uint32_t kCaseBits = 0x20202020;  // the same for both cases; more than letters meet, too

uint32_t GramAt(const char* at) {
  uint32_t gram;
  std::memcpy(&gram, at, 4);
  return gram | kCaseBits;
}
uint32_t Hash(uint32_t gram) {
  return gram * 0x9E3779B1;
}
uint32_t BucketOf(uint32_t hash) {
  return hash >> 22;
}
uint32_t BitOf(uint32_t hash) {
  return hash >> 18;
}

char FoldByte(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool IsPair(unsigned char a, unsigned char b) {
  return (a == '\\' && (b == 'u' || b == '/')) || (a == 0xC5 && b == 0xBF) ||
         (a == 0xE2 && b == 0x84);
}

using Bytes = unsigned char __attribute__((vector_size(16)));
Bytes Load(const char* at) {
  Bytes bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}
// Whether any of the 16 pairs of bytes that begin at `at` is one of IsPair.
bool AnyPair(const char* at) {
  const Bytes a = Load(at), b = Load(at + 1);
  const auto found = ((a == '\\') & ((b == 'u') | (b == '/'))) | ((a == 0xC5) & (b == 0xBF)) |
                     ((a == 0xE2) & (b == 0x84));
  uint64_t words[2];
  std::memcpy(words, &found, sizeof words);
  return (words[0] | words[1]) != 0;
}

// Whether the backslash at `at` begins an escape: an even number of them stands before it.
bool BeginsEscape(std::string_view json, size_t at) {
  size_t before = at;
  while (before > 0 && json[before - 1] == '\\') --before;
  return (at - before) % 2 == 0;
}

// Whether the text may say a keyword in another way than the usual: \uXXXX and \/, and the letters
// beyond ASCII that fold into it, U+017F (C5 BF) and U+212A (E2 84 AA).
bool HasOtherSpelling(std::string_view json) {
  for (size_t block = 0; block < json.size(); block += sizeof(Bytes)) {
    if (block + sizeof(Bytes) < json.size() && !AnyPair(json.data() + block)) continue;
    const size_t end = std::min(block + sizeof(Bytes), json.size() - 1);
    for (size_t at = block; at < end; ++at) {
      if (IsPair(static_cast<unsigned char>(json[at]), static_cast<unsigned char>(json[at + 1])) &&
          (json[at] != '\\' || BeginsEscape(json, at))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

void RawGate::Add(std::string_view folded) {
  std::string literal;
  for (char c : folded) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x80) open_ = true;
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  if (literal.size() < kGram) open_ = true;
  if (open_) return;
  stride_ = std::min(stride_, literal.size() - kGram + 1);
  literals_.push_back(std::move(literal));
}

// As many grams of each side by side as the stride is wide: one falls on a byte that is looked at.
void RawGate::Finish() {
  for (uint32_t number = 0; number < literals_.size(); ++number) {
    const std::string& literal = literals_[number];
    const size_t middle = (literal.size() - (stride_ + kGram - 1)) / 2;
    for (size_t offset = middle; offset < middle + stride_; ++offset) {
      grams_.push_back({GramAt(literal.data() + offset), static_cast<uint32_t>(offset), number});
    }
  }
  buckets_.assign(kBuckets + 1, 0);
  bits_.assign(kBits / 64, 0);
  std::stable_sort(grams_.begin(), grams_.end(), [](const Gram& a, const Gram& b) {
    return BucketOf(Hash(a.gram)) < BucketOf(Hash(b.gram));
  });
  for (const Gram& gram : grams_) {
    ++buckets_[BucketOf(Hash(gram.gram)) + 1];
    const uint32_t bit = BitOf(Hash(gram.gram));
    bits_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
  for (size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
}

bool RawGate::MayHold(std::string_view json) const {
  return open_ || Scan(json) || HasOtherSpelling(json);
}

bool RawGate::Scan(std::string_view json) const {
  const uint64_t* const bits = bits_.data();
  for (size_t at = 0; at + kGram <= json.size(); at += stride_) {
    const uint32_t hash = Hash(GramAt(json.data() + at));
    const uint32_t bit = BitOf(hash);
    if ((bits[bit / 64] >> (bit % 64) & 1) != 0 && Verify(json, at, hash)) return true;
  }
  return false;
}

bool RawGate::Verify(std::string_view json, size_t at, uint32_t hash) const {
  const uint32_t bucket = BucketOf(hash);
  for (uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    const Gram& gram = grams_[i];
    const std::string& literal = literals_[gram.literal];
    if (gram.offset > at || at - gram.offset + literal.size() > json.size()) continue;
    const char* const begin = json.data() + (at - gram.offset);
    if (std::equal(literal.begin(), literal.end(), begin,
                   [](char wanted, char c) { return wanted == FoldByte(c); })) {
      return true;
    }
  }
  return false;
}

}  // namespace dcv::match
