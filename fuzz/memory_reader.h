// SPDX-License-Identifier: Apache-2.0
// Bytes in memory as a file that gives at most `piece` of them at a time, as a pipe may.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/files.h"

namespace dcv {

class MemoryReader : public ByteReader {
 public:
  MemoryReader(std::string_view bytes, size_t piece) : bytes_(bytes), piece_(piece) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t part = std::min({size, piece_, bytes_.size() - at_});
    if (part > 0) std::memcpy(buffer, bytes_.data() + at_, part);
    at_ += part;
    return part;
  }
  uint64_t Consumed() const override { return at_; }

 private:
  std::string_view bytes_;
  size_t piece_, at_ = 0;
};

}  // namespace dcv
