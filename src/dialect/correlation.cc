// SPDX-License-Identifier: Apache-2.0
#include "dialect/correlation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace dcv::dialect {
namespace {

using sigma::Comparison;
using sigma::CorrelationType;

bool HoldsFor(Comparison comparison, double value, double number) {
  switch (comparison) {
    case Comparison::kGt: return value > number;
    case Comparison::kGte: return value >= number;
    case Comparison::kLt: return value < number;
    case Comparison::kLte: return value <= number;
    case Comparison::kEq: return value == number;
    case Comparison::kNeq: return value != number;
  }
  return false;
}

std::string Sign(Comparison comparison, const CountWords& words) {
  switch (comparison) {
    case Comparison::kGt: return ">";
    case Comparison::kGte: return ">=";
    case Comparison::kLt: return "<";
    case Comparison::kLte: return "<=";
    case Comparison::kEq: return words.equal;
    case Comparison::kNeq: return words.unequal;
  }
  return "";
}

// Different rules in their order; a rule named twice counts at its first place.
std::vector<size_t> Targets(const ir::Correlation& correlation, size_t& count) {
  std::vector<std::pair<bool, uint32_t>> seen;
  std::vector<size_t> out;
  for (const ir::Reference& reference : correlation.rules) {
    const std::pair<bool, uint32_t> key(reference.correlation, reference.index);
    const auto found = std::find(seen.begin(), seen.end(), key);
    out.push_back(static_cast<size_t>(found - seen.begin()));
    if (found == seen.end()) seen.push_back(key);
  }
  count = seen.size();
  return out;
}

class Expression {
 public:
  Expression(CorrelationRendering& c, const std::vector<std::string>& seen, bool more)
      : c_(c), seen_(seen), more_(more) {
    size_t count = 0;
    targets_ = Targets(c.correlation, count);
  }

  // "" when it always holds.
  std::string Text(const sigma::Condition& condition) {
    using Kind = sigma::Condition::Kind;
    switch (condition.kind) {
      case Kind::kAnd: {
        std::vector<std::string> parts;
        for (const auto& operand : condition.operands) {
          if (std::string part = Text(operand); !part.empty()) parts.push_back(std::move(part));
        }
        if (parts.size() < 2) return parts.empty() ? std::string() : parts.front();
        return "(" + Join(parts, c_.dialect.and_word) + ")";
      }
      case Kind::kOr: {
        std::vector<std::string> parts;
        for (const auto& operand : condition.operands) {
          std::string part = Text(operand);
          if (part.empty()) return {};
          parts.push_back(std::move(part));
        }
        return "(" + Join(parts, c_.dialect.or_word) + ")";
      }
      case Kind::kNot: return Negated(condition.operands.front());
      default: return Some(condition);
    }
  }

 private:
  std::string Negated(const sigma::Condition& operand) {
    if (more_) {
      c_.Wider("what must not be seen is left out, since windows may hold more");
      return {};
    }
    if (c_.dialect.not_before == nullptr) {
      c_.Fail({"C007", "the target has no words for rules that must not be seen", ""});
      return {};
    }
    return c_.dialect.not_before + Text(operand) + c_.dialect.not_after;
  }

  std::string Some(const sigma::Condition& condition) const {
    std::vector<size_t> chosen;
    for (size_t i = 0; i < targets_.size(); ++i) {
      const std::string& name = c_.correlation.rules[i].name;
      const bool named = condition.kind == sigma::Condition::Kind::kName
                             ? name == condition.name
                             : sigma::Selects(condition.name, name);
      if (named && std::find(chosen.begin(), chosen.end(), targets_[i]) == chosen.end()) {
        chosen.push_back(targets_[i]);
      }
    }
    std::vector<std::string> parts;
    for (size_t target : chosen) parts.push_back(seen_[target]);
    const bool all = condition.kind != sigma::Condition::Kind::kName &&
                     condition.count == sigma::Condition::kAll;
    const size_t least = condition.kind == sigma::Condition::Kind::kName ? 1
                         : all                                           ? chosen.size()
                               : static_cast<size_t>(condition.count);
    return fmt::format("{} >= {}", Join(parts, " + "), least);
  }

  CorrelationRendering& c_;
  const std::vector<std::string>& seen_;
  const bool more_;
  std::vector<size_t> targets_;
};

void TakeNotes(CorrelationRendering& c, const Query& query) {
  for (const Note& note : query.notes) c.Add(note);
  if (query.lowering != Lowering::kWider) return;
  c.query.lowering = Lowering::kWider;
  c.more = true;
}

// Rules whose hits are read alike are one, so that an event that several match is one event.
Counted* Alike(CorrelationRendering& c, const ir::Reference& reference, const ir::Rule& rule,
               bool own_names) {
  if (c.Temporal()) return nullptr;
  // Splunk chooses its words by the whole of one rule.
  if (c.dialect.bare_names && c.dialect.raw_column == nullptr) return nullptr;
  for (Counted& other : c.rules) {
    if (other.reference->group_by == reference.group_by &&
        other.reference->fields == reference.fields && other.rule->sources == rule.sources &&
        other.rendering.own_names == own_names) {
      return &other;
    }
  }
  return nullptr;
}

// Whether one event may be a hit of both.
bool MayMeet(const Counted& a, const Counted& b) {
  const std::string one = a.rendering.Table(), other = b.rendering.Table();
  return one.empty() || other.empty() || one == other;
}

void TellDoubled(CorrelationRendering& c) {
  if (c.Temporal() || c.correlation.type == CorrelationType::kValueCount) return;
  for (size_t i = 0; i < c.rules.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!MayMeet(c.rules[i], c.rules[j])) continue;
      c.Wider("an event that several of the rules match is counted for each");
      c.more = true;
      return;
    }
  }
}

class Walk {
 public:
  Walk(const CorrelationSource& source, const Places& places, const Options& options)
      : source_(source), places_(places), options_(options) {}

  CorrelationRendering Of(const Dialect& dialect, const ir::Program& program,
                          const ir::Correlation& correlation) const {
    CorrelationRendering c{dialect, program, correlation, source_.document(correlation.document)};
    const std::vector<size_t> targets = Targets(correlation, c.targets);
    for (size_t i = 0; i < targets.size() && !c.impossible; ++i) {
      const ir::Reference& reference = correlation.rules[i];
      const bool again = std::find(targets.begin(), targets.begin() + static_cast<long>(i),
                                   targets[i]) != targets.begin() + static_cast<long>(i);
      if (again) continue;
      if (reference.correlation) {
        AddInner(c, reference, targets[i]);
      } else {
        AddRule(c, reference, targets[i]);
      }
    }
    for (Counted& one : c.rules) {
      std::vector<const ir::Rule*> rules = {one.rule};
      rules.insert(rules.end(), one.others.begin(), one.others.end());
      one.condition = RenderCondition(one.rendering, rules);
      TakeNotes(c, one.rendering.query);
      c.impossible = c.impossible || one.rendering.impossible;
    }
    if (!c.impossible) TellDoubled(c);
    return c;
  }

 private:
  void AddRule(CorrelationRendering& c, const ir::Reference& reference, size_t target) const {
    const ir::Rule& rule = c.program.rules[reference.index];
    const bool own_names = source_.own_names(rule.document);
    if (Counted* other = Alike(c, reference, rule, own_names)) {
      other->others.push_back(&rule);
      return;
    }
    Rendering rendering{c.dialect, c.program, rule,      source_.document(rule.document),
                        places_,   options_,  own_names, {},
                        {},        {},        false};
    c.rules.push_back({std::move(rendering), {}, &reference, &rule, {}, target});
  }

  void AddInner(CorrelationRendering& c, const ir::Reference& reference, size_t target) const {
    CountedInner inner{&reference, target, {}};
    inner.correlation.push_back(Of(c.dialect, c.program, c.program.correlations[reference.index]));
    const CorrelationRendering& one = inner.correlation.front();
    TakeNotes(c, one.query);
    c.impossible = c.impossible || one.impossible;
    const bool every = c.Temporal() || c.correlation.type == CorrelationType::kValueCount;
    if (!every) {
      c.Wider("every time at which an inner correlation holds is counted, quiet ones too");
      c.more = true;
    }
    c.inner.push_back(std::move(inner));
  }

  const CorrelationSource& source_;
  const Places& places_;
  const Options& options_;
};

}  // namespace

bool CorrelationRendering::Temporal() const {
  return correlation.type == CorrelationType::kTemporal ||
         correlation.type == CorrelationType::kTemporalOrdered;
}

bool CorrelationRendering::Numeric() const {
  return !Temporal() && correlation.type != CorrelationType::kEventCount &&
         correlation.type != CorrelationType::kValueCount;
}

bool CorrelationRendering::WholeOrder() const {
  if (correlation.type != CorrelationType::kTemporalOrdered || correlation.expression) return false;
  const auto holds = [&](size_t count) {
    return std::all_of(
        correlation.thresholds.begin(), correlation.thresholds.end(), [&](const auto& threshold) {
          return HoldsFor(threshold.first, static_cast<double>(count), threshold.second);
        });
  };
  if (correlation.thresholds.empty()) return true;
  for (size_t count = 0; count < targets; ++count) {
    if (holds(count)) return false;
  }
  return holds(targets);
}

void CorrelationRendering::Add(Note note) {
  if (std::find(query.notes.begin(), query.notes.end(), note) == query.notes.end()) {
    query.notes.push_back(std::move(note));
  }
}

void CorrelationRendering::Fail(Note note) {
  Add(std::move(note));
  impossible = true;
}

void CorrelationRendering::Wider(std::string why) {
  query.lowering = Lowering::kWider;
  Add({"C004", std::move(why), ""});
}

std::string CountCondition(CorrelationRendering& c, const CountWords& words,
                           const std::string& value, const std::vector<std::string>& seen,
                           bool more) {
  std::vector<std::string> parts;
  if (more && c.Numeric()) {
    c.Fail({"C007", "sums, means and ranks are not told where more may be counted", ""});
    return {};
  }
  auto thresholds = c.correlation.thresholds;
  if (thresholds.empty() && !c.correlation.expression && c.Temporal()) {
    thresholds.emplace_back(Comparison::kGte, static_cast<double>(c.targets));
  }
  for (auto [comparison, number] : thresholds) {
    if (more && comparison == Comparison::kEq) {
      c.Wider(fmt::format("{} or more are taken for {}", number, number));
      comparison = Comparison::kGte;
    }
    if (more && comparison != Comparison::kGt && comparison != Comparison::kGte) {
      c.Wider("an upper bound of the condition is left out, since more may be counted");
      continue;
    }
    parts.push_back(fmt::format("{} {} {}", value, Sign(comparison, words), number));
  }
  if (c.correlation.expression) {
    std::string text = Expression(c, seen, more).Text(*c.correlation.expression);
    if (!text.empty()) parts.push_back(std::move(text));
  }
  if (parts.empty() && !c.impossible) {
    c.Fail({"C007", "the condition asks for few, and more may be counted", ""});
  }
  return Join(parts, c.dialect.and_word);
}

uint64_t LeastCount(CorrelationRendering& c, uint64_t most) {
  double least = 0;
  for (const auto& [comparison, number] : c.correlation.thresholds) {
    if (comparison == Comparison::kGt) least = std::max(least, std::floor(number) + 1);
    if (comparison == Comparison::kGte) least = std::max(least, std::ceil(number));
    if (comparison == Comparison::kEq) least = std::max(least, number);
    if (comparison != Comparison::kGt && comparison != Comparison::kGte) {
      c.Wider("an upper bound of the condition is left out");
    }
  }
  if (!(least >= 1) || least > static_cast<double>(most) || least != std::floor(least)) {
    c.Fail({"C007", fmt::format("the condition asks for no number from 1 to {}", most), ""});
    return 1;
  }
  return static_cast<uint64_t>(least);
}

Query RenderCorrelation(const Dialect& dialect, const ir::Program& program,
                        const ir::Correlation& correlation, const CorrelationSource& source,
                        const Places& places, const Options& options) {
  if (dialect.correlation == nullptr) {
    return {Lowering::kImpossible, {}, {{"C007", "the target does not count over time", ""}}};
  }
  CorrelationRendering c = Walk(source, places, options).Of(dialect, program, correlation);
  if (!c.impossible) c.query.text = dialect.correlation(c);
  for (const Counted& one : c.rules) {  // fields that were asked for after the condition
    for (const Note& note : one.rendering.query.notes) c.Add(note);
    c.impossible = c.impossible || one.rendering.impossible;
  }
  constexpr size_t kMaxText = size_t{4} << 20;
  if (c.query.text.size() > kMaxText) {
    c.Fail({"C005", "the query would be longer than 4 MiB", ""});
  }
  if (c.impossible) {
    c.query.lowering = Lowering::kImpossible;
    c.query.text.clear();
  }
  return std::move(c.query);
}

}  // namespace dcv::dialect
