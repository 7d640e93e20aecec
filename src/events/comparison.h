// SPDX-License-Identifier: Apache-2.0
// One comparison against one value, as the language it was written in means it.
#pragma once

#include <optional>
#include <string_view>

#include "base/json.h"
#include "events/selector.h"

namespace dcv::events {

// `value` is there. kExists holds of any value.
Truth Compare(const Comparison& comparison, json::Value value, Language language);
// As of a string value.
Truth CompareText(const Comparison& comparison, std::string_view text, Language language);

// Makes a kRegex comparison ready; false when RE2 cannot read the expression.
bool SetRegex(Comparison& comparison, std::string_view expression);
// A pattern in which '*' alone is special, and a backslash makes what follows it literal.
sigma::Pattern StarPattern(std::string_view text);
// The whole text as a number, as JSON writes them; a leading '+' or '.' is taken too.
std::optional<double> ToNumber(std::string_view text);

}  // namespace dcv::events
