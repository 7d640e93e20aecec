// SPDX-License-Identifier: Apache-2.0
// Which source an event is of: the `recognise` lines of all sources, most specific first, over
// their distinct paths, each looked up once per event.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "logsource/logsource.h"
#include "sigma/pattern.h"

namespace dcv::logsource {

// Whether the whole of a folded text (base/fold.h) matches a pattern of folded texts.
bool MatchesFolded(const sigma::Pattern& pattern, std::string_view text);

class Recogniser {
 public:
  // `sources` by id.
  explicit Recogniser(const std::vector<Source>& sources);

  // Index of the source; nullopt when none recognises the event.
  std::optional<size_t> Recognise(json::Value event) const;

 private:
  struct Place {
    Path path;
    bool compared = false;  // by value in any term
  };
  struct Term {
    size_t place = 0;
    std::optional<sigma::Pattern> pattern;  // folded
  };
  struct Line {
    size_t source = 0;
    std::vector<Term> terms;
  };
  struct Found;  // what stands at one place of an event

  size_t PlaceOf(const Path& path);
  bool Holds(const Term& term, json::Value event, std::vector<Found>& found) const;

  std::vector<Place> places_;
  std::vector<Line> lines_;  // most terms first, then by source
};

}  // namespace dcv::logsource
