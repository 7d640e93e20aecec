// SPDX-License-Identifier: Apache-2.0
// Which log source an event is of, told from what a walk captured; the same answer as
// logsource::Registry::Recognise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "logsource/logsource.h"
#include "match/capture.h"
#include "sigma/pattern.h"

namespace dcv::match {

class Recogniser {
 public:
  explicit Recogniser(const logsource::Registry& registry);

  // The paths it looks at. Every plan's trie has them as its first slots, in this order.
  const std::vector<logsource::Path>& places() const { return places_; }

  // Per thread: which lines the present places leave and what they said of the last event that had
  // these places, of what was met lately.
  struct Memory {
    static constexpr size_t kSize = 1024;
    struct Known {
      std::vector<uint64_t> present;
      std::vector<uint32_t> lines;
      std::vector<uint32_t> compared;  // places whose values the lines compare
      std::string values;              // theirs in the last event
      uint32_t source = kNone;         // of that event
      bool judged = false;             // there was one
    };
    std::vector<Known> known = std::vector<Known>(kSize);  // by a hash of `present`
    std::string values;
  };
  // Number of the source in the registry, kNone when no line holds.
  uint32_t Recognise(Capture& capture, Memory& memory) const;

 private:
  struct Term {
    uint32_t place = 0;
    bool compared = false;
    enum class Kind : uint8_t {
      kEquals,
      kPrefix,
      kSuffix,
      kContains,
      kPattern
    } kind = Kind::kEquals;
    std::string text;  // folded
    sigma::Pattern pattern;
  };
  struct Line {
    uint32_t source = 0;
    std::vector<Term> terms;
  };
  uint32_t PlaceOf(const logsource::Path& path);
  static Term Compile(uint32_t place, const std::string& value);
  static bool Matches(const Term& term, std::string_view folded);
  bool Holds(const Term& term, Capture& capture) const;
  Memory::Known& Candidates(const Capture& capture, Memory& memory) const;
  static bool SameAsLast(Capture& capture, const Memory::Known& known, std::string& values);
  uint32_t Judge(const std::vector<uint32_t>& lines, Capture& capture) const;

  std::vector<logsource::Path> places_;
  std::vector<Line> lines_;
};

}  // namespace dcv::match
