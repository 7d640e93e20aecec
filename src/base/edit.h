// SPDX-License-Identifier: Apache-2.0
// Applying the safe edits of problems to the text they were found in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"

namespace dcv {

// The text with the edits made, from the end to the beginning; an edit whose `old` does not stand
// at its place, or that overlaps one made, is left out. `made` counts those made.
std::string ApplyEdits(std::string_view text, std::vector<Edit> edits, size_t& made);

}  // namespace dcv
