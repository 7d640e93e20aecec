// SPDX-License-Identifier: Apache-2.0
#include "sigma/pattern.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace dcv::sigma {
namespace {

// Bytes of `text` that a part other than '*' takes; nullopt when it does not match there.
std::optional<size_t> Taken(const Pattern::Part& part, std::string_view text) {
  if (part.kind == Pattern::Kind::kText) {
    if (!text.starts_with(part.text)) return {};
    return part.text.size();
  }
  if (text.empty()) return {};
  if (part.kind == Pattern::Kind::kOne) return std::max<size_t>(Utf8SequenceLength(text), 1);
  for (std::string_view dash : {"-", "/", "\u2013", "\u2014", "\u2015"}) {
    if (text.starts_with(dash)) return dash.size();
  }
  return {};
}

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsSpecial(char c) {
  return c == '\\' || c == '*' || c == '?';
}

// Literal text as it is written: a backslash is doubled where what follows would make it an escape.
void AppendEscaped(std::string_view text, bool last, std::string& out) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '*' || c == '?') {
      out += '\\';
    } else if (c == '\\') {
      const bool at_end = i + 1 == text.size();
      if (at_end ? !last : IsSpecial(text[i + 1])) out += '\\';
    }
    out += c;
  }
}

}  // namespace

// Greedy, going back to the last '*' only, which is enough.
bool Pattern::Matches(std::string_view text) const {
  size_t part = 0, at = 0;
  size_t star = parts.size(), star_at = 0;  // the last '*' met and where the text goes on after it
  while (part < parts.size() || at < text.size()) {
    if (part < parts.size() && parts[part].kind == Kind::kAny) {
      if (part + 1 == parts.size()) return true;
      star = part++;
      star_at = at;
      continue;
    }
    if (const auto taken =
            part < parts.size() ? Taken(parts[part], text.substr(at)) : std::nullopt) {
      at += *taken;
      ++part;
      continue;
    }
    if (star == parts.size() || star_at >= text.size()) return false;
    star_at += std::max<size_t>(Utf8SequenceLength(text.substr(star_at)), 1);
    // A literal after the star: on to where its first byte stands.
    if (parts[star + 1].kind == Kind::kText) {
      star_at = text.find(parts[star + 1].text, star_at);
      if (star_at == text.npos) return false;
    }
    at = star_at;
    part = star + 1;
  }
  return true;
}

void Pattern::Append(Kind kind, std::string_view text) {
  if (kind == Kind::kText) {
    if (text.empty()) return;
    if (!parts.empty() && parts.back().kind == Kind::kText) {
      parts.back().text += text;
      return;
    }
  }
  if (kind == Kind::kAny && !parts.empty() && parts.back().kind == Kind::kAny) return;
  parts.push_back({kind, std::string(kind == Kind::kText ? text : std::string_view())});
}

Pattern Pattern::Parse(std::string_view text) {
  Pattern out;
  std::string literal;
  const auto flush = [&] {
    out.Append(Kind::kText, literal);
    literal.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() && IsSpecial(text[i + 1])) {
      literal += text[++i];
    } else if (c == '*' || c == '?') {
      flush();
      out.Append(c == '*' ? Kind::kAny : Kind::kOne);
    } else {
      literal += c;
    }
  }
  flush();
  return out;
}

Pattern Pattern::Literal(std::string_view text) {
  Pattern out;
  out.Append(Kind::kText, text);
  return out;
}

std::string Pattern::ToText() const {
  std::string out;
  for (const Part& part : parts) {
    switch (part.kind) {
      case Kind::kText: AppendEscaped(part.text, &part == &parts.back(), out); break;
      case Kind::kAny: out += '*'; break;
      case Kind::kOne: out += '?'; break;
      case Kind::kDash: out += '-'; break;
    }
  }
  return out;
}

bool Pattern::HasWildcard() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.kind == Kind::kAny || part.kind == Kind::kOne;
  });
}

bool Pattern::IsLiteral() const {
  return parts.empty() || (parts.size() == 1 && parts[0].kind == Kind::kText);
}

std::string Pattern::literal() const {
  return parts.empty() ? std::string() : parts[0].text;
}

void Pattern::PrependAny() {
  if (parts.empty() || parts.front().kind != Kind::kAny) {
    parts.insert(parts.begin(), Part{Kind::kAny, {}});
  }
}

void Pattern::AppendAny() {
  Append(Kind::kAny);
}

void Pattern::MakeDashes() {
  Pattern out;
  char before = '\0';
  for (const Part& part : parts) {
    if (part.kind != Kind::kText) {
      out.Append(part.kind);
      before = '\0';
      continue;
    }
    for (size_t i = 0; i < part.text.size(); ++i) {
      const char c = part.text[i];
      const bool dash = (c == '-' || c == '/') && !IsWord(before) && i + 1 < part.text.size() &&
                        IsWord(part.text[i + 1]);
      out.Append(dash ? Kind::kDash : Kind::kText, std::string_view(&c, 1));
      before = c;
    }
  }
  *this = std::move(out);
}

}  // namespace dcv::sigma
