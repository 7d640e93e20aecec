// SPDX-License-Identifier: Apache-2.0
// What PyYAML (6.0, resolver.py) makes of a plain scalar, told from what YAML 1.2 makes of it.
#include <algorithm>

#include "base/text.h"
#include "sigma/value.h"

namespace dcv::sigma {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSpacedDigits = "0123456789_";

// Reads a text from its front.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}
  bool Done() const { return rest_.empty(); }
  bool Eat(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_[0]) == any_of.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // All characters of the set; how many.
  size_t Skip(std::string_view any_of) {
    const size_t length = std::min(rest_.find_first_not_of(any_of), rest_.size());
    rest_.remove_prefix(length);
    return length;
  }
  // Digits, at least and at most so many.
  bool Number(size_t least, size_t most) {
    const size_t length = Skip(kDigits);
    return length >= least && length <= most;
  }

 private:
  std::string_view rest_;
};

std::string_view WithoutSign(std::string_view text) {
  return text.substr(text.starts_with('+') || text.starts_with('-') ? 1 : 0);
}

// 12:30:45 and 190:20:30.15
bool IsSexagesimal(std::string_view digits) {
  Cursor cursor(digits);
  if (digits.starts_with('_') || cursor.Skip(kSpacedDigits) == 0) return false;
  size_t groups = 0;
  for (; cursor.Eat(":"); ++groups) {
    const bool tens = cursor.Eat("012345");
    if (!cursor.Eat(kDigits) && !tens) return false;
  }
  if (groups == 0) return false;
  if (cursor.Done()) return digits[0] != '0';
  return cursor.Eat(".") && (cursor.Skip(kSpacedDigits), cursor.Done());
}

// 2001-12-14, or with a time: 2001-2-4 21:59:43.10 -05:00
bool IsDate(std::string_view text) {
  Cursor cursor(text);
  if (!cursor.Number(4, 4) || !cursor.Eat("-") || !cursor.Number(1, 2) || !cursor.Eat("-") ||
      !cursor.Number(1, 2)) {
    return false;
  }
  if (cursor.Done()) return text.size() == 10;
  if (!cursor.Eat("Tt") && cursor.Skip(" \t") == 0) return false;
  if (!cursor.Number(1, 2) || !cursor.Eat(":") || !cursor.Number(2, 2) || !cursor.Eat(":") ||
      !cursor.Number(2, 2)) {
    return false;
  }
  if (cursor.Eat(".")) cursor.Skip(kDigits);
  cursor.Skip(" \t");
  if (cursor.Eat("+-")) {
    if (!cursor.Number(1, 2) || (cursor.Eat(":") && !cursor.Number(2, 2))) return false;
  } else {
    cursor.Eat("Z");
  }
  return cursor.Done();
}

// A number that the core schema has too, but for underscores in it.
bool IsSpacedNumber(std::string_view digits, bool has_sign) {
  if (digits.find('_') == digits.npos) return false;
  Cursor cursor(digits);
  const bool whole = cursor.Eat(kDigits);
  if (whole) cursor.Skip(kSpacedDigits);
  if (cursor.Done()) return whole && digits[0] != '0';
  if (!cursor.Eat(".") || (!whole && (has_sign || !cursor.Eat(kDigits)))) return false;
  cursor.Skip(kSpacedDigits);
  if (!cursor.Eat("eE")) return cursor.Done();
  return cursor.Eat("+-") && cursor.Skip(kDigits) > 0 && cursor.Done();
}

// Of [0-7_]+ that begins with 0; "" when it is the decimal number as well.
std::string OctalReading(bool negative, std::string_view digits) {
  uint64_t number = 0;
  for (char c : digits) {
    if (c == '_') continue;
    if (number >> 61 != 0) return "an octal number";
    number = number * 8 + static_cast<uint64_t>(c - '0');
  }
  if (number < 8 && IsDigits(digits)) return {};
  return "the octal number " + std::string(negative ? "-" : "") + std::to_string(number);
}

// Of a decimal number of the core schema.
bool IsFloatToo(std::string_view digits, bool has_sign) {
  Cursor cursor(digits);
  const bool whole = cursor.Skip(kDigits) > 0;
  if (!cursor.Eat(".") || (!whole && has_sign)) return false;
  cursor.Skip(kDigits);
  return !cursor.Eat("eE") || cursor.Eat("+-");
}

bool AllOf(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

// Of what is a string in YAML 1.2.
std::string ReadingOfString(std::string_view digits, bool has_sign) {
  if (digits.starts_with("0b") && AllOf(digits.substr(2), "01_")) return "a binary number";
  if (digits.starts_with("0x") && AllOf(digits.substr(2), "0123456789abcdefABCDEF_")) {
    return "a hexadecimal number";
  }
  if (IsSexagesimal(digits)) return "a sexagesimal number";
  return IsSpacedNumber(digits, has_sign) ? "a number" : "";
}

// Whether a number of YAML 1.2 that is not octal there or here is a number here too.
bool IsNumberToo(ValueKind kind, std::string_view digits, bool has_sign) {
  if (kind == ValueKind::kInteger) return digits.size() < 2 || digits[0] != '0' || digits[1] == 'x';
  return EqualsIgnoreCase(digits, ".inf") || EqualsIgnoreCase(digits, ".nan") ||
         IsFloatToo(digits, has_sign);
}

}  // namespace

std::string Yaml11Reading(std::string_view plain) {
  for (std::string_view word :
       {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"}) {
    if (plain == word) return "a boolean";
  }
  if (plain == "=") return "a default value";
  if (plain == "<<") return "a merge key";
  if (IsDate(plain)) return "a date";
  const std::string_view digits = WithoutSign(plain);
  const bool has_sign = digits.size() < plain.size();
  if (digits.starts_with('0') && AllOf(digits.substr(1), "01234567_")) {
    return OctalReading(plain.starts_with('-'), digits);
  }
  yaml::Node node;
  node.scalar = plain;
  const ValueKind kind = ResolveScalar(node).kind;
  if (kind == ValueKind::kString) return ReadingOfString(digits, has_sign);
  const bool number = kind == ValueKind::kInteger || kind == ValueKind::kFloat;
  return number && !IsNumberToo(kind, digits, has_sign) ? "text" : "";
}

}  // namespace dcv::sigma
