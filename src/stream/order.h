// SPDX-License-Identifier: Apache-2.0
// Blocks made and worked on by several threads, handed back in order.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "stream/inputs.h"

namespace dcv::stream {

// What has become of a step.
struct Outcome {
  std::shared_ptr<const Input> input;
  std::unique_ptr<Product> product;
  Notes notes;
};

// Shapes the block of a step and hands it to `work`.
Outcome WorkOn(Step step, Block& block, size_t worker, const Options& options, const Work& work,
               Progress& progress);

// A pull scheme: each worker takes the next block of the first path that nobody reads just now and
// works on it itself, while its bytes are in the cache. At most one path per worker is open. What
// waits for its turn is bounded by window_bytes, beyond which only the path that is to be delivered
// next goes on.
class Ordered {
 public:
  Ordered(std::vector<Origin> origins, const Options& options, size_t threads, const Work& work,
          const std::atomic<bool>* stop, Progress& progress);
  ~Ordered();
  // The next outcome in order, waited for; nullopt at the end, or when all that was in flight when
  // `stop` was set has been given out.
  std::optional<Outcome> Next();

 private:
  struct Slot {
    Outcome outcome;
    bool done = false;
  };
  struct Lane {
    std::unique_ptr<Inputs> inputs;
    std::deque<std::shared_ptr<Slot>> slots;
    bool busy = false, ended = false;
  };

  void Run(size_t worker);
  Lane* Pick();
  bool Stopping() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }

  std::vector<Origin> origins_;
  const Options& options_;
  const Work& work_;
  const std::atomic<bool>* stop_;
  Progress& progress_;
  size_t threads_;

  std::mutex mutex_;
  std::condition_variable work_ready_, outcome_ready_;
  std::deque<std::unique_ptr<Lane>> lanes_;  // in order, the first is the one to be delivered
  size_t opened_ = 0;                        // of origins_
  size_t waiting_bytes_ = 0;                 // of outcomes that are not given out
  size_t working_ = 0;                       // workers that hold a step
  bool cancelled_ = false;
  std::vector<std::jthread> workers_;
};

}  // namespace dcv::stream
