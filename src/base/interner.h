// SPDX-License-Identifier: Apache-2.0
// Distinct texts numbered in order of arrival; number 0 is always "".
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace dcv {

class Interner {
 public:
  Interner() : slots_(kFirstSlots) { Id(""); }
  Interner(Interner&&) = default;
  Interner& operator=(Interner&&) = default;
  Interner(const Interner&) = delete;  // the texts point into the blocks
  Interner& operator=(const Interner&) = delete;

  uint32_t Id(std::string_view text) {
    const auto hash = static_cast<uint32_t>(std::hash<std::string_view>{}(text));
    size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != 0) {
      if (slots_[at].hash == hash && texts_[slots_[at].number - 1] == text) {
        return slots_[at].number - 1;
      }
      at = (at + 1) & (slots_.size() - 1);
    }
    texts_.push_back(Keep(text));
    slots_[at] = {hash, static_cast<uint32_t>(texts_.size())};
    if (texts_.size() * 2 > slots_.size()) Grow();
    return static_cast<uint32_t>(texts_.size() - 1);
  }
  std::string_view Text(uint32_t id) const { return texts_[id]; }
  size_t size() const { return texts_.size(); }

 private:
  static constexpr size_t kFirstSlots = 32;  // always a power of two, at most half of them taken
  static constexpr size_t kFirstBlock = size_t{1} << 10, kLastBlock = size_t{1} << 16;

  struct Slot {
    uint32_t hash = 0;
    uint32_t number = 0;  // of the text, plus one; 0: free
  };

  std::string_view Keep(std::string_view text) {
    if (text.size() > room_) {
      room_ =
          std::max(text.size(), blocks_.size() < 6 ? kFirstBlock << blocks_.size() : kLastBlock);
      blocks_.push_back(std::make_unique<char[]>(room_));
      free_ = blocks_.back().get();
    }
    char* const kept = free_;
    if (!text.empty()) std::memcpy(kept, text.data(), text.size());
    free_ += text.size();
    room_ -= text.size();
    return {kept, text.size()};
  }

  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number == 0) continue;
      size_t at = slot.hash & (slots_.size() - 1);
      while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<std::string_view> texts_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<char[]>> blocks_;  // of the texts, which never move
  char* free_ = nullptr;
  size_t room_ = 0;
};

}  // namespace dcv
