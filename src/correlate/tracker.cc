// SPDX-License-Identifier: Apache-2.0
#include "correlate/tracker.h"

#include <algorithm>
#include <tuple>

#include "correlate/chain_window.h"
#include "correlate/distinct_window.h"
#include "correlate/rank_window.h"

namespace dcv::correlate {
namespace {

using sigma::CorrelationType;

template <typename Window>
class Track final : public Tracker {
 public:
  explicit Track(const CorrelationPlan& plan) : Tracker(plan, sizeof(Window)), shared_(plan) {}

  void Run(int64_t time, std::span<TrackedHit> hits, std::vector<Held>& out) override {
    ForgetIdle(time);
    if (hits.size() > 1 && plan_.targets > 1 && CountsHits()) hits = EventsOnce(hits);
    windows_.resize(groups_.room());
    touched_.clear();
    ++run_;
    for (const TrackedHit& hit : hits) Count(time, hit);
    const size_t before = out.size();
    for (uint32_t id : touched_) {
      const Reading reading =
          Measured(id, [&](Window& window) { return window.Read(shared_, From(time)); });
      if (reading.holds && Meets(plan_, reading.numerator, reading.denominator)) {
        out.push_back({id, reading});
      }
    }
    if (out.size() - before < 2) return;
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
              [&](const Held& a, const Held& b) {
                return KeyTexts(groups_[a.group].key) < KeyTexts(groups_[b.group].key);
              });
  }

  void Prefetch(uint32_t group) const override {
    groups_.Prefetch(group);
    if (group >= windows_.size()) return;
    const Window* window = &windows_[group];
    __builtin_prefetch(window);
    __builtin_prefetch(reinterpret_cast<const char*>(window + 1) - 1);
  }

  void PrefetchInside(uint32_t group) const override {
    groups_.PrefetchNeighbours(group);
    if (group < windows_.size()) windows_[group].Prefetch();
  }

  void Show(uint32_t group, int64_t time, Evidence& out) const override {
    windows_[group].Show(shared_, From(time), out);
  }

  void ForgetIdle(int64_t time) override {
    const int64_t from = From(time);
    while (groups_.oldest() != Groups::kNone && groups_[groups_.oldest()].last_ms < from) {
      Forget(groups_.oldest());
    }
  }

  bool Evict() override {
    const uint32_t oldest = groups_.oldest();
    if (oldest == Groups::kNone) return false;
    if (groups_[oldest].newer != Groups::kNone) {
      Forget(oldest);
      ++evicted_;
      return true;
    }
    const size_t shed = Measured(oldest, [&](Window& window) { return window.Shed(shared_); });
    shed_ += shed;
    return shed > 0;
  }

  size_t bytes() const override { return groups_.bytes() + window_bytes_ + shared_.bytes(); }

 private:
  bool CountsHits() const {
    return plan_.type != CorrelationType::kTemporal &&
           plan_.type != CorrelationType::kTemporalOrdered &&
           plan_.type != CorrelationType::kValueCount;
  }

  // An event that several of the rules match is one event: what its first rule says counts.
  std::span<TrackedHit> EventsOnce(std::span<TrackedHit> hits) {
    std::sort(hits.begin(), hits.end(), [](const TrackedHit& a, const TrackedHit& b) {
      return std::tie(a.group, a.item.event, a.item.target) <
             std::tie(b.group, b.item.event, b.item.target);
    });
    size_t kept = 0;
    for (const TrackedHit& hit : hits) {
      const TrackedHit* last = kept == 0 ? nullptr : &hits[kept - 1];
      if (last != nullptr && !hit.inner && last->group == hit.group &&
          last->item.event == hit.item.event && last->item.target != hit.item.target) {
        --groups_[hit.group].waiting;
        continue;
      }
      hits[kept++] = hit;
    }
    return hits.first(kept);
  }

  void Count(int64_t time, const TrackedHit& hit) {
    Group& group = groups_[hit.group];
    --group.waiting;
    groups_.MoveToNewest(hit.group, time);
    if (group.run != run_) {
      group.run = run_;
      touched_.push_back(hit.group);
    }
    Measured(hit.group, [&](Window& window) {
      window.Add(shared_, hit.item, From(time));
      return 0;
    });
  }

  // Does something to a window and keeps the books on its memory.
  template <typename Do>
  auto Measured(uint32_t id, const Do& act) {
    Window& window = windows_[id];
    const size_t before = window.bytes();
    const auto out = act(window);
    window_bytes_ += window.bytes() - before;
    return out;
  }

  void Forget(uint32_t id) {
    window_bytes_ -= windows_[id].bytes();
    windows_[id].Drop(shared_);
    windows_[id] = Window();
    groups_.LeaveOrder(id);
    Group& group = groups_[id];
    if (group.waiting == 0) {
      groups_.Release(id);
    } else {
      group.alert_ms = kNever;
    }
  }

  typename Window::Shared shared_;
  std::vector<Window> windows_;  // by group
  std::vector<uint32_t> touched_;
  uint64_t run_ = 0;
  size_t window_bytes_ = 0;
};

}  // namespace

int64_t Tracker::From(int64_t time) const {
  return time - plan_.timespan_ms;
}

std::unique_ptr<Tracker> MakeTracker(const CorrelationPlan& plan) {
  switch (plan.type) {
    case CorrelationType::kEventCount: return std::make_unique<Track<CountWindow>>(plan);
    case CorrelationType::kValueCount:
    case CorrelationType::kTemporal: return std::make_unique<Track<DistinctWindow>>(plan);
    case CorrelationType::kValueSum:
    case CorrelationType::kValueAvg: return std::make_unique<Track<SumWindow>>(plan);
    case CorrelationType::kValuePercentile:
    case CorrelationType::kValueMedian: return std::make_unique<Track<RankWindow>>(plan);
    case CorrelationType::kTemporalOrdered: return std::make_unique<Track<ChainWindow>>(plan);
  }
  return nullptr;
}

}  // namespace dcv::correlate
