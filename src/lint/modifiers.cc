// SPDX-License-Identifier: Apache-2.0
// Checks of modifiers, regular expressions among them.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"
#include "lint/shape.h"

namespace dcv::lint {
namespace {

using sigma::Modifier;
using sigma::Value;

bool IsSearch(Modifier m) {
  return m == Modifier::kContains || m == Modifier::kStartsWith || m == Modifier::kEndsWith ||
         m == Modifier::kRe || m == Modifier::kCidr || m == Modifier::kNeq;
}

// Why the modifiers cannot mean what was meant, or "".
std::string Combination(const sigma::Item& item) {
  const auto& chain = item.modifiers;
  const bool searches = std::any_of(chain.begin(), chain.end(), IsSearch);
  const bool wild = std::all_of(item.values.begin(), item.values.end(), [](const Value& value) {
    return ShapeOf(value.text).HasWildcard();
  });
  if (Has(item, Modifier::kAll) && !searches && !wild && !item.field.empty() &&
      item.values.size() > 1) {
    return "all without contains: one field is to equal every value of the list";
  }
  if (Has(item, Modifier::kBase64Offset) && !Has(item, Modifier::kContains)) {
    return "base64offset without contains finds the encoded text only where it is all of the value";
  }
  return {};
}

// A regular expression that is a literal between optional anchors and ".*".
struct Literal {
  bool simple = false, front = false, back = false, any_case = false;
  std::string text;
};

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// The text of a regular expression without operators, "" when it has some.
std::string Unescaped(std::string_view regex) {
  std::string text;
  for (size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\') {
      if (++i == regex.size() || std::isalnum(static_cast<unsigned char>(regex[i]))) return {};
      text += regex[i];
    } else if (std::string_view("^$.|?*+()[]{}").find(c) != std::string_view::npos) {
      return {};
    } else {
      text += c;
    }
  }
  return text;
}

Literal LiteralOf(std::string_view regex) {
  Literal literal;
  literal.any_case = TakePrefix(regex, "(?i)");
  literal.front = TakePrefix(regex, "^");
  if (TakePrefix(regex, ".*")) literal.front = false;
  if (regex.size() > 2 && regex.substr(regex.size() - 2) == ".*" &&
      regex[regex.size() - 3] != '\\') {
    regex.remove_suffix(2);
  } else if (regex.size() > 1 && regex.back() == '$' && regex[regex.size() - 2] != '\\') {
    regex.remove_suffix(1);
    literal.back = true;
  }
  literal.text = Unescaped(regex);
  literal.simple = !literal.text.empty();
  return literal;
}

}  // namespace

void InvalidModifierCombinations(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (std::string what = Combination(*at.item); !what.empty()) {
      report.Add(s, at.place(), std::move(what));
    }
  }
}

void InvalidAllModifier(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (!Has(*at.item, Modifier::kAll) || at.item->values.size() >= 2) continue;
    report.Add(s, at.place(), "all over one value says nothing");
  }
}

void RegexAsModifier(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (!Has(*at.item, Modifier::kRe)) continue;
    for (const Value& value : at.item->values) {
      const Literal literal = LiteralOf(value.text);
      if (!literal.simple) continue;
      const bool letters = std::any_of(literal.text.begin(), literal.text.end(), [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
      });
      const bool any_case = literal.any_case || Has(*at.item, Modifier::kIgnoreCase) || !letters;
      const std::string modifier = literal.front && literal.back ? ""
                                   : literal.front               ? "|startswith"
                                   : literal.back                ? "|endswith"
                                                                 : "|contains";
      report.Add(s, value.place, "no regular expression is needed for this",
                 "write " + Printable(at.item->field.text) + modifier + (any_case ? "" : "|cased") +
                     ": " + Printable(literal.text, 60));
    }
  }
}

}  // namespace dcv::lint
