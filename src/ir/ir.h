// SPDX-License-Identifier: Apache-2.0
// The one meaning of rules, shared by matching, conversion, lint and explanation: interned fields,
// predicates deduplicated over all rules, hash-consed boolean expressions. Two-valued: a predicate
// on an absent field is false, `not` of it true. Arrays: any element may satisfy a predicate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "logsource/path.h"
#include "sigma/pattern.h"
#include "sigma/rule.h"

namespace dcv::ir {

using FieldId = uint32_t;
using PredicateId = uint32_t;
using ExprId = uint32_t;

// kAnyField: a keyword, searched in every scalar of the event.
constexpr FieldId kAnyField = UINT32_MAX;

// Equal name and equal paths are one field.
struct Field {
  std::string name;                    // as the rule wrote it
  std::vector<logsource::Path> paths;  // alternatives; empty: the log has no such field
  // The name stands for itself: looked up first as one flat key `name`, then along paths.
  bool flat = false;
  bool operator==(const Field&) const = default;
};

enum class Op : uint8_t {
  kEquals,
  kPrefix,
  kSuffix,
  kContains,  // these four: text, literal
  kGlob,      // pattern: whatever the four above cannot say
  kRegex,     // RE2, searched unanchored in the original text
  kCidr,      // text: network in canonical form
  kNumber,    // equals number, or the written text
  kBoolean,   // flag; also the texts "true" and "false"
  kNull,      // nothing but null: absent, null, [] or nulls
  kExists,    // the key is there; negation is the expression's
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,  // these four: number, against a number or a numeric text
  kFieldEquals,
  kFieldPrefix,
  kFieldSuffix,
  kFieldContains,  // these four: against `other`
};

enum class TimePart : uint8_t { kNone, kMinute, kHour, kDay, kWeek, kMonth, kYear };

struct Predicate {
  FieldId field = kAnyField;
  Op op = Op::kEquals;
  bool cased = false;               // text as it stands; else `text` is folded (base/fold.h)
  TimePart part = TimePart::kNone;  // the part of a timestamp that is compared
  std::string text;        // literal, regex with its flags inline, network, number as written
  sigma::Pattern pattern;  // kGlob, folded unless cased
  double number = 0;
  bool flag = false;
  FieldId other = kAnyField;
  bool operator==(const Predicate&) const = default;
};

enum class ExprKind : uint8_t { kTrue, kFalse, kPredicate, kNot, kAnd, kOr };

struct Expr {
  ExprKind kind = ExprKind::kTrue;
  PredicateId predicate = 0;     // kPredicate
  std::vector<ExprId> operands;  // kNot one, kAnd and kOr two or more, in the rule's order
  bool operator==(const Expr&) const = default;
};

// A named search of a rule.
struct Selection {
  std::string name;
  ExprId expr = 0;
  Place place;
};

struct Rule {
  uint32_t document = 0;             // index into the collection it was lowered from
  std::vector<std::string> sources;  // ids of the log sources that resolve its fields
  ExprId scope = 0;                  // what the log source implies (EventID: 1), kTrue when nothing
  ExprId condition = 0;              // filters applied
  std::vector<Selection> selections;
  std::vector<std::string> filters;  // titles of the filters applied
};

// What a correlation counts: the rules and correlations of the same program.
struct Reference {
  bool correlation = false;
  uint32_t index = 0;  // into rules or correlations
  std::string name;    // as the correlation wrote it; its expression speaks of it so
  // Group fields in this rule's terms, one per group_by; and the counted fields, one per `fields`.
  std::vector<FieldId> group_by, fields;
};

struct Correlation {
  uint32_t document = 0;
  sigma::CorrelationType type = sigma::CorrelationType::kEventCount;
  std::vector<Reference> rules;
  std::vector<std::string> group_by;  // as written; aliases resolved per Reference
  uint64_t timespan_seconds = 0;
  // All must hold. Temporal types: the number of different rules seen; default gte all of them.
  std::vector<std::pair<sigma::Comparison, double>> thresholds;
  double percentile = 0;
  std::optional<sigma::Condition> expression;  // over rule names
  bool generate = false;                       // referenced rules report on their own too
};

// Numbers of things by their hashes: open addressing, at most half full.
class HashIndex {
 public:
  // The number of the thing with that hash for which `same` holds, else `fresh`, which is kept.
  template <typename Same>
  uint32_t FindOrAdd(size_t hash, uint32_t fresh, const Same& same) {
    if ((size_ + 1) * 2 > slots_.size()) Grow();
    const auto tag = static_cast<uint32_t>(hash >> 32);
    size_t at = tag & (slots_.size() - 1);
    for (; slots_[at].number != kFree; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag == tag && same(slots_[at].number)) return slots_[at].number;
    }
    slots_[at] = {tag, fresh};
    ++size_;
    return fresh;
  }

 private:
  static constexpr uint32_t kFree = UINT32_MAX;
  struct Slot {
    uint32_t tag = 0, number = kFree;
  };
  void Grow();

  std::vector<Slot> slots_;  // a power of two of them
  size_t size_ = 0;
};

// Grows only. Ids are dense from 0; equal things have equal ids.
class Program {
 public:
  Program();
  FieldId Intern(Field field);
  PredicateId Intern(Predicate predicate);
  ExprId True() const { return 0; }
  ExprId False() const { return 1; }
  ExprId Leaf(PredicateId predicate);
  ExprId Not(ExprId operand);                // of Not is the operand; constants fold
  ExprId And(std::vector<ExprId> operands);  // flattened, duplicates once, constants folded
  ExprId Or(std::vector<ExprId> operands);

  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<Predicate>& predicates() const { return predicates_; }
  const std::vector<Expr>& exprs() const { return exprs_; }

  std::vector<Rule> rules;
  std::vector<Correlation> correlations;

 private:
  ExprId Intern(Expr expr);
  ExprId Join(ExprKind kind, std::vector<ExprId> operands);

  std::vector<Field> fields_;
  std::vector<Predicate> predicates_;
  std::vector<Expr> exprs_;
  HashIndex field_index_, predicate_index_, expr_index_;
};

}  // namespace dcv::ir
