// SPDX-License-Identifier: Apache-2.0
// Conditions (specification 2.1.0, "Condition"): or < and < not < "N of" < parentheses. Operators
// are whole lower-case words, so `notepad` is a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dcv::sigma {

struct Condition {
  enum class Kind : uint8_t { kOr, kAnd, kNot, kName, kQuantifier };
  static constexpr int32_t kAll = -1;

  Kind kind = Kind::kName;
  uint32_t column = 0;  // 0-based character of the text where it begins
  int32_t count = 1;    // kQuantifier: how many of the chosen, or kAll
  std::string name;     // kName: identifier; kQuantifier: pattern, "them" for all
  std::vector<Condition> operands;

  // Columns do not count.
  bool operator==(const Condition& other) const;
};

struct ConditionError {
  uint32_t column = 0;  // 0-based character
  std::string message, remedy;
};

// Nesting over 128 is an error. `any of` reads as `1 of`.
std::variant<Condition, ConditionError> ParseCondition(std::string_view text);
std::string ToText(const Condition& condition);

// Whether a quantifier's pattern chooses `identifier`: '*' anywhere; names that begin with '_' are
// chosen only by patterns that do ("them" never does).
bool Selects(std::string_view pattern, std::string_view identifier);

}  // namespace dcv::sigma
