// SPDX-License-Identifier: Apache-2.0
#include "match/repair.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace dcv::match {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The code unit of \uXXXX at the beginning of `text`; -1 when it is none.
int CodeUnit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  for (size_t i = 2; i < 6; ++i) {
    if (!IsHex(text[i])) return -1;
  }
  return static_cast<int>(std::strtol(std::string(text.substr(2, 4)).c_str(), nullptr, 16));
}

class Repairer {
 public:
  explicit Repairer(std::string_view text) : text_(text) {}

  std::string Run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        String();
      } else if (IsWordByte(c)) {
        Word();
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  static bool IsWordByte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
  }

  void String() {
    out_ += text_[at_++];
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        Escape();
      } else {
        Character();
      }
    }
    if (at_ < text_.size()) out_ += text_[at_++];
  }

  void Escape() {
    const std::string_view rest = text_.substr(at_);
    const int unit = CodeUnit(rest);
    if (unit < 0) {
      out_ += rest.substr(0, 2);
      at_ += std::min<size_t>(2, rest.size());
      return;
    }
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    const int low = high ? CodeUnit(rest.substr(6)) : -1;
    if (high && low >= 0xDC00 && low < 0xE000) {
      out_ += rest.substr(0, 12);
      at_ += 12;
      return;
    }
    out_ += unit >= 0xD800 && unit < 0xE000 ? kReplacement : rest.substr(0, 6);
    at_ += 6;
  }

  void Character() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte < 0x20) {
      out_ += fmt::format("\\u{:04x}", byte);
      ++at_;
      return;
    }
    const size_t length = Utf8SequenceLength(text_.substr(at_));
    out_ += length == 0 ? kReplacement : text_.substr(at_, length);
    at_ += std::max<size_t>(length, 1);
  }

  // A number, true, false, null or what stands for a number that JSON cannot say.
  void Word() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordByte(text_[at_])) ++at_;
    const std::string word(text_.substr(begin, at_ - begin));
    out_ += IsUnreadable(word) ? '"' + word + '"' : word;
  }

  static bool IsUnreadable(const std::string& word) {
    for (std::string_view name : {"NaN", "Infinity", "-Infinity"}) {
      if (word == name) return true;
    }
    const std::string_view digits = std::string_view(word).substr(word.starts_with('-') ? 1 : 0);
    if (IsDigits(digits)) return digits.size() >= 19;
    if (word.find_first_not_of("0123456789+-.eE") != word.npos) return false;
    char* end = nullptr;
    const double number = std::strtod(word.c_str(), &end);
    return *end == '\0' && !std::isfinite(number);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string Repair(std::string_view document) {
  return Repairer(document).Run();
}

}  // namespace dcv::match
