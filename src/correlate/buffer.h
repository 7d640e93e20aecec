// SPDX-License-Identifier: Apache-2.0
// Putting hits in order of event time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "correlate/number.h"
#include "correlate/window.h"

namespace dcv::correlate {

// What time it is, by the events: the time that half of the last 64 have reached. One event dated
// far ahead moves nothing, nor do thirty in a row.
class Clock {
 public:
  int64_t now() const { return now_; }  // kNever before the first 32 events
  void Advance(int64_t time) { now_ = now_ < time ? time : now_; }
  // True when the clock may have moved.
  bool Observe(int64_t time) {
    last_[seen_++ % last_.size()] = time;
    if (seen_ % kStride != 0) return false;
    Tell();
    return true;
  }

 private:
  static constexpr size_t kStride = 32;
  void Tell();

  std::array<int64_t, 64> last_;
  size_t seen_ = 0;
  int64_t now_ = kNever;
};

// A hit that waits for its time, as one need of one group sees it.
struct Waiting {
  int64_t time = 0;
  uint64_t event = 0;
  uint32_t need = 0, group = 0;
  Number number;
};

class Buffer {
 public:
  // Hits at most `lateness_ms` behind the clock still find their place.
  explicit Buffer(int64_t lateness_ms);
  // What is before was given out already.
  bool IsLate(int64_t time) const { return time < given_; }
  void Add(const Waiting& waiting);
  // The earliest part, in order, when the clock at `now` lets nothing come before its end; else
  // false. What it gives is good until the next call.
  bool Take(int64_t now, std::vector<Waiting>& out);
  // The earliest part, whatever the clock says; false when there is none.
  bool TakeAnyway(std::vector<Waiting>& out);
  // The latest part, out of the buffer without a turn, if what begins more than the lateness after
  // `now` is most of the buffer; else false.
  bool TakeAhead(int64_t now, std::vector<Waiting>& out);
  size_t size() const { return size_; }
  size_t bytes() const { return bytes_; }

 private:
  using Part = std::vector<Waiting>;
  void Remove(std::map<int64_t, Part>::iterator part, std::vector<Waiting>& out);
  void Give(std::vector<Waiting>& out);
  int64_t KeyOf(int64_t time) const;

  int64_t lateness_, width_;
  int64_t given_ = kNever;
  std::map<int64_t, Part> parts_;  // by time / width_
  int64_t last_key_ = kNever;
  Part* last_ = nullptr;  // the part of last_key_
  size_t size_ = 0, bytes_ = 0;
};

}  // namespace dcv::correlate
