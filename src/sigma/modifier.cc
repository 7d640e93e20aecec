// SPDX-License-Identifier: Apache-2.0
#include "sigma/modifier.h"

#include <algorithm>
#include <array>

namespace dcv::sigma {
namespace {

struct Entry {
  Modifier modifier;
  std::string_view name, alias;
};
constexpr std::array kEntries = {
    Entry{Modifier::kContains, "contains", ""},
    Entry{Modifier::kStartsWith, "startswith", ""},
    Entry{Modifier::kEndsWith, "endswith", ""},
    Entry{Modifier::kAll, "all", ""},
    Entry{Modifier::kNeq, "neq", ""},
    Entry{Modifier::kCased, "cased", ""},
    Entry{Modifier::kExists, "exists", ""},
    Entry{Modifier::kRe, "re", ""},
    Entry{Modifier::kIgnoreCase, "i", "ignorecase"},
    Entry{Modifier::kMultiline, "m", "multiline"},
    Entry{Modifier::kDotAll, "s", "dotall"},
    Entry{Modifier::kBase64, "base64", ""},
    Entry{Modifier::kBase64Offset, "base64offset", ""},
    Entry{Modifier::kUtf16Le, "utf16le", "wide"},
    Entry{Modifier::kUtf16Be, "utf16be", ""},
    Entry{Modifier::kUtf16, "utf16", ""},
    Entry{Modifier::kWindash, "windash", ""},
    Entry{Modifier::kCidr, "cidr", ""},
    Entry{Modifier::kLt, "lt", ""},
    Entry{Modifier::kLte, "lte", ""},
    Entry{Modifier::kGt, "gt", ""},
    Entry{Modifier::kGte, "gte", ""},
    Entry{Modifier::kMinute, "minute", ""},
    Entry{Modifier::kHour, "hour", ""},
    Entry{Modifier::kDay, "day", ""},
    Entry{Modifier::kWeek, "week", ""},
    Entry{Modifier::kMonth, "month", ""},
    Entry{Modifier::kYear, "year", ""},
    Entry{Modifier::kExpand, "expand", ""},
    Entry{Modifier::kFieldRef, "fieldref", ""},
};

using Group = bool (*)(Modifier);

bool IsPlace(Modifier m) {
  return m <= Modifier::kEndsWith;
}
bool IsSet(Modifier m) {
  return m == Modifier::kAll || m == Modifier::kNeq;
}
bool IsCased(Modifier m) {
  return m == Modifier::kCased;
}
bool IsExists(Modifier m) {
  return m == Modifier::kExists;
}
bool IsRe(Modifier m) {
  return m == Modifier::kRe;
}
bool IsFlag(Modifier m) {
  return m >= Modifier::kIgnoreCase && m <= Modifier::kDotAll;
}
bool IsBase64(Modifier m) {
  return m == Modifier::kBase64 || m == Modifier::kBase64Offset;
}
bool IsUtf16(Modifier m) {
  return m >= Modifier::kUtf16Le && m <= Modifier::kUtf16;
}
bool IsCidr(Modifier m) {
  return m == Modifier::kCidr;
}
bool IsNumeric(Modifier m) {
  return IsComparison(m) || IsTimePart(m);
}
bool IsFieldRef(Modifier m) {
  return m == Modifier::kFieldRef;
}
bool IsAny(Modifier) {
  return true;
}
bool IsNotSet(Modifier m) {
  return !IsSet(m);
}
bool IsOfStrings(Modifier m) {
  return !IsSet(m) && !IsNumeric(m);
}
bool IsForeignToFields(Modifier m) {
  return IsEncoding(m) || IsFlag(m) || m == Modifier::kRe || m == Modifier::kExpand;
}

// Two different modifiers, one of each group, that one chain does not take. The first row that
// fits is told.
struct Clash {
  Group one, other;
  std::string_view remedy;
};
constexpr Clash kClashes[] = {
    {IsPlace, IsPlace, "keep one of them, or write wildcards in the value"},
    {IsUtf16, IsUtf16, "keep one of them"},
    {IsBase64, IsBase64, "keep one of them"},
    {IsComparison, IsComparison, "write the field once with each"},
    {IsTimePart, IsTimePart, "write the field once with each"},
    {IsExists, IsAny, "exists stands alone, so write the field once with each"},
    {IsCidr, IsNotSet, "a network is compared as a whole, so remove the latter"},
    {IsNumeric, IsOfStrings, "numbers are not text, so remove the latter"},
    {IsRe, IsEncoding, "a regular expression is not encoded, so remove one of them"},
    {IsRe, IsCased, "regular expressions mind case already, so remove cased"},
    {IsFieldRef, IsForeignToFields, "the value names a field, so remove the latter"},
};

std::string Name(Modifier modifier) {
  return std::string(ToString(modifier));
}

std::string RepeatProblem(const std::vector<Modifier>& chain) {
  for (auto at = chain.begin(); at != chain.end(); ++at) {
    if (*at == Modifier::kBase64) continue;  // twice encoded
    if (std::find(chain.begin(), at, *at) != at) {
      return Name(*at) + " stands there twice: keep one " + Name(*at);
    }
  }
  return {};
}

std::string ClashProblem(const Clash& clash, const std::vector<Modifier>& chain) {
  for (Modifier one : chain) {
    if (!clash.one(one)) continue;
    for (Modifier other : chain) {
      if (other == one || !clash.other(other)) continue;
      return Name(one) + " and " + Name(other) +
             " do not go together: " + std::string(clash.remedy);
    }
  }
  return {};
}

// `re` works on the value as written, `expand` before anything changes it, flags on `re`.
std::string OrderProblem(const std::vector<Modifier>& chain) {
  for (auto at = chain.begin(); at != chain.end(); ++at) {
    const auto before = [&](Group group) { return std::find_if(chain.begin(), at, group); };
    if (IsFlag(*at) && before(IsRe) == at) {
      return Name(*at) + " stands without re before it: write re|" + Name(*at) + ", or remove " +
             Name(*at);
    }
    const bool expand = *at == Modifier::kExpand;
    if (!expand && !IsRe(*at)) continue;
    const auto early = before(expand ? Group([](Modifier m) { return IsPlace(m) || IsEncoding(m); })
                                     : Group(IsNotSet));
    if (early != at) {
      return Name(*at) + " comes after " + Name(*early) + ": write " + Name(*at) + " before " +
             Name(*early);
    }
  }
  return {};
}

}  // namespace

std::string_view ToString(Modifier modifier) {
  for (const Entry& entry : kEntries) {
    if (entry.modifier == modifier) return entry.name;
  }
  return {};
}

std::optional<Modifier> FindModifier(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (const Entry& entry : kEntries) {
    if (entry.name == name || entry.alias == name) return entry.modifier;
  }
  return std::nullopt;
}

const std::vector<std::string>& ModifierNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Entry& entry : kEntries) {
      out.emplace_back(entry.name);
      if (!entry.alias.empty()) out.emplace_back(entry.alias);
    }
    return out;
  }();
  return names;
}

bool IsComparison(Modifier m) {
  return m >= Modifier::kLt && m <= Modifier::kGte;
}
bool IsTimePart(Modifier m) {
  return m >= Modifier::kMinute && m <= Modifier::kYear;
}
bool IsEncoding(Modifier m) {
  return m >= Modifier::kBase64 && m <= Modifier::kWindash;
}

std::string ChainProblem(const std::vector<Modifier>& chain) {
  std::string problem = RepeatProblem(chain);
  for (const Clash& clash : kClashes) {
    if (problem.empty()) problem = ClashProblem(clash, chain);
  }
  return problem.empty() ? OrderProblem(chain) : problem;
}

}  // namespace dcv::sigma
