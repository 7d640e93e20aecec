// SPDX-License-Identifier: Apache-2.0
// temporal_ordered. A clause asks for rules in order; of every beginning of it the window keeps the
// chain of hits that started last, for no other can be within the timespan when that one is not.
#pragma once

#include "correlate/window.h"

namespace dcv::correlate {

class ChainWindow {
 public:
  class Shared;
  void Add(Shared& shared, const Item& item, int64_t from);
  Reading Read(const Shared& shared, int64_t from) const;
  void Show(const Shared& shared, int64_t from, Evidence& out) const;
  size_t Shed(Shared&) { return 0; }
  void Prefetch() const { __builtin_prefetch(cells_.data()); }
  void Drop(Shared& shared);  // gives back what it has in `shared`
  size_t bytes() const;

 private:
  struct Cell {
    int64_t start = kNever;
    uint32_t node = UINT32_MAX;  // newest hit of the chain
  };
  const Clause* Held(const Shared& shared, int64_t from, Cell& last) const;

  std::vector<Cell> cells_;      // of all steps of all clauses
  std::vector<int64_t> newest_;  // by target: newest hit; empty when nothing must be absent
};

// The hits of chains, which share their beginnings, and the lay-out of cells.
class ChainWindow::Shared {
 public:
  explicit Shared(const CorrelationPlan& plan);
  size_t bytes() const { return nodes_.capacity() * sizeof(Node); }

 private:
  friend class ChainWindow;
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Node {
    uint64_t event = 0;
    uint32_t older = kNone;  // free ones: the next free one
    uint32_t uses = 0;
  };
  struct Step {
    uint32_t cell;
    bool first;
  };
  uint32_t NewNode(uint64_t event, uint32_t older);
  void Release(uint32_t node);

  const CorrelationPlan& plan_;
  std::vector<std::vector<Step>> steps_;  // by target
  std::vector<uint32_t> last_cell_;       // by clause; kNone: no step
  uint32_t cells_ = 0;
  bool absences_ = false;
  std::vector<Node> nodes_;
  uint32_t free_ = kNone;
};

}  // namespace dcv::correlate
