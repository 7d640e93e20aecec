// SPDX-License-Identifier: Apache-2.0
// IP networks, v4 and v6.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dcv {

struct Network {
  bool v6 = false;
  std::array<uint8_t, 16> address = {};  // v4: the first four
  unsigned bits = 0;
  bool host_bits = false;  // bits were set beyond the prefix; they are cleared here

  std::string ToText() const;  // canonical, with the prefix length
  // Whether the text is an address of the network; a v4-mapped v6 address is its v4 address.
  bool Contains(std::string_view address) const;
};

// A network or a bare address. nullopt when it is neither.
std::optional<Network> ParseNetwork(std::string_view text);

}  // namespace dcv
