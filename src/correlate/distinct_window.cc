// SPDX-License-Identifier: Apache-2.0
#include "correlate/distinct_window.h"

#include <utility>

namespace dcv::correlate {

size_t DistinctWindow::bytes() const {
  return nodes_.capacity() * sizeof(Node) + index_.capacity() * sizeof(uint32_t);
}

// Where the value is in the index, or the free slot where it belongs. Values are hashes already.
uint32_t DistinctWindow::Slot(uint64_t value) const {
  const size_t mask = index_.size() - 1;
  size_t at = value & mask;
  while (index_[at] != kNone && nodes_[index_[at]].value != value) at = (at + 1) & mask;
  return static_cast<uint32_t>(at);
}

uint32_t DistinctWindow::Find(uint64_t value) const {
  if (!index_.empty()) return index_[Slot(value)];
  for (uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].value == value) return i;
  }
  return kNone;
}

void DistinctWindow::Reindex() {
  size_t room = kScanned * 2;
  while (room < nodes_.size() * 2) room *= 2;
  index_.assign(room, kNone);
  for (uint32_t i = 0; i < nodes_.size(); ++i) index_[Slot(nodes_[i].value)] = i;
}

void DistinctWindow::Unlink(uint32_t node) {
  const Node& gone = nodes_[node];
  (gone.older == kNone ? oldest_ : nodes_[gone.older].newer) = gone.newer;
  (gone.newer == kNone ? newest_ : nodes_[gone.newer].older) = gone.older;
}

void DistinctWindow::LinkNewest(uint32_t node) {
  nodes_[node].older = newest_;
  nodes_[node].newer = kNone;
  (newest_ == kNone ? oldest_ : nodes_[newest_].newer) = node;
  newest_ = node;
}

void DistinctWindow::Remove(uint32_t node) {
  Unlink(node);
  const auto last = static_cast<uint32_t>(nodes_.size() - 1);
  if (!index_.empty()) {
    // Close the gap: what probed over it moves back.
    const size_t mask = index_.size() - 1;
    size_t gap = Slot(nodes_[node].value);
    for (size_t at = (gap + 1) & mask; index_[at] != kNone; at = (at + 1) & mask) {
      const size_t home = nodes_[index_[at]].value & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      index_[gap] = index_[at];
      gap = at;
    }
    index_[gap] = kNone;
    if (node != last) index_[Slot(nodes_[last].value)] = node;
  }
  if (node != last) {
    nodes_[node] = nodes_[last];
    (nodes_[node].older == kNone ? oldest_ : nodes_[nodes_[node].older].newer) = node;
    (nodes_[node].newer == kNone ? newest_ : nodes_[nodes_[node].newer].older) = node;
  }
  nodes_.pop_back();
  if (nodes_.capacity() > 64 && nodes_.size() < nodes_.capacity() / 8) {
    nodes_.shrink_to_fit();
    if (!index_.empty()) Reindex();
    index_.shrink_to_fit();
  }
}

void DistinctWindow::Expire(int64_t from) {
  while (oldest_ != kNone && nodes_[oldest_].time < from) Remove(oldest_);
}

void DistinctWindow::Add(Shared& shared, const Item& item, int64_t from) {
  Expire(from);
  const uint64_t value = shared.by_target ? item.target : item.number.low;
  uint32_t node = Find(value);
  if (node != kNone) {
    const bool same = nodes_[node].time == item.time;
    nodes_[node].event = same ? std::max(nodes_[node].event, item.event) : item.event;
    nodes_[node].time = item.time;
    if (node == newest_) return;
    Unlink(node);
    LinkNewest(node);
    return;
  }
  node = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({value, item.time, item.event, kNone, kNone});
  LinkNewest(node);
  if (index_.empty() && nodes_.size() <= kScanned) return;
  if (nodes_.size() * 2 > index_.size()) {
    Reindex();
  } else {
    index_[Slot(value)] = node;
  }
}

Reading DistinctWindow::Read(const Shared& shared, int64_t from) {
  Expire(from);
  Reading out{static_cast<Billionths>(nodes_.size()) * kOne, 1, true};
  for (const Formula& formula : shared.plan->formula) {
    out.holds = Holds(formula, [&](uint32_t target) { return Find(target) != kNone; });
  }
  return out;
}

void DistinctWindow::Show(const Shared&, int64_t, Evidence& out) const {
  out.total = nodes_.size();
  if (oldest_ != kNone) out.first_ms = nodes_[oldest_].time;
  for (uint32_t node = newest_; node != kNone && out.events.size() < out.cap;
       node = nodes_[node].older) {
    const uint64_t event = nodes_[node].event;
    if (out.events.empty() || out.events.back() != event) out.events.push_back(event);
  }
}

size_t DistinctWindow::Shed(Shared&) {
  const size_t shed = (nodes_.size() + 1) / 2;
  for (size_t i = 0; i < shed; ++i) Remove(oldest_);
  return shed;
}

}  // namespace dcv::correlate
