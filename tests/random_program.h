// SPDX-License-Identifier: Apache-2.0
// Random rules and events that often meet: few fields, few texts, every operator, every form of
// JSON that loggers write. The same for the same seed, everywhere.
#pragma once

#include <cstdint>
#include <string>

#include "ir/ir.h"

namespace dcv::test {

// Numbers drawn from bytes when there are any (a fuzzer's), else from a generator.
class Draw {
 public:
  explicit Draw(uint64_t seed) : state_(seed * 2 + 1) {}
  explicit Draw(std::string_view bytes) : bytes_(bytes), state_(bytes.size() * 2 + 1) {}
  uint32_t Below(uint32_t limit);
  bool OneIn(uint32_t many) { return Below(many) == 0; }
  template <typename List>
  const auto& Pick(const List& list) {
    return list[Below(static_cast<uint32_t>(std::size(list)))];
  }

 private:
  std::string_view bytes_;
  uint64_t state_;
};

// `rules` rules without a scope.
ir::Program RandomProgram(Draw& draw, size_t rules);
// One JSON document, an object.
std::string RandomEvent(Draw& draw);

}  // namespace dcv::test
