// SPDX-License-Identifier: Apache-2.0
// When an item of a pipeline applies: tests joined by and, or, or an expression over their names.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sigma/condition.h"
#include "sigma/rule.h"

namespace dcv::pipeline {

struct State;
struct Options;
class Params;

// What a test is asked about. `item`: for conditions of items and of fields within items.
struct Subject {
  const sigma::Document& document;
  const State& state;
  const Options& options;
  const sigma::Item* item = nullptr;
  std::string_view field = {};
};
using Test = std::function<bool(const Subject&)>;

class ConditionSet {
 public:
  enum class Scope { kRule, kItem, kField };

  // Takes PREFIX_conditions, PREFIX_cond_op, PREFIX_cond_not and PREFIX_cond_expr of an item.
  static ConditionSet Take(Scope scope, Params& params);

  bool empty() const { return !tree_.has_value(); }
  bool Holds(const Subject& subject) const;  // an empty set does

 private:
  std::optional<sigma::Condition> tree_;
  std::map<std::string, Test, std::less<>> tests_;
};

// The tests by type. Each takes its parameters and may give an empty Test after a problem.
using TestFactory = Test (*)(Params& params);
struct TestRow {
  std::string_view name;
  TestFactory parse;
};

// The values of an attribute as a rule states it ("title", "tags", "logsource.product", the name
// of a custom attribute), nothing when no rule has it.
std::optional<std::vector<std::string>> AttributeOf(const sigma::Document& document,
                                                    std::string_view name);

}  // namespace dcv::pipeline
