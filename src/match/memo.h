// SPDX-License-Identifier: Apache-2.0
// What look-ups said of values that were met before: the values of logs repeat.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/capture.h"

namespace dcv::match {

// One per thread, of bounded size. A value is kept from its second sight on, so that what never
// comes again costs no room.
class Memo {
 public:
  // An entry of a table of the plan.
  struct Hit {
    uint32_t table = 0, entry = 0;
  };
  struct Sight {
    bool known = false;
    bool again = false;  // not known, but met before: Keep may be called
    std::span<const Hit> hits;
    uint64_t hash = 0;
  };

  Memo();
  // `of` tells which tables look at the value, by an address that lives as long as the memo.
  Sight Look(const void* of, const Value& value);
  void Keep(const Sight& sight, const void* of, const Value& value, const std::vector<Hit>& hits);

 private:
  static constexpr size_t kEntries = 1 << 12;
  static constexpr size_t kLongest = 512, kInline = 28;  // bytes of a value
  static constexpr size_t kBytes = 1 << 20, kHits = 1 << 16;

  // A cache line: short values are compared where they stand.
  struct alignas(64) Entry {
    const void* of = nullptr;
    uint64_t hash = 0;
    uint32_t hits = 0;   // into hits_
    uint32_t bytes = 0;  // of a longer value, into bytes_
    uint16_t size = 0, count = 0;
    Type type = Type::kNull;
    char text[kInline] = {};
  };
  const char* BytesOf(const Entry& entry) const {
    return entry.size <= kInline ? entry.text : bytes_.data() + entry.bytes;
  }
  void Forget();

  std::vector<Entry> entries_;    // by hash
  std::vector<uint32_t> sights_;  // by hash: the rest of the hash seen there last
  std::string bytes_;
  std::vector<Hit> hits_;
};

}  // namespace dcv::match
