// SPDX-License-Identifier: Apache-2.0
#include "correlate/groups.h"

#include <cstring>

namespace dcv::correlate {

void AppendKeyText(std::string_view text, std::string& key) {
  const auto size = static_cast<uint32_t>(text.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  key.append(bytes, sizeof bytes).append(text.data(), size);
}

std::vector<std::string_view> KeyTexts(std::string_view key) {
  std::vector<std::string_view> out;
  while (!key.empty()) {
    uint32_t size = 0;
    std::memcpy(&size, key.data(), sizeof size);
    out.push_back(key.substr(sizeof size, size));
    key.remove_prefix(sizeof size + size);
  }
  return out;
}

size_t Groups::BytesOf(const Group& group) const {
  const bool inside = group.key.capacity() <= std::string().capacity();
  return sizeof(Group) + window_bytes_ + 2 * sizeof(Slot) + (inside ? 0 : group.key.capacity());
}

// The slot of the hash, or the free one where it belongs.
size_t Groups::Find(const Hash128& hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash.low & mask;
  while (slots_[at].id != kNone &&
         (slots_[at].tag != hash.low || groups_[slots_[at].id].hash.high != hash.high)) {
    at = (at + 1) & mask;
  }
  return at;
}

void Groups::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id == kNone) continue;
    size_t at = slot.tag & mask;
    while (slots_[at].id != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

uint32_t Groups::FindOrAdd(std::string_view key) {
  const Hash128 hash = HashOf(key);
  size_t at = Find(hash);
  if (slots_[at].id != kNone) return slots_[at].id;
  if ((size_ + 1) * 2 > slots_.size()) {
    Grow();
    at = Find(hash);
  }
  uint32_t id = static_cast<uint32_t>(groups_.size());
  if (free_.empty()) {
    groups_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  Group& group = groups_[id];
  group.hash = hash;
  group.key.assign(key);
  slots_[at] = {hash.low, id};
  ++size_;
  waiting_bytes_ += BytesOf(group);
  return id;
}

void Groups::Unlink(const Group& group) {
  (group.older == kNone ? oldest_ : groups_[group.older].newer) = group.newer;
  (group.newer == kNone ? newest_ : groups_[group.newer].older) = group.older;
}

void Groups::MoveToNewest(uint32_t id, int64_t time) {
  Group& group = groups_[id];
  group.last_ms = time;
  if (group.counted) {
    if (newest_ == id) return;
    Unlink(group);
  } else {
    group.counted = true;
    bytes_ += BytesOf(group);
    waiting_bytes_ -= BytesOf(group);
  }
  group.older = newest_;
  group.newer = kNone;
  (newest_ == kNone ? oldest_ : groups_[newest_].newer) = id;
  newest_ = id;
}

void Groups::LeaveOrder(uint32_t id) {
  Group& group = groups_[id];
  Unlink(group);
  group.counted = false;
  bytes_ -= BytesOf(group);
  waiting_bytes_ += BytesOf(group);
}

void Groups::Release(uint32_t id) {
  Group& group = groups_[id];
  waiting_bytes_ -= BytesOf(group);
  const size_t mask = slots_.size() - 1;
  size_t gap = Find(group.hash);
  for (size_t at = (gap + 1) & mask; slots_[at].id != kNone; at = (at + 1) & mask) {
    const size_t home = slots_[at].tag & mask;
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = Slot();
  group = Group();
  free_.push_back(id);
  --size_;
}

}  // namespace dcv::correlate
