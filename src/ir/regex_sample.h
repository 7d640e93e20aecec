// SPDX-License-Identifier: Apache-2.0
// A text that a regular expression of RE2's syntax matches, for the usual part of the syntax.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dcv::ir {

// The first alternative, the first character of classes, the fewest repetitions, but with `filled`
// at least one where none is needed. nullopt for what it does not read (\p classes, \C). The caller
// tries the text: assertions such as \b are taken as true.
std::optional<std::string> RegexSample(std::string_view regex, bool filled);

}  // namespace dcv::ir
