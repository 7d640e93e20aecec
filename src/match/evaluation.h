// SPDX-License-Identifier: Apache-2.0
// Rules of a plan against one captured event: first which are candidates, then which hold. The
// answer is that of ir::Evaluate.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "ir/cidr.h"
#include "match/capture.h"
#include "match/plan.h"
#include "match/walk.h"

namespace dcv::match {

// What predicates need beyond their own text, once for all plans and threads.
struct Operands {
  explicit Operands(const ir::Program& program);
  std::vector<std::unique_ptr<RE2>> regexes;  // by predicate, null where there is none
  std::vector<std::unique_ptr<ir::Network>> networks;
};

class Evaluation {
 public:
  Evaluation(const ir::Program& program, const Operands& operands, Capture& capture,
             Walker& walker);

  // Whether any rule may hold for what was captured by either layout. `event` and `s`: where the
  // event stands, null for a plain line, which is captured as the one value of the leaf slot.
  bool Probe(const Plan& plan, const Layout& layout, const Indexed* event, uint32_t s);
  // After Probe, of the same event as the wide layout captured it: numbers of the rules that hold,
  // ascending.
  const std::vector<uint32_t>& Judge();

 private:
  void ProbeTable(const Table& table, Value& value);
  void Hit(const Table& table, uint32_t entry);
  void Suspect(const Table& table);
  void ReadLeaves();
  void ProbeKeywords(const Plan::Keywords& keywords);
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
  const Layout* layout_ = nullptr;
  const Indexed* event_ = nullptr;
  uint32_t at_ = 0;
  bool leaves_read_ = false;
  std::vector<uint64_t> sets_;
  // Per predicate what is known of it, when the mark is of this event. kUntold: a table that tells
  // it exactly could not.
  enum Known : uint64_t { kFalse, kTrue, kUntold };
  uint64_t Mark(Known known) const { return epoch_ * 4 + known; }
  std::vector<uint64_t> known_;
  uint64_t epoch_ = 0;
  std::vector<uint32_t> hits_;
};

}  // namespace dcv::match
