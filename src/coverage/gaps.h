// SPDX-License-Identifier: Apache-2.0
// What is not covered, in the order in which it can be closed and is worth it.
#pragma once

#include "coverage/coverage.h"

namespace dcv::coverage {

// Whether a rule over logs could see a technique.
enum class Sight : uint8_t { kByDefault, kWhenSwitchedOn, kNone };
std::string_view ToString(Sight sight);

// The logs of the clouds in scope, and of products of no cloud, that a technique is seen in: those
// of the clouds first, those that record by default before those that must be switched on.
struct Seen {
  Sight sight = Sight::kNone;
  std::vector<const catalog::LogOfTechnique*> logs;
};
Seen SeenIn(const Coverage& coverage, const catalog::Catalog& catalog, std::string_view technique);

struct Gap {
  const Technique* technique = nullptr;
  Seen seen;
};

// Techniques of `coverage` that are none or unknown. First those that a log of the clouds in scope
// records by default, or that a detection of a provider covers when it is on; then those whose log
// must be switched on or is another product's; then those that no log shows. Within these the most
// used by reported groups and campaigns first (software is left out: it measures reporting on
// endpoint malware), then by id.
std::vector<Gap> Gaps(const Coverage& coverage, const catalog::Catalog& catalog);

}  // namespace dcv::coverage
