// SPDX-License-Identifier: Apache-2.0
// What a rule is tagged with, in the version of ATT&CK that targets take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "artefact/artefact.h"

namespace dcv::artefact {

// A tactic and the techniques of the rule that serve it.
struct Threat {
  const attack::Tactic* tactic = nullptr;
  const TacticNames* names = nullptr;
  std::vector<const attack::Technique*> techniques;  // by id
};

// In the order of the matrix. The tactics are the rule's; a technique that serves none of them is
// put under the first of its own.
std::vector<Threat> ThreatsOf(const Detection& detection, const Knowledge& knowledge);

// Sorted, each once. Techniques that the version does not have are left out.
std::vector<std::string_view> TechniqueIds(const Detection& detection, const Knowledge& knowledge);

}  // namespace dcv::artefact
