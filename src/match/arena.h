// SPDX-License-Identifier: Apache-2.0
// Bytes that live until the next Reset; memory is kept.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace dcv::match {

class Arena {
 public:
  // `size` bytes and at least kSlack readable and writable ones after them.
  static constexpr size_t kSlack = 64;
  char* Take(size_t size) {
    if (size + kSlack > left_) Grow(size + kSlack);
    char* taken = at_;
    at_ += size;
    left_ -= size;
    return taken;
  }
  // Gives back the last `size` bytes taken.
  void Return(size_t size) {
    at_ -= size;
    left_ += size;
  }
  void Reset() {
    used_ = 0;
    left_ = 0;
    if (!chunks_.empty()) Use(0);
  }

 private:
  static constexpr size_t kChunk = 64 << 10;
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };
  void Use(size_t chunk) {
    at_ = chunks_[chunk].bytes.get();
    left_ = chunks_[chunk].size;
    used_ = chunk + 1;
  }
  // Chunks beyond the ordinary size are not kept for the next event.
  void Grow(size_t wanted) {
    while (used_ < chunks_.size() && chunks_[used_].size < wanted) {
      chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(used_));
    }
    if (used_ == chunks_.size()) {
      const size_t size = wanted > kChunk ? wanted : kChunk;
      chunks_.push_back({std::unique_ptr<char[]>(new char[size]()), size});
    }
    Use(used_);
  }

  std::vector<Chunk> chunks_;
  size_t used_ = 0, left_ = 0;
  char* at_ = nullptr;
};

}  // namespace dcv::match
