// SPDX-License-Identifier: Apache-2.0
#include "correlate/rank_window.h"

namespace dcv::correlate {
namespace {

constexpr uint64_t kAll = 100'000'000;  // a hundred percent, in millionths of a percent

}  // namespace

size_t RankWindow::bytes() const {
  return ring_.bytes() + places_.bytes() + (low_.capacity() + high_.capacity()) * sizeof(Entry);
}

bool RankWindow::Above(bool low, const Entry& a, const Entry& b) {
  const Billionths left = a.number.value(), right = b.number.value();
  return low ? left > right : left < right;
}

void RankWindow::Put(bool low, size_t place, const Entry& entry) {
  heap(low)[place] = entry;
  places_[entry.position] = static_cast<uint32_t>(place) | (low ? kLow : 0);
}

void RankWindow::Rise(bool low, size_t place, const Entry& entry) {
  const Heap& all = heap(low);
  while (place > 0) {
    const size_t parent = (place - 1) / 2;
    if (!Above(low, entry, all[parent])) break;
    Put(low, place, all[parent]);
    place = parent;
  }
  Put(low, place, entry);
}

void RankWindow::Sink(bool low, size_t place, const Entry& entry) {
  const Heap& all = heap(low);
  while (true) {
    size_t child = place * 2 + 1;
    if (child >= all.size()) break;
    if (child + 1 < all.size() && Above(low, all[child + 1], all[child])) ++child;
    if (!Above(low, all[child], entry)) break;
    Put(low, place, all[child]);
    place = child;
  }
  Put(low, place, entry);
}

void RankWindow::Push(bool low, const Entry& entry) {
  heap(low).push_back(entry);
  Rise(low, heap(low).size() - 1, entry);
}

RankWindow::Entry RankWindow::Take(bool low, size_t place) {
  Heap& all = heap(low);
  const Entry taken = all[place], last = all.back();
  all.pop_back();
  if (place < all.size()) {
    if (place > 0 && Above(low, last, all[(place - 1) / 2])) {
      Rise(low, place, last);
    } else {
      Sink(low, place, last);
    }
  }
  if (all.capacity() > 64 && all.size() < all.capacity() / 8) all.shrink_to_fit();
  return taken;
}

void RankWindow::Pop() {
  const uint32_t place = places_.front();
  Take((place & kLow) != 0, place & ~kLow);
  ring_.Pop();
  places_.Pop();
}

void RankWindow::Expire(int64_t from) {
  while (!ring_.empty() && ring_.front().time < from) Pop();
}

void RankWindow::Balance(const Shared& shared) {
  const size_t size = ring_.size();
  if (size == 0) return;
  const size_t wanted = (size - 1) * static_cast<uint64_t>(shared.percentile_micros) / kAll + 1;
  while (low_.size() < wanted) Push(true, Take(false, 0));
  while (low_.size() > wanted) Push(false, Take(true, 0));
}

void RankWindow::Add(Shared& shared, const Item& item, int64_t from) {
  Expire(from);
  const Entry entry{item.number, ring_.end()};
  ring_.Push({item.time, item.event});
  places_.Push(0);
  Push(!low_.empty() && Above(true, low_.front(), entry), entry);
  Balance(shared);
}

Reading RankWindow::Read(const Shared& shared, int64_t from) {
  Expire(from);
  Balance(shared);
  if (ring_.empty()) return {0, 1, false};
  const uint64_t scaled = (ring_.size() - 1) * static_cast<uint64_t>(shared.percentile_micros);
  Billionths number = low_.front().number.value();
  if (!high_.empty()) {
    const Billionths gap = high_.front().number.value() - number;
    number += gap * static_cast<Billionths>(scaled % kAll) / static_cast<Billionths>(kAll);
  }
  return {number, 1, true};
}

void RankWindow::Show(const Shared&, int64_t, Evidence& out) const {
  ShowRing(ring_, out);
}

size_t RankWindow::Shed(Shared& shared) {
  const size_t shed = (ring_.size() + 1) / 2;
  for (size_t i = 0; i < shed; ++i) Pop();
  Balance(shared);
  return shed;
}

}  // namespace dcv::correlate
