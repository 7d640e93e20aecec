// SPDX-License-Identifier: Apache-2.0
#include "dialect/regex_text.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace dcv::dialect {
namespace {

constexpr std::string_view kDigit = "0-9", kWord = "0-9A-Za-z_", kSpace = "\\t\\n\\f\\r ";

struct Flags {
  bool any_case = false, lines = false, dot_all = false;
};

class Translator {
 public:
  Translator(std::string_view rest, RegexFlavour flavour)
      : rest_(rest), java_(flavour == RegexFlavour::kJava) {}

  std::optional<RegexText> Run() {
    while (!rest_.empty() && !failed_) One();
    if (failed_ || !outer_.empty()) return std::nullopt;
    if (!java_ && mixed_case_) return std::nullopt;
    return RegexText{std::move(out_), !java_ && flags_.any_case};
  }

 private:
  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool Skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Put(std::string_view text) {
    out_ += text;
    if (!text.empty()) began_ = true;
  }

  void One() {
    switch (const char c = Take()) {
      case '(': return Open();
      case ')': return Close();
      case '[': return Class();
      case '\\': return Escape();
      case '.': return Put(flags_.dot_all ? (java_ ? "[\\s\\S]" : ".") : "[^\\n]");
      case '^': return Put(flags_.lines ? "(?:^|(?<=\\n))" : "^");
      case '$':
        if (flags_.lines) return Put(java_ ? "(?=\\n|\\z)" : "(?=\\n|$)");
        return Put(java_ ? "\\z" : "$");
      case '{': return Braces();
      case '}':
      case ']': return Put(std::string{'\\', c});
      default: Put(std::string{c});
    }
  }

  // "{2,5}" repeats; a brace that begins no such thing is itself.
  void Braces() {
    const size_t end = rest_.find('}');
    const std::string_view inside = rest_.substr(0, end);
    const size_t comma = inside.find(',');
    const bool repeats =
        end != rest_.npos && IsDigits(inside.substr(0, comma)) &&
        (comma == inside.npos || comma + 1 == inside.size() || IsDigits(inside.substr(comma + 1)));
    if (!repeats) return Put("\\{");
    for (std::string_view part : Split(inside, ',')) {
      // PostgreSQL repeats at most 255 times.
      failed_ = failed_ || (!java_ && (part.size() > 3 || (part.size() == 3 && part > "255")));
    }
    Put("{" + std::string(inside) + "}");
    rest_.remove_prefix(end + 1);
  }

  void Open() {
    if (Skip("?P<") || (rest_.starts_with("?<") && Skip("?<"))) {  // names are not needed
      const size_t end = rest_.find('>');
      if (end == rest_.npos) return Fail();
      rest_.remove_prefix(end + 1);
    } else if (Skip("?")) {
      return Flag();
    }
    outer_.push_back(flags_);
    Put("(?:");
  }

  void Flag() {
    Flags flags = flags_;
    bool value = true;
    while (!rest_.empty()) {
      switch (Take()) {
        case 'i': flags.any_case = value; break;
        case 'm': flags.lines = value; break;
        case 's': flags.dot_all = value; break;
        case 'U': break;  // which repetition is tried first does not matter
        case '-': value = false; break;
        case ':':
          outer_.push_back(flags_);
          Put("(?:");
          SetFlags(flags);
          return;
        case ')': return SetFlags(flags);
        default: return Fail();
      }
    }
    Fail();
  }

  void SetFlags(const Flags& flags) {
    if (flags.any_case != flags_.any_case) {
      mixed_case_ = mixed_case_ || began_ || !outer_.empty();
      if (java_) out_ += flags.any_case ? "(?iu)" : "(?-iu)";
    }
    flags_ = flags;
  }

  void Close() {
    if (outer_.empty()) return Fail();
    if (outer_.back().any_case != flags_.any_case) mixed_case_ = true;
    flags_ = outer_.back();  // Java's groups end their flags too
    outer_.pop_back();
    Put(")");
  }

  void Escape() {
    if (rest_.empty()) return Fail();
    const char c = Take();
    switch (c) {
      case 'd': return Put(fmt::format("[{}]", kDigit));
      case 'w': return Put(fmt::format("[{}]", kWord));
      case 's': return Put(fmt::format("[{}]", kSpace));
      case 'D': return Put(fmt::format("[^{}]", kDigit));
      case 'W': return Put(fmt::format("[^{}]", kWord));
      case 'S': return Put(fmt::format("[^{}]", kSpace));
      case 'b': return Put(java_ ? "\\b" : "\\y");
      case 'B': return Put(java_ ? "\\B" : "\\Y");
      case 'A': return Put("\\A");
      case 'z': return Put(java_ ? "\\z" : "\\Z");
      case 'Q': return Quoted();
      default: Put(Character(c));
    }
  }

  void Quoted() {
    const size_t end = std::min(rest_.find("\\E"), rest_.size());
    for (char c : rest_.substr(0, end)) Put(Literal(c));
    rest_.remove_prefix(std::min(end + 2, rest_.size()));
  }

  static std::string Literal(char c) {
    const bool special =
        std::string_view("\\.+*?()|[]{}^$-&#/~ ").find(c) != std::string_view::npos;
    return special ? std::string{'\\', c} : std::string{c};
  }

  // One character after a backslash.
  std::string Character(char c) {
    switch (c) {
      case 'n':
      case 't':
      case 'r':
      case 'f': return std::string{'\\', c};
      case 'a': return "\\x07";
      case 'v': return "\\x0B";
      case 'x': return Hex();
      default: break;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) Fail();  // \p, \C, octal: nothing that every engine says alike
    if (static_cast<unsigned char>(c) >= 0x80 || c == '_') return std::string{c};
    return std::string{'\\', c};
  }

  std::string Hex() {
    std::string digits;
    if (Skip("{")) {
      while (!rest_.empty() && rest_.front() != '}') digits += Take();
      if (!Skip("}")) Fail();
    } else {
      while (digits.size() < 2 && !rest_.empty()) digits += Take();
    }
    const bool good = !digits.empty() && digits.size() <= 6 &&
                      digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
    if (!good) {
      Fail();
      return {};
    }
    if (java_) return "\\x{" + digits + "}";
    return "\\U" + std::string(8 - digits.size(), '0') + digits;
  }

  void Class() {
    std::string out = Skip("^") ? "[^" : "[";
    bool first = true;
    while (!failed_) {
      if (rest_.empty()) return Fail();
      const char c = Take();
      if (c == ']' && !first) break;
      first = false;
      if (c == '[' && rest_.starts_with(":")) {
        out += Posix();
      } else if (c == '\\') {
        out += InClass();
      } else if (c == '[' || c == '&' || c == ']' || c == '^' || c == '~' || c == '#') {
        out += std::string{'\\', c};
      } else {
        out += c;
      }
    }
    Put(out + "]");
  }

  std::string InClass() {
    if (rest_.empty()) return {};
    const char c = Take();
    if (c == 'd') return std::string(kDigit);
    if (c == 'w') return std::string(kWord);
    if (c == 's') return std::string(kSpace);
    const std::string last = java_ ? "\\x{10FFFF}" : "\\U0010FFFF";
    if (c == 'D') return "\\x01-\\/:-" + last;
    if (c == 'W') return "\\x01-\\/:-@\\[-\\^`\\{-" + last;
    if (c == 'S') return "\\x01-\\x08\\x0B\\x0E-\\x1F!-" + last;
    if (c == 'b') return "\\x08";
    return Character(c);
  }

  std::string Posix() {
    struct Named {
      std::string_view name, members;
    };
    constexpr Named kNamed[] = {{":alpha:]", "A-Za-z"},
                                {":digit:]", "0-9"},
                                {":alnum:]", "0-9A-Za-z"},
                                {":upper:]", "A-Z"},
                                {":lower:]", "a-z"},
                                {":xdigit:]", "0-9A-Fa-f"},
                                {":space:]", "\\t\\n\\x0B\\f\\r "},
                                {":word:]", "0-9A-Za-z_"}};
    for (const Named& named : kNamed) {
      if (Skip(named.name)) return std::string(named.members);
    }
    Fail();
    return {};
  }

  void Fail() { failed_ = true; }

  std::string_view rest_;
  bool java_, failed_ = false, mixed_case_ = false, began_ = false;
  std::string out_;
  Flags flags_;
  std::vector<Flags> outer_;
};

}  // namespace

std::optional<RegexText> TranslateRegex(std::string_view re2, RegexFlavour flavour) {
  return Translator(re2, flavour).Run();
}

}  // namespace dcv::dialect
