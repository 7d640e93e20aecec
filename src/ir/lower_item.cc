// SPDX-License-Identifier: Apache-2.0
// One field with its modifiers and values (docs/sigma.md, "Values" and "Modifier chains").
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ir/cidr.h"
#include "ir/lowering.h"

namespace dcv::ir {
namespace {

using sigma::Modifier;
using sigma::ValueKind;

bool IsOfSet(Modifier m) {
  return m == Modifier::kAll || m == Modifier::kNeq;
}
bool IsOfSetOrCase(Modifier m) {
  return IsOfSet(m) || m == Modifier::kCased;
}

std::string Quoted(const sigma::Value& value) {
  return value.kind == ValueKind::kNull ? "null" : "'" + Printable(value.text) + "'";
}

TimePart PartOf(const sigma::Item& item) {
  for (Modifier modifier : item.modifiers) {
    switch (modifier) {
      case Modifier::kMinute: return TimePart::kMinute;
      case Modifier::kHour: return TimePart::kHour;
      case Modifier::kDay: return TimePart::kDay;
      case Modifier::kWeek: return TimePart::kWeek;
      case Modifier::kMonth: return TimePart::kMonth;
      case Modifier::kYear: return TimePart::kYear;
      default: break;
    }
  }
  return TimePart::kNone;
}

Op ComparisonOf(const sigma::Item& item) {
  if (Has(item, Modifier::kLt)) return Op::kLess;
  if (Has(item, Modifier::kLte)) return Op::kLessEqual;
  if (Has(item, Modifier::kGt)) return Op::kGreater;
  return Has(item, Modifier::kGte) ? Op::kGreaterEqual : Op::kNumber;
}

// Whether a timestamp can have that part at all.
bool InRange(TimePart part, double number) {
  if (part != TimePart::kNone && std::trunc(number) != number) return false;
  switch (part) {
    case TimePart::kMinute: return number >= 0 && number <= 59;
    case TimePart::kHour: return number >= 0 && number <= 23;
    case TimePart::kDay: return number >= 1 && number <= 31;
    case TimePart::kWeek: return number >= 1 && number <= 53;
    case TimePart::kMonth: return number >= 1 && number <= 12;
    case TimePart::kYear:
    case TimePart::kNone: return true;
  }
  return true;
}

struct Refusal {
  std::string reason, remedy;
};

// What RE2 does not take, in the words of who wrote it.
Refusal RefusalOf(const RE2& regex) {
  const std::string& at = regex.error_arg();
  const auto begins = [&](std::string_view with) { return at.substr(0, with.size()) == with; };
  const std::string part = "'" + Printable(at) + "'";
  if (begins("(?=") || begins("(?!") || begins("(?<=") || begins("(?<!")) {
    return {"it has look-around, " + part,
            "write what must not be there as a search identifier of its own, and not it"};
  }
  if (begins("(?<")) {
    return {"it has look-behind or a named group, " + part,
            "write a group that is named (?P<name>"};
  }
  if (begins("(?>")) return {"it has an atomic group, " + part, "write a plain group, (?:"};
  if (regex.error_code() == RE2::ErrorBadEscape && at.size() == 2 && at[1] >= '1' && at[1] <= '9') {
    return {"it has a back reference, " + part, "write out what may stand there"};
  }
  if (regex.error_code() == RE2::ErrorBadEscape) {
    return {"it has an escape that is not known, " + part,
            at == "\\Z" ? "write \\z" : "write the character alone, or its code as \\x{...}"};
  }
  if (regex.error_code() == RE2::ErrorPatternTooLarge) {
    return {"it needs more than 8 MiB", "repeat less: {1,1000} copies what it repeats"};
  }
  return {regex.error(), "correct it; the syntax is RE2's"};
}

}  // namespace

bool Has(const sigma::Item& item, Modifier modifier) {
  return std::find(item.modifiers.begin(), item.modifiers.end(), modifier) != item.modifiers.end();
}

bool HasAny(const sigma::Item& item, bool (*group)(Modifier)) {
  return std::any_of(item.modifiers.begin(), item.modifiers.end(), group);
}

ExprId SearchLowering::Lower(const sigma::Search& search) {
  if (search.kind == sigma::Search::Kind::kItem) return LowerItem(search.item, search.place);
  std::vector<ExprId> parts;
  for (const sigma::Search& part : search.parts) parts.push_back(Lower(part));
  return search.kind == sigma::Search::Kind::kAll ? program_.And(std::move(parts))
                                                  : program_.Or(std::move(parts));
}

void SearchLowering::NoteAbsent(const std::string& field, Place place) {
  const auto& known = table_.Find(fields_, field);
  if (known.resolved.how != logsource::Resolved::How::kAbsent) return;
  notes_.Note("P106", place, "the log has no field '" + Printable(field) + "'",
              known.resolved.note);
}

ExprId SearchLowering::LowerItem(const sigma::Item& item, Place place) {
  if (!item.field.empty()) NoteAbsent(item.field.text, place);
  std::vector<ExprId> values;
  for (const sigma::Value& value : item.values) {
    if (nodes_ > kMaxNodes) {
      notes_.Fail("P113", place, "the detection has more than 200,000 comparisons");
      break;
    }
    values.push_back(Value(item, value));
  }
  const ExprId set =
      Has(item, Modifier::kAll) ? program_.And(std::move(values)) : program_.Or(std::move(values));
  return Has(item, Modifier::kNeq) ? program_.Not(set) : set;
}

ExprId SearchLowering::Value(const sigma::Item& item, const sigma::Value& value) {
  if (Has(item, Modifier::kExists)) return Exists(item, value);
  if (Has(item, Modifier::kCidr)) return Cidr(item, value);
  if (Has(item, Modifier::kRe)) return Regex(item, value);
  if (Has(item, Modifier::kFieldRef)) return Reference(item, value);
  if (HasAny(item, sigma::IsComparison) || HasAny(item, sigma::IsTimePart)) {
    return Comparison(item, value);
  }
  if (const auto mapped = Mapped(item, value)) return *mapped;
  const bool plain = std::all_of(item.modifiers.begin(), item.modifiers.end(), IsOfSetOrCase);
  if (plain && !item.field.empty() && value.kind != ValueKind::kString) return Plain(item, value);
  if (value.kind == ValueKind::kNull) return Misfit(item, value, "text");
  return Text(item, value);
}

// A value that is no text, and is not made one.
ExprId SearchLowering::Plain(const sigma::Item& item, const sigma::Value& value) {
  if (value.kind == ValueKind::kNull) return Leaf(Of(item, Op::kNull));
  if (value.kind == ValueKind::kBoolean) {
    Predicate predicate = Of(item, Op::kBoolean);
    predicate.flag = value.boolean();
    return Leaf(std::move(predicate));
  }
  if (!std::isfinite(value.number())) return Text(item, value);  // no event has such a number
  Predicate predicate = Of(item, Op::kNumber);
  predicate.text = value.text;
  predicate.number = value.number();
  return Leaf(std::move(predicate));
}

// contains, startswith and endswith add .* where targets anchor; a search that is not anchored
// finds the same without.
ExprId SearchLowering::Regex(const sigma::Item& item, const sigma::Value& value) {
  if (value.kind == ValueKind::kNull) return Misfit(item, value, "a regular expression");
  std::string flags;
  if (Has(item, Modifier::kIgnoreCase)) flags += 'i';
  if (Has(item, Modifier::kMultiline)) flags += 'm';
  if (Has(item, Modifier::kDotAll)) flags += 's';
  Predicate predicate = Of(item, Op::kRegex);
  predicate.cased = true;
  predicate.text = (flags.empty() ? "" : "(?" + flags + ")") + value.text;
  const RE2 regex(predicate.text, RE2::Quiet);
  if (regex.ok()) {
    nodes_ += static_cast<size_t>(std::max(0, regex.ProgramSize())) / 4;
    return Leaf(std::move(predicate));
  }
  nodes_ += 2'000;
  Refusal refusal = RefusalOf(regex);
  notes_.Fail("P102", value.place, "the regular expression is refused: " + refusal.reason,
              std::move(refusal.remedy));
  return program_.False();
}

ExprId SearchLowering::Cidr(const sigma::Item& item, const sigma::Value& value) {
  const auto network = ParseNetwork(value.text);
  if (!network) return Misfit(item, value, "a network such as 10.0.0.0/8");
  if (network->host_bits) {
    notes_.Note("P107", value.place,
                Quoted(value) + " has bits set beyond its prefix; read as " + network->ToText(),
                "write " + network->ToText());
  }
  Predicate predicate = Of(item, Op::kCidr);
  predicate.text = network->ToText();
  return Leaf(std::move(predicate));
}

ExprId SearchLowering::Exists(const sigma::Item& item, const sigma::Value& value) {
  if (value.kind != ValueKind::kBoolean || item.field.empty()) {
    return Misfit(item, value, "a field and true or false without quotes");
  }
  const ExprId leaf = Leaf(Of(item, Op::kExists));
  return value.boolean() ? leaf : program_.Not(leaf);
}

ExprId SearchLowering::Comparison(const sigma::Item& item, const sigma::Value& value) {
  if (!value.IsNumber() || std::isnan(value.number()) || item.field.empty()) {
    return Misfit(item, value, "a field and a number without quotes");
  }
  Predicate predicate = Of(item, ComparisonOf(item));
  predicate.part = PartOf(item);
  predicate.number = value.number();
  predicate.text = value.text;
  if (predicate.op == Op::kNumber && !InRange(predicate.part, predicate.number)) {
    return Misfit(item, value, "a number that this part of a time can have");
  }
  return Leaf(std::move(predicate));
}

ExprId SearchLowering::Reference(const sigma::Item& item, const sigma::Value& value) {
  if (value.kind == ValueKind::kNull || value.text.empty() || item.field.empty()) {
    return Misfit(item, value, "the name of a field");
  }
  Op op = Op::kFieldEquals;
  if (Has(item, Modifier::kContains)) op = Op::kFieldContains;
  if (Has(item, Modifier::kStartsWith)) op = Op::kFieldPrefix;
  if (Has(item, Modifier::kEndsWith)) op = Op::kFieldSuffix;
  Predicate predicate = Of(item, op);
  predicate.cased = Has(item, Modifier::kCased);
  NoteAbsent(value.text, value.place);
  predicate.other = table_.Find(fields_, value.text).id;
  return Leaf(std::move(predicate));
}

ExprId SearchLowering::Misfit(const sigma::Item& item, const sigma::Value& value,
                              std::string_view wanted) {
  std::string name = item.field.text;
  for (Modifier modifier : item.modifiers) name.append("|").append(ToString(modifier));
  notes_.Fail("P104", value.place, Quoted(value) + " does not fit '" + Printable(name) + "'",
              "it takes " + std::string(wanted));
  return program_.False();
}

Predicate SearchLowering::Of(const sigma::Item& item, Op op) {
  Predicate predicate;
  predicate.op = op;
  if (!item.field.empty()) predicate.field = table_.Find(fields_, item.field.text).id;
  return predicate;
}

ExprId SearchLowering::Leaf(Predicate predicate) {
  ++nodes_;
  return program_.Leaf(program_.Intern(std::move(predicate)));
}

}  // namespace dcv::ir
