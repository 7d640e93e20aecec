// SPDX-License-Identifier: Apache-2.0
// Where a report is written: text gathers in `buffer` and leaves it in pieces, so that a report of
// any size costs a fixed amount of memory.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dcv::report {

struct Sink {
  std::string buffer;
  std::function<void(std::string_view)> write;  // empty: everything stays in `buffer`

  static constexpr size_t kPieceBytes = size_t{1} << 20;
  // Call between items.
  void Poll() {
    if (write && buffer.size() >= kPieceBytes) Flush();
  }
  void Flush() {
    if (!write) return;
    write(buffer);
    buffer.clear();
  }
};

}  // namespace dcv::report
