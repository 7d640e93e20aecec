// SPDX-License-Identifier: Apache-2.0
// add_condition: a search of its own, ANDed to every condition of the rule.
#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"
#include "pipeline/template.h"

namespace dcv::pipeline {
namespace {

using sigma::Condition;
using sigma::Item;
using sigma::Search;

// An item of the condition; a text may be a template.
struct Entry {
  Item item;
  std::vector<std::optional<Template>> templates;  // one per value
};

Entry ReadEntry(const yaml::Member& member, bool as_template, Params& params) {
  Entry out;
  const auto parts = Split(member.key.scalar, '|');
  out.item.field.text = std::string(parts.front());
  for (size_t i = 1; i < parts.size(); ++i) {
    const auto modifier = sigma::FindModifier(parts[i]);
    if (modifier) out.item.modifiers.push_back(*modifier);
    if (!modifier) {
      params.Report("P206", member.key, "unknown modifier '" + Printable(parts[i]) + "'",
                    DidYouMean(parts[i], sigma::ModifierNames()));
    }
  }
  const std::string problem = sigma::ChainProblem(out.item.modifiers);
  if (!problem.empty()) params.Report("P206", member.key, problem);
  const auto add = [&](const yaml::Node& node) {
    if (node.kind != yaml::Kind::kScalar) {
      params.Report("P204", node, "the value is no plain value");
      return;
    }
    out.item.values.push_back(sigma::ResolveScalar(node));
    out.templates.emplace_back();
    if (as_template) out.templates.back() = Template::Read(Syntax::kDollar, node, params);
    if (!as_template && node.scalar.find("{vars.") != std::string::npos) {
      params.Report("P210", node, "{vars.NAME} is substituted in templates only",
                    "add template: true");
    }
  };
  out.item.list = member.value.kind == yaml::Kind::kSequence;
  if (!out.item.list) {
    add(member.value);
  } else {
    for (const yaml::Node& node : member.value.items) add(node);
  }
  if (out.item.values.empty()) params.Report("P205", member.key, "there is no value");
  return out;
}

bool Quantified(const Condition& condition, std::string_view name) {
  if (condition.kind == Condition::Kind::kQuantifier) {
    return sigma::Selects(condition.name, name);
  }
  return std::any_of(condition.operands.begin(), condition.operands.end(),
                     [&](const Condition& c) { return Quantified(c, name); });
}

class AddConditionStep : public Step {
 public:
  AddConditionStep(std::string name, std::vector<Entry> entries, bool negated)
      : name_(std::move(name)), entries_(std::move(entries)), negated_(negated) {}

  void Apply(Context& context) const override {
    auto* rule = std::get_if<sigma::Rule>(&context.document.body);
    if (rule == nullptr) return;
    const std::optional<std::string> name = FreeName(rule->detection);
    if (!name) {
      context.Report("P229", context.document.place,
                     "no name is free of the quantifiers of the condition");
      return;
    }
    std::vector<Search> parts;
    for (const Entry& entry : entries_) parts.push_back(Filled(entry, context));
    Search search = Joined(Search::Kind::kAll, std::move(parts), {});
    rule->detection.searches.push_back({{*name, {}}, std::move(search)});
    for (sigma::ParsedCondition& parsed : rule->detection.conditions) {
      parsed.condition = Joined(*name, std::move(parsed.condition));
      parsed.text.text = ToText(parsed.condition);
    }
  }

 private:
  // A name that no search has and no quantifier of the rule would choose.
  std::optional<std::string> FreeName(const sigma::Detection& detection) const {
    const std::string base = name_.empty() ? "_cond" : name_;
    std::vector<std::string> names = {base};
    for (int i = 1; i < 100; ++i) names.push_back(base + "_" + std::to_string(i));
    const size_t count = names.size();
    for (const char* prefix : {"_", "dcv_added_"}) {
      for (size_t i = 0; i < count; ++i) names.push_back(prefix + names[i]);
    }
    for (const std::string& name : names) {
      const bool chosen = std::any_of(
          detection.conditions.begin(), detection.conditions.end(),
          [&](const sigma::ParsedCondition& one) { return Quantified(one.condition, name); });
      if (!chosen && detection.Find(name) == nullptr) return name;
    }
    return std::nullopt;
  }

  Search Filled(const Entry& entry, Context& context) const {
    Search out;
    out.item = entry.item;
    out.item.field.place = {0, ++context.state.added};
    for (size_t i = 0; i < out.item.values.size(); ++i) {
      if (!entry.templates[i]) continue;
      sigma::Value& value = out.item.values[i];
      std::string text = entry.templates[i]->Render(
          {nullptr, &context.document, &context.state, nullptr}, context.problems);
      if (text != value.text) value = StringValue(std::move(text), value.place);
    }
    context.Inherit(out.item, out);
    return out;
  }

  Condition Joined(const std::string& name, Condition rest) const {
    Condition added;
    added.name = name;
    if (negated_) {
      Condition inner = std::move(added);
      added = {};
      added.kind = Condition::Kind::kNot;
      added.operands.push_back(std::move(inner));
    }
    Condition out;
    out.kind = Condition::Kind::kAnd;
    out.operands.push_back(std::move(added));
    if (rest.kind != Condition::Kind::kAnd) {
      out.operands.push_back(std::move(rest));
    } else {
      for (Condition& operand : rest.operands) out.operands.push_back(std::move(operand));
    }
    return out;
  }
  static Search Joined(Search::Kind kind, std::vector<Search> parts, Place place) {
    return pipeline::Joined(kind, std::move(parts), place);
  }

  std::string name_;
  std::vector<Entry> entries_;
  bool negated_;
};

}  // namespace

StepPtr ParseAddCondition(Params& params) {
  const yaml::Node* conditions = params.TakeRequired("conditions");
  std::string name = params.Text("name").value_or("");
  const bool as_template = params.Flag("template");
  const bool negated = params.Flag("negated");
  std::vector<Entry> entries;
  if (conditions != nullptr && conditions->kind != yaml::Kind::kMapping) {
    params.Report("P204", *conditions, "'conditions' is no map of fields");
  } else if (conditions != nullptr) {
    for (const yaml::Member& member : conditions->members) {
      entries.push_back(ReadEntry(member, as_template, params));
    }
    if (entries.empty()) params.Report("P205", *conditions, "'conditions' names no field");
  }
  return std::make_shared<AddConditionStep>(std::move(name), std::move(entries), negated);
}

}  // namespace dcv::pipeline
