// SPDX-License-Identifier: Apache-2.0
#include "match/literals.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

namespace dcv::match {
namespace {

// How often a byte is met in logs, roughly: letters by their use in English and paths, digits, the
// separators; the rest is rare.
constexpr std::array<double, 256> MakeCommonness() {
  constexpr std::string_view kByUse = "etaoinsrlcdmpu.\\/\"-_hgfwbvyxk :=10234589,67jzq";
  std::array<double, 256> commonness{};
  for (double& of : commonness) of = 1;
  for (size_t rank = 0; rank < kByUse.size(); ++rank) {
    commonness[static_cast<unsigned char>(kByUse[rank])] = 50.0 - static_cast<double>(rank);
  }
  return commonness;
}
constexpr std::array<double, 256> kCommonness = MakeCommonness();

// What grams to look literals up by: those that few literals share and that have rare bytes.
class Rarity {
 public:
  Rarity(const std::vector<Literal>& literals, size_t width) : width_(width) {
    size_t grams = 0;
    for (const Literal& literal : literals) grams += literal.text.size();
    shared_.resize(std::bit_ceil(grams * 2));
    for (const Literal& literal : literals) {
      for (size_t at = 0; at + width <= literal.text.size(); ++at) {
        Shared& shared = Find(LoadBytes(literal.text.data() + at, width));
        if (shared.last == &literal) continue;
        shared.last = &literal;
        ++shared.literals;
      }
    }
  }
  // The beginning of the cheapest `count` grams side by side.
  size_t Cheapest(std::string_view text, size_t count) {
    costs_.clear();
    for (size_t at = 0; at + width_ <= text.size(); ++at) {
      costs_.push_back(Cost(text.substr(at, width_)));
    }
    size_t best = 0;
    double least = -1;
    for (size_t begin = 0; begin + count <= costs_.size(); ++begin) {
      double cost = 0;
      for (size_t i = begin; i < begin + count; ++i) cost += costs_[i];
      if (least >= 0 && cost >= least) continue;
      least = cost;
      best = begin;
    }
    return best;
  }

 private:
  struct Shared {
    uint64_t gram = 0;
    uint32_t literals = 0;  // 0: an empty place
    const Literal* last = nullptr;
  };
  Shared& Find(uint64_t gram) {
    size_t at = Mix(gram) & (shared_.size() - 1);
    while (shared_[at].literals != 0 && shared_[at].gram != gram) {
      at = (at + 1) & (shared_.size() - 1);
    }
    shared_[at].gram = gram;
    return shared_[at];
  }
  double Cost(std::string_view gram) {
    double product = 1;
    for (char c : gram) product *= kCommonness[static_cast<unsigned char>(c)];
    return product * Find(LoadBytes(gram.data(), width_)).literals;
  }

  const size_t width_;
  std::vector<Shared> shared_;
  std::vector<double> costs_;  // of the grams of one literal
};

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

template <size_t kWidth, size_t kStride>
void InnerLiterals::Grams<kWidth, kStride>::Build(const std::vector<Literal>& literals) {
  if (literals.empty()) return;
  Rarity rarity(literals, kWidth);
  for (const Literal& literal : literals) {
    const size_t at = rarity.Cheapest(literal.text, kStride);
    for (size_t offset = at; offset < at + kStride; ++offset) {
      grams_.push_back({LoadBytes(literal.text.data() + offset, kWidth),
                        static_cast<uint32_t>(offset), literal});
    }
  }
  bucket_mask_ = static_cast<uint32_t>(std::bit_ceil(grams_.size() * 2)) - 1;
  filter_mask_ = static_cast<uint32_t>(
                     std::clamp<size_t>(std::bit_ceil(grams_.size() / 4), 8, size_t{1} << 13)) -
                 1;
  const auto bucket = [&](const Gram& gram) { return BucketOf(Hash(gram.gram)); };
  std::stable_sort(grams_.begin(), grams_.end(),
                   [&](const Gram& a, const Gram& b) { return bucket(a) < bucket(b); });
  buckets_.assign(size_t{bucket_mask_} + 2, 0);
  filter_.assign(size_t{filter_mask_} + 1, 0);
  for (const Gram& gram : grams_) {
    ++buckets_[bucket(gram) + 1];
    const uint32_t hash = Hash(gram.gram);
    filter_[(hash >> 12) & filter_mask_] |= uint64_t{1} << (hash & 63) | uint64_t{1}
                                                                             << (hash >> 6 & 63);
  }
  for (size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
}

void InnerLiterals::Build(const std::vector<Literal>& literals) {
  std::vector<Literal> longs, middles, shorts;
  for (const Literal& literal : literals) {
    const size_t size = literal.text.size();
    const bool is_long = size >= decltype(long_)::kShortest;
    (is_long ? longs : size >= decltype(middle_)::kShortest ? middles : shorts).push_back(literal);
  }
  long_.Build(longs);
  middle_.Build(middles);
  short_.Build(shorts);
}

}  // namespace dcv::match
