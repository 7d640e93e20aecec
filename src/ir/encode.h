// SPDX-License-Identifier: Apache-2.0
// The encodings of value modifiers, over bytes (notes of docs/sigma.md, "Modifier chains").
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dcv::ir {

std::string Base64(std::string_view bytes);
// The part of Base64 text that does not depend on what stands around `bytes`, for the three offsets
// at which it may begin. nullopt when one of them is empty.
std::optional<std::array<std::string, 3>> Base64Offsets(std::string_view bytes);
// UTF-8 -> UTF-16; `text` that is not UTF-8 gives nullopt.
std::optional<std::string> Utf16(std::string_view text, bool big_endian);

}  // namespace dcv::ir
