// SPDX-License-Identifier: Apache-2.0
#include "match/evaluation.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/text.h"
#include "ir/time.h"
#include "match/number.h"

namespace dcv::match {
namespace {

bool TextHolds(ir::Op op, std::string_view text, std::string_view wanted) {
  switch (op) {
    case ir::Op::kEquals:
    case ir::Op::kFieldEquals: return text == wanted;
    case ir::Op::kPrefix:
    case ir::Op::kFieldPrefix: return text.starts_with(wanted);
    case ir::Op::kSuffix:
    case ir::Op::kFieldSuffix: return text.ends_with(wanted);
    default: return text.find(wanted) != text.npos;
  }
}

bool Compares(ir::Op op, long double value, long double wanted) {
  switch (op) {
    case ir::Op::kLess: return value < wanted;
    case ir::Op::kLessEqual: return value <= wanted;
    case ir::Op::kGreater: return value > wanted;
    case ir::Op::kGreaterEqual: return value >= wanted;
    default: return value == wanted;
  }
}

}  // namespace

Operands::Operands(const ir::Program& program)
    : regexes(program.predicates().size()),
      atoms(program.predicates().size()),
      networks(program.predicates().size()) {
  for (size_t i = 0; i < program.predicates().size(); ++i) {
    const ir::Predicate& predicate = program.predicates()[i];
    if (predicate.op == ir::Op::kRegex) {
      regexes[i] = std::make_unique<RE2>(predicate.text, RE2::Quiet);
      atoms[i] = RegexAtoms(predicate.text, 1);
    } else if (predicate.op == ir::Op::kCidr) {
      if (const auto network = ir::ParseNetwork(predicate.text)) {
        networks[i] = std::make_unique<ir::Network>(*network);
      }
    }
  }
}

Evaluation::Evaluation(const ir::Program& program, const Operands& operands, Capture& capture,
                       Walker& walker)
    : program_(program), operands_(operands), capture_(capture), walker_(walker) {
  known_.resize(program.predicates().size());
}

void Evaluation::Begin(const Plan& plan, const Stage& stage, Place event) {
  plan_ = &plan;
  stage_ = &stage;
  event_ = event;
  leaves_read_ = false;
  ++epoch_;
}

// Which entries of the tables, whose list is the plan's, the value hits. It is no container.
std::span<const Memo::Hit> Evaluation::LookUp(const TableList& list, Value& value) {
  Memo::Sight sight;
  if (!list.cheap) sight = memo_.Look(&list, value);
  if (sight.known) return sight.hits;
  found_.clear();
  for (uint32_t table : list.tables) {
    stage_->tables[table].LookUp(capture_, value, [&](uint32_t entry) {
      found_.push_back({table, entry});
    });
  }
  if (sight.again) memo_.Keep(sight, &list, value, found_);
  return found_;
}

void Evaluation::ReadLeaves() {
  if (leaves_read_) return;
  leaves_read_ = true;
  if (event_.text != nullptr) walker_.Leaves(*event_.text, event_.s, stage_->LeafSlot());
}

// Whether visit(value) holds for some scalar of the event; none is visited where none of the
// keywords can be in any.
template <typename Visit>
bool Evaluation::AnyKeywordValue(const Stage::Keywords& keywords, const Visit& visit) {
  if (!Holds(keywords.scope)) return false;
  if (event_.text != nullptr && !leaves_read_) {
    const uint32_t end = Skip(*event_.text, event_.s);
    const char* const begin = event_.text->bytes + event_.text->at[event_.s];
    const char* const stop = event_.text->bytes + event_.text->at[end - 1] + 1;
    // Of a lone scalar only the beginning is known here.
    const bool container = end > event_.s + 1;
    if (container && !keywords.gate.MayHold({begin, static_cast<size_t>(stop - begin)})) {
      return false;
    }
  }
  ReadLeaves();
  return AnyOfSlot(stage_->LeafSlot(), visit);
}

bool Evaluation::MayPass(const TableList& list, Value& value) {
  if (list.tables.empty()) return false;
  return value.IsContainer() || !LookUp(list, value).empty();
}

bool Evaluation::Sift(const Plan& plan, Place event) {
  Begin(plan, plan.sift, event);
  for (Value& value : capture_.values()) {
    if (value.slot < stage_->tables_of_slot.size() &&
        MayPass(stage_->tables_of_slot[value.slot], value)) {
      return true;
    }
  }
  return std::any_of(stage_->keywords.begin(), stage_->keywords.end(),
                     [&](const Stage::Keywords& keywords) {
                       return AnyKeywordValue(
                           keywords, [&](Value& value) { return MayPass(keywords.tables, value); });
                     });
}

void Evaluation::Hit(uint32_t table, uint32_t number) {
  const Plan::Entry& entry = plan_->entries[table][number];
  for (uint32_t i = entry.first; i < entry.end; ++i) {
    sets_[plan_->postings[i].word] |= plan_->postings[i].bits;
  }
  if (entry.tells != kNone) known_[entry.tells] = Mark(kTrue);
}

// The text of an object is only made for rules that are candidates for other reasons too; it vetoes
// none.
void Evaluation::Suspect(uint32_t table) {
  const auto vetoed = sets_.begin() + static_cast<ptrdiff_t>(Plan::kVeto * plan_->words);
  vetoed_.assign(vetoed, sets_.end());
  const std::vector<Plan::Entry>& entries = plan_->entries[table];
  for (uint32_t i = 0; i < entries.size(); ++i) {
    if (i == stage_->tables[table].exists) continue;
    const ir::PredicateId tells = entries[i].tells;
    const bool known = tells != kNone && known_[tells] == Mark(kTrue);
    Hit(table, i);
    if (tells != kNone && !known) known_[tells] = Mark(kUntold);
  }
  std::copy(vetoed_.begin(), vetoed_.end(), vetoed);
}

void Evaluation::Probe(const TableList& list, Value& value) {
  if (list.tables.empty()) return;
  if (!value.IsContainer()) {
    for (const Memo::Hit& hit : LookUp(list, value)) Hit(hit.table, hit.entry);
    return;
  }
  for (uint32_t number : list.tables) {
    const Table& table = stage_->tables[number];
    if (table.exists != kNone) Hit(number, table.exists);
    if (table.present != kNone) Hit(number, table.present);
    if (table.reads_text) Suspect(number);
  }
}

bool Evaluation::Candidates() {
  const size_t words = plan_->words;
  uint64_t any = 0;
  for (size_t i = 0; i < words; ++i) {
    sets_[i] &= sets_[words + i] & sets_[2 * words + i] & ~sets_[Plan::kVeto * words + i];
    any |= sets_[i];
  }
  return any != 0;
}

const std::vector<uint32_t>& Evaluation::Judge(const Plan& plan, Place event) {
  Begin(plan, plan.full, event);
  sets_.assign(plan.base.begin(), plan.base.end());
  for (size_t i = 0; i < capture_.values().size(); ++i) {
    const uint32_t slot = capture_.value(static_cast<uint32_t>(i)).slot;
    if (slot >= stage_->tables_of_slot.size()) continue;
    Probe(stage_->tables_of_slot[slot], capture_.value(static_cast<uint32_t>(i)));
  }
  for (const Stage::Keywords& keywords : stage_->keywords) {
    AnyKeywordValue(keywords, [&](Value& value) {
      Probe(keywords.tables, value);
      return false;
    });
  }
  hits_.clear();
  if (!Candidates()) return hits_;
  for (size_t word = 0; word < plan_->words; ++word) {
    for (uint64_t left = sets_[word]; left != 0; left &= left - 1) {
      const size_t local = word * 64 + static_cast<size_t>(std::countr_zero(left));
      const ir::Rule& rule = program_.rules[plan_->rules[local]];
      if ((!plan_->scoped || Holds(rule.scope)) && Holds(rule.condition)) {
        hits_.push_back(plan_->rules[local]);
      }
    }
  }
  return hits_;
}

// Calls itself as deep as conditions nest, which lowering bounds.
bool Evaluation::Holds(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs()[id];
  switch (expr.kind) {
    case ir::ExprKind::kTrue: return true;
    case ir::ExprKind::kFalse: return false;
    case ir::ExprKind::kPredicate: return HoldsPredicate(expr.predicate);
    case ir::ExprKind::kNot: return !Holds(expr.operands.front());
    case ir::ExprKind::kAnd:
      return std::all_of(expr.operands.begin(), expr.operands.end(),
                         [&](ir::ExprId operand) { return Holds(operand); });
    case ir::ExprKind::kOr:
      return std::any_of(expr.operands.begin(), expr.operands.end(),
                         [&](ir::ExprId operand) { return Holds(operand); });
  }
  return false;
}

bool Evaluation::HoldsPredicate(ir::PredicateId id) {
  if (known_[id] == Mark(kTrue)) return true;
  if (known_[id] == Mark(kFalse)) return false;
  const bool tells = stage_ == &plan_->full && plan_->told[id];
  const bool untold = !tells || known_[id] == Mark(kUntold);
  const bool holds = untold && Tell(id);
  known_[id] = Mark(holds ? kTrue : kFalse);
  return holds;
}

template <typename Test>
bool Evaluation::AnyOfSlot(uint32_t slot, const Test& test) {
  for (uint32_t v = capture_.First(slot); v != kNone; v = capture_.value(v).next) {
    if (test(capture_.value(v))) return true;
  }
  return false;
}

template <typename Test>
bool Evaluation::AnyValue(ir::FieldId field, const Test& test) {
  if (field == ir::kAnyField) {
    ReadLeaves();
    return AnyOfSlot(stage_->LeafSlot(), test);
  }
  const FieldSlots& slots = stage_->fields[field];
  if (slots.flat != kNone && capture_.First(slots.flat) != kNone) {
    return AnyOfSlot(slots.flat, test);
  }
  return std::any_of(slots.slots.begin(), slots.slots.end(),
                     [&](uint32_t slot) { return AnyOfSlot(slot, test); });
}

bool Evaluation::Tell(ir::PredicateId id) {
  const ir::Predicate& predicate = program_.predicates()[id];
  if (predicate.field != ir::kAnyField) {
    if (predicate.op == ir::Op::kExists) {
      return AnyValue(predicate.field, [](const Value&) { return true; });
    }
    if (predicate.op == ir::Op::kNull) {
      return !AnyValue(predicate.field, [](const Value& value) { return !value.IsNothing(); });
    }
  }
  return AnyValue(predicate.field,
                  [&](Value& value) { return !value.IsNothing() && ValueHolds(id, value); });
}

std::string_view Evaluation::Comparable(const ir::Predicate& predicate, Value& value) {
  return predicate.cased ? capture_.Text(value) : capture_.Folded(value);
}

bool Evaluation::NumberHolds(const ir::Predicate& predicate, Value& value) {
  const std::string_view text = capture_.Text(value);
  if (predicate.part != ir::TimePart::kNone) {
    const auto part = ir::PartOf(text, predicate.part);
    return part && Compares(predicate.op, *part, predicate.number);
  }
  if (predicate.op == ir::Op::kNumber && EqualsIgnoreCase(text, predicate.text)) return true;
  if (value.type != Type::kNumber && value.type != Type::kString) return false;
  const auto number = NumberOf(text);
  if (!number ||
      !Compares(predicate.op, Exact(text, *number), Exact(predicate.text, predicate.number))) {
    return false;
  }
  return predicate.op != ir::Op::kNumber || SameDigits(text, predicate.text);
}

bool Evaluation::ValueHolds(ir::PredicateId id, Value& value) {
  const ir::Predicate& predicate = program_.predicates()[id];
  switch (predicate.op) {
    case ir::Op::kEquals:
    case ir::Op::kPrefix:
    case ir::Op::kSuffix:
    case ir::Op::kContains:
      return TextHolds(predicate.op, Comparable(predicate, value), predicate.text);
    case ir::Op::kGlob: return predicate.pattern.Matches(Comparable(predicate, value));
    case ir::Op::kRegex: {
      const std::vector<std::string>& atoms = operands_.atoms[id];
      const auto held = [&](const std::string& atom) {
        return capture_.Folded(value).find(atom) != std::string_view::npos;
      };
      if (!atoms.empty() && std::none_of(atoms.begin(), atoms.end(), held)) return false;
      const std::string_view text = capture_.Text(value);
      const RE2& regex = *operands_.regexes[id];
      return regex.ok() && RE2::PartialMatch({text.data(), text.size()}, regex);
    }
    case ir::Op::kCidr:
      return operands_.networks[id] && operands_.networks[id]->Contains(capture_.Text(value));
    case ir::Op::kBoolean:
      return EqualsIgnoreCase(capture_.Text(value), predicate.flag ? "true" : "false");
    case ir::Op::kNumber:
    case ir::Op::kLess:
    case ir::Op::kLessEqual:
    case ir::Op::kGreater:
    case ir::Op::kGreaterEqual: return NumberHolds(predicate, value);
    case ir::Op::kFieldEquals:
    case ir::Op::kFieldPrefix:
    case ir::Op::kFieldSuffix:
    case ir::Op::kFieldContains: {
      const std::string_view text = Comparable(predicate, value);
      return AnyValue(predicate.other, [&](Value& other) {
        return !other.IsNothing() && TextHolds(predicate.op, text, Comparable(predicate, other));
      });
    }
    case ir::Op::kNull:
    case ir::Op::kExists: break;  // of the field, not of a value
  }
  return false;
}

}  // namespace dcv::match
