// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace dcv::correlate {

// A queue in one block, a power of two long; it shrinks again. Elements are plain values.
// Positions count from the first element ever pushed, so they stay true while others come and go.
template <typename T>
class Ring {
 public:
  bool empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  size_t begin() const { return begin_; }  // position of the front
  size_t end() const { return end_; }
  T& front() { return (*this)[begin_]; }
  const T& front() const { return (*this)[begin_]; }
  T& operator[](size_t position) { return block_[position & (room_ - 1)]; }
  const T& operator[](size_t position) const { return block_[position & (room_ - 1)]; }

  void Push(const T& value) {
    if (size() == room_) Resize(room_ == 0 ? kFirst : room_ * 2);
    block_[end_++ & (room_ - 1)] = value;
  }
  void Pop() {
    ++begin_;
    if (room_ > kFirst * 8 && size() < room_ / 8) Resize(room_ / 4);
  }
  void Prefetch() const {
    if (room_ == 0) return;
    __builtin_prefetch(&block_[begin_ & (room_ - 1)]);
    __builtin_prefetch(&block_[end_ & (room_ - 1)]);
  }
  size_t bytes() const { return room_ * sizeof(T); }

 private:
  static constexpr size_t kFirst = 4;

  void Resize(size_t room) {
    auto block = std::make_unique<T[]>(room);
    for (size_t i = begin_; i != end_; ++i) block[i & (room - 1)] = std::move((*this)[i]);
    block_ = std::move(block);
    room_ = room;
  }

  std::unique_ptr<T[]> block_;
  size_t room_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace dcv::correlate
