// SPDX-License-Identifier: Apache-2.0
// What a detection that users wrote selects, whatever language it was written in: a boolean
// expression over comparisons of named fields. What a reader does not understand stays in the
// expression as kUnknown, so that it is never taken for a demand that is not there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cidr.h"
#include "base/problem.h"
#include "sigma/pattern.h"

namespace re2 {
class RE2;
}

namespace dcv::events {

enum class Truth : uint8_t { kNo, kUnknown, kYes };
inline Truth And(Truth a, Truth b) {
  return std::min(a, b);
}
inline Truth Or(Truth a, Truth b) {
  return std::max(a, b);
}
inline Truth Not(Truth a) {
  return static_cast<Truth>(2 - static_cast<int>(a));
}
inline Truth Sure(bool holds) {
  return holds ? Truth::kYes : Truth::kNo;
}

enum class Language : uint8_t { kEventBridge, kMetricFilter, kLoggingQuery, kKql, kYaral };

struct Step {
  static constexpr int32_t kMember = -1, kEvery = -2;
  std::string name;         // of a member
  int32_t index = kMember;  // or of an element, or every element
  bool operator==(const Step&) const = default;
};

struct Field {
  std::vector<Step> steps;
  std::string text;  // as reports name it: detail.eventName, resources[0], labels."k8s.io/x"
};
Field MakeField(std::vector<Step> steps);

// One comparison with one value of a field.
struct Comparison {
  enum class Op : uint8_t {
    kEquals,
    kPrefix,
    kSuffix,
    kContains,
    kWildcard,  // `patterns`, the whole value
    kRegex,     // `regex`, anywhere in the value
    kRange,     // numbers from `low` to `high`
    kOrder,     // `values[0]` on the right of `relation`; texts where they are no numbers
    kCidr,      // `networks`
    kExists,    // the field has a value
    kUnknown
  };
  enum class Type : uint8_t { kAny, kString, kNumber, kBool, kNull };
  enum class Relation : uint8_t { kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

  Op op = Op::kEquals;
  Type type = Type::kAny;  // kEquals: what the value must be
  bool ignore_case = false;
  bool negated = false;             // the value is there and none of `values` fits
  std::vector<std::string> values;  // any of them, as they are compared; of every op for printing
  std::vector<sigma::Pattern> patterns;
  std::vector<Network> networks;
  std::shared_ptr<const re2::RE2> regex;
  double low = 0, high = 0;
  bool low_open = true, high_open = true;  // the end itself is outside
  Relation relation = Relation::kLess;
  uint32_t offset = 0;  // byte in the text it was written in
};

struct Test {
  enum class Scope : uint8_t {
    kField,  // the values the field leads to
    kBelow,  // these and every value inside them; with no steps of the whole event
    kText    // the event as text; it has no steps
  };
  Field field;
  Scope scope = Scope::kField;
  std::vector<Comparison> any;  // one is enough
};

struct Expr {
  enum class Kind : uint8_t { kEverything, kAnd, kOr, kNot, kTest, kUnknown };
  Kind kind = Kind::kEverything;
  uint32_t offset = 0;
  std::vector<Expr> operands;
  Test test;         // kTest
  std::string text;  // kUnknown: as written
};

struct Selector {
  Language language = Language::kEventBridge;
  Expr root;
  // Metric filters of the form [a, b, ...]: the names in order, "..." for any number of fields.
  std::vector<std::string> columns;
};

// A selector that could not be read at all is kUnknown; then a problem is an error.
struct Parsed {
  Selector selector;
  Problems problems;
};

// Bytes of a text and levels of nesting that the readers take; more is problem E002.
constexpr size_t kMaxText = 64 << 10;
constexpr size_t kMaxLevels = 64;
constexpr size_t kMaxComparisons = 10'000;

Expr MakeExpr(Expr::Kind kind, uint32_t offset, std::vector<Expr> operands);
Expr UnknownExpr(uint32_t offset, std::string_view text);
// Makes kUnknown of the text as a whole and adds the problem.
void Refuse(Parsed& parsed, std::string_view text, std::string_view code, size_t offset,
            std::string message, std::string remedy = {});
// The line and column of a byte. Counts from the start of the text.
Place PlaceOf(std::string_view text, size_t offset);

// In one notation for all languages: `detail.userIdentity.type = Root and not (a = 1 or b ~ x*)`.
std::string ToText(const Expr& expr);
std::string ToText(const Test& test);

}  // namespace dcv::events
