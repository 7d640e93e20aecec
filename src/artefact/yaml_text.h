// SPDX-License-Identifier: Apache-2.0
// Texts as YAML, so that every reader of YAML 1.1 or 1.2 gets the same text back.
#pragma once

#include <string>
#include <string_view>

namespace dcv::artefact {

// In double quotes, on one line.
std::string YamlString(std::string_view text);

// "KEY: |-" and the lines of the text, indented by two; in double quotes where a block cannot hold
// the text. Ends with a line break. For keys of a mapping at the left edge.
std::string YamlBlock(std::string_view key, std::string_view text);

}  // namespace dcv::artefact
