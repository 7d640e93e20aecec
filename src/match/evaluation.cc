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

bool HasNonAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

uint64_t BitsOf(double number) {
  return std::bit_cast<uint64_t>(number == 0 ? 0.0 : number);  // no negative zero
}

}  // namespace

Operands::Operands(const ir::Program& program)
    : regexes(program.predicates().size()), networks(program.predicates().size()) {
  for (size_t i = 0; i < program.predicates().size(); ++i) {
    const ir::Predicate& predicate = program.predicates()[i];
    if (predicate.op == ir::Op::kRegex) {
      regexes[i] = std::make_unique<RE2>(predicate.text, RE2::Quiet);
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

void Evaluation::Hit(const Table& table, uint32_t number) {
  const Table::Entry& entry = table.entries[number];
  for (uint32_t i = entry.first; i < entry.end; ++i) {
    const uint32_t bit = plan_->postings[i];
    sets_[bit / 64] |= uint64_t{1} << (bit % 64);
  }
  if (entry.tells != kNone) known_[entry.tells] = Mark(kTrue);
}

// The text of an object is only made for rules that are candidates for other reasons too.
void Evaluation::Suspect(const Table& table) {
  for (uint32_t i = 0; i < table.entries.size(); ++i) {
    const Table::Entry& entry = table.entries[i];
    if (i == table.exists) continue;
    const bool known = entry.tells != kNone && known_[entry.tells] == Mark(kTrue);
    Hit(table, i);
    if (entry.tells != kNone && !known) known_[entry.tells] = Mark(kUntold);
  }
}

void Evaluation::ProbeTable(const Table& table, Value& value) {
  if (table.exists != kNone) Hit(table, table.exists);
  if (value.IsNothing()) return;
  if (table.present != kNone) Hit(table, table.present);
  if (value.IsContainer() && table.reads_text) {
    Suspect(table);
    return;
  }
  const auto hit = [&](uint32_t entry) { Hit(table, entry); };
  if (table.reads_text) {
    const std::string_view text = capture_.Folded(value);
    table.exact.Find(text, hit);
    table.prefixes.Find(text, hit);
    table.suffixes.Find(text, hit);
    table.inner.Find(text, hit);
    if (table.non_ascii != kNone && HasNonAscii(text)) Hit(table, table.non_ascii);
  }
  if (!table.reads_numbers) return;
  if (const auto number = NumberOf(capture_.Text(value))) {
    table.numbers.Find(
        Mix(BitsOf(*number)),
        [&](std::string_view bytes) {
          double wanted;
          std::memcpy(&wanted, bytes.data(), sizeof wanted);
          return wanted == *number;
        },
        hit);
  }
}

void Evaluation::ReadLeaves() {
  if (leaves_read_) return;
  leaves_read_ = true;
  if (event_ != nullptr) walker_.Leaves(*event_, at_, layout_->LeafSlot());
}

void Evaluation::ProbeKeywords(const Plan::Keywords& keywords) {
  if (!Holds(keywords.scope)) return;
  if (event_ != nullptr && !leaves_read_) {
    const uint32_t end = Skip(*event_, at_);
    const char* const begin = event_->bytes + event_->at[at_];
    const char* const stop = event_->bytes + event_->at[end - 1] + 1;
    // Of a lone scalar only the beginning is known here.
    const bool container = end > at_ + 1;
    if (container && !keywords.gate.MayHold({begin, static_cast<size_t>(stop - begin)})) return;
  }
  ReadLeaves();
  const Table& table = plan_->tables[keywords.table];
  for (uint32_t v = capture_.First(layout_->LeafSlot()); v != kNone; v = capture_.value(v).next) {
    ProbeTable(table, capture_.value(v));
  }
}

bool Evaluation::Candidates() {
  const size_t words = plan_->words;
  uint64_t any = 0;
  for (size_t i = 0; i < words; ++i) {
    sets_[i] &= sets_[words + i] & sets_[2 * words + i];
    any |= sets_[i];
  }
  return any != 0;
}

bool Evaluation::Probe(const Plan& plan, const Layout& layout, const Indexed* event, uint32_t s) {
  plan_ = &plan;
  layout_ = &layout;
  event_ = event;
  at_ = s;
  leaves_read_ = false;
  ++epoch_;
  sets_.assign(plan.base.begin(), plan.base.end());
  for (uint32_t i = 0; i < capture_.values().size(); ++i) {
    const uint32_t slot = capture_.value(i).slot;
    if (slot >= layout.tables_of_slot.size()) continue;
    for (uint32_t table : layout.tables_of_slot[slot]) {
      ProbeTable(plan.tables[table], capture_.value(i));
    }
  }
  for (const Plan::Keywords& keywords : plan.keyword_tables) ProbeKeywords(keywords);
  return Candidates();
}

const std::vector<uint32_t>& Evaluation::Judge() {
  if (layout_ != &plan_->wide) {
    layout_ = &plan_->wide;
    leaves_read_ = false;
  }
  hits_.clear();
  for (size_t word = 0; word < plan_->words; ++word) {
    for (uint64_t left = sets_[word]; left != 0; left &= left - 1) {
      const size_t local = word * 64 + static_cast<size_t>(std::countr_zero(left));
      const ir::Rule& rule = program_.rules[plan_->rules[local]];
      if ((!plan_->scoped[local] || Holds(rule.scope)) && Holds(rule.condition)) {
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
  const bool untold = !plan_->told[id] || known_[id] == Mark(kUntold);
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
    return AnyOfSlot(layout_->LeafSlot(), test);
  }
  const FieldSlots& slots = layout_->fields[field];
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
