// SPDX-License-Identifier: Apache-2.0
// value_median and value_percentile: two heaps that meet at the wanted rank, with each hit's place
// in them kept, so that one that leaves the window is found: O(log n) a hit.
#pragma once

#include "correlate/window.h"

namespace dcv::correlate {

class RankWindow {
 public:
  struct Shared {
    explicit Shared(const CorrelationPlan& plan) : percentile_micros(plan.percentile_micros) {}
    int64_t percentile_micros;
    size_t bytes() const { return 0; }
  };
  void Add(Shared& shared, const Item& item, int64_t from);
  // Between two ranks by linear interpolation, as SQL's PERCENTILE_CONT; down to a billionth.
  Reading Read(const Shared& shared, int64_t from);
  void Show(const Shared&, int64_t from, Evidence& out) const;
  size_t Shed(Shared& shared);
  void Drop(Shared&) {}
  void Prefetch() const {
    ring_.Prefetch();
    places_.Prefetch();
    __builtin_prefetch(low_.data());
    __builtin_prefetch(high_.data());
  }
  size_t bytes() const;

 private:
  struct Kept {
    int64_t time;
    uint64_t event;
  };
  struct Entry {
    Number number;
    size_t position;  // in ring_ and places_
  };
  using Heap = std::vector<Entry>;

  // The low heap has its largest on top, the high one its smallest.
  static bool Above(bool low, const Entry& a, const Entry& b);
  void Put(bool low, size_t place, const Entry& entry);
  void Rise(bool low, size_t place, const Entry& entry);
  void Sink(bool low, size_t place, const Entry& entry);
  void Push(bool low, const Entry& entry);
  Entry Take(bool low, size_t place);
  void Pop();
  void Expire(int64_t from);
  void Balance(const Shared& shared);
  Heap& heap(bool low) { return low ? low_ : high_; }

  static constexpr uint32_t kLow = uint32_t{1} << 31;

  Ring<Kept> ring_;
  Ring<uint32_t> places_;  // in the high heap, or with kLow in the low one
  Heap low_, high_;
};

}  // namespace dcv::correlate
