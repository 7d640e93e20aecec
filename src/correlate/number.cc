// SPDX-License-Identifier: Apache-2.0
#include "correlate/number.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace dcv::correlate {
namespace {

constexpr Billionths kLimit = (static_cast<Billionths>(1) << 64) * kOne;
constexpr int kPlaces = 9;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Appends the digits that text begins with to `number`, at most `limit` of them; the others are
// passed over. False: over the limit of all numbers.
bool TakeDigits(std::string_view& text, int limit, Billionths& number, int& taken) {
  for (taken = 0; !text.empty() && IsDigit(text[0]); text.remove_prefix(1)) {
    if (taken == limit) continue;
    number = number * 10 + (text[0] - '0');
    ++taken;
    if (number > kLimit) return false;
  }
  return true;
}

std::optional<Billionths> WithExponent(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    if (text.find_first_of("eE") != text.npos && text[text.find_first_of("eE") + 1] == '-')
      return 0;
    return text[0] == '-' ? -kLimit : kLimit;
  }
  return ToBillionths(number);
}

}  // namespace

std::optional<Billionths> ParseNumber(std::string_view text) {
  const std::string_view whole_text = text;
  const bool negative = text.substr(0, 1) == "-";
  if (negative || text.substr(0, 1) == "+") text.remove_prefix(1);
  const std::string_view unsigned_text = text;
  const bool begins = !text.empty() && (IsDigit(text[0]) || text[0] == '.');
  if (!begins || text == ".") return std::nullopt;
  Billionths number = 0;
  int taken = 0, places = 0;
  bool within = TakeDigits(text, std::numeric_limits<int>::max(), number, taken);
  if (within && text.substr(0, 1) == ".") {
    text.remove_prefix(1);
    within = TakeDigits(text, kPlaces, number, places);
  }
  if (within && text.empty()) {
    if (taken + places == 0) return std::nullopt;
    for (; places < kPlaces; ++places) number *= 10;
    if (number > kLimit) number = kLimit;
    return negative ? -number : number;
  }
  return WithExponent(negative ? whole_text : unsigned_text);
}

Billionths ToBillionths(double number) {
  if (std::isnan(number)) return 0;
  const long double scaled = std::nearbyint(static_cast<long double>(number) * kOne);
  const auto limit = static_cast<long double>(kLimit);
  if (scaled >= limit) return kLimit;
  return scaled <= -limit ? -kLimit : static_cast<Billionths>(scaled);
}

double ToDouble(Billionths numerator, uint64_t denominator) {
  return static_cast<double>(static_cast<long double>(numerator) / kOne /
                             static_cast<long double>(denominator));
}

}  // namespace dcv::correlate
