// SPDX-License-Identifier: Apache-2.0
// Value modifiers (Sigma specification 2.1.0, appendix "Modifiers") and which chains make sense.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dcv::sigma {

enum class Modifier : uint8_t {
  kContains,
  kStartsWith,
  kEndsWith,
  kAll,
  kNeq,
  kCased,
  kExists,
  kRe,
  kIgnoreCase,
  kMultiline,
  kDotAll,
  kBase64,
  kBase64Offset,
  kUtf16Le,
  kUtf16Be,
  kUtf16,
  kWindash,
  kCidr,
  kLt,
  kLte,
  kGt,
  kGte,
  kMinute,
  kHour,
  kDay,
  kWeek,
  kMonth,
  kYear,
  kExpand,
  kFieldRef,
};

// The usual name ("startswith", "i"); `wide` reads as kUtf16Le, "ignorecase" as kIgnoreCase.
std::string_view ToString(Modifier modifier);
std::optional<Modifier> FindModifier(std::string_view name);  // exact, lower case
const std::vector<std::string>& ModifierNames();              // for "did you mean"

bool IsComparison(Modifier modifier);  // lt lte gt gte
bool IsTimePart(Modifier modifier);    // minute .. year
bool IsEncoding(Modifier modifier);    // base64 base64offset utf16* windash

// What is wrong with the chain as written, or "". Rules: notes of docs/sigma.md, "Modifier chains".
std::string ChainProblem(const std::vector<Modifier>& chain);

}  // namespace dcv::sigma
