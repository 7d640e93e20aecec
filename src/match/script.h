// SPDX-License-Identifier: Apache-2.0
// The names that objects of one place had lately, and which came after which: a member mostly has
// the name that followed the last one's before, and then need not be looked up.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "match/trie.h"

namespace dcv::match {

class Script {
 public:
  // A name that was met: its number here, and the node it leads to (kNone: nobody wants it).
  struct Met {
    uint32_t step = kNone, child = kNone;
  };
  // `last`: the step before, 0 at the beginning of an object. `width`: from the opening quote of
  // the name to its colon; 32 readable bytes follow `name`. `step` kNone: not met yet.
  Met Find(uint32_t last, const char* name, uint32_t width) {
    if (steps_.empty()) return {};
    Step& before = steps_[last];
    for (const uint32_t next : before.next) {
      if (steps_[next].width == width && Same(steps_[next], name))
        return {next, steps_[next].child};
    }
    return LookUp(before, name, width);
  }
  // Remembers the name where it can; the step to go on from.
  uint32_t Add(uint32_t last, const char* name, uint32_t width, uint32_t child);

 private:
  static constexpr uint32_t kSteps = 100, kPlaces = 256, kLongest = 32;

  // Names are compared by 32 bytes under a mask. The first step is the beginning of an object.
  struct Step {
    std::array<uint64_t, 4> words{}, mask{};
    uint32_t width = 0, child = kNone;
    std::array<uint32_t, 2> next{};  // what followed lately
  };
  static bool Same(const Step& step, const char* name) {
    std::array<uint64_t, 4> words;
    std::memcpy(words.data(), name, sizeof words);
    uint64_t other = 0;
    for (size_t i = 0; i < words.size(); ++i) other |= (words[i] ^ step.words[i]) & step.mask[i];
    return other == 0;
  }
  static uint32_t PlaceOf(const char* name, uint32_t width);
  static void Follow(Step& before, uint32_t next) { before.next = {next, before.next[0]}; }
  Met LookUp(Step& before, const char* name, uint32_t width);

  std::vector<Step> steps_;
  std::array<uint8_t, kPlaces> places_{};  // steps by hash, open addressing; 0: nothing
};

}  // namespace dcv::match
