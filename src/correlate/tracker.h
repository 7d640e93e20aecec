// SPDX-License-Identifier: Apache-2.0
// One correlation at work: its groups, their windows, and what holds at a moment.
#pragma once

#include <memory>
#include <span>

#include "correlate/groups.h"
#include "correlate/window.h"

namespace dcv::correlate {

struct TrackedHit {
  Item item;
  uint32_t group = 0;
  bool inner = false;  // a detection, not an event
};

struct Held {
  uint32_t group = 0;
  Reading reading;
};

class Tracker {
 public:
  Tracker(const CorrelationPlan& plan, size_t window_bytes) : plan_(plan), groups_(window_bytes) {}
  virtual ~Tracker() = default;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;

  // All hits of one moment, each of which Groups::waiting counts; in order of targets. Appends the
  // groups for which the condition holds then, in order of the texts of their keys. May reorder
  // `hits`.
  virtual void Run(int64_t time, std::span<TrackedHit> hits, std::vector<Held>& out) = 0;
  // Fetches into the cache what Run will need for the group: first itself, later what it points to.
  virtual void Prefetch(uint32_t group) const = 0;
  virtual void PrefetchInside(uint32_t group) const = 0;
  virtual void Show(uint32_t group, int64_t time, Evidence& out) const = 0;
  // Lets groups go whose window is empty at `time`.
  virtual void ForgetIdle(int64_t time) = 0;
  // Under memory pressure: gives up the group that has been idle longest, or half of the window of
  // the only one. False: there is nothing to give up.
  virtual bool Evict() = 0;
  virtual size_t bytes() const = 0;  // without groups that only wait

  const CorrelationPlan& plan() const { return plan_; }
  Groups& groups() { return groups_; }
  const Groups& groups() const { return groups_; }
  uint64_t evicted() const { return evicted_; }
  uint64_t shed() const { return shed_; }

 protected:
  int64_t From(int64_t time) const;

  const CorrelationPlan& plan_;
  Groups groups_;
  uint64_t evicted_ = 0, shed_ = 0;
};

std::unique_ptr<Tracker> MakeTracker(const CorrelationPlan& plan);

}  // namespace dcv::correlate
