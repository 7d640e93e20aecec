// SPDX-License-Identifier: Apache-2.0
#include "base/json_locate.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace dcv::json {
namespace {

struct Level {
  bool object = false;
  size_t index = 0;       // of the current element, arrays
  std::string_view name;  // of the current member as written (still escaped), objects
};

class Scanner {
 public:
  Scanner(std::string_view text, size_t max_depth) : text_(text), max_depth_(max_depth) {}

  Scan Run() {
    Scan scan;
    scan.valid = Value();
    if (scan.valid) {
      SkipSpace();
      scan.end = at_;
    } else {
      scan.fault = Locate();
    }
    return scan;
  }

 private:
  // All loops below run on an explicit stack, so that depth costs no call stack.
  bool Value() {
    if (!Begin()) return false;
    while (!levels_.empty()) {
      if (!Step()) return false;
    }
    return true;
  }

  // Reads a scalar whole or opens a container.
  bool Begin() {
    SkipSpace();
    if (AtEnd()) return Fail("text ends where a value should be");
    switch (const char c = text_[at_]; c) {
      case '{':
      case '[':
        if (levels_.size() >= max_depth_) {
          return Fail("nested deeper than " + std::to_string(max_depth_));
        }
        ++at_;
        levels_.push_back({c == '{', 0, {}});
        fresh_ = true;
        return true;
      case '"': return String();
      case 't': return Word("true");
      case 'f': return Word("false");
      case 'n': return Word("null");
      default: return Number();
    }
  }

  // One step inside the innermost container: close it, or read the next element or member.
  bool Step() {
    Level& level = levels_.back();
    const char close = level.object ? '}' : ']';
    SkipSpace();
    if (AtEnd())
      return Fail(level.object ? "text ends inside an object" : "text ends inside an array");
    if (text_[at_] == close) {
      ++at_;
      levels_.pop_back();
      fresh_ = false;
      return true;
    }
    if (!fresh_) {
      if (text_[at_] != ',') return Fail(std::string("expected ',' or '") + close + "'");
      ++at_;
      ++level.index;
      SkipSpace();
    }
    fresh_ = false;
    if (level.object && !Name(level)) return false;
    return Begin();
  }

  bool Name(Level& level) {
    if (AtEnd()) return Fail("text ends where a name should be");
    if (text_[at_] != '"') return Fail("expected a name in double quotes");
    const size_t start = at_ + 1;
    if (!String()) return false;
    level.name = text_.substr(start, at_ - start - 1);
    SkipSpace();
    if (AtEnd()) return Fail("text ends where ':' should be");
    if (text_[at_] != ':') return Fail("expected ':'");
    ++at_;
    return true;
  }

  bool String() {
    for (++at_; !AtEnd(); ++at_) {
      const auto c = static_cast<uint8_t>(text_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return Fail("raw control character in a string");
      if (c >= 0x80) {
        const size_t length = Utf8SequenceLength(text_.substr(at_));
        if (length == 0 && CutCharacter()) return Cut();
        if (length == 0) return Fail("not UTF-8");
        at_ += length - 1;
      }
      if (c == '\\' && !Escape()) return false;
    }
    return Fail("text ends inside a string");
  }

  bool Escape() {
    ++at_;
    if (AtEnd()) return Fail("text ends inside a string");
    const char c = text_[at_];
    if (c != 'u') {
      return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos ||
             Fail("unknown escape in a string");
    }
    unsigned code = 0;
    if (!Hex4(code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) return Fail("lone surrogate \\u escape");
    if (code < 0xD800 || code > 0xDBFF) return true;
    const std::string_view second = text_.substr(at_ + 1, 2);
    if (second.size() < 2 && std::string_view("\\u").starts_with(second)) return Cut();
    if (second != "\\u") return Fail("lone surrogate \\u escape");
    at_ += 2;
    return Hex4(code) && ((code >= 0xDC00 && code <= 0xDFFF) || Fail("lone surrogate \\u escape"));
  }

  // The bytes left are the beginning of a character.
  bool CutCharacter() const {
    const std::string_view rest = text_.substr(at_);
    const auto lead = static_cast<uint8_t>(rest[0]);
    if (rest.size() == 1) return lead >= 0xC2 && lead <= 0xF4;
    return rest.size() < 4 && Utf8SequenceLength(std::string(rest) + "\x80\x80") > rest.size();
  }

  bool Cut() {
    at_ = text_.size();
    return Fail("text ends inside a string");
  }

  bool Hex4(unsigned& code) {
    code = 0;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (AtEnd()) return Fail("text ends inside a string");
      const char c = Lower(text_.substr(at_, 1))[0];
      const size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return Fail("bad \\u escape");
      code = code * 16 + static_cast<unsigned>(digit);
    }
    return true;
  }

  bool Word(std::string_view word) {
    const std::string_view rest = text_.substr(at_, word.size());
    if (rest == word) return at_ += word.size(), true;
    if (word.starts_with(rest)) return at_ = text_.size(), Fail("text ends inside a word");
    return Fail("not a JSON value");
  }

  bool Digits() {
    const size_t start = at_;
    while (!AtEnd() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > start;
  }

  bool Number() {
    if (text_[at_] == '-') ++at_;
    const size_t start = at_;
    if (!Digits()) return AtEnd() ? Fail("text ends inside a number") : Fail("not a JSON value");
    if (text_[start] == '0' && at_ - start > 1) return Fail("number with a leading zero");
    if (!AtEnd() && text_[at_] == '.') {
      ++at_;
      if (!Digits()) return Fail("number without digits after the point");
    }
    if (!AtEnd() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (!AtEnd() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!Digits()) return Fail("number without digits in the exponent");
    }
    return true;
  }

  void SkipSpace() {
    while (!AtEnd() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool AtEnd() const { return at_ >= text_.size(); }
  bool Fail(std::string what) {
    if (what_.empty()) what_ = std::move(what);
    return false;
  }

  Fault Locate() const {
    Fault fault;
    fault.offset = std::min(at_, text_.size());
    fault.what = what_;
    fault.at_end = at_ >= text_.size();
    const std::string_view before = text_.substr(0, fault.offset);
    fault.line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    const size_t newline = before.rfind('\n');
    fault.column = fault.offset - (newline == before.npos ? 0 : newline + 1) + 1;
    const size_t shown = std::min<size_t>(levels_.size(), 16);
    for (size_t i = 0; i < shown; ++i) {
      fault.pointer += '/' + (levels_[i].object ? PointerToken(levels_[i].name)
                                                : std::to_string(levels_[i].index));
    }
    if (shown < levels_.size()) fault.pointer += "/...";
    return fault;
  }

  std::string_view text_;
  size_t max_depth_;
  size_t at_ = 0;
  bool fresh_ = false;  // the innermost container was just opened
  std::vector<Level> levels_;
  std::string what_;
};

}  // namespace

Scan ScanValue(std::string_view text, size_t max_depth) {
  return Scanner(text, max_depth).Run();
}

std::string Describe(const Fault& fault) {
  std::string out = "line " + std::to_string(fault.line) + ", byte " + std::to_string(fault.column);
  if (!fault.pointer.empty()) out += ", at " + fault.pointer;
  return out + ": " + fault.what;
}

std::string PointerToken(std::string_view name) {
  std::string out;
  for (char c : Printable(name, 80)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace dcv::json
