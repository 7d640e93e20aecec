// SPDX-License-Identifier: Apache-2.0
// Private to the importer (stix.h): the tactics and techniques of a bundle, each taken by itself.
// What the relationships add is stix.cc's.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attack/stix_bundle.h"
#include "base/diagnostic.h"
#include "base/result.h"

namespace dcv::attack {

struct StixTactic {
  std::string id, shortname, name;
};

enum class StixState { kActive, kRevoked, kDeprecated };

// `tactics` (matrix order) and `platforms` (sorted without case) are comma separated.
struct StixTechnique {
  const StixObject* object = nullptr;
  std::string id, name, tactics, platforms, parent, revoked_by;
  StixState state = StixState::kActive;
  // As the relationships say, before they are checked.
  const StixObject* stated_parent = nullptr;
  const StixObject* successor = nullptr;
  std::string_view successor_time;
  std::set<std::string_view> groups, software, campaigns;  // STIX ids
};

// In matrix order, never empty. Diagnostics: A001, A005, A006, A009.
Result<std::vector<StixTactic>> ReadStixTactics(const StixBundle& bundle, Diagnostics& diagnostics);

// Sorted by id, each id once, never empty. Diagnostics: A001, A004, A005, A009.
Result<std::vector<StixTechnique>> ReadStixTechniques(const StixBundle& bundle,
                                                      const std::vector<StixTactic>& tactics,
                                                      Diagnostics& diagnostics);

// Platforms as published (names of older releases stay), sorted without case, each once.
std::vector<std::string> StixPlatforms(const StixObject& object);

}  // namespace dcv::attack
