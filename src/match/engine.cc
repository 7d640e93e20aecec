// SPDX-License-Identifier: Apache-2.0
#include "match/engine.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "ir/evaluate.h"
#include "match/shared.h"

namespace dcv::match {
namespace {

// Whether the expression asks for a keyword anywhere. Calls itself as deep as conditions nest.
bool HasKeyword(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs()[id];
  if (expr.kind == ir::ExprKind::kPredicate) {
    return program.predicates()[expr.predicate].field == ir::kAnyField;
  }
  return std::any_of(expr.operands.begin(), expr.operands.end(),
                     [&](ir::ExprId operand) { return HasKeyword(program, operand); });
}

// Whether the rule holds for an event that has nothing: then it says nothing of an event that may
// be of any log source.
bool HoldsForNothing(const ir::Program& program, const ir::Rule& rule) {
  constexpr std::string_view kText = "{}";
  std::string padded(kText);
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto empty = parser.Parse(std::string_view(padded).substr(0, kText.size()));
  return empty && ir::Evaluate(program, rule.condition, *empty);
}

}  // namespace

Shared::Shared(const ir::Program& program_, const logsource::Registry& registry_, Options options)
    : program(program_),
      registry(registry_),
      recogniser(registry_),
      witnesses(program_),
      operands(program_),
      options_(std::move(options)) {
  const size_t sources = registry.sources().size();
  rules_.resize(sources + 2);
  std::vector<uint32_t> all(program.rules.size());
  std::iota(all.begin(), all.end(), 0);
  std::unordered_map<std::string_view, size_t> number;
  for (size_t i = 0; i < sources; ++i) number[registry.sources()[i].id] = i;
  for (uint32_t rule : options_.rules.value_or(all)) {
    if (options_.rules || !HoldsForNothing(program, program.rules[rule])) {
      rules_[sources].push_back(rule);
    }
    if (HasKeyword(program, program.rules[rule].condition)) rules_[sources + 1].push_back(rule);
    for (const std::string& source : program.rules[rule].sources) {
      rules_[number.at(source)].push_back(rule);
    }
  }
  for (size_t i = 0; i < rules_.size(); ++i) plans_.push_back(std::make_unique<Made>());
}

const Plan& Shared::Get(size_t number, const std::vector<uint32_t>& rules, bool scoped) const {
  Made& made = *plans_[number];
  std::call_once(made.once, [&] {
    made.plan = CompilePlan(static_cast<uint32_t>(number), program, witnesses, rules, scoped,
                            recogniser.places());
  });
  return made.plan;
}

const Plan& Shared::PlanOf(uint32_t source) const {
  const size_t unknown = rules_.size() - 2;
  const bool known = source != kNone && !options_.rules;
  const size_t number = known ? source : unknown;
  return Get(number, rules_[number], known);
}

const Plan& Shared::PlanOfLines() const {
  return Get(rules_.size() - 1, rules_.back(), false);
}

void Tally::Add(const Tally& other) {
  documents += other.documents;
  events += other.events;
  matches += other.matches;
  unrecognised += other.unrecognised;
  broken += other.broken;
  repaired += other.repaired;
  const auto add = [](std::vector<uint64_t>& to, const std::vector<uint64_t>& from) {
    to.resize(std::max(to.size(), from.size()));
    for (size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  };
  add(by_source, other.by_source);
  add(by_rule, other.by_rule);
}

Engine::Engine(const ir::Program& program, const logsource::Registry& registry, Options options)
    : shared_(std::make_unique<Shared>(program, registry, std::move(options))) {}
Engine::~Engine() = default;

}  // namespace dcv::match
