// SPDX-License-Identifier: Apache-2.0
// Windows: what one group of a correlation remembers of the last timespan. Each has
//   Add(item, from)  a hit; those before `from` no longer count; times never go back
//   Read(from)       the number that is compared, as numerator / denominator
//   Show(from, out)  the events that make it up
//   Shed()           drops the older half, returns how many hits; under memory pressure only
//   Prefetch()       fetches what Add will touch into the cache
//   bytes()          memory besides the object itself
// `Shared` is what all windows of a correlation have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "correlate/number.h"
#include "correlate/plan.h"
#include "correlate/ring.h"

namespace dcv::correlate {

constexpr int64_t kNever = std::numeric_limits<int64_t>::min();

struct Item {
  int64_t time = 0;
  uint64_t event = 0;
  uint32_t target = 0;
  Number number;  // value_count: the hash of the value
};

struct Reading {
  Billionths numerator = 0;
  uint64_t denominator = 1;
  bool holds = true;  // what the condition says beside thresholds
};

struct Evidence {
  size_t cap = 0;                // at most so many events
  int64_t first_ms = kNever;     // of the oldest that counts
  uint64_t total = 0;            // how many count
  std::vector<uint64_t> events;  // the newest, newest first
};

// event_count.
class CountWindow {
 public:
  struct Shared {
    explicit Shared(const CorrelationPlan&) {}
    size_t bytes() const { return 0; }
  };
  void Add(Shared&, const Item& item, int64_t from);
  Reading Read(const Shared&, int64_t from);
  void Show(const Shared&, int64_t from, Evidence& out) const;
  size_t Shed(Shared&);
  void Drop(Shared&) {}
  void Prefetch() const { ring_.Prefetch(); }
  size_t bytes() const { return ring_.bytes(); }

 private:
  struct Kept {
    int64_t time;
    uint64_t event;
  };
  void Expire(int64_t from);
  Ring<Kept> ring_;
};

// value_sum, value_avg.
class SumWindow {
 public:
  struct Shared {
    explicit Shared(const CorrelationPlan& plan)
        : mean(plan.type == sigma::CorrelationType::kValueAvg) {}
    bool mean;
    size_t bytes() const { return 0; }
  };
  void Add(Shared&, const Item& item, int64_t from);
  Reading Read(const Shared& shared, int64_t from);
  void Show(const Shared&, int64_t from, Evidence& out) const;
  size_t Shed(Shared&);
  void Drop(Shared&) {}
  void Prefetch() const { ring_.Prefetch(); }
  size_t bytes() const { return ring_.bytes(); }

 private:
  struct Kept {
    int64_t time;
    uint64_t event;
    Number number;
  };
  void Expire(int64_t from);
  void Pop();
  Ring<Kept> ring_;
  unsigned __int128 sum_ = 0;  // wraps beyond 1.7e29 and is right again below
};

// The newest events of a ring of things with an event and a time, one event named once.
template <typename T>
void ShowRing(const Ring<T>& ring, Evidence& out) {
  out.total = ring.size();
  if (!ring.empty()) out.first_ms = ring.front().time;
  for (size_t i = ring.end(); i != ring.begin() && out.events.size() < out.cap; --i) {
    const uint64_t event = ring[i - 1].event;
    if (out.events.empty() || out.events.back() != event) out.events.push_back(event);
  }
}

}  // namespace dcv::correlate
