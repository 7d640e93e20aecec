// SPDX-License-Identifier: Apache-2.0
// Where each technique stands in each account, or in each region of each cloud.
#pragma once

#include <vector>

#include "coverage/snapshot.h"

namespace dcv::coverage {

struct Standings {
  struct Scope {
    uint32_t cloud = 0, name = 0;  // account or region, in Snapshot::names; "": no region
    auto operator<=>(const Scope&) const = default;
  };
  // A detection in one scope.
  struct Cell {
    inventory::State state = inventory::State::kOff;
    bool passing = false;
  };

  std::vector<Scope> scopes;     // sorted by their texts
  std::vector<Standing> table;   // by technique, then scope
  std::vector<Cell> detections;  // by detection, then scope

  const Standing& At(size_t technique, size_t scope) const {
    return table[technique * scopes.size() + scope];
  }
  const Cell& Detection(size_t detection, size_t scope) const {
    return detections[detection * scopes.size() + scope];
  }
};

// Detections without account or region, and rules of no cloud, count in every scope of theirs; so
// does what an organisation or folder of Google Cloud says, in its cloud. A technique is unknown in
// a scope by the rule of the estate: none is on there, and one could be that no answer tells of.
Standings StandingsBy(const Snapshot& snapshot, Dimension dimension);

void AddTo(Totals& totals, const Standing& standing);

// True when no answer tells of the detection somewhere in the estate.
bool IsUntold(const Snapshot& snapshot, const Snapshot::Detection& detection);

// The rows of `dcv coverage --by`: scopes that no answer tells of first, then by cloud and scope.
std::vector<ScopeRow> RowsBy(const Snapshot& snapshot, Dimension dimension);

}  // namespace dcv::coverage
