// SPDX-License-Identifier: Apache-2.0
// Checks of dates. Days are compared with each other, never with a clock: same files, same
// problems.
#include <charconv>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

// YYYY-MM-DD as days since some day, 0 when it is no date.
int Days(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return 0;
  const auto number = [](std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  };
  const int month = number(text.substr(5, 2));
  // Years that begin in March, so that the leap day is a year's last.
  const int year = number(text.substr(0, 4)) - (month < 3 ? 1 : 0);
  const int from_march = (month + 9) % 12;
  return year * 365 + year / 4 - year / 100 + year / 400 + (from_march * 153 + 2) / 5 +
         number(text.substr(8, 2));
}

bool BothGiven(const Subject& s) {
  return Days(s.document->date.text) != 0 && Days(s.document->modified.text) != 0;
}

}  // namespace

void ModifiedDateOrder(const Subject& s, Report& report) {
  if (!BothGiven(s) || s.document->modified.text >= s.document->date.text) return;
  report.Add(s, s.document->modified.place, "modified is before date");
}

void ModifiedWithoutDate(const Subject& s, Report& report) {
  if (s.document->modified.empty() || !s.document->date.empty()) return;
  report.Add(s, s.document->modified.place, "modified is given, date is not");
}

void RedundantModified(const Subject& s, Report& report) {
  if (!BothGiven(s) || s.document->modified.text != s.document->date.text) return;
  report.Add(s, s.document->modified.place, "modified is the day of date");
}

// SigmaHQ compares with today; here the newest day of all documents stands for it.
void StatusToHigh(const Subject& s, Report& report) {
  const std::string& status = s.document->status.text;
  if (status != "test" && status != "stable") return;
  if (s.document->keys.count("regression_tests_path") > 0) return;
  const int created = Days(s.document->date.text), newest = Days(s.world->newest);
  if (created == 0 || newest - created >= 60) return;
  report.Add(s, s.document->status.place, "the rule is younger than 60 days and already " + status,
             "begin with status experimental");
}

}  // namespace dcv::lint
