// SPDX-License-Identifier: Apache-2.0
#include "ir/regex_sample.h"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <cstdlib>

#include "base/text.h"

namespace dcv::ir {
namespace {

constexpr size_t kMaxText = 4096;
constexpr int kMaxDepth = 100;

using Class = std::bitset<128>;  // of ASCII; characters beyond are taken as they stand

Class Range(unsigned from, unsigned to) {
  Class out;
  for (unsigned c = from; c <= to && c < out.size(); ++c) out.set(c);
  return out;
}

std::optional<Class> PerlClass(char letter) {
  const Class digit = Range('0', '9');
  const Class word = digit | Range('a', 'z') | Range('A', 'Z') | Range('_', '_');
  const Class space = Range('\t', '\n') | Range('\f', '\r') | Range(' ', ' ');
  switch (letter) {
    case 'd': return digit;
    case 'D': return ~digit;
    case 'w': return word;
    case 'W': return ~word;
    case 's': return space;
    case 'S': return ~space;
    default: return std::nullopt;
  }
}

// A letter, a digit, any printable character, or whatever is left, in this order.
std::optional<char> Pick(const Class& set) {
  for (const auto& [from, to] : {std::pair{'a', 'z'}, {'0', '9'}, {'A', 'Z'}, {'!', '~'}}) {
    for (char c = from; c <= to; ++c) {
      if (set[static_cast<size_t>(c)]) return c;
    }
  }
  for (size_t c = 0; c < set.size(); ++c) {
    if (set[c]) return static_cast<char>(c);
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view regex, bool filled) : rest_(regex), filled_(filled) {}

  std::optional<std::string> Whole() {
    std::string out = Alternatives(0);
    if (failed_ || !rest_.empty()) return std::nullopt;
    return out;
  }

 private:
  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string Fail() {
    failed_ = true;
    rest_ = {};
    return {};
  }

  std::string Alternatives(int depth) {
    std::string first = Sequence(depth);
    while (!failed_ && Take("|")) {
      const std::string other = Sequence(depth);
      if (first.empty() && filled_) first = other;
    }
    return first;
  }

  std::string Sequence(int depth) {
    std::string out;
    while (!failed_ && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      const std::string atom = Atom(depth);
      const size_t times = Times();
      if (atom.size() * times + out.size() > kMaxText) return Fail();
      for (size_t i = 0; i < times; ++i) out += atom;
    }
    return out;
  }

  size_t Times() {
    size_t times = 1;
    if (Take("*") || Take("?")) {
      times = filled_ ? 1 : 0;
    } else if (!Take("+") && rest_.size() > 1 && rest_[0] == '{' && IsDigits(rest_.substr(1, 1))) {
      times = std::strtoul(std::string(rest_.substr(1, 5)).c_str(), nullptr, 10);
      const std::string_view inside = rest_.substr(0, rest_.find('}'));
      if (times == 0 && filled_ && !inside.ends_with(",0") && inside != "{0") times = 1;
      rest_.remove_prefix(std::min(inside.size() + 1, rest_.size()));
    }
    Take("?");
    return times;
  }

  std::string Atom(int depth) {
    if (Take("^") || Take("$")) return {};
    if (Take(".")) return "x";
    if (Take("(")) return Group(depth);
    if (Take("[")) return Bracket();
    if (Take("\\")) return Escape();
    const size_t length = std::max<size_t>(1, Utf8SequenceLength(rest_));
    const std::string out(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return out;
  }

  std::string Group(int depth) {
    if (depth == kMaxDepth) return Fail();
    if (Take("?P<") || Take("?<")) {
      rest_.remove_prefix(std::min(rest_.find('>'), rest_.size() - 1) + 1);
    } else if (Take("?")) {
      const size_t end = rest_.find_first_of(":)");
      if (end == rest_.npos) return Fail();
      const bool flags_alone = rest_[end] == ')';
      rest_.remove_prefix(end + 1);
      if (flags_alone) return {};
    }
    std::string out = Alternatives(depth + 1);
    return failed_ || !Take(")") ? Fail() : out;
  }

  std::string Escape() {
    if (rest_.empty()) return Fail();
    if (rest_[0] == 'Q') {
      const std::string_view quoted = rest_.substr(1, rest_.find("\\E") - 1);
      rest_.remove_prefix(std::min(quoted.size() + 3, rest_.size()));
      return std::string(quoted);
    }
    const char letter = rest_[0];
    if (const auto perl = PerlClass(letter)) {
      rest_.remove_prefix(1);
      return {*Pick(*perl)};
    }
    if (std::string_view("bBAzZ").find(letter) != std::string_view::npos) {
      rest_.remove_prefix(1);
      return {};
    }
    const auto c = Character();
    return c ? std::string(1, *c) : Fail();
  }

  // What follows a backslash, as one character.
  std::optional<char> Character() {
    const char letter = rest_.empty() ? '\0' : rest_[0];
    rest_.remove_prefix(std::min<size_t>(1, rest_.size()));
    constexpr std::string_view kLetters = "tnrfva", kMeans = "\t\n\r\f\v\a";
    if (const size_t at = kLetters.find(letter); at != kLetters.npos) return kMeans[at];
    if (letter == 'x' && rest_.size() >= 2 && std::isxdigit(static_cast<unsigned char>(rest_[0]))) {
      const auto code = std::strtoul(std::string(rest_.substr(0, 2)).c_str(), nullptr, 16);
      rest_.remove_prefix(2);
      if (code < 128) return static_cast<char>(code);
      return std::nullopt;
    }
    if (letter == '\0' || std::isalnum(static_cast<unsigned char>(letter))) return std::nullopt;
    return letter;
  }

  std::string Bracket() {
    const bool negated = Take("^");
    Class set;
    std::string beyond;  // the first character beyond ASCII
    for (bool first = true; !failed_ && (first || !Take("]")); first = false) {
      if (rest_.empty()) return Fail();
      if (static_cast<unsigned char>(rest_[0]) >= 128) {
        const std::string c = Atom(0);
        if (beyond.empty()) beyond = c;
      } else {
        AddRange(set);
      }
    }
    if (negated) set = ~set;
    if (!negated && set.none()) return beyond.empty() ? Fail() : beyond;
    const auto c = Pick(set);
    return c ? std::string(1, *c) : Fail();
  }

  void AddRange(Class& set) {
    if (Take("[:")) {
      const size_t end = rest_.find(":]");
      if (end == rest_.npos) {
        Fail();
        return;
      }
      set |= PosixClass(rest_.substr(0, end));
      rest_.remove_prefix(std::min(end + 2, rest_.size()));
      return;
    }
    if (rest_[0] == '\\' && rest_.size() > 1) {
      if (const auto perl = PerlClass(rest_[1])) {
        set |= *perl;
        rest_.remove_prefix(2);
        return;
      }
    }
    const auto from = Single();
    auto to = from;
    if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
      rest_.remove_prefix(1);
      to = Single();
    }
    if (!from || !to) {
      Fail();
      return;
    }
    set |= Range(static_cast<unsigned char>(*from), static_cast<unsigned char>(*to));
  }

  std::optional<char> Single() {
    if (Take("\\")) return Character();
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  Class PosixClass(std::string_view name) {
    const Class digit = Range('0', '9'), letter = Range('a', 'z') | Range('A', 'Z');
    if (name == "digit") return digit;
    if (name == "alpha") return letter;
    if (name == "alnum") return letter | digit;
    if (name == "lower") return Range('a', 'z');
    if (name == "upper") return Range('A', 'Z');
    if (name == "space") return *PerlClass('s');
    if (name == "word") return *PerlClass('w');
    if (name == "xdigit") return digit | Range('a', 'f') | Range('A', 'F');
    if (name == "punct") return Range('!', '~') & ~(letter | digit);
    Fail();
    return {};
  }

  std::string_view rest_;
  bool filled_;
  bool failed_ = false;
};

}  // namespace

std::optional<std::string> RegexSample(std::string_view regex, bool filled) {
  return Reader(regex, filled).Whole();
}

}  // namespace dcv::ir
