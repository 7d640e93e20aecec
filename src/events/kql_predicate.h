// SPDX-License-Identifier: Apache-2.0
// Conditions of Kusto's `where`, over tokens. By the Kusto documentation, "String operators",
// "Logical operators" (read 2026-11-25).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/kql_tokens.h"
#include "events/selector.h"

namespace dcv::events {

// Values of `let` names and of literals.
using KqlValues = std::vector<std::string>;

// What stands on one side of a comparison.
struct KqlOperand {
  enum class Kind : uint8_t { kOther, kField, kValues };
  Kind kind = Kind::kOther;
  Field field;
  KqlValues values;
  bool folded = false;  // tolower(...) or toupper(...)
};

class KqlPredicates {
 public:
  KqlPredicates(std::string_view text, const std::vector<KqlToken>& tokens, Problems& problems)
      : text_(text), tokens_(tokens), problems_(problems) {}

  // From `at`, which moves behind it. What is not understood is kUnknown; never fails.
  Expr Condition(size_t& at);
  KqlOperand Operand(size_t& at);
  // Moves to the next of | ; , ) ] } that closes or separates, or the end.
  void SkipTo(size_t& at, std::string_view separators) const;

  std::map<std::string, KqlValues> scalars;  // by name
  size_t comparisons = 0;                    // made so far; over kMaxComparisons all is unknown

 private:
  Expr Any(size_t& at, size_t level);
  Expr All(size_t& at, size_t level);
  Expr One(size_t& at, size_t level);
  Expr Compared(size_t& at, size_t level);
  Expr Presence(size_t& at, size_t level);
  Expr Unread(size_t begin, size_t& at) const;
  KqlOperand Base(size_t& at, size_t level);
  KqlOperand Call(size_t& at, size_t level);
  KqlOperand OperandAt(size_t& at, size_t level);
  bool Path(size_t& at, std::vector<Step>& steps) const;
  bool List(size_t& at, size_t level, KqlValues& out);
  std::optional<Expr> Make(const std::string& sign, KqlOperand left, KqlOperand right,
                           size_t offset);
  Test Words(const Field& field, const KqlValues& values, std::string_view sign, bool ignore_case,
             bool negated, size_t offset);

  const KqlToken& At(size_t at) const { return tokens_[std::min(at, tokens_.size() - 1)]; }

  std::string_view text_;
  const std::vector<KqlToken>& tokens_;
  Problems& problems_;
};

}  // namespace dcv::events
