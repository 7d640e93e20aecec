// SPDX-License-Identifier: Apache-2.0
#include "inventory/inventory.h"

namespace dcv::inventory {

std::string_view ToString(State state) {
  switch (state) {
    case State::kOff: return "off";
    case State::kUnknown: return "unknown";
    case State::kOn: return "on";
  }
  return "unknown";
}

std::string Inventory::Pointer(const Place& place) const {
  std::string pointer;
  if (place.page != Place::kNoIndex) pointer = "/" + std::to_string(place.page);
  pointer += place.path;
  if (place.index != Place::kNoIndex) pointer += "/" + std::to_string(place.index);
  return pointer;
}

}  // namespace dcv::inventory
