// SPDX-License-Identifier: Apache-2.0
// Rules of a plan against one captured event: first which are candidates, then which hold. The
// answer is that of ir::Evaluate.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ir/cidr.h"
#include "match/capture.h"
#include "match/memo.h"
#include "match/plan.h"
#include "match/walk.h"

namespace dcv::match {

// What predicates need beyond their own text, once for all plans and threads.
struct Operands {
  explicit Operands(const ir::Program& program);
  std::vector<std::unique_ptr<RE2>> regexes;    // by predicate, null where there is none
  std::vector<std::vector<std::string>> atoms;  // RegexAtoms of each
  std::vector<std::unique_ptr<ir::Network>> networks;
};

class Evaluation {
 public:
  Evaluation(const ir::Program& program, const Operands& operands, Capture& capture,
             Walker& walker);

  // Where the event stands; null for a plain line, which is captured as the one value of the leaf
  // slot.
  struct Place {
    const Indexed* text = nullptr;
    uint32_t s = 0;
  };
  // Whether any rule may hold, of what the stage `sift` of the plan captured.
  bool Sift(const Plan& plan, Place event);
  // The rules that hold, ascending, of what the stage `full` captured.
  const std::vector<uint32_t>& Judge(const Plan& plan, Place event);

 private:
  void Begin(const Plan& plan, const Stage& stage, Place event);
  template <typename Visit>
  bool AnyKeywordValue(const Stage::Keywords& keywords, const Visit& visit);
  std::span<const Memo::Hit> LookUp(const TableList& list, Value& value);
  bool MayPass(const TableList& list, Value& value);
  void Probe(const TableList& list, Value& value);
  void Hit(uint32_t table, uint32_t entry);
  void Suspect(uint32_t table);
  void ReadLeaves();
  bool Candidates();
  bool Holds(ir::ExprId id);
  bool HoldsPredicate(ir::PredicateId id);
  bool Tell(ir::PredicateId id);
  template <typename Test>
  bool AnyValue(ir::FieldId field, const Test& test);
  template <typename Test>
  bool AnyOfSlot(uint32_t slot, const Test& test);
  bool ValueHolds(ir::PredicateId id, Value& value);
  bool NumberHolds(const ir::Predicate& predicate, Value& value);
  std::string_view Comparable(const ir::Predicate& predicate, Value& value);

  const ir::Program& program_;
  const Operands& operands_;
  Capture& capture_;
  Walker& walker_;
  const Plan* plan_ = nullptr;
  const Stage* stage_ = nullptr;
  Place event_;
  bool leaves_read_ = false;
  Memo memo_;
  std::vector<Memo::Hit> found_;  // for the value being looked up
  std::vector<uint64_t> sets_;
  std::vector<uint64_t> vetoed_;  // put aside
  // Per predicate what is known of it, when the mark is of this event. kUntold: a table that tells
  // it exactly could not.
  enum Known : uint64_t { kFalse, kTrue, kUntold };
  uint64_t Mark(Known known) const { return epoch_ * 4 + known; }
  std::vector<uint64_t> known_;
  uint64_t epoch_ = 0;
  std::vector<uint32_t> hits_;
};

}  // namespace dcv::match
