// SPDX-License-Identifier: Apache-2.0
#include "match/raw_gate.h"

#include <algorithm>
#include <cstring>

namespace dcv::match {
namespace {

constexpr size_t kShortest = 7;  // holds a gram of four at every fourth byte, wherever it stands
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

// Whether the text may say a keyword in another way than the usual: \uXXXX and \/, and the letters
// beyond ASCII that fold into it, U+017F (C5 BF) and U+212A (E2 84 AA).
bool HasOtherSpelling(std::string_view json) {
  const char* at = json.data();
  const char* const end = at + json.size();
  while (at < end) {
    const auto* slash =
        static_cast<const char*>(std::memchr(at, '\\', static_cast<size_t>(end - at)));
    if (slash == nullptr || slash + 1 == end) break;
    if (slash[1] == 'u' || slash[1] == '/') return true;
    at = slash + 2;
  }
  return json.find("\xC5\xBF") != json.npos || json.find("\xE2\x84\xAA") != json.npos;
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
  if (literal.size() < kShortest) open_ = true;
  if (open_) return;
  const auto number = static_cast<uint32_t>(literals_.size());
  const size_t middle = (literal.size() - kShortest) / 2;
  for (size_t offset = middle; offset < middle + 4; ++offset) {
    grams_.push_back({GramAt(literal.data() + offset), static_cast<uint32_t>(offset), number});
  }
  literals_.push_back(std::move(literal));
}

void RawGate::Finish() {
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
  for (size_t at = 0; at + 4 <= json.size(); at += 4) {
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
