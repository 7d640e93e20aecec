// SPDX-License-Identifier: Apache-2.0
// Counted numbers: whole billionths in 128 bits, so that sums do not depend on their order, 64-bit
// integers and decimals are exact, and a window that slides for a year has no drift.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dcv::correlate {

using Billionths = __int128;
constexpr int64_t kOne = 1'000'000'000;

// Billionths at rest, aligned as 64-bit words are.
struct Number {
  uint64_t low = 0;
  int64_t high = 0;
  Number() = default;
  explicit Number(Billionths value)
      : low(static_cast<uint64_t>(value)), high(static_cast<int64_t>(value >> 64)) {}
  Billionths value() const { return (static_cast<Billionths>(high) << 64) | low; }
};

// The number that the text is: decimal, with or without a fraction and an exponent. Digits after
// the ninth place are dropped; beyond 2^64 either way it counts as 2^64. nullopt: no number.
std::optional<Billionths> ParseNumber(std::string_view text);
Billionths ToBillionths(double number);  // nearest; same bounds; NaN is 0
double ToDouble(Billionths numerator, uint64_t denominator = 1);

}  // namespace dcv::correlate
