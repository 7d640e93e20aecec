// SPDX-License-Identifier: Apache-2.0
#include "dialect/lucene_regex.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::dialect {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

void AddCharacter(std::string& out, char c, bool both) {
  if (IsLetter(c) && both) {
    out += {'[', Lower(c), Upper(c), ']'};
    return;
  }
  const bool special =
      std::string_view(".?+*|{}[]()\"\\#@&<>~^$/-").find(c) != std::string_view::npos;
  if (special) out += '\\';
  out += c;
}

// Reads an expression from left to right; lengths of repetitions do not matter, as only whether it
// matches does, so that "lazy" marks are left out.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::optional<std::string> Run() {
    if (Skip("(?")) Flags();
    if (!failed_) Alternatives(0);
    if (failed_ || !rest_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool Skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  void Flags() {
    if (rest_.starts_with(":") || rest_.starts_with("P")) {
      rest_ = std::string_view(rest_.data() - 2, rest_.size() + 2);
      return;
    }
    while (!rest_.empty() && (rest_[0] == 'i' || rest_[0] == 's')) {
      any_case_ = any_case_ || rest_[0] == 'i';
      dot_all_ = dot_all_ || rest_[0] == 's';
      rest_.remove_prefix(1);
    }
    failed_ = !Skip(")");
  }

  // Outside of all groups an alternative without an anchor may begin and end anywhere.
  void Alternatives(int depth) {
    if (depth > 100) failed_ = true;
    while (!failed_) {
      const bool begins = depth == 0 && Skip("^");
      if (depth == 0 && !begins) out_ += ".*";
      bool ends = false;
      while (!failed_ && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
        if (depth == 0 && (rest_ == "$" || rest_.starts_with("$|"))) {
          ends = Skip("$");
          break;
        }
        One(depth);
      }
      if (depth == 0 && !ends) out_ += ".*";
      if (!Skip("|")) return;
      out_ += '|';
    }
  }

  void One(int depth) {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    switch (c) {
      case '(': return Group(depth);
      case '[': return Class();
      case '\\': return Escape();
      case '.': out_ += dot_all_ ? "." : "[^\n]"; return;
      case '^':
      case '$': failed_ = true; return;
      case '*':
      case '+':
      case '?':
        out_ += c;
        Skip("?");
        return;
      case '{': return Braces();
      default: Character(c);
    }
  }

  // Any case of a letter beyond ASCII is not written out.
  void Character(char c) {
    if (any_case_ && static_cast<unsigned char>(c) >= 0x80) failed_ = true;
    AddCharacter(out_, c, any_case_);
  }

  void Group(int depth) {
    if (rest_.starts_with("?") && !Skip("?:")) {
      const size_t end = rest_.starts_with("?P<") ? rest_.find('>') : rest_.npos;
      if (end == rest_.npos) {
        failed_ = true;
        return;
      }
      rest_.remove_prefix(end + 1);
    }
    out_ += '(';
    Alternatives(depth + 1);
    if (!Skip(")")) failed_ = true;
    out_ += ')';
  }

  void Braces() {
    const size_t end = rest_.find('}');
    const std::string_view inside = rest_.substr(0, end);
    if (end == rest_.npos || inside.empty() ||
        inside.find_first_not_of("0123456789,") != inside.npos || inside[0] == ',') {
      failed_ = true;
      return;
    }
    out_ += "{" + std::string(inside) + "}";
    rest_.remove_prefix(end + 1);
    Skip("?");
  }

  static std::string_view ClassOf(char c) {
    switch (c) {
      case 'd': return "0-9";
      case 'w': return "0-9A-Za-z_";
      case 's': return "\t\n\f\r ";
      default: return {};
    }
  }

  void Escape() {
    if (rest_.empty()) {
      failed_ = true;
      return;
    }
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (const auto body = ClassOf(c); !body.empty()) {
      out_ += "[" + std::string(body) + "]";
    } else if (const auto other = ClassOf(Lower(c)); !other.empty()) {
      out_ += "[^" + std::string(other) + "]";
    } else if (c == 't' || c == 'n' || c == 'r') {
      out_ += c == 't' ? '\t' : c == 'n' ? '\n' : '\r';
    } else if (IsLetter(c) || (c >= '0' && c <= '9')) {
      failed_ = true;
    } else {
      Character(c);
    }
  }

  void Class() {
    std::string body = Skip("^") ? "[^" : "[";
    bool first = true;
    while (!failed_ && !rest_.empty() && (first || rest_[0] != ']')) {
      first = false;
      Member(body);
    }
    if (!Skip("]")) failed_ = true;
    out_ += body + "]";
  }

  void Member(std::string& body) {
    if (rest_.starts_with("[:")) failed_ = true;
    char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == '\\' && !rest_.empty()) {
      c = rest_[0];
      rest_.remove_prefix(1);
      if (const auto members = ClassOf(c); !members.empty()) {
        body += members;
        return;
      }
      if (IsLetter(c) || (c >= '0' && c <= '9')) failed_ = true;
      body += {'\\', c};
      return;
    }
    if (any_case_ && static_cast<unsigned char>(c) >= 0x80) failed_ = true;
    const bool range = rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']';
    if (range) {
      const char last = rest_[1];
      rest_.remove_prefix(2);
      if (last == '\\' || static_cast<unsigned char>(last) >= 0x80) failed_ = true;
      body += {c, '-', last};
      const bool letters = IsLetter(c) && IsLetter(last);
      if (any_case_ && letters) body += {Upper(c), '-', Upper(last), Lower(c), '-', Lower(last)};
      if (any_case_ && !letters && c < 'z' && last > 'A') failed_ = true;
      return;
    }
    if (any_case_ && IsLetter(c)) {
      body += {Lower(c), Upper(c)};
    } else {
      AddCharacter(body, c, false);
    }
  }

  std::string_view rest_;
  std::string out_;
  bool any_case_ = false, dot_all_ = false, failed_ = false;
};

}  // namespace

std::string LuceneRegex(const sigma::Pattern& pattern, LuceneCase letters) {
  using Kind = sigma::Pattern::Kind;
  const bool both = letters == LuceneCase::kWritten;
  std::string out;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    if (part.kind == Kind::kAny) out += ".*";
    if (part.kind == Kind::kOne) out += '.';
    if (part.kind == Kind::kDash) out += "(\\-|\\/|\u2013|\u2014|\u2015)";
    for (std::string_view rest = part.text; part.kind == Kind::kText && !rest.empty();) {
      const size_t size = std::max<size_t>(1, Utf8SequenceLength(rest));
      if (static_cast<unsigned char>(rest[0]) < 0x80) {
        AddCharacter(out, rest[0], both);
      } else {
        out += both ? std::string(".") : std::string(rest.substr(0, size));
      }
      rest.remove_prefix(size);
    }
  }
  return out;
}

std::optional<std::string> LuceneRegexOf(std::string_view re2) {
  return Reader(re2).Run();
}

bool BeyondAscii(const sigma::Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(), [](const auto& part) {
    return std::any_of(part.text.begin(), part.text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  });
}

}  // namespace dcv::dialect
