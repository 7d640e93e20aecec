// SPDX-License-Identifier: Apache-2.0
// How transformations work: over items, over field names, over string values.
#include "pipeline/steps.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::pipeline {
namespace {

using sigma::Item;
using sigma::Modifier;
using sigma::Pattern;
using sigma::Search;
using sigma::Value;
using sigma::ValueKind;

bool IsNull(const Value& value) {
  return value.kind == ValueKind::kNull;
}

// Of a field that became several: whether an item says what is not there, so that it must hold of
// every one of them (neither field is x; both are absent).
bool SaysAbsence(const Item& item) {
  if (Has(item, Modifier::kNeq)) return true;
  if (Has(item, Modifier::kExists)) return !item.values.front().boolean();
  return std::all_of(item.values.begin(), item.values.end(), IsNull);
}

Search Fanned(const Search& search, const std::vector<std::string>& names) {
  std::vector<Search> parts;
  for (const std::string& name : names) {
    parts.push_back(search);
    parts.back().item.field.text = name;
  }
  return Joined(SaysAbsence(search.item) ? Search::Kind::kAll : Search::Kind::kAny,
                std::move(parts), search.place);
}

// The item under several names. null among other values is an alternative of its own.
Search UnderNames(const Search& search, const std::vector<std::string>& names) {
  const auto& values = search.item.values;
  const bool mixed = names.size() > 1 && !SaysAbsence(search.item) &&
                     !Has(search.item, Modifier::kAll) &&
                     std::any_of(values.begin(), values.end(), IsNull);
  if (!mixed) return Fanned(search, names);
  Search nulls = search, others = search;
  std::erase_if(others.item.values, IsNull);
  std::erase_if(nulls.item.values, [](const Value& value) { return !IsNull(value); });
  nulls.item.values.resize(1);
  nulls.item.list = false;
  return Joined(Search::Kind::kAny, {Fanned(others, names), Fanned(nulls, names)}, search.place);
}

// Back to values: contains, startswith and endswith stay when every pattern has the wildcards that
// they stand for, else the wildcards are written out.
class PatternWriter {
 public:
  explicit PatternWriter(const Item& item)
      : front_(Has(item, Modifier::kContains) || Has(item, Modifier::kEndsWith)),
        back_(Has(item, Modifier::kContains) || Has(item, Modifier::kStartsWith)) {}

  bool Fits(const Pattern& pattern) const {
    const auto& parts = pattern.parts;
    const size_t needed = (front_ ? 1u : 0u) + (back_ ? 1u : 0u);
    if (parts.size() < std::max<size_t>(needed, 1)) return needed == 0;
    return (!front_ || parts.front().kind == Pattern::Kind::kAny) &&
           (!back_ || parts.back().kind == Pattern::Kind::kAny);
  }

  std::string Inner(Pattern pattern) const {
    if (back_) pattern.parts.pop_back();
    if (front_) pattern.parts.erase(pattern.parts.begin());
    return pattern.ToText();
  }

 private:
  bool front_, back_;
};

}  // namespace

void Context::Report(std::string_view code, Place place, std::string_view message,
                     std::string remedy) {
  std::string text = "pipeline '" + Printable(pipeline) + "', ";
  text += operation->id.empty() ? operation->type : "item '" + Printable(operation->id) + "'";
  problems.push_back({code, place, text + ": " + std::string(message), std::move(remedy)});
}

bool Context::Spend(size_t values, Place place) {
  const bool before = spent_ <= kMaxSpent;
  spent_ += values;
  if (spent_ <= kMaxSpent) return true;
  if (before) Report("P231", place, "more than " + Grouped(kMaxSpent) + " values were made");
  return false;
}

bool Context::FieldHolds(std::string_view field, const Item* item) const {
  return operation->field_conditions.Holds({document, state, options, item, field});
}

bool Context::ItemHolds(const Item& item) const {
  return operation->item_conditions.Holds({document, state, options, &item, item.field.text}) &&
         FieldHolds(item.field.text, &item);
}

void Context::Mark(const Search& after, const State::Ids& ids, bool mapped) {
  ForEachItem(after, [&](const Item& item) {
    const ItemKey key = {item.field.place, item.field.text};
    state.items[key].insert(ids.begin(), ids.end());
    if (mapped) state.mapped.insert(key);
  });
}

void Context::Inherit(const Item& before, const Search& after, bool mapped) {
  const ItemKey key = {before.field.place, before.field.text};
  State::Ids ids = state.items[key];
  if (!operation->id.empty()) ids.insert(operation->id);
  Mark(after, ids, mapped || state.mapped.contains(key));
}

void Context::Run(const std::vector<Operation>& operations) {
  const Operation* outer = operation;
  for (const Operation& one : operations) {
    operation = &one;
    if (!one.rule_conditions.Holds({document, state, options})) continue;
    one.step->Apply(*this);
    if (!one.id.empty()) state.applied.insert(one.id);
    if (!problems.empty()) break;
  }
  operation = outer;
}

void ItemStep::Apply(Context& context) const {
  sigma::Detection* detection = DetectionOf(context.document);
  if (detection == nullptr) return;
  const bool left = RewriteItems(*detection, [&](const Search& search) {
    if (!context.ItemHolds(search.item)) return Outcome{};
    Outcome outcome = Rewrite(search, context);
    if (outcome.kind == Outcome::Kind::kReplace) context.Inherit(search.item, outcome.search);
    return outcome;
  });
  if (!left) context.Report("P227", context.document.place, "nothing is left of the condition");
}

std::optional<std::vector<std::string>> FieldStep::NamesFor(const std::string& field,
                                                            const Item* item,
                                                            const Context& context) const {
  if (field.empty() || !context.FieldHolds(field, item)) return std::nullopt;
  std::vector<std::string> names = Names(field);
  if (names.empty()) return std::nullopt;
  return names;
}

bool FieldStep::RenameReferences(Item& item, const Context& context) const {
  if (!Has(item, Modifier::kFieldRef)) return false;
  std::vector<Value> values;
  bool changed = false;
  for (const Value& value : item.values) {
    const auto names = NamesFor(value.text, &item, context);
    changed = changed || names.has_value();
    for (const std::string& name : names.value_or(std::vector{value.text})) {
      values.push_back(StringValue(name, value.place));
    }
  }
  item.list = item.list || values.size() > 1;
  item.values = std::move(values);
  return changed;
}

Outcome FieldStep::Rename(const Search& search, Context& context) const {
  const auto& conditions = context.operation->item_conditions;
  if (!conditions.Holds({context.document, context.state, context.options, &search.item,
                         search.item.field.text})) {
    return {};
  }
  Search after = search;
  const bool changed = RenameReferences(after.item, context);
  const auto names = NamesFor(search.item.field.text, &search.item, context);
  if (!names && !changed) return {};
  if (names) {
    if (!context.Spend(names->size() * after.item.values.size(), search.place)) return {};
    after = UnderNames(after, *names);
  }
  context.Inherit(search.item, after, names.has_value() && IsMapping());
  return {Outcome::Kind::kReplace, std::move(after)};
}

void FieldStep::RenameList(std::vector<sigma::Text>& list, Context& context) const {
  std::vector<sigma::Text> out;
  for (const sigma::Text& text : list) {
    const auto names = NamesFor(text.text, nullptr, context);
    if (!names) out.push_back(text);
    if (!names || !context.Spend(names->size(), text.place)) continue;
    State::Ids ids = context.state.fields[text.text];
    if (!context.operation->id.empty()) ids.insert(context.operation->id);
    for (const std::string& name : *names) {
      out.push_back({name, text.place});
      context.state.fields[name].insert(ids.begin(), ids.end());
    }
  }
  list = std::move(out);
}

void FieldStep::RenameOne(sigma::Text& text, Context& context) const {
  std::vector<sigma::Text> list = {text};
  RenameList(list, context);
  if (list.size() == 1) {
    text = std::move(list.front());
  } else {
    context.Report("P228", text.place,
                   "'" + Printable(text.text) +
                       "' becomes several fields, and a correlation can "
                       "only group and count by one");
  }
}

void FieldStep::RenameCorrelation(sigma::Correlation& correlation, Context& context) const {
  for (sigma::Text& field : correlation.group_by) {
    const bool alias =
        std::any_of(correlation.aliases.begin(), correlation.aliases.end(),
                    [&](const sigma::Alias& one) { return one.name.text == field.text; });
    if (!alias) RenameOne(field, context);
  }
  for (sigma::Text& field : correlation.fields) RenameOne(field, context);
  for (sigma::Alias& alias : correlation.aliases) {
    for (auto& [rule, field] : alias.fields) RenameOne(field, context);
  }
}

void FieldStep::Apply(Context& context) const {
  if (sigma::Detection* detection = DetectionOf(context.document)) {
    (void)RewriteItems(*detection, [&](const Search& search) { return Rename(search, context); });
  }
  if (auto* correlation = std::get_if<sigma::Correlation>(&context.document.body)) {
    RenameCorrelation(*correlation, context);
  }
  RenameList(context.document.fields, context);
}

Outcome PatternStep::Rewrite(const Search& search, Context& context) const {
  const Item& item = search.item;
  if (!HoldsText(item)) return {};
  std::vector<std::vector<Pattern>> patterns;
  const PatternWriter writer(item);
  bool changed = false, fits = true;
  for (const Value& value : item.values) {
    const Pattern pattern = PatternOf(item, value);
    auto mapped = value.kind == ValueKind::kString ? Map(pattern) : std::nullopt;
    changed = changed || mapped.has_value();
    if (mapped && !context.Spend(mapped->size(), value.place)) return {};
    patterns.push_back(mapped.value_or(std::vector{pattern}));
    for (const Pattern& one : patterns.back()) fits = fits && writer.Fits(one);
  }
  if (!changed) return {};
  std::vector<std::vector<Value>> values;
  for (size_t i = 0; i < patterns.size(); ++i) {
    const Value& old = item.values[i];
    values.emplace_back();
    for (const Pattern& pattern : patterns[i]) {
      const bool text = old.kind == ValueKind::kString || (!fits && old.IsNumber());
      values[i].push_back(
          text ? StringValue(fits ? writer.Inner(pattern) : pattern.ToText(), old.place) : old);
    }
  }
  Search after = search;
  if (!fits) {
    for (Modifier m : {Modifier::kContains, Modifier::kStartsWith, Modifier::kEndsWith}) {
      Remove(after.item, m);
    }
  }
  return {Outcome::Kind::kReplace, WithValues(after, values)};
}

}  // namespace dcv::pipeline
