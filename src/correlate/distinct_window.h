// SPDX-License-Identifier: Apache-2.0
// value_count and temporal: of each different value only the newest hit is kept, so memory goes
// with the values and not with the hits.
#pragma once

#include "correlate/window.h"

namespace dcv::correlate {

class DistinctWindow {
 public:
  struct Shared {
    explicit Shared(const CorrelationPlan& correlation)
        : plan(&correlation), by_target(correlation.type == sigma::CorrelationType::kTemporal) {}
    const CorrelationPlan* plan;
    bool by_target;  // temporal: the value is the rule
    size_t bytes() const { return 0; }
  };
  void Add(Shared& shared, const Item& item, int64_t from);
  Reading Read(const Shared& shared, int64_t from);
  void Show(const Shared&, int64_t from, Evidence& out) const;
  size_t Shed(Shared&);
  void Drop(Shared&) {}
  void Prefetch() const {
    __builtin_prefetch(nodes_.data());
    if (!index_.empty() && oldest_ != kNone) __builtin_prefetch(&nodes_[oldest_]);
  }
  size_t bytes() const;

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kScanned = 8;  // up to so many values a scan is as fast as an index

  struct Node {
    uint64_t value;
    int64_t time;
    uint64_t event;
    uint32_t older, newer;
  };
  uint32_t Find(uint64_t value) const;
  void Expire(int64_t from);
  void Unlink(uint32_t node);
  void LinkNewest(uint32_t node);
  void Remove(uint32_t node);
  uint32_t Slot(uint64_t value) const;
  void Reindex();

  std::vector<Node> nodes_;      // dense: the last one fills the gap of a removed one
  std::vector<uint32_t> index_;  // once there were more than kScanned: a power of two, half full
  uint32_t oldest_ = kNone, newest_ = kNone;
};

}  // namespace dcv::correlate
