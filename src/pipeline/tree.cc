// SPDX-License-Identifier: Apache-2.0
// Rewriting trees of detections.
#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using sigma::Condition;
using sigma::Item;
using sigma::Modifier;
using sigma::Pattern;
using sigma::Search;
using sigma::Value;

// False when nothing is left of the search.
bool RewriteSearch(Search& search, const Rewriter& rewrite) {
  if (search.kind == Search::Kind::kItem) {
    Outcome outcome = rewrite(search);
    if (outcome.kind == Outcome::Kind::kReplace) search = std::move(outcome.search);
    return outcome.kind != Outcome::Kind::kDrop;
  }
  std::erase_if(search.parts, [&](Search& part) { return !RewriteSearch(part, rewrite); });
  if (search.parts.size() == 1) {
    Search only = std::move(search.parts.front());
    search = std::move(only);
  }
  return search.kind == Search::Kind::kItem || !search.parts.empty();
}

// Takes names that are no longer there out of the condition; false when nothing is left.
bool Prune(Condition& condition, const sigma::Detection& detection) {
  switch (condition.kind) {
    case Condition::Kind::kName: return detection.Find(condition.name) != nullptr;
    case Condition::Kind::kQuantifier:
      return std::any_of(
          detection.searches.begin(), detection.searches.end(),
          [&](const auto& named) { return sigma::Selects(condition.name, named.name.text); });
    default: break;
  }
  std::erase_if(condition.operands, [&](Condition& c) { return !Prune(c, detection); });
  if (condition.operands.empty()) return false;
  if (condition.kind != Condition::Kind::kNot && condition.operands.size() == 1) {
    Condition only = std::move(condition.operands.front());
    condition = std::move(only);
  }
  return true;
}

bool IsPlace(Modifier m) {
  return m == Modifier::kContains || m == Modifier::kStartsWith || m == Modifier::kEndsWith;
}

}  // namespace

bool RewriteItems(sigma::Detection& detection, const Rewriter& rewrite) {
  const size_t before = detection.searches.size();
  std::erase_if(detection.searches,
                [&](auto& named) { return !RewriteSearch(named.search, rewrite); });
  if (detection.searches.size() == before) return true;
  std::erase_if(detection.conditions, [&](sigma::ParsedCondition& parsed) {
    if (!Prune(parsed.condition, detection)) return true;
    parsed.text.text = ToText(parsed.condition);
    return false;
  });
  return !detection.conditions.empty();
}

void ForEachItem(const Search& search, const std::function<void(const Item&)>& visit) {
  if (search.kind == Search::Kind::kItem) visit(search.item);
  for (const Search& part : search.parts) ForEachItem(part, visit);
}

const sigma::Detection* DetectionOf(const sigma::Document& document) {
  if (const auto* rule = std::get_if<sigma::Rule>(&document.body)) return &rule->detection;
  if (const auto* filter = std::get_if<sigma::Filter>(&document.body)) return &filter->detection;
  return nullptr;
}

sigma::Detection* DetectionOf(sigma::Document& document) {
  return const_cast<sigma::Detection*>(DetectionOf(std::as_const(document)));
}

bool Has(const Item& item, Modifier modifier) {
  return std::find(item.modifiers.begin(), item.modifiers.end(), modifier) != item.modifiers.end();
}

void Remove(Item& item, Modifier modifier) {
  std::erase(item.modifiers, modifier);
}

bool HoldsText(const Item& item) {
  return std::all_of(item.modifiers.begin(), item.modifiers.end(), [](Modifier m) {
    return IsPlace(m) || m == Modifier::kAll || m == Modifier::kNeq || m == Modifier::kCased ||
           m == Modifier::kWindash || m == Modifier::kExpand;
  });
}

Pattern PatternOf(const Item& item, const Value& value) {
  Pattern out = Pattern::Parse(value.text);
  if (Has(item, Modifier::kContains) || Has(item, Modifier::kEndsWith)) out.PrependAny();
  if (Has(item, Modifier::kContains) || Has(item, Modifier::kStartsWith)) out.AppendAny();
  return out;
}

std::string EffectiveText(const Item& item, const Value& value) {
  if (value.kind != sigma::ValueKind::kString || !HoldsText(item)) return value.text;
  return PatternOf(item, value).ToText();
}

Value StringValue(std::string text, Place place) {
  Value out;
  out.text = std::move(text);
  out.quoted = true;
  out.place = place;
  return out;
}

Search ItemSearch(Item item, Place place) {
  Search out;
  out.item = std::move(item);
  out.place = place;
  return out;
}

Search Joined(Search::Kind kind, std::vector<Search> parts, Place place) {
  if (parts.size() == 1) return std::move(parts.front());
  Search out;
  out.kind = kind;
  out.parts = std::move(parts);
  out.place = place;
  return out;
}

Search WithValues(const Search& search, const std::vector<std::vector<Value>>& values) {
  const auto many = [](const std::vector<Value>& v) { return v.size() != 1; };
  Search out = search;
  if (!Has(search.item, Modifier::kAll) || values.size() == 1 ||
      std::none_of(values.begin(), values.end(), many)) {
    if (values.size() == 1 && many(values[0])) Remove(out.item, Modifier::kAll);
    out.item.values.clear();
    for (const auto& some : values) {
      out.item.values.insert(out.item.values.end(), some.begin(), some.end());
    }
    out.item.list = out.item.list || out.item.values.size() > 1;
    return out;
  }
  // Each value has become any of some: all of these.
  std::vector<Search> parts;
  for (const auto& some : values) {
    Search part = search;
    Remove(part.item, Modifier::kAll);
    part.item.values = some;
    part.item.list = some.size() > 1;
    parts.push_back(std::move(part));
  }
  const bool negative = Has(search.item, Modifier::kNeq);
  return Joined(negative ? Search::Kind::kAny : Search::Kind::kAll, std::move(parts), search.place);
}

std::string ToCase(std::string_view text, std::string_view method) {
  if (method == "lower") return Lower(text);
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char before = i == 0 ? ' ' : text[i - 1];
    const bool starts = !small(before) && !capital(before);
    if (method == "upper" || (method == "title" && starts)) {
      out += small(c) ? static_cast<char>(c - 32) : c;
    } else if (method == "title") {
      out += capital(c) ? static_cast<char>(c + 32) : c;
    } else {  // snake_case: a capital begins a word after a small letter or before one
      const bool next_small = i + 1 < text.size() && small(text[i + 1]);
      const bool word = capital(c) && (small(before) || IsDigits(std::string_view(&before, 1)) ||
                                       (capital(before) && next_small));
      if (word) out += '_';
      out += capital(c) ? static_cast<char>(c + 32) : (c == '-' || c == ' ' ? '_' : c);
    }
  }
  return out;
}

}  // namespace dcv::pipeline
