// SPDX-License-Identifier: Apache-2.0
// A plan: the rules that one log source's events are tried on, compiled together. Immutable; shared
// by threads.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "match/literals.h"
#include "match/raw_gate.h"
#include "match/trie.h"
#include "match/witness.h"

namespace dcv::match {

// What is looked up in each value of one field (or, for keywords, in each scalar of the event).
struct Table {
  // Postings of a witness: bits of the event's clause sets, and the predicate it tells exactly.
  struct Entry {
    uint32_t first = 0, end = 0;  // into Plan::postings
    ir::PredicateId tells = kNone;
  };
  ir::FieldId field = ir::kAnyField;
  std::vector<Entry> entries;
  uint32_t present = kNone, exists = kNone, non_ascii = kNone;  // entries
  ExactLiterals exact;
  AffixLiterals prefixes{false}, suffixes{true};
  InnerLiterals inner;
  HashedLiterals numbers;
  bool reads_text = false, reads_numbers = false;
};

// Where a field's values are captured.
struct FieldSlots {
  bool wanted = false;
  uint32_t flat = kNone;  // when this has a value, the others do not count
  std::vector<uint32_t> slots;
};

// What one walk captures.
struct Layout {
  Trie trie;
  std::vector<FieldSlots> fields;                     // by ir::FieldId
  std::vector<std::vector<uint32_t>> tables_of_slot;  // tables that look at the slot's values
  // The slot that keywords' values are captured in, beyond those of paths.
  uint32_t LeafSlot() const { return trie.slots(); }
};

struct Plan {
  const ir::Program* program = nullptr;
  // Most events leave no candidate: they are walked for what tables look at alone. Those that do
  // are walked for all that the rules ask for.
  Layout narrow, wide;
  std::vector<Table> tables;
  // Keywords of the rules of one scope: where it does not hold, nothing need be searched.
  struct Keywords {
    ir::ExprId scope = 0;
    uint32_t table = 0;
    RawGate gate;
  };
  std::vector<Keywords> keyword_tables;
  std::vector<uint32_t> postings;

  // A rule of the plan is a bit in each of three sets, one per clause; a candidate is in all.
  static constexpr size_t kClauses = 3;
  std::vector<uint32_t> rules;  // ir rule numbers, ascending
  std::vector<bool> scoped;     // whether the rule's scope is asked too
  size_t words = 0;             // of one set
  std::vector<uint64_t> base;   // the sets of an event without any witness, kClauses * words
  std::vector<bool> told;       // by ir::PredicateId: a table tells it exactly
  std::deque<std::string> literals;
};

// How the engine sees predicates, once for all plans.
struct Witnesses {
  explicit Witnesses(const ir::Program& program);
  std::vector<PredicateWitness> of_predicate;
};

// `paths` become the first slots. `scoped`: the rules' scopes are asked too.
Plan CompilePlan(const ir::Program& program, const Witnesses& witnesses,
                 const std::vector<uint32_t>& rules, bool scoped,
                 const std::vector<logsource::Path>& paths);

}  // namespace dcv::match
