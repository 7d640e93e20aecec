// SPDX-License-Identifier: Apache-2.0
#include "match/number.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace dcv::match {
namespace {

std::string_view WithoutSign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

std::string_view WithoutZeros(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return text;
}

}  // namespace

std::optional<double> NumberOf(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != text.npos) return {};
  if (text.size() <= 15 && IsDigits(text)) {
    double number = 0;
    for (char c : text) number = number * 10 + (c - '0');
    return number;
  }
  const std::string terminated(text);
  char* end = nullptr;
  const double number = std::strtod(terminated.c_str(), &end);
  if (*end != '\0') return {};
  return number;
}

long double Exact(std::string_view text, double number) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (!IsDigits(digits) || digits.size() >= 20) return number;
  return std::strtold(std::string(text).c_str(), nullptr);
}

bool SameDigits(std::string_view a, std::string_view b) {
  a = WithoutSign(a);
  b = WithoutSign(b);
  return !IsDigits(a) || !IsDigits(b) || WithoutZeros(a) == WithoutZeros(b);
}

}  // namespace dcv::match
