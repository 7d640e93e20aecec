// SPDX-License-Identifier: Apache-2.0
// Unicode simple case folding (Unicode 15, CaseFolding.txt, statuses C and S): what "any case"
// means in Sigma matching. Length in bytes may change; bad UTF-8 is left as it is.
#pragma once

#include <string>
#include <string_view>

namespace dcv {

std::string Fold(std::string_view text);
// Folds the character that `text` begins with into `to`, 4 bytes at least, both ends moved; one bad
// byte as it is.
void FoldCharacter(std::string_view& text, char*& to);
char32_t FoldCodePoint(char32_t code_point);

}  // namespace dcv
