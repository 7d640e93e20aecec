// SPDX-License-Identifier: Apache-2.0
#include "ir/sample_values.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "base/fold.h"
#include "ir/cidr.h"
#include "ir/regex_sample.h"

namespace dcv::ir {
namespace {

constexpr const char* kFiller = "example";

std::string NumberText(double number) {
  if (number == std::floor(number) && std::fabs(number) < 1e15) {
    return std::to_string(static_cast<int64_t>(number));
  }
  return fmt::format("{}", number);
}

// A day whose part is `number`, at ten o'clock.
std::string Timestamp(TimePart part, int number) {
  using namespace std::chrono;
  int minute = 0, hour = 10;
  sys_days day = 2026y / March / 2d;
  switch (part) {
    case TimePart::kMinute: minute = number; break;
    case TimePart::kHour: hour = number; break;
    case TimePart::kDay: day += days(number - 2); break;
    case TimePart::kWeek: day = sys_days(2025y / December / 29d) + weeks(number - 1); break;
    case TimePart::kMonth: day = 2026y / month(static_cast<unsigned>(number)) / 2d; break;
    case TimePart::kYear: day = year(number) / March / 2d; break;
    case TimePart::kNone: break;
  }
  const year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), hour,
                     minute);
}

std::vector<std::string> Numbers(const Predicate& predicate) {
  std::vector<std::string> out;
  for (const double by : {0.0, 1.0, -1.0}) {
    const double number = predicate.number + by;
    if (predicate.part == TimePart::kNone) {
      out.push_back(NumberText(number));
    } else if (number >= 0 && number < 10000) {
      out.push_back(Timestamp(predicate.part, static_cast<int>(number)));
    }
  }
  return out;
}

// Folded letters are given back the case they were written in.
std::string AsWritten(const Predicate& predicate, const std::string& text, const Written& written) {
  const auto found = predicate.cased ? written.end() : written.find(text);
  return found == written.end() ? text : found->second;
}

std::string Filled(const Predicate& predicate, const Written& written, std::string_view star) {
  std::string out;
  for (const sigma::Pattern::Part& part : predicate.pattern.parts) {
    switch (part.kind) {
      case sigma::Pattern::Kind::kText: out += AsWritten(predicate, part.text, written); break;
      case sigma::Pattern::Kind::kAny: out += star; break;
      case sigma::Pattern::Kind::kOne: out += 'x'; break;
      case sigma::Pattern::Kind::kDash: out += '-'; break;
    }
  }
  return out;
}

void AddWritten(const sigma::Search& search, Written& written) {
  for (const sigma::Value& value : search.item.values) {
    if (value.kind != sigma::ValueKind::kString) continue;
    for (const sigma::Pattern::Part& part : sigma::Pattern::Parse(value.text).parts) {
      if (part.kind == sigma::Pattern::Kind::kText) written.emplace(Fold(part.text), part.text);
    }
  }
  for (const sigma::Search& part : search.parts) AddWritten(part, written);
}

}  // namespace

void AddWritten(const sigma::Detection& detection, Written& written) {
  for (const sigma::NamedSearch& named : detection.searches) AddWritten(named.search, written);
}

std::vector<std::string> SatisfyingTexts(const Predicate& predicate, const Written& written) {
  const auto text = [&] { return AsWritten(predicate, predicate.text, written); };
  switch (predicate.op) {
    case Op::kEquals: return {text()};
    case Op::kPrefix: return {text(), text() + kFiller};
    case Op::kSuffix: return {text(), kFiller + text()};
    case Op::kContains: return {text(), kFiller + text() + kFiller};
    case Op::kGlob: return {Filled(predicate, written, ""), Filled(predicate, written, kFiller)};
    case Op::kRegex: {
      std::vector<std::string> out;
      for (const bool filled : {true, false}) {
        if (auto sample = RegexSample(predicate.text, filled)) out.push_back(*std::move(sample));
      }
      return out;
    }
    case Op::kCidr: {
      const auto network = ParseNetwork(predicate.text);
      if (!network) return {};
      const std::string canonical = network->ToText();
      return {canonical.substr(0, canonical.find('/'))};
    }
    case Op::kNumber:
      if (predicate.part == TimePart::kNone) return {predicate.text};
      return Numbers(predicate);
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual: return Numbers(predicate);
    case Op::kBoolean: return {predicate.flag ? "true" : "false"};
    default: return {};
  }
}

std::vector<std::string> OtherTexts(const Predicate& predicate, std::string_view present) {
  const std::string text(present);
  std::vector<std::string> out;
  if (predicate.op == Op::kBoolean) out = {predicate.flag ? "false" : "true"};
  const bool compared = predicate.op >= Op::kLess && predicate.op <= Op::kGreaterEqual;
  if (compared || predicate.op == Op::kNumber) out = Numbers(predicate);
  if (predicate.op == Op::kCidr) out = {"203.0.113.9", "2001:db8::9"};
  for (const std::string& other : {"x" + text, text + "x", std::string(kFiller)}) {
    out.push_back(other);
  }
  return out;
}

}  // namespace dcv::ir
