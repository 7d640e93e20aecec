// SPDX-License-Identifier: Apache-2.0
// Checks of field names and of what a field can hold, by the tables of the rule's log sources.
#include <algorithm>

#include "base/fold.h"
#include "base/text.h"
#include "lint/checks.h"
#include "lint/shape.h"

namespace dcv::lint {
namespace {

using How = logsource::Resolved::How;
using logsource::FieldType;
using sigma::Modifier;
using sigma::Value;
using sigma::ValueKind;

std::string Quoted(std::string_view text) {
  return "'" + Printable(text, 60) + "'";
}

// Each field name of the rule once, where it stands first.
template <typename Visit>
void ForEachField(const Subject& s, const Visit& visit) {
  for (size_t i = 0; i < s.items.size(); ++i) {
    const ItemAt& at = s.items[i];
    if (at.item->field.empty()) continue;
    const auto end = s.items.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(s.items.begin(), end, [&](const ItemAt& other) {
          return other.item->field.text == at.item->field.text;
        })) {
      continue;
    }
    visit(at);
  }
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

// What is wrong with KIND=DIGITS, or "".
std::string HashProblem(const Knowledge& knowledge, std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == text.npos) return "is not KIND=DIGITS";
  std::string kind(text.substr(0, equals));
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto found = knowledge.hashes.find(kind);
  if (found == knowledge.hashes.end()) return "names no kind of hash that Sysmon writes";
  const std::string_view digits = text.substr(equals + 1);
  if (!IsHex(digits)) return "has other characters than hexadecimal digits";
  if (digits.size() == found->second) return {};
  return "has " + std::to_string(digits.size()) + " digits, " + kind + " has " +
         std::to_string(found->second);
}

bool IsWhole(const sigma::Item& item) {
  return item.modifiers.empty() ||
         (item.modifiers.size() == 1 && item.modifiers[0] == Modifier::kContains);
}

bool IsNumeric(const Value& value) {
  if (value.IsNumber()) return true;
  const std::string_view text = value.text;
  if (text.substr(0, 2) == "0x") return IsHex(text.substr(2));
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.size() > sign && text.find_first_not_of("0123456789.eE+-", sign) == text.npos;
}

bool IsImpossible(const Value& value, FieldType type) {
  if (value.kind == ValueKind::kNull || value.text.empty()) return false;
  if (value.kind == ValueKind::kString && ShapeOf(value.text).HasWildcard()) return false;
  if (type == FieldType::kNumber) return !IsNumeric(value);
  if (type == FieldType::kBoolean) {
    return value.kind != ValueKind::kBoolean && !EqualsIgnoreCase(value.text, "true") &&
           !EqualsIgnoreCase(value.text, "false") && value.text != "0" && value.text != "1";
  }
  return false;
}

}  // namespace

void SpaceFieldName(const Subject& s, Report& report) {
  ForEachField(s, [&](const ItemAt& at) {
    if (at.item->field.text.find(' ') == std::string::npos) return;
    if (at.facts != nullptr && at.facts->how == How::kField) return;
    report.Add(s, at.place(), "the field name " + Quoted(at.item->field.text) + " has a space");
  });
}

void FieldnameCast(const Subject& s, Report& report) {
  ForEachField(s, [&](const ItemAt& at) {
    if (at.facts == nullptr || at.facts->how != How::kUnknown || at.facts->other_case.empty())
      return;
    report.Add(s, at.place(),
               Quoted(at.item->field.text) + " is written in another case in this log",
               "write " + std::string(at.facts->other_case));
  });
}

void InvalidFieldname(const Subject& s, Report& report) {
  ForEachField(s, [&](const ItemAt& at) {
    if (at.facts == nullptr || at.facts->how != How::kUnknown) return;
    if (!at.facts->other_case.empty()) return;
    report.Add(s, at.place(),
               "the documentation of this log has no field " + Quoted(at.item->field.text));
  });
}

void ImpossibleValue(const Subject& s, Report& report) {
  for (const ItemAt& at : s.items) {
    if (at.facts == nullptr || at.facts->how != How::kField || !at.item->modifiers.empty())
      continue;
    for (const Value& value : at.item->values) {
      const auto& fields = at.facts->fields;
      const auto mapped = [&](const logsource::Field* field) {
        return std::any_of(field->values.begin(), field->values.end(),
                           [&](const auto& map) { return EqualsIgnoreCase(map.from, value.text); });
      };
      const bool impossible = std::all_of(fields.begin(), fields.end(), [&](const auto* field) {
        return IsImpossible(value, field->type) && !mapped(field);
      });
      if (!impossible) continue;
      const bool number = fields.front()->type == FieldType::kNumber;
      report.Add(s, value.place,
                 "the field " + Quoted(at.item->field.text) + " holds " +
                     (number ? "numbers" : "true or false") + ", never " + Quoted(value.text));
    }
  }
}

void FieldUser(const Subject& s, Report& report) {
  if (!s.IsWindows()) return;
  for (const ItemAt& at : s.items) {
    if (FindIgnoreCase(at.item->field.text, "user") == std::string_view::npos) continue;
    if (!TakesWildcards(*at.item)) continue;
    for (const Value& value : at.item->values) {
      const std::string folded = Fold(value.text);
      for (std::string_view name : s.world->knowledge->accounts) {
        if (folded.find(name) == std::string::npos) continue;
        report.Add(s, value.place,
                   Quoted(value.text) + " is what this account is called in one language only",
                   "write " + at.item->field.text + "|contains: [AUTHORI, AUTORI], or use the SID");
        break;
      }
    }
  }
}

void InvalidHashKv(const Subject& s, Report& report) {
  if (!s.IsWindows()) return;
  for (const ItemAt& at : s.items) {
    if (at.item->field.text != "Hashes" || !IsWhole(*at.item)) continue;
    for (const Value& value : at.item->values) {
      if (value.kind == ValueKind::kNull || value.text.empty()) continue;
      if (ShapeOf(value.text).HasWildcard()) continue;
      for (std::string_view part : Split(value.text, ',')) {
        const std::string problem = HashProblem(*s.world->knowledge, part);
        if (!problem.empty()) report.Add(s, value.place, Quoted(part) + " " + problem);
      }
    }
  }
}

}  // namespace dcv::lint
