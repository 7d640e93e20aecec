// SPDX-License-Identifier: Apache-2.0
#include "stream/order.h"

#include <algorithm>
#include <utility>

#include "stream/shape.h"

namespace dcv::stream {
namespace {

constexpr size_t kOutcomeBytes = 512;  // of one without a product
constexpr size_t kMaxLanes = 4096;     // paths that are open or wait for their turn

size_t BytesOf(const Outcome& outcome) {
  return kOutcomeBytes + (outcome.product != nullptr ? outcome.product->Bytes() : 0);
}

}  // namespace

Outcome WorkOn(Step step, Block& block, size_t worker, const Options& options, const Work& work,
               Progress& progress) {
  Outcome outcome{std::move(step.input), nullptr, std::move(step.notes)};
  if (step.format == nullptr) return outcome;
  Shape(block, *step.format, options.max_line, outcome.notes);
  const size_t documents = block.documents.documents.size();
  outcome.notes.tally.documents += documents;
  if (documents > 0) outcome.product = work(worker, block);
  progress.documents.fetch_add(documents, std::memory_order_relaxed);
  return outcome;
}

Ordered::Ordered(std::vector<Origin> origins, const Options& options, size_t threads,
                 const Work& work, const std::atomic<bool>* stop, Progress& progress)
    : origins_(std::move(origins)),
      options_(options),
      work_(work),
      stop_(stop),
      progress_(progress),
      threads_(threads) {
  for (size_t worker = 0; worker < threads; ++worker) {
    workers_.emplace_back([this, worker] { Run(worker); });
  }
}

Ordered::~Ordered() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  work_ready_.notify_all();
  workers_.clear();  // joins
}

// The path to go on with; null when there is nothing to do for now.
Ordered::Lane* Ordered::Pick() {
  const bool full = waiting_bytes_ >= options_.window_bytes;
  size_t open = 0;
  for (size_t i = 0; i < lanes_.size() && open < threads_; ++i) {
    Lane& lane = *lanes_[i];
    if (lane.ended) continue;
    ++open;
    if (lane.busy) continue;
    if (!full || (i == 0 && lane.slots.size() < 2 * threads_)) return &lane;
  }
  const bool first = lanes_.empty();
  if (opened_ == origins_.size() || open >= threads_) return nullptr;
  if (!first && (full || lanes_.size() >= kMaxLanes)) return nullptr;
  auto lane = std::make_unique<Lane>();
  lane->inputs =
      std::make_unique<Inputs>(std::move(origins_[opened_++]), options_, stop_, progress_);
  lanes_.push_back(std::move(lane));
  return lanes_.back().get();
}

void Ordered::Run(size_t worker) {
  Block block;
  std::unique_lock lock(mutex_);
  while (!cancelled_ && !Stopping()) {
    Lane* lane = Pick();
    if (lane == nullptr) {
      const bool all_read =
          opened_ == origins_.size() &&
          std::all_of(lanes_.begin(), lanes_.end(), [](const auto& open) { return open->ended; });
      if (all_read) break;
      work_ready_.wait_for(lock, std::chrono::milliseconds(100));
      continue;
    }
    lane->busy = true;
    ++working_;
    lane->slots.push_back(std::make_shared<Slot>());
    const std::shared_ptr<Slot> slot = lane->slots.back();
    lock.unlock();
    Step step;
    const bool more = lane->inputs->Next(block, step);
    lock.lock();
    lane->busy = false;
    if (!more) {
      lane->ended = true;
      lane->slots.pop_back();
      lane->inputs.reset();
      --working_;
      outcome_ready_.notify_one();
      work_ready_.notify_all();
      continue;
    }
    if (threads_ > 1) work_ready_.notify_one();
    lock.unlock();
    Outcome outcome = WorkOn(std::move(step), block, worker, options_, work_, progress_);
    lock.lock();
    --working_;
    waiting_bytes_ += BytesOf(outcome);
    slot->outcome = std::move(outcome);
    slot->done = true;
    if (!lanes_.empty() && !lanes_.front()->slots.empty() &&
        lanes_.front()->slots.front() == slot) {
      outcome_ready_.notify_one();
    }
  }
  lock.unlock();
  outcome_ready_.notify_one();
  work_ready_.notify_all();
}

std::optional<Outcome> Ordered::Next() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!lanes_.empty()) {
      Lane& lane = *lanes_.front();
      if (!lane.slots.empty() && lane.slots.front()->done) {
        Outcome outcome = std::move(lane.slots.front()->outcome);
        lane.slots.pop_front();
        waiting_bytes_ -= BytesOf(outcome);
        work_ready_.notify_one();
        return outcome;
      }
      const bool given_up = Stopping() && working_ == 0 && !lane.busy;
      if (lane.slots.empty() && (lane.ended || given_up)) {
        lanes_.pop_front();
        work_ready_.notify_all();
        continue;
      }
    } else if (opened_ == origins_.size() || (Stopping() && working_ == 0)) {
      return std::nullopt;
    }
    outcome_ready_.wait_for(lock, std::chrono::milliseconds(100));
  }
}

}  // namespace dcv::stream
