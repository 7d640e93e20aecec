// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "artefact/artefact.h"
#include "base/text.h"

namespace dcv::artefact {

Result<uint64_t> ParseEvery(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  if (fault == std::errc() && rest + 1 == end && number > 0) {
    if (*rest == 'm' && number <= 60 && 60 % number == 0) return number;
    if (*rest == 'h' && number <= 24 && 24 % number == 0) return number * 60;
    if (*rest == 'd' && number == 1) return uint64_t{24 * 60};
  }
  return InvalidInput("--every " + Printable(text) + " is no time between runs",
                      "give minutes that divide an hour, hours that divide a day, or 1d: 5m, 15m, "
                      "1h, 6h");
}

uint64_t LookbackMinutes(const Detection& detection, const Options& options) {
  return options.every_minutes + (detection.window_seconds + 59) / 60;
}

}  // namespace dcv::artefact
