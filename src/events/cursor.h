// SPDX-License-Identifier: Apache-2.0
// A place in a text that is being read, and what was found wrong there.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace dcv::events {

struct Cursor {
  std::string_view text;
  size_t at = 0;

  bool AtEnd() const { return at >= text.size(); }
  char Peek() const { return AtEnd() ? '\0' : text[at]; }
  std::string_view Rest() const { return text.substr(at); }
  uint32_t Offset() const { return static_cast<uint32_t>(at); }
  void SkipSpace() {
    while (!AtEnd() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  }
  // After blanks; false and nothing taken when something else stands there.
  bool Take(std::string_view token) {
    SkipSpace();
    if (!Rest().starts_with(token)) return false;
    at += token.size();
    return true;
  }
  // What is wrong, the first time; always false.
  bool Fail(size_t offset, std::string message, std::string remedy = {}) {
    if (message_.empty()) {
      fault_ = offset;
      message_ = std::move(message);
      remedy_ = std::move(remedy);
    }
    return false;
  }

  size_t fault_ = 0;
  std::string message_ = {}, remedy_ = {};
};

}  // namespace dcv::events
