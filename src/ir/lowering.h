// SPDX-License-Identifier: Apache-2.0
// Inside of Lower: what its files share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/lower.h"

namespace dcv::ir {

// Notes problems of one document, each once; an error means that it has no rule. What comes after
// the hundredth is left out.
class Notes {
 public:
  Notes(std::vector<LowerProblem>& out, uint32_t document)
      : out_(out), begin_(out.size()), document_(document) {}
  void Note(std::string_view code, Place place, std::string message, std::string remedy = {});
  void Fail(std::string_view code, Place place, std::string message, std::string remedy = {}) {
    failed_ = true;
    Note(code, place, std::move(message), std::move(remedy));
  }
  bool failed() const { return failed_; }

 private:
  std::vector<LowerProblem>& out_;
  size_t begin_;
  uint32_t document_;
  bool failed_ = false;
};

// Fields of rules of one log source, resolved once each.
struct LogSourceFields {
  std::vector<logsource::Registry::Match> matches;
  struct Known {
    FieldId id = 0;
    logsource::Resolved resolved;
  };
  std::unordered_map<std::string, Known> known;
  std::optional<ExprId> scope;  // Rule::scope, once a rule has needed it
};

class FieldTable {
 public:
  FieldTable(Program& program, const logsource::Registry* registry)
      : program_(program), registry_(registry) {}
  LogSourceFields& Of(const sigma::LogSource& source);
  LogSourceFields& Of(const Source& rule);
  // For fields of no rule's own: the name stands for itself.
  LogSourceFields& OfNoSource() { return none_; }
  const LogSourceFields::Known& Find(LogSourceFields& fields, const std::string& name);

 private:
  Program& program_;
  const logsource::Registry* registry_;
  std::map<std::vector<std::string>, LogSourceFields> sources_;
  LogSourceFields none_;
};

// Of one detection: comparisons, and what a condition puts together, each operand counted.
constexpr size_t kMaxNodes = 200'000;

// One detection's searches as expressions.
class SearchLowering {
 public:
  SearchLowering(Program& program, FieldTable& table, LogSourceFields& fields, Notes& notes)
      : program_(program), table_(table), fields_(fields), notes_(notes) {}
  ExprId Lower(const sigma::Search& search);
  ExprId LowerItem(const sigma::Item& item, Place place);

 private:
  using Patterns = std::vector<sigma::Pattern>;

  void NoteAbsent(const std::string& field, Place place);
  ExprId Value(const sigma::Item& item, const sigma::Value& value);
  ExprId Plain(const sigma::Item& item, const sigma::Value& value);
  ExprId Regex(const sigma::Item& item, const sigma::Value& value);
  ExprId Cidr(const sigma::Item& item, const sigma::Value& value);
  ExprId Exists(const sigma::Item& item, const sigma::Value& value);
  ExprId Comparison(const sigma::Item& item, const sigma::Value& value);
  ExprId Reference(const sigma::Item& item, const sigma::Value& value);
  ExprId Misfit(const sigma::Item& item, const sigma::Value& value, std::string_view wanted);

  // lower_text.cc
  std::optional<ExprId> Mapped(const sigma::Item& item, const sigma::Value& value);
  ExprId Text(const sigma::Item& item, const sigma::Value& value);
  std::optional<std::string> Expand(const sigma::Value& value);
  bool Encode(sigma::Modifier modifier, Place place, Patterns& patterns);
  bool EncodeText(sigma::Modifier modifier, const std::string& text, Place place, Patterns& out);
  ExprId PatternLeaf(const sigma::Item& item, sigma::Pattern pattern, bool cased);

  Predicate Of(const sigma::Item& item, Op op);
  ExprId Leaf(Predicate predicate);

  Program& program_;
  FieldTable& table_;
  LogSourceFields& fields_;
  Notes& notes_;
  size_t nodes_ = 0;
};

bool Has(const sigma::Item& item, sigma::Modifier modifier);
bool HasAny(const sigma::Item& item, bool (*group)(sigma::Modifier));

// All conditions of a detection, ORed; fills `selections` in the order of the detection.
ExprId LowerDetection(Program& program, FieldTable& table, LogSourceFields& fields,
                      const sigma::Detection& detection, std::vector<Selection>& selections,
                      Notes& notes);

// Documents that can be referred to, by id (any case) and by name.
class References {
 public:
  explicit References(const std::vector<Source>& sources);
  // In order; more than one when an id or name is not unique.
  std::vector<uint32_t> Find(std::string_view reference) const;
  // "did you mean"; "" when nothing is near, and after the twentieth call.
  std::string Hint(std::string_view reference);

 private:
  std::unordered_map<std::string, std::vector<uint32_t>> by_id_, by_name_;
  std::vector<std::string> names_;
  size_t hints_ = 0;
};

inline bool IsTemporal(const sigma::Correlation& tree) {
  return tree.type == sigma::CorrelationType::kTemporal ||
         tree.type == sigma::CorrelationType::kTemporalOrdered;
}

// What a correlation says by itself.
void CheckCorrelation(const sigma::Correlation& tree, size_t different_rules, Notes& notes);

// Index of each document's rule in the program, or kNone.
constexpr uint32_t kNone = UINT32_MAX;

void LowerCorrelations(const std::vector<Source>& sources, References& references,
                       const std::vector<uint32_t>& rule_of, FieldTable& table, Lowered& out);
void ApplyFilters(const std::vector<Source>& sources, References& references,
                  const std::vector<uint32_t>& rule_of, FieldTable& table,
                  const LowerOptions& options, Lowered& out);

}  // namespace dcv::ir
