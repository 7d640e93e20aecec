// SPDX-License-Identifier: Apache-2.0
#include "match/memo.h"

#include <algorithm>
#include <cstring>

#include "match/literals.h"

namespace dcv::match {
namespace {

uint64_t HashOf(const void* of, const Value& value) {
  const char* at = value.raw;
  size_t left = value.raw_size;
  uint64_t a = reinterpret_cast<uintptr_t>(of) + static_cast<uint64_t>(value.type);
  uint64_t b = left * 0x2545F4914F6CDD1D;
  for (; left >= 16; at += 16, left -= 16) {
    a = Mix(a ^ LoadBytes(at, 8));
    b = Mix(b ^ LoadBytes(at + 8, 8));
  }
  if (left > 8) {
    a = Mix(a ^ LoadBytes(at, 8));
    at += 8;
    left -= 8;
  }
  b = Mix(b ^ LoadBytes(at, left));
  return Mix(a + (b << 1 | b >> 63));
}

}  // namespace

Memo::Memo() : entries_(kEntries), sights_(kEntries) {
  bytes_.reserve(kBytes);
  hits_.reserve(kHits);
}

Memo::Sight Memo::Look(const void* of, const Value& value) {
  Sight sight;
  if (value.raw_size > kLongest) return sight;
  sight.hash = HashOf(of, value);
  const size_t at = sight.hash % kEntries;
  const Entry& entry = entries_[at];
  if (entry.hash == sight.hash && entry.of == of && entry.type == value.type &&
      entry.size == value.raw_size && std::memcmp(BytesOf(entry), value.raw, entry.size) == 0) {
    sight.known = true;
    sight.hits = {hits_.data() + entry.hits, entry.count};
    return sight;
  }
  const auto rest = static_cast<uint32_t>(sight.hash >> 32);
  sight.again = sights_[at] == rest;
  sights_[at] = rest;
  return sight;
}

void Memo::Keep(const Sight& sight, const void* of, const Value& value,
                const std::vector<Hit>& hits) {
  if (bytes_.size() + value.raw_size > kBytes || hits_.size() + hits.size() > kHits) Forget();
  if (hits.size() > UINT16_MAX) return;
  Entry& entry = entries_[sight.hash % kEntries];
  entry.of = of;
  entry.hash = sight.hash;
  entry.type = value.type;
  entry.hits = static_cast<uint32_t>(hits_.size());
  entry.count = static_cast<uint16_t>(hits.size());
  hits_.insert(hits_.end(), hits.begin(), hits.end());
  entry.bytes = static_cast<uint32_t>(bytes_.size());
  entry.size = static_cast<uint16_t>(value.raw_size);
  if (entry.size > kInline) {
    bytes_.append(value.raw, value.raw_size);
  } else {
    std::memcpy(entry.text, value.raw, value.raw_size);
  }
}

void Memo::Forget() {
  std::fill(entries_.begin(), entries_.end(), Entry{});
  bytes_.clear();
  hits_.clear();
}

}  // namespace dcv::match
