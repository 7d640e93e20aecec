// SPDX-License-Identifier: Apache-2.0
// Pattern: a Sigma string value read for its wildcards (specification 2.1.0, "Wildcard" and
// "Escaping"): '*' any run of characters, '?' exactly one, both across newlines; a backslash makes
// '\', '*' or '?' after it literal and is itself literal before anything else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::sigma {

struct Pattern {
  enum class Kind : uint8_t {
    kText,  // literal
    kAny,   // '*'
    kOne,   // '?', one character (code point)
    kDash   // one of - / U+2013 U+2014 U+2015 (windash)
  };
  struct Part {
    Kind kind;
    std::string text;  // kText only, never empty
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;  // no two kText and no two kAny side by side

  static Pattern Parse(std::string_view text);
  static Pattern Literal(std::string_view text);
  // The text that parses to this pattern; kDash is written '-'.
  std::string ToText() const;

  bool HasWildcard() const;     // kAny or kOne
  bool IsLiteral() const;       // no part but kText
  std::string literal() const;  // of IsLiteral() patterns
  // Whether the whole text matches, bytes compared as they are.
  bool Matches(std::string_view text) const;
  void PrependAny();  // unless it begins with kAny
  void AppendAny();
  // Every '-' and '/' that stands before a word character and not after one becomes kDash.
  void MakeDashes();
  void Append(Kind kind, std::string_view text = {});
  bool operator==(const Pattern&) const = default;
};

}  // namespace dcv::sigma
