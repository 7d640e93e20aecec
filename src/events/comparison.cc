// SPDX-License-Identifier: Apache-2.0
#include "events/comparison.h"

#include <re2/re2.h>

#include <array>
#include <charconv>

#include "base/fold.h"
#include "base/text.h"

namespace dcv::events {
namespace {

using Op = Comparison::Op;
using Type = Comparison::Type;

// LogSeverity of google.logging.type, weakest first.
constexpr std::array<std::string_view, 9> kSeverities = {
    "DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"};

std::optional<size_t> SeverityRank(std::string_view text) {
  for (size_t i = 0; i < kSeverities.size(); ++i) {
    if (EqualsIgnoreCase(kSeverities[i], text)) return i;
  }
  return std::nullopt;
}

// Durations are numbers with an s, as JSON has them of protocol buffers.
std::optional<double> NumberOrDuration(std::string_view text) {
  if (text.size() > 1 && text.back() == 's') text.remove_suffix(1);
  return ToNumber(text);
}

bool Ordered(int order, Comparison::Relation relation) {
  switch (relation) {
    case Comparison::Relation::kLess: return order < 0;
    case Comparison::Relation::kLessOrEqual: return order <= 0;
    case Comparison::Relation::kGreater: return order > 0;
    case Comparison::Relation::kGreaterOrEqual: return order >= 0;
  }
  return false;
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

bool InOrder(const Comparison& c, std::string_view text) {
  const std::string& wanted = c.values[0];
  const auto number = NumberOrDuration(text), limit = NumberOrDuration(wanted);
  if (number && limit) return Ordered(Order(*number, *limit), c.relation);
  const auto rank = SeverityRank(text), wanted_rank = SeverityRank(wanted);
  if (rank && wanted_rank) return Ordered(Order(*rank, *wanted_rank), c.relation);
  return Ordered(Order(Fold(text), Fold(wanted)), c.relation);
}

bool InRange(const Comparison& c, double number) {
  return (c.low_open ? number > c.low : number >= c.low) &&
         (c.high_open ? number < c.high : number <= c.high);
}

bool OneHolds(const Comparison& c, const std::string& value, std::string_view text) {
  switch (c.op) {
    case Op::kEquals: return text == value;
    case Op::kPrefix: return text.starts_with(value);
    case Op::kSuffix: return text.ends_with(value);
    default: return text.find(value) != text.npos;
  }
}

// Values compared without regard to case are folded already.
bool AnyHolds(const Comparison& c, std::string_view text) {
  const std::string folded = c.ignore_case ? Fold(text) : std::string();
  const std::string_view subject = c.ignore_case ? folded : text;
  if (c.op == Op::kWildcard) {
    return std::any_of(c.patterns.begin(), c.patterns.end(),
                       [&](const sigma::Pattern& pattern) { return pattern.Matches(subject); });
  }
  return std::any_of(c.values.begin(), c.values.end(),
                     [&](const std::string& value) { return OneHolds(c, value, subject); });
}

Truth Positive(const Comparison& c, std::string_view text, Language language) {
  switch (c.op) {
    case Op::kUnknown: return Truth::kUnknown;
    case Op::kExists: return Truth::kYes;
    case Op::kRegex: return Sure(re2::RE2::PartialMatch({text.data(), text.size()}, *c.regex));
    case Op::kCidr:
      return Sure(std::any_of(c.networks.begin(), c.networks.end(),
                              [&](const Network& network) { return network.Contains(text); }));
    case Op::kOrder: return Sure(InOrder(c, text));
    case Op::kRange: {
      if (language == Language::kEventBridge) return Truth::kNo;
      const auto number = ToNumber(text);
      return Sure(number && InRange(c, *number));
    }
    default: return Sure(AnyHolds(c, text));
  }
}

bool TypeFits(Type wanted, json::Type type) {
  switch (wanted) {
    case Type::kAny: return true;
    case Type::kString: return type == json::Type::kString;
    case Type::kNumber: return type == json::Type::kNumber;
    case Type::kBool: return type == json::Type::kBool;
    case Type::kNull: return type == json::Type::kNull;
  }
  return false;
}

// Equal as numbers; what EventBridge does not do.
bool EqualNumbers(const Comparison& c, double number) {
  return std::any_of(c.values.begin(), c.values.end(), [&](const std::string& value) {
    const auto wanted = ToNumber(value);
    return wanted && *wanted == number;
  });
}

Truth PositiveOf(const Comparison& c, json::Value value, Language language) {
  const json::Type type = value.type();
  if (type == json::Type::kString) {
    if (!TypeFits(c.type, type)) return Truth::kNo;
    return Positive(c, value.text(), language);
  }
  const bool container = type == json::Type::kObject || type == json::Type::kArray;
  if (c.op == Op::kExists || c.op == Op::kUnknown) return Positive(c, "", language);
  if (container || !TypeFits(c.type, type)) return Truth::kNo;
  if (c.op == Op::kRange) return Sure(value.number() && InRange(c, *value.number()));
  if (c.op == Op::kEquals) {
    if (language != Language::kEventBridge && value.number() && EqualNumbers(c, *value.number())) {
      return Truth::kYes;
    }
    return Positive(c, value.Plain(), language);
  }
  if (language == Language::kEventBridge) return Truth::kNo;  // the rest is of strings only
  if (type == json::Type::kNull) return Truth::kNo;
  return Positive(c, value.Plain(), language);
}

}  // namespace

Truth Compare(const Comparison& comparison, json::Value value, Language language) {
  const Truth truth = PositiveOf(comparison, value, language);
  return comparison.negated ? Not(truth) : truth;
}

Truth CompareText(const Comparison& comparison, std::string_view text, Language language) {
  const Truth truth = TypeFits(comparison.type, json::Type::kString)
                          ? Positive(comparison, text, language)
                          : Truth::kNo;
  return comparison.negated ? Not(truth) : truth;
}

bool SetRegex(Comparison& comparison, std::string_view expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  options.set_case_sensitive(!comparison.ignore_case);
  auto regex = std::make_shared<const re2::RE2>(
      re2::StringPiece(expression.data(), expression.size()), options);
  if (!regex->ok()) return false;
  comparison.op = Op::kRegex;
  comparison.regex = std::move(regex);
  comparison.values = {std::string(expression)};
  return true;
}

sigma::Pattern StarPattern(std::string_view text) {
  sigma::Pattern out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '*') {
      out.Append(sigma::Pattern::Kind::kAny);
      continue;
    }
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out.Append(sigma::Pattern::Kind::kText, text.substr(at, 1));
  }
  return out;
}

std::optional<double> ToNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || (text[0] != '-' && text[0] != '.' && (text[0] < '0' || text[0] > '9'))) {
    return std::nullopt;
  }
  if (text[0] == '-' && (text.size() == 1 || text[1] == 'i' || text[1] == 'n')) return std::nullopt;
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace dcv::events
