// SPDX-License-Identifier: Apache-2.0
// Words of the Kusto query language. By the Kusto documentation, "String scalar data type",
// "Entity names", "Comments" (read 2026-11-25).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::events {

struct KqlToken {
  enum class Kind : uint8_t { kEnd, kName, kString, kNumber, kSign };
  Kind kind = Kind::kEnd;
  std::string text;  // of a string its value; of an operator such as !in~ all of it
  size_t begin = 0, end = 0;

  bool Is(std::string_view sign) const {
    return (kind == Kind::kSign || kind == Kind::kName) && text == sign;
  }
};

// All tokens and one kEnd. False: a text or a bracket is not closed; `fault` and `message` say so.
struct KqlFault {
  size_t offset = 0;
  std::string message;
};
bool KqlTokens(std::string_view text, std::vector<KqlToken>& out, KqlFault& fault);

}  // namespace dcv::events
