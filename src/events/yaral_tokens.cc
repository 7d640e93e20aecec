// SPDX-License-Identifier: Apache-2.0
#include "events/yaral_tokens.h"

#include <array>

namespace dcv::events {
namespace {

using Kind = YaralToken::Kind;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || IsDigit(c);
}

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<YaralToken>& out) : text_(text), out_(out) {}

  std::string Run(size_t& fault) {
    while (true) {
      if (!Skip()) return Fault(fault, "a comment does not end");
      if (at_ >= text_.size()) break;
      YaralToken token;
      token.begin = at_;
      const char* wrong = One(token);
      if (wrong != nullptr) {
        at_ = token.begin;
        return Fault(fault, wrong);
      }
      token.end = at_;
      out_.push_back(std::move(token));
    }
    YaralToken end;
    end.begin = end.end = text_.size();
    out_.push_back(std::move(end));
    return {};
  }

 private:
  std::string Fault(size_t& fault, const char* message) const {
    fault = at_;
    return message;
  }
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  // Blanks and comments; false when one is not closed.
  bool Skip() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return false;
        at_ = end + 2;
      } else if (static_cast<unsigned char>(text_[at_]) <= ' ') {
        ++at_;
      } else {
        break;
      }
    }
    return true;
  }

  const char* One(YaralToken& token) {
    const char c = Peek();
    if (c == '"' || c == '`') return Quoted(token, c);
    if (c == '/' && RegexMayStand()) return Quoted(token, '/');
    if ((c == '$' || c == '#' || c == '%') && IsNamePart(Peek(1))) {
      token.kind = Kind::kVariable;
      token.text = text_[at_++];
    } else if (IsDigit(c)) {
      token.kind = Kind::kNumber;
    } else if (IsNamePart(c)) {
      token.kind = Kind::kName;
    } else {
      return Sign(token);
    }
    const bool number = token.kind == Kind::kNumber;
    while (IsNamePart(Peek()) || (number && Peek() == '.' && IsDigit(Peek(1)))) {
      token.text += text_[at_++];
    }
    return nullptr;
  }

  const char* Sign(YaralToken& token) {
    token.kind = Kind::kSign;
    for (std::string_view sign : {"!=", "<=", ">=", "=="}) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      token.text = sign == "==" ? "=" : sign;
      at_ += sign.size();
      return nullptr;
    }
    token.text = text_[at_++];
    return nullptr;
  }

  // A slash behind a value divides.
  bool RegexMayStand() const {
    if (out_.empty()) return true;
    const YaralToken& last = out_.back();
    return last.Is("=") || last.Is("!=") || last.Is("(") || last.Is(",") || last.Is("in");
  }

  // Between back quotes and in an expression a backslash stays.
  const char* Quoted(YaralToken& token, char quote) {
    token.kind = quote == '/' ? Kind::kRegex : Kind::kString;
    for (++at_; at_ < text_.size() && Peek() != quote; ++at_) {
      if (quote == '/' && Peek() == '\n') break;
      if (Peek() == '\\' && quote != '`' && at_ + 1 < text_.size()) {
        const char c = text_[++at_];
        if (quote == '/' ? c != '/' : (c != '"' && c != '\\')) token.text += '\\';
        token.text += c;
      } else {
        token.text += text_[at_];
      }
    }
    if (Peek() != quote) {
      return quote == '/' ? "a regular expression does not end" : "a quoted text does not end";
    }
    ++at_;
    return nullptr;
  }

  std::string_view text_;
  std::vector<YaralToken>& out_;
  size_t at_ = 0;
};

}  // namespace

std::string YaralTokens(std::string_view text, std::vector<YaralToken>& out, size_t& fault) {
  return Lexer(text, out).Run(fault);
}

}  // namespace dcv::events
