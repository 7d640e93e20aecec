// SPDX-License-Identifier: Apache-2.0
#include "ir/time.h"

#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace dcv::ir {
namespace {

struct Moment {
  int year = 0, month = 0, day = 0;
  int hour = -1, minute = -1;  // -1: not told
};

// Howard Hinnant's civil calendar: days since 1970-01-01 of a proleptic Gregorian date, and back.
int64_t DaysOf(int year, int month, int day) {
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

Moment MomentOf(int64_t seconds) {
  const int64_t days = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
  const int64_t rest = seconds - days * 86400;
  const int64_t z = days + 719468;
  const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const int64_t doe = z - era * 146097;
  const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int64_t mp = (5 * doy + 2) / 153;
  Moment out;
  out.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  out.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  out.year = static_cast<int>(yoe + era * 400 + (out.month <= 2 ? 1 : 0));
  out.hour = static_cast<int>(rest / 3600);
  out.minute = static_cast<int>(rest % 3600 / 60);
  return out;
}

bool ReadDigits(std::string_view text, size_t at, size_t count, int& out) {
  if (text.size() < at + count || !IsDigits(text.substr(at, count))) return false;
  out = 0;
  for (char c : text.substr(at, count)) out = out * 10 + (c - '0');
  return true;
}

std::optional<Moment> ParseIso(std::string_view text) {
  Moment out;
  if (!ReadDigits(text, 0, 4, out.year) || !ReadDigits(text, 5, 2, out.month) ||
      !ReadDigits(text, 8, 2, out.day) || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  if (out.month < 1 || out.month > 12 || out.day < 1) return std::nullopt;
  // A day that the month does not have would come back as one of the next.
  if (MomentOf(DaysOf(out.year, out.month, out.day) * 86400).day != out.day) return std::nullopt;
  if (text.size() == 10) return out;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  if (text.size() < 16 || text[13] != ':' || !ReadDigits(text, 11, 2, out.hour) ||
      !ReadDigits(text, 14, 2, out.minute) || out.hour > 23 || out.minute > 59) {
    return std::nullopt;
  }
  return out;
}

// Seconds from 1973 until the year 5138, or milliseconds from 1973 on; smaller numbers are no time.
std::optional<Moment> ParseEpoch(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find_first_not_of("0123456789.+-eE") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(terminated.c_str(), &end);
  if (terminated.empty() || *end != '\0' || !(number >= 1e8 && number < 1e15)) return std::nullopt;
  const double seconds = number >= 1e11 ? number / 1000 : number;
  return MomentOf(static_cast<int64_t>(std::floor(seconds)));
}

int IsoWeek(const Moment& m) {
  const int64_t day = DaysOf(m.year, m.month, m.day);
  const int64_t weekday = ((day + 3) % 7 + 7) % 7;  // Monday 0
  const Moment thursday = MomentOf((day - weekday + 3) * 86400);
  return static_cast<int>((day - weekday + 3 - DaysOf(thursday.year, 1, 1)) / 7 + 1);
}

}  // namespace

std::optional<int> PartOf(std::string_view timestamp, TimePart part) {
  std::optional<Moment> moment = ParseIso(timestamp);
  if (!moment) moment = ParseEpoch(timestamp);
  if (!moment) return std::nullopt;
  const auto told = [](int number) {
    return number < 0 ? std::nullopt : std::optional<int>(number);
  };
  switch (part) {
    case TimePart::kMinute: return told(moment->minute);
    case TimePart::kHour: return told(moment->hour);
    case TimePart::kDay: return moment->day;
    case TimePart::kWeek: return IsoWeek(*moment);
    case TimePart::kMonth: return moment->month;
    case TimePart::kYear: return moment->year;
    case TimePart::kNone: break;
  }
  return std::nullopt;
}

}  // namespace dcv::ir
