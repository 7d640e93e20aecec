// SPDX-License-Identifier: Apache-2.0
#include "sigma/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>

#include "base/text.h"

namespace dcv::sigma {
namespace {

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::string_view WithoutSign(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

bool AllOf(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

// [-+]? [0-9]+ | 0o [0-7]+ | 0x [0-9a-fA-F]+
bool IsInteger(std::string_view text) {
  if (text.starts_with("0o")) return AllOf(text.substr(2), "01234567");
  if (text.starts_with("0x")) return AllOf(text.substr(2), "0123456789abcdefABCDEF");
  return IsDigits(WithoutSign(text));
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, infinities, not-a-number
bool IsFloat(std::string_view text) {
  if (IsOneOf(text, {".nan", ".NaN", ".NAN"})) return true;
  text = WithoutSign(text);
  if (IsOneOf(text, {".inf", ".Inf", ".INF"})) return true;
  const size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string_view rest = text.substr(whole);
  size_t fraction = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = std::min(rest.find_first_not_of("0123456789"), rest.size());
    rest.remove_prefix(fraction);
  }
  if (whole + fraction == 0) return false;
  if (rest.empty()) return true;
  return (rest[0] == 'e' || rest[0] == 'E') && IsDigits(WithoutSign(rest.substr(1)));
}

ValueKind KindOf(std::string_view text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return ValueKind::kNull;
  if (IsOneOf(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
    return ValueKind::kBoolean;
  }
  if (IsInteger(text)) return ValueKind::kInteger;
  return IsFloat(text) ? ValueKind::kFloat : ValueKind::kString;
}

double Digits(std::string_view digits, unsigned base) {
  double out = 0;
  for (char c : digits) {
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    out = out * base + digit;
  }
  return out;
}

double Decimal(std::string_view digits) {
  double out = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  // Too large or too small: from_chars does not say which, strtod gives infinity or zero.
  if (result.ec == std::errc::result_out_of_range)
    return std::strtod(std::string(digits).c_str(), nullptr);
  return out;
}

// Whether `text` as a plain scalar, in whatever place, could be read as anything but this string.
bool NeedsQuotes(std::string_view text) {
  if (KindOf(text) != ValueKind::kString || !Yaml11Reading(text).empty()) return true;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return true;
  if (std::string_view("-?:&*!|>'\"%@`#").find(text.front()) != std::string_view::npos) return true;
  // Where it stands in a flow collection.
  if (text.find_first_of(",[]{}") != text.npos || text.find(":?") != text.npos) return true;
  return text.find(": ") != text.npos || text.find(" #") != text.npos || text.starts_with("...");
}

constexpr uint32_t kBadUtf8 = 0xFFFFFFFF;

// Takes the character that `text` begins with off it.
uint32_t TakeCharacter(std::string_view& text) {
  const size_t length = Utf8SequenceLength(text);
  uint32_t code = static_cast<unsigned char>(text[0]);
  if (length == 0) code = kBadUtf8;
  if (length > 1) code &= 0x7Fu >> length;
  for (size_t i = 1; i < length; ++i)
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(std::max<size_t>(length, 1));
  return code;
}

// Controls, line breaks, the byte order mark and what is no character: only an escape holds them.
bool NeedsEscape(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF || code == 0xFFFE || code == 0xFFFF || code == kBadUtf8;
}

std::string EscapeOf(uint32_t code) {
  switch (code) {
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case kBadUtf8: return "\\uFFFD";
    default: return code < 0x100 ? fmt::format("\\x{:02X}", code) : fmt::format("\\u{:04X}", code);
  }
}

std::string DoubleQuoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view from = text;
    const uint32_t code = TakeCharacter(text);
    if (code == '"' || code == '\\') out += '\\';
    out += NeedsEscape(code) ? EscapeOf(code) : from.substr(0, from.size() - text.size());
  }
  return out + '"';
}

std::string SingleQuoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

}  // namespace

double Value::number() const {
  const std::string_view digits = WithoutSign(text);
  double out = 0;
  if (digits.starts_with("0x") || digits.starts_with("0o")) {
    out = Digits(digits.substr(2), digits[1] == 'x' ? 16 : 8);
  } else if (EqualsIgnoreCase(digits, ".inf")) {
    out = std::numeric_limits<double>::infinity();
  } else if (EqualsIgnoreCase(digits, ".nan")) {
    out = std::numeric_limits<double>::quiet_NaN();
  } else {
    out = Decimal(digits);
  }
  return text.starts_with('-') ? -out : out;
}

Value ResolveScalar(const yaml::Node& scalar) {
  Value value;
  value.text = scalar.scalar;
  value.quoted = scalar.quoted;
  value.place = {static_cast<uint32_t>(scalar.line), static_cast<uint32_t>(scalar.column)};
  if (scalar.quoted) return value;
  value.kind = KindOf(scalar.scalar);
  if (value.kind == ValueKind::kBoolean) value.text = Lower(scalar.scalar);
  if (value.kind == ValueKind::kNull) value.text.clear();
  return value;
}

std::string ToYaml(const Value& value) {
  if (value.kind == ValueKind::kNull) return "null";
  return value.kind == ValueKind::kString ? QuoteYaml(value.text) : value.text;
}

std::string QuoteYaml(std::string_view text) {
  if (text.empty()) return "''";
  for (std::string_view rest = text; !rest.empty();) {
    if (NeedsEscape(TakeCharacter(rest))) return DoubleQuoted(text);
  }
  return NeedsQuotes(text) ? SingleQuoted(text) : std::string(text);
}

}  // namespace dcv::sigma
