// SPDX-License-Identifier: Apache-2.0
// Events that differ from a given one in a single way: what a matcher may get wrong.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dcv::ruletest {

enum class Change : uint8_t {
  kRemoved,     // the member or element is gone
  kNull,        // null in its place
  kEmpty,       // "", [] or {} in its place
  kWrapped,     // in an array of one
  kTwo,         // in an array of two, before or after another value
  kDuplicate,   // the member twice, the other value before or after
  kTyped,       // a number, boolean or container as text, or text that reads as one as that
  kSpelled,     // the number written another way
  kBig,         // a number that a double cannot hold
  kNearMiss,    // one character or digit more, less or other
  kCase,        // letters of the value in the other case
  kFold,        // k or s as the letter beyond ASCII that folds to it
  kNameCase,    // letters of the member's name in the other case
  kEscaped,     // every character of the value as \uXXXX
  kNameEscape,  // of the member's name
  kOrder,       // members in reverse order
  kBlanks,      // blanks and line breaks between all tokens
  kInArray,     // the event in an array
};
std::string_view ToString(Change change);  // "removed" and so on

struct Variant {
  Change change = Change::kRemoved;
  std::string pointer;  // RFC 6901, of what was changed; "" for the whole event
  std::string text;     // the event
};

// Calls `visit` with every variant, in a fixed order. `event` is one valid JSON object. Of an event
// with more than `kMaxChanged` values that many are changed, chosen by its content.
constexpr size_t kMaxChanged = 300;
void ForEachVariant(std::string_view event, const std::function<void(const Variant&)>& visit);

}  // namespace dcv::ruletest
