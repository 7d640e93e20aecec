// SPDX-License-Identifier: Apache-2.0
#include "match/script.h"

#include <string_view>

#include "match/literals.h"

namespace dcv::match {

uint32_t Script::PlaceOf(const char* name, uint32_t width) {
  const uint32_t size = width - 2;
  const uint64_t head = LoadBytes(name, size);
  const uint64_t tail = size > 8 ? LoadBytes(name + size - 8, 8) : 0;
  return static_cast<uint32_t>(Mix(head ^ Mix(tail + width)) >> 32) % kPlaces;
}

Script::Met Script::LookUp(Step& before, const char* name, uint32_t width) {
  if (width < 2 || width - 2 > kLongest) return {};
  for (uint32_t place = PlaceOf(name, width); places_[place] != 0; place = (place + 1) % kPlaces) {
    const uint32_t number = places_[place];
    if (steps_[number].width != width || !Same(steps_[number], name)) continue;
    Follow(before, number);
    return {number, steps_[number].child};
  }
  return {};
}

uint32_t Script::Add(uint32_t last, const char* name, uint32_t width, uint32_t child) {
  if (steps_.empty()) steps_.emplace_back();
  const uint32_t size = width - 2;
  if (width < 2 || size > kLongest || steps_.size() == kSteps || name[size] != '"') return last;
  if (std::string_view(name, size).find('\\') != std::string_view::npos) return last;
  const auto number = static_cast<uint32_t>(steps_.size());
  Step& step = steps_.emplace_back();
  step.width = width;
  step.child = child;
  for (uint32_t i = 0; i < size; ++i) {
    reinterpret_cast<char*>(step.mask.data())[i] = '\xFF';
    reinterpret_cast<char*>(step.words.data())[i] = name[i];
  }
  uint32_t place = PlaceOf(name, width);
  while (places_[place] != 0) place = (place + 1) % kPlaces;
  places_[place] = static_cast<uint8_t>(number);
  Follow(steps_[last], number);
  return number;
}

}  // namespace dcv::match
