// SPDX-License-Identifier: Apache-2.0
// A plan: the rules that one log source's events are tried on, compiled together. Immutable; shared
// by threads.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "match/raw_gate.h"
#include "match/table.h"
#include "match/trie.h"
#include "match/witness.h"

namespace dcv::match {

// Where a field's values are captured.
struct FieldSlots {
  bool wanted = false;
  uint32_t flat = kNone;  // when this has a value, the others do not count
  std::vector<uint32_t> slots;
};

// Which tables look at a value.
struct TableList {
  std::vector<uint32_t> tables;
  bool cheap = true;  // looking up costs no more than remembering
};

// A walk and the look-ups in what it captures.
struct Stage {
  Trie trie;
  std::vector<FieldSlots> fields;  // by ir::FieldId
  std::vector<Table> tables;
  std::vector<TableList> tables_of_slot;
  // Keywords of the rules of one scope: where it does not hold, nothing need be searched.
  struct Keywords {
    ir::ExprId scope = 0;
    TableList tables;  // the one that has them
    RawGate gate;
  };
  std::vector<Keywords> keywords;
  // The slot that keywords' values are captured in, beyond those of paths.
  uint32_t LeafSlot() const { return trie.slots(); }
};

struct Plan {
  const ir::Program* program = nullptr;
  uint32_t number = 0;
  // Of each rule one thing that it cannot do without, on as few fields as will do. An event that
  // has none of them is done with.
  Stage sift;
  bool sifts = true;  // false: some rule can do without anything
  // Up to kClauses such things of each rule, and whatever else look-ups can tell of predicates.
  Stage full;

  // What an entry of a table of `full` says: bits of the event's clause sets, and the predicate
  // that it tells exactly.
  struct Entry {
    uint32_t first = 0, end = 0;  // into postings
    ir::PredicateId tells = kNone;
  };
  std::vector<std::vector<Entry>> entries;  // by table
  struct Posting {
    uint32_t word = 0;
    uint64_t bits = 0;
  };
  std::vector<Posting> postings;

  // A rule of the plan is a bit in each of four sets: one per clause, of which a candidate is in
  // all, and the vetoed, whom a predicate that they exclude rules out.
  static constexpr size_t kClauses = 3, kVeto = kClauses;
  std::vector<uint32_t> rules;  // ir rule numbers, ascending
  bool scoped = false;          // the rules' scopes are asked too
  size_t words = 0;             // of one set
  std::vector<uint64_t> base;   // the sets of an event without any witness
  std::vector<bool> told;       // by ir::PredicateId: a table of `full` tells it exactly
  std::deque<std::string> texts;
};

// How the engine sees predicates, once for all plans.
struct Witnesses {
  explicit Witnesses(const ir::Program& program);
  std::vector<PredicateWitness> of_predicate;
  Commonness commonness;
};

// `number`: the plan's own in its engine. `paths` become the first slots of both stages.
// `scoped`: the rules' scopes are asked too.
Plan CompilePlan(uint32_t number, const ir::Program& program, const Witnesses& witnesses,
                 const std::vector<uint32_t>& rules, bool scoped,
                 const std::vector<logsource::Path>& paths);

}  // namespace dcv::match
