// SPDX-License-Identifier: Apache-2.0
// Correlation rules over the hits of rules (docs/correlation.md has the exact meaning). No input or
// output, no clock: the same hits give the same detections, in whatever order they arrive within
// the lateness allowed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/ir.h"

namespace dcv::correlate {

// An event matched a rule.
struct Hit {
  int64_t time_ms = 0;  // event time, since any epoch; clamped to 2^60 either way
  uint64_t event = 0;   // the caller's number of the event, below 2^63
  uint32_t rule = 0;    // index into Program::rules
};

// The texts that a field has in the event, several when it is an array; without null, which counts
// as absent (ir::PresentTexts).
using FieldTexts = std::span<const std::string_view>;

struct Options {
  // An event may arrive so long after the clock has passed its time (see Correlator::Observe).
  // Whoever reads files in any order and can wait for the end sets it to INT64_MAX.
  int64_t lateness_ms = 300'000;
  // Of hits that wait and of windows, about; beyond it what was idle longest is given up.
  size_t max_state_bytes = size_t{1} << 30;
  size_t max_events = 100;  // named in one detection
};

struct Detection {
  uint64_t number = 0;       // 1, 2, 3 ... in the order of delivery
  uint32_t correlation = 0;  // index into Program::correlations
  int64_t first_ms = 0;      // of the oldest event that counts
  int64_t last_ms = 0;       // of the event that made the condition hold
  double value = 0;          // what was compared; temporal types: how many different rules
  std::vector<std::pair<std::string, std::string>> group;  // name as in group-by, text
  // What makes it up, oldest first: events, and for the correlations among the rules the numbers of
  // their detections. At most Options::max_events, the newest. value_count and temporal: the newest
  // of each different value or rule.
  std::vector<uint64_t> events, detections;
  uint64_t events_total = 0;  // how many there would be of both
};

struct CorrelationTally {
  uint64_t hits = 0;  // that a group took in, detections of inner correlations included
  uint64_t detections = 0;
  uint64_t quiet = 0;     // times the condition held within a timespan after a detection
  uint64_t evicted = 0;   // groups given up for want of memory
  uint64_t shed = 0;      // hits given up so, of groups that stayed
  uint64_t no_group = 0;  // hits without one of the group keys: take no part
  uint64_t no_value = 0;  // hits without the counted field, or with no number in it
  uint64_t cut = 0;       // hits with too many values in their fields; the first were taken
};

struct Tally {
  uint64_t hits = 0;
  uint64_t late = 0;  // hits older than the lateness allows: dropped
  // For want of memory, counted for each correlation and group that they are of: hits that were
  // taken before their lateness was over, and hits dated further ahead of the clock than the
  // lateness that were dropped.
  uint64_t hurried = 0, ahead = 0;
  size_t groups = 0;  // live now
  size_t state_bytes = 0, peak_bytes = 0;
  std::vector<CorrelationTally> correlations;  // by index in Program::correlations
};

// A correlation that cannot run, and why, in words.
struct Refusal {
  uint32_t correlation = 0;
  std::string reason;
};

class Correlator {
 public:
  // Detections come by time, then inner before outer, then by group; each after its inner ones.
  // Whether a correlation's detections are shown on their own (`generate`) is the caller's to say.
  using Sink = std::function<void(const Detection&)>;

  Correlator(const ir::Program& program, Options options, Sink sink);
  ~Correlator();
  Correlator(Correlator&&) noexcept;
  Correlator& operator=(Correlator&&) noexcept;

  // What to say of a hit of the rule: its texts for each of these fields, in their order.
  std::span<const ir::FieldId> Fields(uint32_t rule) const;
  // Whether any correlation counts the rule; if not, its hits need not be added.
  bool Counts(uint32_t rule) const;
  const std::vector<Refusal>& refusals() const;

  // texts[i] belongs to Fields(hit.rule)[i]; texts may die after the call.
  void Add(const Hit& hit, std::span<const FieldTexts> texts);
  // Tells the clock of an event that is no hit (Add tells it of its own). The clock is the time
  // that half of the last 64 events told have reached; it decides what is late and when detections
  // come, not which.
  void Observe(int64_t time_ms);
  // Sets the clock ahead: no event before `time_ms` minus the lateness comes any more.
  void AdvanceTo(int64_t time_ms);
  // All hits have come.
  void Finish();

  Tally tally() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dcv::correlate
