// SPDX-License-Identifier: Apache-2.0
#include "match/literals.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <unordered_map>

namespace dcv::match {
namespace {

uint32_t GramAt(std::string_view text, size_t at, size_t width) {
  uint32_t gram = 0;
  std::memcpy(&gram, text.data() + at, width);
  return gram;
}

// How often a byte is met in logs, roughly: letters by their use in English and paths, digits, the
// separators; the rest is rare.
double Commonness(unsigned char c) {
  static constexpr std::string_view kByUse = "etaoinsrlcdmpu.\\/\"-_hgfwbvyxk :=10234589,67jzq";
  const size_t rank = kByUse.find(static_cast<char>(c));
  return rank == kByUse.npos ? 1 : 50.0 - static_cast<double>(rank);
}

// What grams to look literals up by: those that few literals share and that have rare bytes.
class Rarity {
 public:
  explicit Rarity(const std::vector<Literal>& literals) {
    for (const Literal& literal : literals) {
      std::set<uint32_t> own;
      for (size_t at = 0; at + 4 <= literal.text.size(); ++at) {
        own.insert(GramAt(literal.text, at, 4));
      }
      for (uint32_t gram : own) ++shared_[gram];
    }
  }
  double Cost(std::string_view gram) const {
    double product = 1;
    for (char c : gram) product *= Commonness(static_cast<unsigned char>(c));
    const auto found = gram.size() == 4 ? shared_.find(GramAt(gram, 0, 4)) : shared_.end();
    return product * (found == shared_.end() ? 1 : found->second);
  }

 private:
  std::unordered_map<uint32_t, uint32_t> shared_;
};

// The beginning of the cheapest stretch of `size` bytes, of which grams of `width` are taken.
size_t CheapestStretch(const Rarity& rarity, std::string_view text, size_t size, size_t width) {
  size_t best = 0;
  double least = -1;
  for (size_t begin = 0; begin + size <= text.size(); ++begin) {
    double cost = 0;
    for (size_t at = begin; at + width <= begin + size; ++at) {
      cost += rarity.Cost(text.substr(at, width));
    }
    if (least >= 0 && cost >= least) continue;
    least = cost;
    best = begin;
  }
  return best;
}

}  // namespace

void HashedLiterals::Reserve(size_t count) {
  if (count == 0) return;
  slots_.resize(std::bit_ceil(count * 2));
  mask_ = slots_.size() - 1;
  bits_.resize(std::max<size_t>(1, std::bit_ceil(count * 16) / 64));
  bit_mask_ = bits_.size() - 1;
}

void HashedLiterals::Add(uint64_t hash, const Literal& literal) {
  uint64_t at = (hash >> 20) & mask_;
  while (slots_[at].used) at = (at + 1) & mask_;
  slots_[at] = {hash, literal, true};
  bits_[(hash >> 6) & bit_mask_] |= uint64_t{1} << (hash & 63);
}

uint64_t ExactLiterals::Hash(std::string_view text) {
  uint64_t hash = text.size();
  size_t at = 0;
  for (; at + 8 < text.size(); at += 8) hash = Mix(hash ^ LoadBytes(text.data() + at, 8));
  return Mix(hash ^ LoadBytes(text.data() + at, text.size() - at));
}

void ExactLiterals::Build(const std::vector<Literal>& literals) {
  table_.Reserve(literals.size());
  for (const Literal& literal : literals) {
    sizes_ |= uint64_t{1} << std::min<size_t>(literal.text.size(), 63);
    table_.Add(Hash(literal.text), literal);
  }
}

void AffixLiterals::Build(const std::vector<Literal>& literals) {
  std::set<uint32_t> sizes;
  table_.Reserve(literals.size());
  ends_.assign(size_t{1} << 16, false);
  for (const Literal& literal : literals) {
    if (literal.text.size() >= 2) {
      ends_[PairOf(literal.text)] = true;
    } else {
      ends_.assign(size_t{1} << 16, true);
    }
    const size_t size = std::min<size_t>(8, literal.text.size());
    sizes.insert(static_cast<uint32_t>(size));
    const char* at = literal.text.data() + (suffix_ ? literal.text.size() - size : 0);
    table_.Add(Hash(at, size), literal);
  }
  sizes_.assign(sizes.begin(), sizes.end());
}

void InnerLiterals::Build(const std::vector<Literal>& literals) {
  const Rarity rarity(literals);
  for (const Literal& literal : literals) {
    const std::string_view text = literal.text;
    if (text.size() >= 7) {
      long_.Add(literal, CheapestStretch(rarity, text, 7, 4));
    } else if (text.size() == 6) {
      six_.Add(literal, 0);
    } else if (text.size() >= 4) {
      short_.Add(literal, CheapestStretch(rarity, text, 4, 3));
    } else {
      three_.Add(literal, 0);
    }
  }
  long_.Finish();
  six_.Finish();
  short_.Finish();
  three_.Finish();
}

// The grams that begin at `at` and beside it.
template <size_t kWidth, size_t kStride>
void InnerLiterals::Grams<kWidth, kStride>::Add(const Literal& literal, size_t at) {
  for (size_t offset = at; offset < at + kStride; ++offset) {
    grams_.push_back(
        {GramAt(literal.text, offset, kWidth), static_cast<uint32_t>(offset), literal});
  }
}

template <size_t kWidth, size_t kStride>
void InnerLiterals::Grams<kWidth, kStride>::Finish() {
  if (grams_.empty()) return;
  bucket_mask_ = static_cast<uint32_t>(std::bit_ceil(grams_.size() * 2)) - 1;
  bit_mask_ = static_cast<uint32_t>(
                  std::clamp<size_t>(std::bit_ceil(grams_.size() * 32), 512, size_t{1} << 19)) -
              1;
  bits_.assign((bit_mask_ + 1) / 64, 0);
  const auto bucket = [&](const Gram& gram) { return (Hash(gram.gram) >> 8) & bucket_mask_; };
  std::stable_sort(grams_.begin(), grams_.end(),
                   [&](const Gram& a, const Gram& b) { return bucket(a) < bucket(b); });
  buckets_.assign(size_t{bucket_mask_} + 2, 0);
  for (const Gram& gram : grams_) {
    keys_.push_back(gram.gram);
    ++buckets_[bucket(gram) + 1];
    const uint32_t bit = (Hash(gram.gram) >> 8) & bit_mask_;
    bits_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
  for (size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
}

}  // namespace dcv::match
