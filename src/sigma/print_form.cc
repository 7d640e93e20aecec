// SPDX-License-Identifier: Apache-2.0
#include "sigma/print_form.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>

namespace dcv::sigma {
namespace {

using Kind = Search::Kind;

constexpr size_t kMaxParts = 1'000'000;  // that quantifiers become, of one detection

Condition NameCondition(std::string name) {
  Condition out;
  out.name = std::move(name);
  return out;
}

Condition Joined(Condition::Kind kind, std::vector<Condition> operands) {
  if (operands.size() == 1) return std::move(operands.front());
  Condition out;
  out.kind = kind;
  for (Condition& operand : operands) {
    if (operand.kind != kind) {
      out.operands.push_back(std::move(operand));
    } else {
      std::move(operand.operands.begin(), operand.operands.end(), std::back_inserter(out.operands));
    }
  }
  return out;
}

// Whether a condition can name the search: no operator, no blank.
bool IsName(std::string_view name) {
  const auto parsed = ParseCondition(name);
  const Condition* condition = std::get_if<Condition>(&parsed);
  return condition != nullptr && condition->kind == Condition::Kind::kName;
}

// Whether the items can stand in one map together.
bool IsMap(const std::vector<Search>& parts) {
  std::set<std::string> keys;
  return std::all_of(parts.begin(), parts.end(), [&](const Search& part) {
    return part.kind == Kind::kItem && keys.insert(KeyOf(part.item)).second;
  });
}

bool IsPrintable(const Search& search) {
  if (search.kind == Kind::kItem) return true;
  if (search.kind == Kind::kAll) return IsMap(search.parts);
  return std::all_of(search.parts.begin(), search.parts.end(), IsPrintable);
}

class Splitting {
 public:
  explicit Splitting(const Detection& detection) {
    for (const NamedSearch& named : detection.searches) taken_.insert(named.name.text);
    for (const NamedSearch& named : detection.searches) {
      const std::string& name = named.name.text;
      const bool nameable = IsName(name);
      name_ = nameable ? named.name : Text{"_search", named.name.place};
      if (nameable) part_ = 0;
      names_.push_back(name);
      if (nameable && IsPrintable(named.search)) {
        out_.searches.push_back(named);
      } else {
        split_.emplace(name, Expression(named.search));
      }
    }
  }

  Detection Take(const Detection& detection) {
    out_.timeframe = detection.timeframe;
    for (const ParsedCondition& parsed : detection.conditions) {
      out_.conditions.push_back(parsed);
      out_.conditions.back().condition = Rewritten(parsed.condition);
    }
    return std::move(out_);
  }

 private:
  // Adds the search under a name of its own.
  Condition Add(Search search) {
    Text name = name_;
    do {
      name.text = name_.text + "_" + std::to_string(++part_);
    } while (!taken_.insert(name.text).second);
    added_.push_back(name.text);
    out_.searches.push_back({name, std::move(search)});
    return NameCondition(name.text);
  }

  Condition Expression(const Search& search) {
    if (IsPrintable(search)) return Add(search);
    std::vector<Condition> operands;
    if (search.kind == Kind::kAll) {
      std::vector<Search> open = search.parts;
      while (!open.empty()) operands.push_back(NextOfAll(open, search.place));
      return Joined(Condition::Kind::kAnd, std::move(operands));
    }
    Search together;
    together.kind = Kind::kAny;
    together.place = search.place;
    for (const Search& part : search.parts) {
      if (IsPrintable(part)) {
        together.parts.push_back(part);
      } else {
        operands.push_back(Expression(part));
      }
    }
    if (!together.parts.empty()) operands.push_back(Add(std::move(together)));
    return Joined(Condition::Kind::kOr, std::move(operands));
  }

  // Takes the items that fit into one map from the front of `open`, or else its first part.
  Condition NextOfAll(std::vector<Search>& open, Place place) {
    if (open.front().kind != Kind::kItem) {
      const Search part = std::move(open.front());
      open.erase(open.begin());
      return Expression(part);
    }
    Search map;
    map.kind = Kind::kAll;
    map.place = place;
    std::set<std::string> keys;
    std::erase_if(open, [&](const Search& part) {
      const bool fits = part.kind == Kind::kItem && keys.insert(KeyOf(part.item)).second;
      if (fits) map.parts.push_back(part);
      return fits;
    });
    if (map.parts.size() > 1) return Add(std::move(map));
    const Search only = std::move(map.parts.front());
    return Add(only);
  }

  Condition Rewritten(const Condition& condition) {
    if (condition.kind == Condition::Kind::kName) {
      const auto found = split_.find(condition.name);
      return found == split_.end() ? condition : found->second;
    }
    if (condition.kind == Condition::Kind::kQuantifier) return Quantifier(condition);
    std::vector<Condition> operands;
    for (const Condition& operand : condition.operands) operands.push_back(Rewritten(operand));
    if (condition.kind != Condition::Kind::kNot) {
      return Joined(condition.kind, std::move(operands));
    }
    Condition out = condition;
    out.operands = std::move(operands);
    return out;
  }

  Condition Quantifier(const Condition& condition) {
    const auto selects = [&](const std::string& name) { return Selects(condition.name, name); };
    std::vector<Condition> chosen;
    bool changed = std::any_of(added_.begin(), added_.end(), selects);
    for (const std::string& name : names_) {
      if (!selects(name)) continue;
      const auto found = split_.find(name);
      changed = changed || found != split_.end();
      chosen.push_back(found == split_.end() ? NameCondition(name) : found->second);
      parts_ += 1 + chosen.back().operands.size();
    }
    if (!changed || chosen.empty()) return condition;
    if (parts_ > kMaxParts) return Refused(condition);
    if (condition.count == Condition::kAll) {
      return Joined(Condition::Kind::kAnd, std::move(chosen));
    }
    if (condition.count <= 1) return Joined(Condition::Kind::kOr, std::move(chosen));
    const auto ways = AtLeast(chosen, static_cast<size_t>(condition.count));
    return ways ? *ways : Refused(condition);
  }

  // Asks for more than there is.
  Condition Refused(Condition quantifier) const {
    quantifier.count = static_cast<int32_t>(taken_.size() + 1);
    return quantifier;
  }

  // Any of the combinations of `count`; nothing when there are too many, or none.
  std::optional<Condition> AtLeast(const std::vector<Condition>& chosen, size_t count) {
    if (count > chosen.size()) return std::nullopt;
    std::vector<size_t> taken(count);
    std::iota(taken.begin(), taken.end(), size_t{0});
    std::vector<Condition> ways;
    while (parts_ <= kMaxParts) {
      std::vector<Condition> together;
      for (size_t i : taken) {
        together.push_back(chosen[i]);
        parts_ += 1 + chosen[i].operands.size();
      }
      ways.push_back(Joined(Condition::Kind::kAnd, std::move(together)));
      size_t last = count;  // the last that can move on
      while (last > 0 && taken[last - 1] == chosen.size() - count + last - 1) --last;
      if (last == 0) return Joined(Condition::Kind::kOr, std::move(ways));
      ++taken[last - 1];
      for (size_t i = last; i < count; ++i) taken[i] = taken[i - 1] + 1;
    }
    return std::nullopt;
  }

  std::set<std::string> taken_;
  std::vector<std::string> names_, added_;  // searches as they were; those made of split ones
  std::unordered_map<std::string, Condition> split_;
  Text name_;  // of the search at hand
  size_t part_ = 0;
  size_t parts_ = 0;
  Detection out_;
};

}  // namespace

std::string KeyOf(const Item& item) {
  std::string key = item.field.text;
  for (Modifier modifier : item.modifiers) key.append("|").append(ToString(modifier));
  return key;
}

Detection PrintForm(const Detection& detection) {
  const bool printable =
      std::all_of(detection.searches.begin(), detection.searches.end(),
                  [](const NamedSearch& named) { return IsPrintable(named.search); });
  return printable ? detection : Splitting(detection).Take(detection);
}

}  // namespace dcv::sigma
