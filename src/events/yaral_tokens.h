// SPDX-License-Identifier: Apache-2.0
// Words of YARA-L 2.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::events {

struct YaralToken {
  enum class Kind : uint8_t { kEnd, kName, kVariable, kString, kNumber, kRegex, kSign };
  Kind kind = Kind::kEnd;
  std::string text;  // of a string or an expression its value; of a variable $e, #e or %list
  size_t begin = 0, end = 0;

  bool Is(std::string_view word) const {
    return (kind == Kind::kSign || kind == Kind::kName) && text == word;
  }
};

// All tokens and one kEnd. The message of what is wrong, at `fault`; "" when nothing is.
std::string YaralTokens(std::string_view text, std::vector<YaralToken>& out, size_t& fault);

}  // namespace dcv::events
