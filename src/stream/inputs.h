// SPDX-License-Identifier: Apache-2.0
// A path of the run as a row of blocks: what is compressed is inflated, archives are walked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "stream/archive.h"
#include "stream/cutter.h"
#include "stream/notes.h"

namespace dcv::stream {

// Where a row of inputs begins: a file by its path, or bytes that are no file.
struct Origin {
  std::string path;
  std::unique_ptr<ByteReader> bytes;
};

// One step: a block, or an input that ended (no documents then).
struct Step {
  std::shared_ptr<const Input> input;
  std::shared_ptr<const Format> format;  // of the block; null when there is none
  Notes notes;
};

// Not thread safe: steps are taken one after the other, by any thread.
class Inputs {
 public:
  // `options`, `stop` and `progress` outlive it; `stop` may be null.
  Inputs(Origin origin, const Options& options, const std::atomic<bool>* stop, Progress& progress);

  // The next step; false when there are no more. `block` is filled when the step has a format.
  bool Next(Block& block, Step& step);

 private:
  struct Level {
    std::unique_ptr<Archive> archive;
    std::string name;
  };
  void Begin(Step& step);
  bool NextMember(Step& step);
  void Open(std::unique_ptr<ByteReader> bytes, Step& step);
  void OpenText(std::unique_ptr<Peeked> bytes, Step& step);
  void OpenZip(std::unique_ptr<ByteReader> bytes, Step& step);
  void Push(std::unique_ptr<Archive> archive);
  void Skip(Step& step, const char* code, std::string message);

  Origin origin_;
  const Options& options_;
  const std::atomic<bool>* stop_;
  Progress& progress_;
  const FileBytes* live_ = nullptr;
  Expansion expansion_;
  bool begun_ = false;
  std::vector<Level> levels_;
  // The input that is being read.
  std::shared_ptr<const Input> input_;
  std::shared_ptr<const Format> format_;
  std::unique_ptr<Cutter> cutter_;
};

}  // namespace dcv::stream
