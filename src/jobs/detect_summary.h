// SPDX-License-Identifier: Apache-2.0
// What `dcv detect` says on stderr: how far it is, and at the end what it read, found and lost.
#pragma once

#include <atomic>
#include <thread>

#include "correlate/correlate.h"
#include "jobs/jobs.h"
#include "jobs/read_rules.h"
#include "match/engine.h"
#include "stream/stream.h"

namespace dcv::jobs {

struct DetectTally {
  match::Tally match;
  correlate::Tally correlate;
  uint64_t alerts = 0;
  uint64_t broken = 0;   // documents that are no JSON
  uint64_t untimed = 0;  // hits that correlations could not place in time
  bool failed = false;   // an alert of the level that fails the run
  Diagnostics diagnostics;
};

// A line on stderr, twice a second from the second second on, while it lives.
class ProgressLine {
 public:
  ProgressLine(bool shown, const stream::Progress& progress);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

// Prints the summary unless the request is quiet; diagnostics always. Tells how the run ended.
Outcome Summarise(const Program& program, const DetectRequest& request, const Rules& rules,
                  const correlate::Correlator& correlator, const DetectTally& tally,
                  const stream::Summary& summary);

}  // namespace dcv::jobs
