// SPDX-License-Identifier: Apache-2.0
#include "events/kql_tokens.h"

#include <array>

#include "base/text.h"

namespace dcv::events {
namespace {

using Kind = KqlToken::Kind;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool IsNamePart(char c) {
  return IsNameStart(c) || IsDigit(c);
}

constexpr std::array<std::string_view, 10> kLongSigns = {
    "==", "=~", "!=", "!~", "<=", ">=", "<>", "=>", "..", "::"};

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<KqlToken>& out, KqlFault& fault)
      : text_(text), out_(out), fault_(fault) {}

  bool Run() {
    while (Skip()) {
      KqlToken token;
      token.begin = at_;
      if (!One(token)) return false;
      token.end = at_;
      if (!Balance(token)) return false;
      out_.push_back(std::move(token));
    }
    if (!open_.empty()) return Fail(open_.back().second, "a bracket is not closed");
    KqlToken end;
    end.begin = end.end = text_.size();
    out_.push_back(std::move(end));
    return true;
  }

 private:
  bool Fail(size_t offset, std::string message) {
    fault_ = {offset, std::move(message)};
    return false;
  }
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  std::string_view Rest() const { return text_.substr(at_); }

  // Blanks and comments; false at the end.
  bool Skip() {
    while (at_ < text_.size()) {
      if (Rest().starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (static_cast<unsigned char>(text_[at_]) <= ' ') {
        ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  bool One(KqlToken& token) {
    const size_t prefix = Peek() == 'h' || Peek() == 'H' ? 1 : 0;  // hidden from logs
    const size_t verbatim = Peek(prefix) == '@' ? 1 : 0;
    const char quote = Peek(prefix + verbatim);
    if (quote == '"' || quote == '\'') {
      at_ += prefix + verbatim;
      return verbatim == 1 ? Verbatim(token, quote) : Quoted(token, quote);
    }
    if (Rest().starts_with("```") || Rest().starts_with("~~~")) return Multiline(token);
    if (IsNameStart(Peek()) || (Peek() == '!' && IsNameStart(Peek(1)))) return Name(token);
    if (IsDigit(Peek())) return Number(token);
    token.kind = Kind::kSign;
    for (std::string_view sign : kLongSigns) {
      if (!Rest().starts_with(sign)) continue;
      token.text = sign;
      at_ += sign.size();
      return true;
    }
    token.text = text_[at_++];
    return true;
  }

  bool Name(KqlToken& token) {
    token.kind = Kind::kName;
    token.text = text_[at_++];
    while (IsNamePart(Peek())) token.text += text_[at_++];
    if (Peek() == '~' && (token.text == "in" || token.text == "!in")) token.text += text_[at_++];
    return true;
  }

  // 10, 1.5, 0x1f, 1e3, and spans of time such as 14d.
  bool Number(KqlToken& token) {
    token.kind = Kind::kNumber;
    while (IsNamePart(Peek()) || (Peek() == '.' && IsDigit(Peek(1)))) token.text += text_[at_++];
    return true;
  }

  bool Quoted(KqlToken& token, char quote) {
    token.kind = Kind::kString;
    for (++at_; at_ < text_.size() && Peek() != quote; ++at_) {
      if (Peek() == '\n') break;
      if (Peek() != '\\' || at_ + 1 >= text_.size()) {
        token.text += text_[at_];
        continue;
      }
      const char c = text_[++at_];
      const size_t known = std::string_view("ntr").find(c);
      token.text += known == std::string_view::npos ? c : "\n\t\r"[known];
    }
    if (Peek() != quote) return Fail(token.begin, "a quoted text does not end");
    ++at_;
    return true;
  }

  // Backslashes are plain, a quote is written twice.
  bool Verbatim(KqlToken& token, char quote) {
    token.kind = Kind::kString;
    for (++at_; at_ < text_.size(); ++at_) {
      if (Peek() == quote && Peek(1) != quote) {
        ++at_;
        return true;
      }
      if (Peek() == quote) ++at_;
      token.text += text_[at_];
    }
    return Fail(token.begin, "a quoted text does not end");
  }

  bool Multiline(KqlToken& token) {
    token.kind = Kind::kString;
    const std::string_view fence = text_.substr(at_, 3);
    const size_t end = text_.find(fence, at_ + 3);
    if (end == text_.npos) return Fail(token.begin, "a text of several lines does not end");
    token.text = text_.substr(at_ + 3, end - at_ - 3);
    at_ = end + 3;
    return true;
  }

  bool Balance(const KqlToken& token) {
    if (token.kind != Kind::kSign || token.text.size() != 1) return true;
    constexpr std::string_view kOpen = "([{", kClose = ")]}";
    const char c = token.text[0];
    if (kOpen.find(c) != kOpen.npos) open_.emplace_back(c, token.begin);
    const size_t close = kClose.find(c);
    if (close == kClose.npos) return true;
    if (open_.empty() || open_.back().first != kOpen[close]) {
      return Fail(token.begin, "a bracket closes that was not opened");
    }
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  std::vector<KqlToken>& out_;
  KqlFault& fault_;
  size_t at_ = 0;
  std::vector<std::pair<char, size_t>> open_;
};

}  // namespace

bool KqlTokens(std::string_view text, std::vector<KqlToken>& out, KqlFault& fault) {
  return Lexer(text, out, fault).Run();
}

}  // namespace dcv::events
