// SPDX-License-Identifier: Apache-2.0
// Timespans of correlations and legacy timeframes: a whole number and s, m, h or d (specification
// 2.1.0, "Timespan"). w, M (30 days) and y (365 days) of pySigma are read and marked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dcv::sigma {

struct Timespan {
  uint64_t seconds = 0;
  bool extension = false;  // written with a unit that the specification does not have
};
std::optional<Timespan> ParseTimespan(std::string_view text);

}  // namespace dcv::sigma
