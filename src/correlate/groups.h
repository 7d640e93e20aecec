// SPDX-License-Identifier: Apache-2.0
// The live groups of one correlation, by the hash of their key; in order of their last hit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "correlate/hash.h"
#include "correlate/window.h"

namespace dcv::correlate {

// The texts of a key in one: each with its length before it.
void AppendKeyText(std::string_view text, std::string& key);
std::vector<std::string_view> KeyTexts(std::string_view key);

struct Group {
  Hash128 hash;
  uint32_t waiting = 0;  // hits of it in the buffer
  uint32_t older = UINT32_MAX, newer = UINT32_MAX;
  bool counted = false;       // has a window, so is in the order
  int64_t last_ms = kNever;   // last hit that was counted
  int64_t alert_ms = kNever;  // last detection
  uint64_t run = 0;           // Tracker's: the last one that counted a hit of it
  uint64_t alert = 0;         // number of the last detection
  std::string key;
};

class Groups {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // `window_bytes`: what the caller keeps for each group beside this.
  explicit Groups(size_t window_bytes) : window_bytes_(window_bytes) {}
  // The group of the key, made when new. Ids are used again after Release.
  uint32_t FindOrAdd(std::string_view key);
  Group& operator[](uint32_t id) { return groups_[id]; }
  const Group& operator[](uint32_t id) const { return groups_[id]; }
  size_t room() const { return groups_.size(); }  // ids are below
  size_t size() const { return size_; }
  uint32_t oldest() const { return oldest_; }
  void MoveToNewest(uint32_t id, int64_t time);
  // Fetches what MoveToNewest will touch into the cache: the group, then its neighbours.
  void Prefetch(uint32_t id) const {
    __builtin_prefetch(&groups_[id]);
    __builtin_prefetch(&groups_[id].run);
  }
  void PrefetchNeighbours(uint32_t id) const {
    for (uint32_t near : {groups_[id].older, groups_[id].newer}) {
      if (near != kNone) __builtin_prefetch(&groups_[near]);
    }
  }
  void LeaveOrder(uint32_t id);
  void Release(uint32_t id);                               // not in the order
  size_t bytes() const { return bytes_; }                  // of groups in the order
  size_t waiting_bytes() const { return waiting_bytes_; }  // of those that only wait

 private:
  struct Slot {
    uint64_t tag = 0;
    uint32_t id = kNone;
  };
  size_t Find(const Hash128& hash) const;
  void Unlink(const Group& group);
  void Grow();
  size_t BytesOf(const Group& group) const;

  size_t window_bytes_;
  std::vector<Group> groups_;
  std::vector<uint32_t> free_;
  std::vector<Slot> slots_ = std::vector<Slot>(16);
  size_t size_ = 0, bytes_ = 0, waiting_bytes_ = 0;
  uint32_t oldest_ = kNone, newest_ = kNone;
};

}  // namespace dcv::correlate
