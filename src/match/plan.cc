// SPDX-License-Identifier: Apache-2.0
#include "match/plan.h"

#include <algorithm>
#include <bit>
#include <map>

#include "logsource/path.h"

namespace dcv::match {
namespace {

using Kind = Witness::Kind;

// What so many rules ask for, as what their log source implies, most events have: as a second
// clause it costs more than it spares.
constexpr uint32_t kTooCommon = 256;

struct WitnessLess {
  bool operator()(const Witness& a, const Witness& b) const {
    return std::tie(a.field, a.kind, a.number, a.text) <
           std::tie(b.field, b.kind, b.number, b.text);
  }
};

class Compilation {
 public:
  Compilation(const ir::Program& program, const Witnesses& witnesses, bool scoped)
      : program_(program), witnesses_(witnesses), scoped_(scoped) {
    plan_.program = &program;
    for (Layout* layout : {&plan_.narrow, &plan_.wide}) {
      layout->fields.resize(program.fields().size());
    }
    plan_.told.resize(program.predicates().size());
    usage_.resize(program.predicates().size());
    seen_.resize(program.exprs().size(), kNone);
  }

  Plan Compile(const std::vector<uint32_t>& rules, const std::vector<logsource::Path>& paths) {
    plan_.rules = rules;
    plan_.scoped.assign(rules.size(), scoped_);
    plan_.words = (rules.size() + 63) / 64;
    for (Layout* layout : {&plan_.narrow, &plan_.wide}) {
      for (const logsource::Path& path : paths) layout->trie.Add(path);
    }
    for (uint32_t i = 0; i < rules.size(); ++i) CountUse(i);
    SetClauses();
    LayOut();
    for (Layout* layout : {&plan_.narrow, &plan_.wide}) Finish(*layout);
    return std::move(plan_);
  }

 private:
  std::vector<ir::ExprId> Roots(uint32_t local) const {
    const ir::Rule& rule = program_.rules[plan_.rules[local]];
    if (scoped_) return {rule.scope, rule.condition};
    return {rule.condition};
  }

  void CountUse(uint32_t local) {
    for (ir::ExprId root : Roots(local)) Visit(root, local);
  }

  // Each expression once per rule.
  void Visit(ir::ExprId id, uint32_t local) {
    if (seen_[id] == local) return;
    seen_[id] = local;
    const ir::Expr& expr = program_.exprs()[id];
    for (ir::ExprId operand : expr.operands) Visit(operand, local);
    if (expr.kind != ir::ExprKind::kPredicate) return;
    ++usage_[expr.predicate];
    const ir::Predicate& predicate = program_.predicates()[expr.predicate];
    Want(predicate.field, plan_.wide);
    if (predicate.op >= ir::Op::kFieldEquals) Want(predicate.other, plan_.wide);
  }

  // All fields of the expression.
  void WantAll(ir::ExprId id, Layout& layout) {
    const ir::Expr& expr = program_.exprs()[id];
    for (ir::ExprId operand : expr.operands) WantAll(operand, layout);
    if (expr.kind != ir::ExprKind::kPredicate) return;
    const ir::Predicate& predicate = program_.predicates()[expr.predicate];
    Want(predicate.field, layout);
    if (predicate.op >= ir::Op::kFieldEquals) Want(predicate.other, layout);
  }

  void Want(ir::FieldId id, Layout& layout) {
    if (id == ir::kAnyField) return;
    FieldSlots& slots = layout.fields[id];
    if (slots.wanted) return;
    slots.wanted = true;
    const ir::Field& field = program_.fields()[id];
    for (const logsource::Path& path : field.paths) {
      const uint32_t slot = layout.trie.Add(path);
      if (std::find(slots.slots.begin(), slots.slots.end(), slot) == slots.slots.end()) {
        slots.slots.push_back(slot);
      }
    }
    if (!field.flat) return;
    const logsource::Path flat = {{logsource::Segment::Kind::kMember, field.name, {}}};
    slots.flat = layout.trie.Add(flat);
    // A name without dots is its own path.
    if (slots.slots == std::vector<uint32_t>{slots.flat}) slots.flat = kNone;
  }

  void SetClauses() {
    const size_t words = plan_.words;
    plan_.base.assign(Plan::kClauses * words, 0);
    for (uint32_t local = 0; local < plan_.rules.size(); ++local) {
      std::vector<Clause> clauses;
      for (ir::ExprId root : Roots(local)) {
        for (Clause& clause :
             Required(program_, root, witnesses_.of_predicate, usage_, Plan::kClauses)) {
          clauses.push_back(std::move(clause));
        }
      }
      std::stable_sort(clauses.begin(), clauses.end(),
                       [](const Clause& a, const Clause& b) { return a.cost < b.cost; });
      if (clauses.size() > Plan::kClauses) clauses.resize(Plan::kClauses);
      while (clauses.size() > 1 && clauses.back().usage >= kTooCommon) clauses.pop_back();
      for (size_t k = 0; k < Plan::kClauses; ++k) {
        const auto bit = static_cast<uint32_t>(k * words * 64 + local);
        if (k >= clauses.size()) {
          plan_.base[bit / 64] |= uint64_t{1} << (bit % 64);
          continue;
        }
        for (const Witness& witness : clauses[k].witnesses) {
          const bool keyword = witness.field == ir::kAnyField;
          (keyword ? keywords_[ScopeOf(local)] : bits_)[witness].push_back(bit);
        }
      }
    }
  }

  ir::ExprId ScopeOf(uint32_t local) const {
    return scoped_ ? program_.rules[plan_.rules[local]].scope : program_.True();
  }

  // The exact predicate behind a witness, where it is of the plan's use.
  std::map<Witness, ir::PredicateId, WitnessLess> Exact() const {
    std::map<Witness, ir::PredicateId, WitnessLess> exact;
    for (ir::PredicateId id = 0; id < usage_.size(); ++id) {
      const PredicateWitness& found = witnesses_.of_predicate[id];
      if (usage_[id] == 0 || !found.exact) continue;
      const ir::FieldId field = found.any_of.front().field;
      if (field == ir::kAnyField || plan_.wide.fields[field].flat != kNone) continue;
      exact[found.any_of.front()] = id;
    }
    return exact;
  }

  void LayOut() {
    const auto exact = Exact();
    for (auto it = bits_.begin(); it != bits_.end();) {
      const ir::FieldId field = it->first.field;
      auto end = it;
      while (end != bits_.end() && end->first.field == field) ++end;
      AddTable(field, it, end, exact);
      it = end;
    }
    for (auto& [scope, bits] : keywords_) {
      Plan::Keywords& keywords = plan_.keyword_tables.emplace_back();
      keywords.scope = scope;
      WantAll(scope, plan_.narrow);
      keywords.table = static_cast<uint32_t>(plan_.tables.size());
      // Another kind than text is not told by the gate: the empty word opens it.
      for (const auto& [witness, postings] : bits) {
        keywords.gate.Add(witness.kind <= Kind::kContains ? witness.text : "");
      }
      keywords.gate.Finish();
      AddTable(ir::kAnyField, bits.begin(), bits.end(), {});
    }
  }

  using Bits = std::map<Witness, std::vector<uint32_t>, WitnessLess>;
  using Exacts = std::map<Witness, ir::PredicateId, WitnessLess>;

  void AddTable(ir::FieldId field, Bits::iterator begin, Bits::iterator end, const Exacts& exact) {
    Table& table = plan_.tables.emplace_back();
    table.field = field;
    std::map<Kind, std::vector<Literal>> literals;
    for (auto it = begin; it != end; ++it) {
      Table::Entry entry;
      entry.first = static_cast<uint32_t>(plan_.postings.size());
      plan_.postings.insert(plan_.postings.end(), it->second.begin(), it->second.end());
      entry.end = static_cast<uint32_t>(plan_.postings.size());
      if (const auto found = exact.find(it->first); found != exact.end()) {
        entry.tells = found->second;
        plan_.told[found->second] = true;
      }
      const auto id = static_cast<uint32_t>(table.entries.size());
      table.entries.push_back(entry);
      literals[it->first.kind].push_back({Keep(it->first), id});
    }
    Fill(table, literals);
    Want(field, plan_.narrow);
  }

  void Finish(Layout& layout) {
    layout.tables_of_slot.resize(layout.trie.slots());
    for (uint32_t number = 0; number < plan_.tables.size(); ++number) {
      const ir::FieldId field = plan_.tables[number].field;
      if (field == ir::kAnyField) continue;
      const FieldSlots& slots = layout.fields[field];
      for (uint32_t slot : slots.slots) layout.tables_of_slot[slot].push_back(number);
      if (slots.flat != kNone) layout.tables_of_slot[slots.flat].push_back(number);
    }
    layout.trie.Finish();
  }

  // With readable bytes after it. Numbers are kept as their eight bytes.
  std::string_view Keep(const Witness& witness) {
    std::string text = witness.text;
    if (witness.kind == Kind::kNumber) {
      const double number = witness.number == 0 ? 0 : witness.number;  // no negative zero
      text.assign(reinterpret_cast<const char*>(&number), sizeof number);
    }
    const size_t size = text.size();
    text.append(8, '\0');
    return std::string_view(plan_.literals.emplace_back(std::move(text))).substr(0, size);
  }

  static void Fill(Table& table, const std::map<Kind, std::vector<Literal>>& by_kind) {
    for (const auto& [kind, literals] : by_kind) {
      switch (kind) {
        case Kind::kEquals: table.exact.Build(literals); break;
        case Kind::kPrefix: table.prefixes.Build(literals); break;
        case Kind::kSuffix: table.suffixes.Build(literals); break;
        case Kind::kContains: table.inner.Build(literals); break;
        case Kind::kNumber:
          table.numbers.Reserve(literals.size());
          for (const Literal& literal : literals) {
            table.numbers.Add(Mix(LoadBytes(literal.text.data(), 8)), literal);
          }
          table.reads_numbers = true;
          break;
        case Kind::kPresent: table.present = literals.front().number; break;
        case Kind::kExists: table.exists = literals.front().number; break;
        case Kind::kNonAscii: table.non_ascii = literals.front().number; break;
      }
      table.reads_text = table.reads_text || kind <= Kind::kContains || kind == Kind::kNonAscii;
    }
  }

  const ir::Program& program_;
  const Witnesses& witnesses_;
  const bool scoped_;
  Plan plan_;
  Usage usage_;
  std::vector<uint32_t> seen_;  // per expression: the rule that had it last
  Bits bits_;
  std::map<ir::ExprId, Bits> keywords_;  // by scope
};

}  // namespace

Witnesses::Witnesses(const ir::Program& program) {
  of_predicate.reserve(program.predicates().size());
  for (const ir::Predicate& predicate : program.predicates()) {
    of_predicate.push_back(WitnessOf(predicate));
  }
}

Plan CompilePlan(const ir::Program& program, const Witnesses& witnesses,
                 const std::vector<uint32_t>& rules, bool scoped,
                 const std::vector<logsource::Path>& paths) {
  return Compilation(program, witnesses, scoped).Compile(rules, paths);
}

}  // namespace dcv::match
