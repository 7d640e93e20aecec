// SPDX-License-Identifier: Apache-2.0
#include "sigma/timespan.h"

#include <charconv>
#include <limits>

#include "base/text.h"

namespace dcv::sigma {
namespace {

constexpr uint64_t kDay = 86'400;

struct Unit {
  char letter;
  uint64_t seconds;
  bool extension = false;
};
constexpr Unit kUnits[] = {{'s', 1},
                           {'m', 60},
                           {'h', 3'600},
                           {'d', kDay},
                           {'w', 7 * kDay, true},
                           {'M', 30 * kDay, true},
                           {'y', 365 * kDay, true}};

}  // namespace

std::optional<Timespan> ParseTimespan(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::string_view digits = text.substr(0, text.size() - 1);
  uint64_t number = 0;
  if (!IsDigits(digits) ||
      std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc()) {
    return std::nullopt;
  }
  for (const Unit& unit : kUnits) {
    if (text.back() != unit.letter) continue;
    if (number == 0 || number > std::numeric_limits<uint64_t>::max() / unit.seconds) break;
    return Timespan{number * unit.seconds, unit.extension};
  }
  return std::nullopt;
}

}  // namespace dcv::sigma
