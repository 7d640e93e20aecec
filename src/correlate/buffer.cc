// SPDX-License-Identifier: Apache-2.0
#include "correlate/buffer.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace dcv::correlate {
namespace {

// Parts are a sixteenth of the lateness wide, within these bounds.
constexpr int64_t kNarrowest = 100, kWidest = 3'600'000;

bool Before(const Waiting& a, const Waiting& b) {
  return std::tie(a.time, a.need, a.event) < std::tie(b.time, b.need, b.event);
}

}  // namespace

void Clock::Tell() {
  std::array<int64_t, 64> sorted = last_;
  const auto size = static_cast<std::ptrdiff_t>(std::min(seen_, sorted.size()));
  std::nth_element(sorted.begin(), sorted.begin() + size / 2, sorted.begin() + size);
  Advance(sorted[static_cast<size_t>(size / 2)]);
}

Buffer::Buffer(int64_t lateness_ms)
    : lateness_(std::clamp<int64_t>(lateness_ms, 0, int64_t{1} << 61)),
      width_(std::clamp(lateness_ / 16, kNarrowest, kWidest)) {}

int64_t Buffer::KeyOf(int64_t time) const {
  return time / width_ - (time % width_ < 0 ? 1 : 0);
}

void Buffer::Add(const Waiting& waiting) {
  const int64_t key = KeyOf(waiting.time);
  if (last_ == nullptr || key != last_key_) {
    last_ = &parts_[key];
    last_key_ = key;
  }
  const size_t before = last_->capacity();
  last_->push_back(waiting);
  bytes_ += (last_->capacity() - before) * sizeof(Waiting);
  ++size_;
}

void Buffer::Remove(std::map<int64_t, Part>::iterator part, std::vector<Waiting>& out) {
  bytes_ -= part->second.capacity() * sizeof(Waiting);
  size_ -= part->second.size();
  out = std::move(part->second);
  parts_.erase(part);
  last_ = nullptr;
}

void Buffer::Give(std::vector<Waiting>& out) {
  Remove(parts_.begin(), out);
  if (!std::is_sorted(out.begin(), out.end(), Before)) std::sort(out.begin(), out.end(), Before);
}

bool Buffer::Take(int64_t now, std::vector<Waiting>& out) {
  if (now == kNever || parts_.empty()) return false;
  const int64_t end = (parts_.begin()->first + 1) * width_;
  if (end > now - lateness_) return false;
  Give(out);
  given_ = std::max(given_, end);
  return true;
}

bool Buffer::TakeAnyway(std::vector<Waiting>& out) {
  if (parts_.empty()) return false;
  Give(out);
  given_ = std::max(given_, out.back().time);
  return true;
}

bool Buffer::TakeAhead(int64_t now, std::vector<Waiting>& out) {
  if (now == kNever || parts_.empty()) return false;
  size_t ahead = 0;
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    if (part->first * width_ - lateness_ <= now) break;
    ahead += part->second.size();
  }
  if (ahead * 2 <= size_) return false;
  Remove(std::prev(parts_.end()), out);
  return true;
}

}  // namespace dcv::correlate
