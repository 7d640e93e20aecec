// SPDX-License-Identifier: Apache-2.0
// Correlation rules: what they refer to, in which order, and what they group by.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "ir/lowering.h"
#include "sigma/timespan.h"

namespace dcv::ir {
namespace {

using sigma::Comparison;
using sigma::CorrelationType;

class CorrelationLowering {
 public:
  CorrelationLowering(const std::vector<Source>& sources, References& references,
                      const std::vector<uint32_t>& rule_of, FieldTable& table, Lowered& out)
      : sources_(sources),
        references_(references),
        rule_of_(rule_of),
        table_(table),
        out_(out),
        correlation_of_(sources.size(), kNone),
        good_(sources.size(), false),
        targets_(sources.size()) {}

  void Run() {
    std::vector<uint32_t> all, whole;
    for (uint32_t i = 0; i < sources_.size(); ++i) {
      if (!IsCorrelation(i)) continue;
      all.push_back(i);
      good_[i] = FindTargets(i);
    }
    for (uint32_t document : InnerFirst(all)) {
      if (good_[document]) good_[document] = FitsInner(document);
    }
    for (uint32_t document : all) {
      if (!good_[document]) continue;
      correlation_of_[document] = static_cast<uint32_t>(whole.size());
      whole.push_back(document);
    }
    for (uint32_t document : whole) out_.program.correlations.push_back(Build(document));
  }

 private:
  const sigma::Correlation& Tree(uint32_t document) const {
    return *sources_[document].document->correlation();
  }
  bool IsCorrelation(uint32_t document) const {
    return sources_[document].document->correlation() != nullptr;
  }

  // The documents of all references, or a problem.
  bool FindTargets(uint32_t document) {
    Notes notes(out_.problems, document);
    for (const sigma::Text& reference : Tree(document).rules) {
      const std::vector<uint32_t> found = references_.Find(reference.text);
      const std::string name = "'" + Printable(reference.text) + "'";
      if (found.empty()) {
        const std::string hint = references_.Hint(reference.text);
        notes.Fail("P108", reference.place, "no rule that was read is called " + name,
                   hint.empty() ? "give the files of the rules too" : hint);
      } else if (found.size() > 1) {
        notes.Fail("P108", reference.place,
                   std::to_string(found.size()) + " documents are called " + name,
                   "give each an id and a name of its own");
      } else if (!IsCorrelation(found[0]) && rule_of_[found[0]] == kNone) {
        notes.Fail("P108", reference.place, "the rule " + name + " has an error of its own");
      } else {
        targets_[document].push_back(found[0]);
      }
    }
    CheckCorrelation(Tree(document), Different(document), notes);
    CheckAliases(document, notes);
    return !notes.failed();
  }

  // How many different rules the correlation names.
  size_t Different(uint32_t document) const {
    const auto& targets = targets_[document];
    return std::set<uint32_t>(targets.begin(), targets.end()).size();
  }

  // Aliases speak of rules that the correlation names.
  void CheckAliases(uint32_t document, Notes& notes) {
    const sigma::Correlation& tree = Tree(document);
    for (const sigma::Alias& alias : tree.aliases) {
      for (const auto& [rule, field] : alias.fields) {
        const std::vector<uint32_t> found = references_.Find(rule.text);
        const auto named = [&](uint32_t target) {
          return std::find(found.begin(), found.end(), target) != found.end();
        };
        const auto& targets = targets_[document];
        if (notes.failed() || std::any_of(targets.begin(), targets.end(), named)) continue;
        notes.Fail("P108", rule.place,
                   "the alias '" + Printable(alias.name.text) + "' speaks of '" +
                       Printable(rule.text) + "', which is none of the correlation's rules");
      }
    }
  }

  // Inner before outer; those in or above a cycle are told and left out.
  std::vector<uint32_t> InnerFirst(const std::vector<uint32_t>& documents) {
    std::vector<size_t> open(sources_.size(), 0);  // correlations below that are not in order yet
    std::vector<std::vector<uint32_t>> waiting(sources_.size());
    std::vector<uint32_t> order;
    for (uint32_t document : documents) {
      for (uint32_t target : targets_[document]) {
        if (!IsCorrelation(target)) continue;
        ++open[document];
        waiting[target].push_back(document);
      }
      if (open[document] == 0) order.push_back(document);
    }
    for (size_t i = 0; i < order.size(); ++i) {
      for (uint32_t waiter : waiting[order[i]]) {
        if (--open[waiter] == 0) order.push_back(waiter);
      }
    }
    for (uint32_t document : documents) {
      if (open[document] == 0 || !good_[document]) continue;
      good_[document] = false;
      Notes(out_.problems, document)
          .Fail("P109", Tree(document).place,
                "the correlation rests on itself, or on one that does");
    }
    return order;
  }

  // What an outer correlation groups by and counts are groups of the inner ones.
  bool FitsInner(uint32_t document) {
    const sigma::Correlation& tree = Tree(document);
    Notes notes(out_.problems, document);
    for (size_t i = 0; i < tree.rules.size(); ++i) {
      const uint32_t target = targets_[document][i];
      if (!IsCorrelation(target)) continue;
      const sigma::Text& reference = tree.rules[i];
      if (!good_[target]) {
        notes.Fail("P108", reference.place,
                   "the correlation '" + Printable(reference.text) + "' has an error of its own");
        continue;
      }
      for (const auto* names : {&tree.group_by, &tree.fields}) {
        for (const sigma::Text& name : *names) CheckGroup(tree, reference, target, name, notes);
      }
    }
    return !notes.failed();
  }

  void CheckGroup(const sigma::Correlation& tree, const sigma::Text& reference, uint32_t target,
                  const sigma::Text& name, Notes& notes) {
    const std::string inner =
        Unaliased(tree, reference.text, *sources_[target].document, name.text);
    const auto& groups = Tree(target).group_by;
    if (std::any_of(groups.begin(), groups.end(),
                    [&](const sigma::Text& group) { return group.text == inner; })) {
      return;
    }
    notes.Fail("P111", name.place,
               "'" + Printable(reference.text) + "' does not group by '" + Printable(inner) +
                   "', so it has no such field to correlate on",
               "add it to the group-by there, or take it out here");
  }

  Correlation Build(uint32_t document) {
    const sigma::Correlation& tree = Tree(document);
    Correlation out;
    out.document = document;
    out.type = tree.type;
    for (const sigma::Text& field : tree.group_by) out.group_by.push_back(field.text);
    out.timespan_seconds = sigma::ParseTimespan(tree.timespan.text)->seconds;
    out.thresholds = tree.thresholds;
    if (IsTemporal(tree) && tree.thresholds.empty() && !tree.expression) {
      out.thresholds.push_back({Comparison::kGte, static_cast<double>(Different(document))});
    }
    if (tree.type == CorrelationType::kValueMedian) out.percentile = 50;
    if (tree.percentile) out.percentile = *tree.percentile;
    if (tree.expression) out.expression = tree.expression->condition;
    out.generate = tree.generate;
    for (size_t i = 0; i < tree.rules.size(); ++i) {
      out.rules.push_back(BuildReference(document, tree.rules[i].text, targets_[document][i]));
    }
    return out;
  }

  Reference BuildReference(uint32_t outer, const std::string& written, uint32_t target) {
    Reference out;
    Notes notes(out_.problems, outer);
    const sigma::Correlation& tree = Tree(outer);
    const sigma::Document& document = *sources_[target].document;
    out.correlation = document.correlation() != nullptr;
    out.index = out.correlation ? correlation_of_[target] : rule_of_[target];
    out.name = written;
    LogSourceFields& fields = out.correlation ? table_.OfNoSource() : table_.Of(sources_[target]);
    const auto field_of = [&](const sigma::Text& name) {
      const std::string field = Unaliased(tree, written, document, name.text);
      const auto& known = table_.Find(fields, field);
      if (known.resolved.how == logsource::Resolved::How::kAbsent) {
        notes.Note(
            "P106", name.place,
            "the log of '" + Printable(written) + "' has no field '" + Printable(field) + "'",
            known.resolved.note);
      }
      return known.id;
    };
    for (const sigma::Text& name : tree.group_by) out.group_by.push_back(field_of(name));
    for (const sigma::Text& name : tree.fields) out.fields.push_back(field_of(name));
    return out;
  }

  // What the rule calls the field: an alias names rules as the correlation does, or by name or id.
  static std::string Unaliased(const sigma::Correlation& tree, const std::string& written,
                               const sigma::Document& document, const std::string& name) {
    for (const sigma::Alias& alias : tree.aliases) {
      if (alias.name.text != name) continue;
      for (const auto& [rule, field] : alias.fields) {
        if (rule.text == written || rule.text == document.name.text ||
            rule.text == document.id.text) {
          return field.text;
        }
      }
    }
    return name;
  }

  const std::vector<Source>& sources_;
  References& references_;
  const std::vector<uint32_t>& rule_of_;
  FieldTable& table_;
  Lowered& out_;
  std::vector<uint32_t> correlation_of_;
  std::vector<bool> good_;  // correlations without an error so far
  std::vector<std::vector<uint32_t>> targets_;
};

}  // namespace

void LowerCorrelations(const std::vector<Source>& sources, References& references,
                       const std::vector<uint32_t>& rule_of, FieldTable& table, Lowered& out) {
  CorrelationLowering(sources, references, rule_of, table, out).Run();
}

}  // namespace dcv::ir
