// SPDX-License-Identifier: Apache-2.0
// Checks of conditions and the search identifiers they choose.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

using sigma::Condition;

// Every node, with whether it stands below a `not`.
template <typename Visit>
void Walk(const Condition& condition, const Visit& visit, bool negated = false) {
  visit(condition, negated);
  negated = negated || condition.kind == Condition::Kind::kNot;
  for (const Condition& operand : condition.operands) Walk(operand, visit, negated);
}

struct Quantifier {
  Place place;
  const Condition& condition;
  size_t chosen;  // identifiers
  bool negated;
};

template <typename Visit>
void ForEachQuantifier(const Subject& s, const Visit& visit) {
  if (s.detection == nullptr) return;
  for (const sigma::ParsedCondition& parsed : s.detection->conditions) {
    Walk(parsed.condition, [&](const Condition& condition, bool negated) {
      if (condition.kind != Condition::Kind::kQuantifier) return;
      const auto& searches = s.detection->searches;
      const auto chosen = std::count_if(searches.begin(), searches.end(), [&](const auto& search) {
        return sigma::Selects(condition.name, search.name.text);
      });
      visit(Quantifier{parsed.text.place, condition, static_cast<size_t>(chosen), negated});
    });
  }
}

std::string Quoted(const Condition& condition) {
  return "'" + sigma::ToText(condition) + "'";
}

}  // namespace

void DanglingDetection(const Subject& s, Report& report) {
  if (s.detection == nullptr) return;
  for (const sigma::NamedSearch& search : s.detection->searches) {
    bool used = false;
    for (const sigma::ParsedCondition& parsed : s.detection->conditions) {
      Walk(parsed.condition, [&](const Condition& condition, bool) {
        used = used || (condition.kind == Condition::Kind::kName
                            ? condition.name == search.name.text
                            : condition.kind == Condition::Kind::kQuantifier &&
                                  sigma::Selects(condition.name, search.name.text));
      });
    }
    if (used) continue;
    report.Add(s, search.name.place, "no condition uses '" + Printable(search.name.text) + "'");
  }
}

void ThemConditionWithSingleDetection(const Subject& s, Report& report) {
  ForEachQuantifier(s, [&](const Quantifier& q) {
    if (q.condition.name != "them" || q.chosen != 1) return;
    report.Add(s, q.place, Quoted(q.condition) + " chooses from one search identifier",
               "write its name");
  });
}

void AllOfThemCondition(const Subject& s, Report& report) {
  ForEachQuantifier(s, [&](const Quantifier& q) {
    if (q.condition.name != "them" || q.condition.count != Condition::kAll) return;
    report.Add(s, q.place, "'all of them' also takes what is added later",
               "name the identifiers: all of selection_*");
  });
}

// Below `not` a pattern over one filter is the usual form: it waits for filters to come.
void OfselectionCondition(const Subject& s, Report& report) {
  ForEachQuantifier(s, [&](const Quantifier& q) {
    if (q.negated || q.condition.name == "them" || q.chosen != 1) return;
    if (q.condition.name.find('*') == std::string::npos) return;
    report.Add(s, q.place, Quoted(q.condition) + " chooses one search identifier",
               "write its name");
  });
}

void MissingAsteriskCondition(const Subject& s, Report& report) {
  ForEachQuantifier(s, [&](const Quantifier& q) {
    if (q.condition.name == "them" || q.condition.name.find('*') != std::string::npos) return;
    report.Add(s, q.place, Quoted(q.condition) + " has no *, so it chooses one name at most",
               "write " + q.condition.name + "*, or the name alone");
  });
}

void FilterWithoutNot(const Subject& s, Report& report) {
  if (s.document->filter() == nullptr) return;
  for (const sigma::ParsedCondition& parsed : s.detection->conditions) {
    bool negated = false;
    Walk(parsed.condition, [&](const Condition& condition, bool) {
      negated = negated || condition.kind == Condition::Kind::kNot;
    });
    const bool neq = std::any_of(s.items.begin(), s.items.end(), [](const ItemAt& at) {
      const auto& chain = at.item->modifiers;
      return std::find(chain.begin(), chain.end(), sigma::Modifier::kNeq) != chain.end();
    });
    if (negated || neq) continue;
    report.Add(
        s, parsed.text.place,
        "the filter keeps what it selects, for its condition is ANDed to the rules",
        "write not " +
            (parsed.condition.kind == Condition::Kind::kName ? parsed.condition.name
                                                             : "(" + parsed.text.text + ")") +
            " to leave that out");
  }
}

}  // namespace dcv::lint
