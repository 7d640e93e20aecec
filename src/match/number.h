// SPDX-License-Identifier: Apache-2.0
// Texts as numbers, as rules compare them (docs/sigma.md, decision 10).
#pragma once

#include <optional>
#include <string_view>

namespace dcv::match {

// The number that a whole text is; nullopt for any other text.
std::optional<double> NumberOf(std::string_view text);
// Integers of 64 bits whole, which a double cannot hold; other numbers as they are.
long double Exact(std::string_view text, double number);
// False for whole numbers that differ in their digits though a double cannot tell them apart.
bool SameDigits(std::string_view a, std::string_view b);

}  // namespace dcv::match
