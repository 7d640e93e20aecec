// SPDX-License-Identifier: Apache-2.0
// Checks of values as they are written.
#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "lint/checks.h"
#include "lint/shape.h"

namespace dcv::lint {
namespace {

using sigma::Modifier;
using sigma::Value;
using sigma::ValueKind;

template <typename Visit>
void ForEachPattern(const Subject& s, const Visit& visit) {
  for (const ItemAt& at : s.items) {
    if (!TakesWildcards(*at.item)) continue;
    for (const Value& value : at.item->values) {
      if (value.kind == ValueKind::kString) visit(at, value, ShapeOf(value.text));
    }
  }
}

std::string Quoted(std::string_view text) {
  return "'" + Printable(text, 60) + "'";
}

// The modifier that says what a value's outer wildcards say, "" when none does.
std::string_view ModifierFor(std::string_view text) {
  const Shape shape = ShapeOf(text);
  if (shape.inner || shape.doubled || text.size() < 2) return {};
  if (shape.front && shape.back) return text.size() > 2 ? "contains" : "";
  return shape.front ? "endswith" : shape.back ? "startswith" : "";
}

std::string_view WithoutOuter(std::string_view text, std::string_view modifier) {
  if (modifier != "startswith") text.remove_prefix(1);
  if (modifier != "endswith") text.remove_suffix(1);
  return text;
}

// All edits or none: the modifier alone, or the values alone, would change the meaning.
std::vector<Edit> ModifierFix(const Subject& s, const sigma::Item& item,
                              std::string_view modifier) {
  std::vector<Edit> fix;
  const std::string key = item.field.text + "|" + std::string(modifier);
  auto edit = s.lines->Replace(item.field.place, item.field.text, key);
  if (!edit) return {};
  fix.push_back(std::move(*edit));
  for (const Value& value : item.values) {
    const std::string_view fresh = WithoutOuter(value.text, modifier);
    if (!value.quoted || fresh.back() == '\\') return {};
    edit = s.lines->Replace(value.place, value.text, fresh);
    if (!edit) return {};
    fix.push_back(std::move(*edit));
  }
  return fix;
}

// Whether two values may be equal without regard to case: by their hashes, without a copy.
bool MayRepeat(const sigma::Item& item) {
  std::vector<uint64_t> hashes;
  hashes.reserve(item.values.size());
  for (const Value& value : item.values) {
    uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (char c : value.text) {
      const auto byte = static_cast<unsigned char>(c);
      hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte | 0x20u : byte)) * 1099511628211u;
    }
    hashes.push_back(hash);
  }
  std::sort(hashes.begin(), hashes.end());
  return std::adjacent_find(hashes.begin(), hashes.end()) != hashes.end();
}

// For each value of the item, its text in lower case, "" when it has wildcards or escapes.
std::vector<std::string> PlainTexts(const sigma::Item& item) {
  std::vector<std::string> texts;
  for (const Value& value : item.values) {
    const bool plain =
        value.kind == ValueKind::kString && value.text.find_first_of("*?\\") == std::string::npos;
    texts.push_back(plain ? Lower(value.text) : "");
  }
  return texts;
}

bool Subsumes(Modifier modifier, std::string_view part, std::string_view text) {
  if (part.empty() || part.size() >= text.size()) return false;
  if (modifier == Modifier::kContains) return text.find(part) != text.npos;
  const size_t at = modifier == Modifier::kStartsWith ? 0 : text.size() - part.size();
  return text.substr(at, part.size()) == part;
}

}  // namespace

void DoubleWildcard(const Subject& s, Report& report) {
  ForEachPattern(s, [&](const ItemAt&, const Value& value, const Shape& shape) {
    if (!shape.doubled) return;
    report.Add(s, value.place, Quoted(value.text) + " has two * side by side");
  });
}

void EscapedWildcard(const Subject& s, Report& report) {
  ForEachPattern(s, [&](const ItemAt&, const Value& value, const Shape& shape) {
    if (!shape.escaped) return;
    report.Add(s, value.place, Quoted(value.text) + " has an escaped wildcard",
               "for a backslash before a wildcard write \\\\* or \\\\?");
  });
}

void NumberAsString(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (!at.item->modifiers.empty() || at.item->field.empty()) continue;
    for (const Value& value : at.item->values) {
      const bool leading_zero = value.text.size() > 1 && value.text[0] == '0';
      if (!value.quoted || leading_zero || value.text.empty() || !IsDigits(value.text)) continue;
      report.Add(s, value.place, "the number " + Printable(value.text) + " is quoted");
    }
  }
}

void ControlCharacter(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    for (const Value& value : at.item->values) {
      const auto found = std::find_if(value.text.begin(), value.text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
      });
      if (found == value.text.end()) continue;
      report.Add(s, value.place, Quoted(value.text) + " holds a control character");
    }
  }
}

void WildcardsInsteadOfModifiers(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    const sigma::Item& item = *at.item;
    if (item.field.empty() || !item.modifiers.empty()) continue;
    const std::string_view modifier =
        item.values.empty() ? std::string_view() : ModifierFor(item.values.front().text);
    if (modifier.empty()) continue;
    const bool all = std::all_of(item.values.begin(), item.values.end(), [&](const Value& value) {
      return value.kind == ValueKind::kString && ModifierFor(value.text) == modifier;
    });
    if (!all) continue;
    report.Add(s, at.place(),
               "outer wildcards where a modifier fits: " + Quoted(item.values.front().text),
               "write " + Printable(item.field.text) + "|" + std::string(modifier),
               ModifierFix(s, item, modifier));
  }
}

void FieldDuplicateValue(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (at.item->values.size() < 2 || !MayRepeat(*at.item)) continue;
    const bool exact = Has(*at.item, Modifier::kRe) || Has(*at.item, Modifier::kCased) ||
                       Has(*at.item, Modifier::kBase64) || Has(*at.item, Modifier::kBase64Offset);
    std::unordered_set<std::string> seen;
    for (const Value& value : at.item->values) {
      std::string key = exact ? value.text : Lower(value.text);
      key += value.kind == ValueKind::kNull ? '\1' : '\0';  // null is not the text ''
      if (seen.insert(std::move(key)).second) continue;
      report.Add(s, value.place, Quoted(value.text) + " is given twice");
    }
  }
}

// '\\srv' is one backslash and srv. At the start of a whole value only a share's name makes sense.
void UncBackslash(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    const bool anchored =
        at.item->modifiers.empty() || at.item->modifiers.front() == Modifier::kStartsWith;
    if (!anchored || at.item->field.empty() || !TakesWildcards(*at.item)) continue;
    for (const Value& value : at.item->values) {
      const std::string_view text = value.text;
      if (value.kind != ValueKind::kString || text.size() < 4 || text.substr(0, 2) != "\\\\")
        continue;
      if (!std::isalnum(static_cast<unsigned char>(text[2]))) continue;
      // A share is \\server\name; "\name" alone is a path from the root.
      if (text.find('\\', 2) == text.npos) continue;
      report.Add(s, value.place, Quoted(text) + " begins with one backslash, not two",
                 "for a share write \\\\\\\\ before its server");
    }
  }
}

void Yaml11(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    for (const Value& value : at.item->values) {
      if (value.quoted || value.kind == ValueKind::kNull) continue;
      const std::string reading = sigma::Yaml11Reading(value.text);
      // With a modifier of text a number counts as it is written.
      if (reading.empty() || (reading == "text" && !at.item->modifiers.empty())) continue;
      std::vector<Edit> fix;
      if (value.kind == ValueKind::kString) {
        if (auto edit = s.lines->Replace(value.place, value.text, "'" + value.text + "'")) {
          fix.push_back(*edit);
        }
      }
      report.Add(s, value.place, Quoted(value.text) + " is " + reading + " to readers of YAML 1.1",
                 "quote it", std::move(fix));
    }
  }
}

// Values of a list that another value of the list finds as well; one problem for each list.
void SubsumedValue(const Subject& s, Report& report) {
  constexpr size_t kMost = 200;  // every value is held against every other
  for (const ItemAt& at : s.items) {
    const sigma::Item& item = *at.item;
    if (item.modifiers.size() != 1 || item.values.size() < 2 || item.values.size() > kMost)
      continue;
    const Modifier modifier = item.modifiers.front();
    if (modifier != Modifier::kContains && modifier != Modifier::kStartsWith &&
        modifier != Modifier::kEndsWith) {
      continue;
    }
    const std::vector<std::string> texts = PlainTexts(item);
    size_t count = 0, first = 0, by = 0;
    for (size_t i = 0; i < texts.size(); ++i) {
      const auto found = std::find_if(texts.begin(), texts.end(), [&](const std::string& part) {
        return Subsumes(modifier, part, texts[i]);
      });
      if (found == texts.end() || count++ > 0) continue;
      first = i;
      by = static_cast<size_t>(found - texts.begin());
    }
    if (count == 0) continue;
    report.Add(
        s, item.values[first].place,
        Quoted(item.values[first].text) + " adds nothing to " + Quoted(item.values[by].text) +
            (count > 1 ? ", and so " + std::to_string(count - 1) + " more of the list" : ""));
  }
}

}  // namespace dcv::lint
