// SPDX-License-Identifier: Apache-2.0
// SHA-1 and SHA-256 (FIPS 180-4) of a text in memory. SHA-1 is here for UUIDs of version 5 only: it
// no longer keeps anybody from making two texts of one digest.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dcv {

std::array<uint8_t, 20> Sha1(std::string_view text);
std::array<uint8_t, 32> Sha256(std::string_view text);

// Lower case, two digits a byte.
std::string Hex(std::span<const uint8_t> bytes);

}  // namespace dcv
