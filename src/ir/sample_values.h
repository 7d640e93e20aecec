// SPDX-License-Identifier: Apache-2.0
// Texts that satisfy a predicate, and texts that do not: the operand turned into values.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace dcv::ir {

// Texts as a rule wrote them, by their folded form: predicates hold the folded one.
using Written = std::map<std::string, std::string, std::less<>>;
void AddWritten(const sigma::Detection& detection, Written& written);

// Likely to satisfy the predicate, the plainest first; empty when none is known (null, exists,
// another field). The caller tries them.
std::vector<std::string> SatisfyingTexts(const Predicate& predicate, const Written& written);

// Likely not to satisfy it, near to `present` first.
std::vector<std::string> OtherTexts(const Predicate& predicate, std::string_view present);

}  // namespace dcv::ir
