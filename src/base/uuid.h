// SPDX-License-Identifier: Apache-2.0
// UUIDs made of a name (RFC 9562, version 5): same name, same UUID.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dcv {

using Uuid = std::array<uint8_t, 16>;

// SHA-1 of the name space and the name.
Uuid UuidV5(const Uuid& name_space, std::string_view name);

// 8-4-4-4-12 digits, lower case.
std::string ToString(const Uuid& uuid);
// Of that form, in any case; nullopt for anything else.
std::optional<Uuid> ParseUuid(std::string_view text);

// The name space of everything that dcv names: 3b1a5c0e-7d42-4f7e-9a86-1c5d0b6e2f94.
inline constexpr Uuid kDcvNames = {0x3b, 0x1a, 0x5c, 0x0e, 0x7d, 0x42, 0x4f, 0x7e,
                                   0x9a, 0x86, 0x1c, 0x5d, 0x0b, 0x6e, 0x2f, 0x94};

}  // namespace dcv
