// SPDX-License-Identifier: Apache-2.0
// Filters: ANDed to the rules they name.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/text.h"
#include "ir/lowering.h"

namespace dcv::ir {
namespace {

bool Covers(const sigma::Text& filter, const sigma::Text& rule) {
  return filter.empty() || filter.text == rule.text;
}

// Whether every attribute of the filter's log source is the rule's.
bool Covers(const sigma::LogSource& filter, const sigma::LogSource& rule) {
  return Covers(filter.product, rule.product) && Covers(filter.category, rule.category) &&
         Covers(filter.service, rule.service);
}

// Of a rule as it was written, whatever a pipeline made of it.
const sigma::LogSource& LogSourceOf(const Source& rule) {
  return rule.written != nullptr ? *rule.written : rule.document->rule()->logsource;
}

class FilterApplying {
 public:
  FilterApplying(const std::vector<Source>& sources, References& references,
                 const std::vector<uint32_t>& rule_of, FieldTable& table,
                 const LowerOptions& options, Lowered& out)
      : sources_(sources),
        references_(references),
        rule_of_(rule_of),
        table_(table),
        options_(options),
        out_(out) {}

  void Apply(uint32_t document) {
    const sigma::Filter& filter = *sources_[document].document->filter();
    Notes notes(out_.problems, document);
    conditions_.clear();
    // Its meaning is checked even where it applies to none.
    if (!options_.filter_for) Condition(filter, table_.Of(filter.logsource), notes);
    const std::vector<uint32_t> named = Named(filter, notes);
    size_t applied = 0;
    for (uint32_t target : named) {
      if (rule_of_[target] == kNone || !Covers(filter.logsource, LogSourceOf(sources_[target]))) {
        continue;
      }
      const sigma::Filter* reads =
          options_.filter_for ? options_.filter_for(document, target) : &filter;
      if (reads == nullptr) return;
      const ExprId condition = Condition(*reads, table_.Of(sources_[target]), notes);
      if (notes.failed()) return;
      Rule& lowered = out_.program.rules[rule_of_[target]];
      for (ExprId id : {condition, lowered.condition}) copied_ += 1 + OperandsOf(id);
      if (copied_ > kMaxCopied) {
        notes.Fail("P113", sources_[document].document->place,
                   "the filters are too large for the number of rules they apply to");
        return;
      }
      lowered.condition = out_.program.And({lowered.condition, condition});
      lowered.filters.push_back(sources_[document].document->title.text);
      ++applied;
    }
    if (applied > 0 || notes.failed()) return;
    notes.Note("P110", sources_[document].document->place,
               "the filter applies to none of the rules that were read");
  }

 private:
  static constexpr size_t kMaxCopied = 20'000'000;  // operands, of all filters and rules

  size_t OperandsOf(ExprId id) const { return out_.program.exprs()[id].operands.size(); }

  // The filter's condition with the fields of a log source.
  ExprId Condition(const sigma::Filter& filter, LogSourceFields& fields, Notes& notes) {
    const auto found = conditions_.find({&filter, &fields});
    if (found != conditions_.end()) return found->second;
    std::vector<Selection> selections;
    const ExprId condition =
        LowerDetection(out_.program, table_, fields, filter.detection, selections, notes);
    conditions_.emplace(std::pair{&filter, &fields}, condition);
    return condition;
  }

  // The rules a filter names, in order: itself, or those below a correlation.
  std::vector<uint32_t> Named(const sigma::Filter& filter, Notes& notes) {
    std::vector<uint32_t> open, rules;
    for (uint32_t i = 0; filter.any && i < sources_.size(); ++i) {
      if (sources_[i].document->rule() != nullptr) rules.push_back(i);
    }
    for (const sigma::Text& reference : filter.rules) {
      const std::vector<uint32_t> found = references_.Find(reference.text);
      open.insert(open.end(), found.begin(), found.end());
      if (!found.empty()) continue;
      notes.Note("P114", reference.place,
                 "no rule that was read is called '" + Printable(reference.text) + "'",
                 references_.Hint(reference.text));
    }
    std::unordered_set<uint32_t> seen;
    while (!open.empty()) {
      const uint32_t next = open.back();
      open.pop_back();
      if (!seen.insert(next).second) continue;
      if (sources_[next].document->rule() != nullptr) rules.push_back(next);
      const sigma::Correlation* correlation = sources_[next].document->correlation();
      if (correlation == nullptr) continue;
      for (const sigma::Text& reference : correlation->rules) {
        const std::vector<uint32_t> found = references_.Find(reference.text);
        open.insert(open.end(), found.begin(), found.end());
      }
    }
    std::sort(rules.begin(), rules.end());
    return rules;
  }

  const std::vector<Source>& sources_;
  References& references_;
  const std::vector<uint32_t>& rule_of_;
  FieldTable& table_;
  const LowerOptions& options_;
  Lowered& out_;
  // Of the filter at hand.
  std::map<std::pair<const sigma::Filter*, const LogSourceFields*>, ExprId> conditions_;
  size_t copied_ = 0;
};

}  // namespace

void ApplyFilters(const std::vector<Source>& sources, References& references,
                  const std::vector<uint32_t>& rule_of, FieldTable& table,
                  const LowerOptions& options, Lowered& out) {
  FilterApplying applying(sources, references, rule_of, table, options, out);
  for (uint32_t i = 0; i < sources.size(); ++i) {
    if (sources[i].document->filter() != nullptr) applying.Apply(i);
  }
}

}  // namespace dcv::ir
