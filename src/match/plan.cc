// SPDX-License-Identifier: Apache-2.0
#include "match/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "logsource/path.h"

namespace dcv::match {
namespace {

// What so many rules ask for, as what their log source implies, most events have.
constexpr uint32_t kTooCommon = 256;
// Sifting takes a clause up to so much dearer than the rule's best for the sake of fewer fields.
constexpr double kDearer = 8;

struct WitnessLess {
  bool operator()(const Witness& a, const Witness& b) const {
    return std::tie(a.field, a.kind, a.number, a.text) <
           std::tie(b.field, b.kind, b.number, b.text);
  }
};
// Bits that each witness sets, by field first.
using Bits = std::map<Witness, std::vector<uint32_t>, WitnessLess>;

class Compilation {
 public:
  Compilation(uint32_t number, const ir::Program& program, const Witnesses& witnesses, bool scoped)
      : program_(program), witnesses_(witnesses) {
    plan_.program = &program;
    plan_.number = number;
    plan_.scoped = scoped;
    plan_.told.resize(program.predicates().size());
    usage_.resize(program.predicates().size());
    seen_.resize(program.exprs().size(), kNone);
  }

  Plan Compile(const std::vector<uint32_t>& rules, const std::vector<logsource::Path>& paths) {
    plan_.rules = rules;
    plan_.words = (rules.size() + 63) / 64;
    for (Stage* stage : {&plan_.sift, &plan_.full}) {
      stage->fields.resize(program_.fields().size());
      for (const logsource::Path& path : paths) stage->trie.Add(path);
    }
    for (uint32_t i = 0; i < rules.size(); ++i) CountUse(i);
    for (uint32_t i = 0; i < rules.size(); ++i) clauses_.push_back(ClausesOf(i));
    LayOutSift();
    LayOutFull();
    Finish(plan_.sift, 2 * plan_.number);
    Finish(plan_.full, 2 * plan_.number + 1);
    return std::move(plan_);
  }

 private:
  std::vector<ir::ExprId> Roots(uint32_t local) const {
    const ir::Rule& rule = program_.rules[plan_.rules[local]];
    if (plan_.scoped) return {rule.scope, rule.condition};
    return {rule.condition};
  }

  ir::ExprId ScopeOf(uint32_t local) const {
    return plan_.scoped ? program_.rules[plan_.rules[local]].scope : program_.True();
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
    WantFields(expr.predicate, plan_.full);
  }

  void WantFields(ir::PredicateId id, Stage& stage) {
    const ir::Predicate& predicate = program_.predicates()[id];
    Want(predicate.field, stage);
    if (predicate.op >= ir::Op::kFieldEquals) Want(predicate.other, stage);
  }

  // All fields of the expression.
  void WantAll(ir::ExprId id, Stage& stage) {
    const ir::Expr& expr = program_.exprs()[id];
    for (ir::ExprId operand : expr.operands) WantAll(operand, stage);
    if (expr.kind == ir::ExprKind::kPredicate) WantFields(expr.predicate, stage);
  }

  void Want(ir::FieldId id, Stage& stage) {
    if (id == ir::kAnyField) return;
    FieldSlots& slots = stage.fields[id];
    if (slots.wanted) return;
    slots.wanted = true;
    const ir::Field& field = program_.fields()[id];
    for (const logsource::Path& path : field.paths) {
      const uint32_t slot = stage.trie.Add(path);
      if (std::find(slots.slots.begin(), slots.slots.end(), slot) == slots.slots.end()) {
        slots.slots.push_back(slot);
      }
    }
    if (!field.flat) return;
    const logsource::Path flat = {{logsource::Segment::Kind::kMember, field.name, {}}};
    slots.flat = stage.trie.Add(flat);
    // A name without dots is its own path.
    if (slots.slots == std::vector<uint32_t>{slots.flat}) slots.flat = kNone;
  }

  // As a further clause of a rule: what most events have, or what only reading all values tells.
  static bool IsIdle(const Clause& clause) {
    return clause.usage >= kTooCommon ||
           std::any_of(
               clause.witnesses.begin(), clause.witnesses.end(), [](const Witness& witness) {
                 return witness.field == ir::kAnyField && witness.kind > Witness::Kind::kContains;
               });
  }

  // Cheapest first.
  std::vector<Clause> ClausesOf(uint32_t local) const {
    std::vector<Clause> clauses;
    for (ir::ExprId root : Roots(local)) {
      for (Clause& clause : Required(program_, root, witnesses_.of_predicate, witnesses_.commonness,
                                     usage_, Plan::kClauses)) {
        clauses.push_back(std::move(clause));
      }
    }
    std::stable_sort(clauses.begin(), clauses.end(),
                     [](const Clause& a, const Clause& b) { return a.cost < b.cost; });
    if (clauses.size() > Plan::kClauses) clauses.resize(Plan::kClauses);
    while (clauses.size() > 1 && IsIdle(clauses.back())) clauses.pop_back();
    return clauses;
  }

  // How many rules a field would serve when sifting.
  std::map<ir::FieldId, uint32_t> Popularity() const {
    std::map<ir::FieldId, uint32_t> popularity;
    for (const std::vector<Clause>& clauses : clauses_) {
      std::set<ir::FieldId> fields;
      for (const Clause& clause : clauses) {
        if (clause.cost > clauses.front().cost * kDearer) continue;
        for (const Witness& witness : clause.witnesses) fields.insert(witness.field);
      }
      fields.erase(ir::kAnyField);
      for (ir::FieldId field : fields) ++popularity[field];
    }
    return popularity;
  }

  // A clause is worth what the least popular of its fields is.
  static const Clause& SiftClause(const std::vector<Clause>& clauses,
                                  std::map<ir::FieldId, uint32_t>& popularity) {
    const Clause* best = nullptr;
    uint32_t most = 0;
    for (const Clause& clause : clauses) {
      if (clause.cost > clauses.front().cost * kDearer) continue;
      uint32_t worth = UINT32_MAX;
      for (const Witness& witness : clause.witnesses) {
        worth = std::min(worth, popularity[witness.field]);
      }
      if (best != nullptr && worth <= most) continue;
      best = &clause;
      most = worth;
    }
    return *best;
  }

  void LayOutSift() {
    auto popularity = Popularity();
    Bits bits;
    std::map<ir::ExprId, Bits> keywords;
    for (uint32_t local = 0; local < plan_.rules.size(); ++local) {
      if (clauses_[local].empty()) {
        plan_.sifts = false;
        continue;
      }
      for (const Witness& witness : SiftClause(clauses_[local], popularity).witnesses) {
        (witness.field == ir::kAnyField ? keywords[ScopeOf(local)] : bits)[witness];
      }
    }
    AddTables(plan_.sift, bits, keywords);
  }

  void LayOutFull() {
    plan_.base.assign((Plan::kClauses + 1) * plan_.words, 0);
    Bits bits;
    std::map<ir::ExprId, Bits> keywords;
    for (uint32_t local = 0; local < plan_.rules.size(); ++local) {
      for (size_t k = 0; k < Plan::kClauses; ++k) {
        const auto bit = static_cast<uint32_t>(k * plan_.words * 64 + local);
        if (k >= clauses_[local].size()) {
          plan_.base[bit / 64] |= uint64_t{1} << (bit % 64);
          continue;
        }
        for (const Witness& witness : clauses_[local][k].witnesses) {
          const bool keyword = witness.field == ir::kAnyField;
          (keyword ? keywords[ScopeOf(local)] : bits)[witness].push_back(bit);
        }
      }
    }
    const auto exact = Exact();
    for (const auto& [witness, predicate] : exact) {
      bits[witness];
      plan_.told[predicate] = true;
    }
    AddVetoes(bits);
    AddTables(plan_.full, bits, keywords);
    AddEntries(bits, exact);
    for (const auto& [scope, own] : keywords) AddEntries(own, {});
  }

  // What a rule excludes.
  void AddVetoes(Bits& bits) const {
    for (uint32_t local = 0; local < plan_.rules.size(); ++local) {
      std::vector<ir::PredicateId> excluded;
      for (ir::ExprId root : Roots(local)) Excluded(root, true, excluded);
      for (ir::PredicateId id : excluded) {
        if (!plan_.told[id]) continue;
        const auto bit = static_cast<uint32_t>(Plan::kVeto * plan_.words * 64 + local);
        bits[witnesses_.of_predicate[id].any_of.front()].push_back(bit);
      }
    }
  }

  // Predicates each of which makes the expression other than `wanted`. Calls itself as deep as
  // conditions nest.
  void Excluded(ir::ExprId id, bool wanted, std::vector<ir::PredicateId>& out) const {
    const ir::Expr& expr = program_.exprs()[id];
    if (expr.kind == ir::ExprKind::kNot) {
      Excluded(expr.operands.front(), !wanted, out);
    } else if (expr.kind == ir::ExprKind::kPredicate) {
      if (!wanted) out.push_back(expr.predicate);
    } else if (expr.kind == (wanted ? ir::ExprKind::kAnd : ir::ExprKind::kOr)) {
      for (ir::ExprId operand : expr.operands) Excluded(operand, wanted, out);
    }
  }

  // The exact predicate behind a witness, where it is of the plan's use.
  std::map<Witness, ir::PredicateId, WitnessLess> Exact() const {
    std::map<Witness, ir::PredicateId, WitnessLess> exact;
    for (ir::PredicateId id = 0; id < usage_.size(); ++id) {
      const PredicateWitness& found = witnesses_.of_predicate[id];
      if (usage_[id] == 0 || !found.exact) continue;
      const ir::FieldId field = found.any_of.front().field;
      if (field == ir::kAnyField || plan_.full.fields[field].flat != kNone) continue;
      exact[found.any_of.front()] = id;
    }
    return exact;
  }

  // A table per field, then one per scope of keywords.
  void AddTables(Stage& stage, const Bits& bits, const std::map<ir::ExprId, Bits>& keywords) {
    AddTables(stage, bits);
    for (const auto& [scope, own] : keywords) {
      Stage::Keywords& group = stage.keywords.emplace_back();
      group.scope = scope;
      WantAll(scope, stage);
      group.tables = {{static_cast<uint32_t>(stage.tables.size())}, false};
      // Another kind than text is not told by the gate: the empty word opens it.
      for (const auto& [witness, numbers] : own) {
        group.gate.Add(witness.kind <= Witness::Kind::kContains ? witness.text : "");
      }
      group.gate.Finish();
      AddTables(stage, own);
    }
  }

  void AddTables(Stage& stage, const Bits& bits) {
    for (auto it = bits.begin(); it != bits.end();) {
      const ir::FieldId field = it->first.field;
      std::vector<Witness> witnesses;
      for (; it != bits.end() && it->first.field == field; ++it) witnesses.push_back(it->first);
      stage.tables.emplace_back(field).Build(witnesses, plan_.texts);
      Want(field, stage);
    }
  }

  // Of the same bits in the same order as AddTables.
  void AddEntries(const Bits& bits, const std::map<Witness, ir::PredicateId, WitnessLess>& exact) {
    const ir::FieldId* last = nullptr;
    for (const auto& [witness, numbers] : bits) {
      if (last == nullptr || witness.field != *last) plan_.entries.emplace_back();
      last = &witness.field;
      Plan::Entry& entry = plan_.entries.back().emplace_back();
      entry.first = static_cast<uint32_t>(plan_.postings.size());
      std::map<uint32_t, uint64_t> words;
      for (uint32_t bit : numbers) words[bit / 64] |= uint64_t{1} << (bit % 64);
      for (const auto& [word, of_word] : words) plan_.postings.push_back({word, of_word});
      entry.end = static_cast<uint32_t>(plan_.postings.size());
      if (const auto found = exact.find(witness); found != exact.end()) entry.tells = found->second;
    }
  }

  static void Finish(Stage& stage, uint32_t trie) {
    stage.tables_of_slot.resize(stage.trie.slots());
    for (uint32_t number = 0; number < stage.tables.size(); ++number) {
      const ir::FieldId field = stage.tables[number].field;
      if (field == ir::kAnyField) continue;
      const FieldSlots& slots = stage.fields[field];
      std::vector<uint32_t> all = slots.slots;
      if (slots.flat != kNone) all.push_back(slots.flat);
      for (uint32_t slot : all) {
        TableList& list = stage.tables_of_slot[slot];
        list.tables.push_back(number);
        list.cheap = list.cheap && stage.tables[number].cheap() && list.tables.size() < 3;
      }
    }
    stage.trie.Finish(trie);
  }

  const ir::Program& program_;
  const Witnesses& witnesses_;
  Plan plan_;
  Usage usage_;
  std::vector<uint32_t> seen_;                // per expression: the rule that had it last
  std::vector<std::vector<Clause>> clauses_;  // by rule of the plan
};

std::vector<PredicateWitness> WitnessesOf(const ir::Program& program) {
  std::vector<PredicateWitness> of_predicate;
  of_predicate.reserve(program.predicates().size());
  for (const ir::Predicate& predicate : program.predicates()) {
    of_predicate.push_back(WitnessOf(predicate));
  }
  return of_predicate;
}

}  // namespace

Witnesses::Witnesses(const ir::Program& program)
    : of_predicate(WitnessesOf(program)), commonness(of_predicate) {}

Plan CompilePlan(uint32_t number, const ir::Program& program, const Witnesses& witnesses,
                 const std::vector<uint32_t>& rules, bool scoped,
                 const std::vector<logsource::Path>& paths) {
  return Compilation(number, program, witnesses, scoped).Compile(rules, paths);
}

}  // namespace dcv::match
