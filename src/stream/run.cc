// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>
#include <utility>

#include "stream/inputs.h"
#include "stream/order.h"
#include "stream/paths.h"
#include "stream/stream.h"

namespace dcv::stream {
namespace {

// Adds outcomes up, in order.
class Collector {
 public:
  Collector(Notes notes, const Deliver& deliver) : notes_(std::move(notes)), deliver_(deliver) {}

  Status Take(Outcome outcome) {
    // The first step of an input, and no other, counts it.
    inputs_ += outcome.notes.tally.inputs + outcome.notes.tally.skipped_inputs;
    notes_.Append(outcome.notes);
    if (outcome.product == nullptr) return Ok();
    return deliver_(static_cast<uint32_t>(inputs_ - 1), *outcome.input, std::move(outcome.product));
  }
  Notes& notes() { return notes_; }

 private:
  Notes notes_;
  const Deliver& deliver_;
  uint64_t inputs_ = 0;
};

// On this thread alone.
Status RunInPlace(std::vector<Origin> origins, const Options& options, const Work& work,
                  const std::atomic<bool>* stop, Progress& progress, Collector& collector) {
  Block block;
  Step step;
  for (Origin& origin : origins) {
    Inputs inputs(std::move(origin), options, stop, progress);
    while (true) {
      if (stop != nullptr && stop->load(std::memory_order_relaxed)) return Ok();
      if (!inputs.Next(block, step)) break;
      DCV_TRY(const auto taken,
              collector.Take(WorkOn(std::move(step), block, 0, options, work, progress)));
      static_cast<void>(taken);
    }
  }
  return Ok();
}

Status RunOrdered(std::vector<Origin> origins, const Options& options, size_t threads,
                  const Work& work, const std::atomic<bool>* stop, Progress& progress,
                  Collector& collector) {
  Ordered ordered(std::move(origins), options, threads, work, stop, progress);
  while (auto outcome = ordered.Next()) {
    DCV_TRY(const auto taken, collector.Take(*std::move(outcome)));
    static_cast<void>(taken);
  }
  return Ok();
}

Result<Summary> RunOrigins(std::vector<Origin> origins, Notes notes, const Options& options,
                           const Work& work, const Deliver& deliver, const std::atomic<bool>* stop,
                           Progress& progress) {
  const size_t hardware = std::max<size_t>(1, std::thread::hardware_concurrency());
  const size_t threads = options.threads == 0 ? hardware : options.threads;
  Collector collector(std::move(notes), deliver);
  const Status status =
      threads == 1
          ? RunInPlace(std::move(origins), options, work, stop, progress, collector)
          : RunOrdered(std::move(origins), options, threads, work, stop, progress, collector);
  if (!status) return status.error();
  Summary summary;
  summary.tally = collector.notes().tally;
  summary.tally.file_bytes = progress.file_bytes.load(std::memory_order_relaxed);
  summary.diagnostics = std::move(collector.notes().diagnostics);
  summary.stopped = stop != nullptr && stop->load(std::memory_order_relaxed);
  summary.incomplete = summary.stopped || collector.notes().loss;
  return summary;
}

}  // namespace

void Notes::Append(const Notes& other) {
  const Tally& add = other.tally;
  tally.bytes += add.bytes;
  tally.file_bytes += add.file_bytes;
  tally.documents += add.documents;
  tally.inputs += add.inputs;
  tally.skipped_inputs += add.skipped_inputs;
  tally.broken_inputs += add.broken_inputs;
  tally.left_out += add.left_out;
  tally.skipped_documents += add.skipped_documents;
  tally.envelope_lines += add.envelope_lines;
  diagnostics.Append(other.diagnostics);
  loss = loss || other.loss;
}

Result<Summary> Run(const std::vector<std::string>& paths, const Options& options, const Work& work,
                    const Deliver& deliver, const std::atomic<bool>* stop, Progress* progress) {
  Progress own;
  Progress& shown = progress != nullptr ? *progress : own;
  Notes notes;
  DCV_TRY(Files files, FindFiles(paths, notes));
  shown.total_bytes.store(files.bytes, std::memory_order_relaxed);
  std::vector<Origin> origins;
  origins.reserve(files.paths.size());
  for (std::string& path : files.paths) origins.push_back({std::move(path), nullptr});
  return RunOrigins(std::move(origins), std::move(notes), options, work, deliver, stop, shown);
}

Result<Summary> RunBytes(std::unique_ptr<ByteReader> bytes, std::string name,
                         const Options& options, const Work& work, const Deliver& deliver,
                         const std::atomic<bool>* stop, Progress* progress) {
  Progress own;
  std::vector<Origin> origins;
  origins.push_back({std::move(name), std::move(bytes)});
  return RunOrigins(std::move(origins), {}, options, work, deliver, stop,
                    progress != nullptr ? *progress : own);
}

}  // namespace dcv::stream
