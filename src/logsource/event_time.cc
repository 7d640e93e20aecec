// SPDX-License-Identifier: Apache-2.0
#include "logsource/event_time.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace dcv::logsource {
namespace {

constexpr int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;

// Reads a text from its beginning; what does not fit is left where it is.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool Literal(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  bool AnyOf(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == characters.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  std::optional<int> Number(size_t count) {
    if (rest_.size() < count || !IsDigits(rest_.substr(0, count))) return std::nullopt;
    int out = 0;
    for (char c : rest_.substr(0, count)) out = out * 10 + (c - '0');
    rest_.remove_prefix(count);
    return out;
  }
  // "Nov" -> 11.
  std::optional<int> Month() {
    constexpr std::string_view kNames = "jan feb mar apr may jun jul aug sep oct nov dec";
    if (rest_.size() < 3) return std::nullopt;
    const size_t at = kNames.find(Lower(rest_.substr(0, 3)));
    if (at == kNames.npos || at % 4 != 0) return std::nullopt;
    rest_.remove_prefix(3);
    return static_cast<int>(at / 4 + 1);
  }
  // Milliseconds of "." or "," and digits; 0 without them.
  std::optional<int64_t> Fraction() {
    if (!AnyOf(".,")) return 0;
    int64_t out = 0, unit = 100;
    size_t digits = 0;
    for (; digits < rest_.size() && IsDigits(rest_.substr(digits, 1)); ++digits, unit /= 10) {
      out += unit * (rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    return digits > 0 ? std::optional<int64_t>(out) : std::nullopt;
  }
  // Milliseconds that the zone is ahead of UTC; 0 where the text has none.
  std::optional<int64_t> Zone() {
    AnyOf(" ");
    if (Literal("UTC") || Literal("GMT") || AnyOf("Zz")) return 0;
    const int sign = Literal("+") ? 1 : Literal("-") ? -1 : 0;
    if (sign == 0) return 0;
    const auto hours = Number(2);
    if (!hours || *hours > 23) return std::nullopt;
    if (rest_.empty() || rest_.front() == ' ') return sign * *hours * kHour;
    Literal(":");
    const auto minutes = Number(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return sign * (*hours * kHour + *minutes * kMinute);
  }
  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<int64_t> Day(std::optional<int> year, std::optional<int> month,
                           std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * 24 * kHour;
}

// hh:mm, hh:mm:ss or hh:mm:ss.fff. Second 60 is the leap second.
std::optional<int64_t> TimeOfDay(Cursor& cursor) {
  const auto hour = cursor.Number(2);
  if (!hour || *hour > 23 || !cursor.Literal(":")) return std::nullopt;
  const auto minute = cursor.Number(2);
  if (!minute || *minute > 59) return std::nullopt;
  const int64_t out = *hour * kHour + *minute * kMinute;
  if (!cursor.Literal(":")) return out;
  const auto second = cursor.Number(2);
  const auto fraction = cursor.Fraction();
  if (!second || *second > 60 || !fraction) return std::nullopt;
  return out + *second * kSecond + *fraction;
}

// The time of the day and its zone, to the end of the text.
std::optional<int64_t> Finish(std::optional<int64_t> day, Cursor& cursor) {
  if (!day) return std::nullopt;
  const auto time = TimeOfDay(cursor);
  if (!time) return std::nullopt;
  const auto zone = cursor.Zone();
  if (!zone || !cursor.AtEnd()) return std::nullopt;
  return *day + *time - *zone;
}

std::optional<int64_t> ParseIso(std::string_view text) {
  Cursor cursor(text);
  const auto year = cursor.Number(4);
  if (!year || !cursor.Literal("-")) return std::nullopt;
  const auto month = cursor.Number(2);
  if (!month || !cursor.Literal("-")) return std::nullopt;
  const auto day = Day(year, month, cursor.Number(2));
  if (cursor.AtEnd()) return day;
  return cursor.AnyOf("Tt ") ? Finish(day, cursor) : std::nullopt;
}

std::optional<int64_t> ParseCommonLog(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  Cursor cursor(text);
  const auto day = cursor.Number(2);
  if (!day || !cursor.Literal("/")) return std::nullopt;
  const auto month = cursor.Month();
  if (!month || !cursor.Literal("/")) return std::nullopt;
  const auto year = cursor.Number(4);
  return cursor.Literal(":") ? Finish(Day(year, month, day), cursor) : std::nullopt;
}

std::optional<int64_t> ParseAsctime(std::string_view text) {
  static constexpr std::array<std::string_view, 7> kDays = {"Mon ", "Tue ", "Wed ", "Thu ",
                                                            "Fri ", "Sat ", "Sun "};
  Cursor cursor(text);
  bool named = false;
  for (std::string_view day : kDays) named = named || cursor.Literal(day);
  if (!named) return std::nullopt;
  const auto month = cursor.Month();
  if (!month || !cursor.Literal(" ")) return std::nullopt;
  const auto day = cursor.Literal(" ") ? cursor.Number(1) : cursor.Number(2);
  if (!day || !cursor.Literal(" ")) return std::nullopt;
  const auto time = TimeOfDay(cursor);
  if (!time) return std::nullopt;
  Cursor year_alone = cursor;
  if (year_alone.Literal(" ")) {
    const auto year = year_alone.Number(4);
    const auto date = Day(year, month, day);
    if (date && year_alone.AtEnd()) return *date + *time;
  }
  const auto zone = cursor.Zone();
  if (!zone || !cursor.Literal(" ")) return std::nullopt;
  const auto date = Day(cursor.Number(4), month, day);
  return date && cursor.AtEnd() ? std::optional<int64_t>(*date + *time - *zone) : std::nullopt;
}

// Whole numbers keep their digits; a double has no place for nanoseconds.
std::optional<int64_t> ParseEpoch(std::string_view text) {
  if (IsDigits(text) && text.size() <= 19) {
    const uint64_t number = std::strtoull(std::string(text).c_str(), nullptr, 10);
    if (number < 100'000'000) return std::nullopt;
    const uint64_t ms = number < 100'000'000'000           ? number * 1000
                        : number < 100'000'000'000'000     ? number
                        : number < 100'000'000'000'000'000 ? number / 1000
                                                           : number / 1'000'000;
    return static_cast<int64_t>(ms);
  }
  const std::string terminated(text);
  if (terminated.empty() || terminated.find_first_not_of("0123456789.+-eE") != std::string::npos) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double number = std::strtod(terminated.c_str(), &end);
  if (*end != '\0' || !(number >= 1e8 && number < 1e20)) return std::nullopt;
  const double unit = number < 1e11 ? 1e3 : number < 1e14 ? 1 : number < 1e17 ? 1e-3 : 1e-6;
  // The nearest double of a decimal fraction may lie below it: 1364481363.243 is 243 ms.
  return static_cast<int64_t>(std::floor(number * unit + (unit == 1e3 ? 0.001 : 0)));
}

// What stands between a known beginning and end.
std::optional<int64_t> ParseWrapped(std::string_view text) {
  if (text.starts_with("/Date(") && text.ends_with(")/")) {
    const std::string_view inner = text.substr(6, text.size() - 8);
    return ParseEpoch(inner.substr(0, inner.find_first_of("+-")));  // a zone says nothing here
  }
  if (text.starts_with("audit(")) {
    const size_t colon = text.find(':');
    if (colon != text.npos) return ParseEpoch(text.substr(6, colon - 6));
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> ParseTime(std::string_view text) {
  constexpr size_t kLongest = 64;
  text = Trim(text);
  if (text.size() > kLongest) return std::nullopt;
  for (const auto parse : {ParseIso, ParseEpoch, ParseCommonLog, ParseAsctime, ParseWrapped}) {
    if (const auto moment = parse(text)) return moment;
  }
  return std::nullopt;
}

std::optional<int64_t> EventTime(const Source& source, json::Value event) {
  std::optional<int64_t> moment;
  for (const Path& path : source.timestamp) {
    Visit(event, path, [&](json::Value value) {
      if (value.Is(json::Type::kString)) moment = ParseTime(value.text());
      if (value.Is(json::Type::kNumber)) moment = ParseTime(value.Plain());
      return !moment;
    });
    if (moment) break;
  }
  return moment;
}

}  // namespace dcv::logsource
