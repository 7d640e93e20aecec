// SPDX-License-Identifier: Apache-2.0
#include "pipeline/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "pipeline/condition_rows.h"
#include "pipeline/params.h"

namespace dcv::pipeline {
namespace {

using sigma::Condition;
using Scope = ConditionSet::Scope;

struct ScopeNames {
  std::string_view prefix;
  const std::vector<TestRow>& (*rows)();
};

const ScopeNames& NamesOf(Scope scope) {
  static constexpr ScopeNames kNames[] = {
      {"rule", RuleTests}, {"detection_item", ItemTests}, {"field_name", FieldTests}};
  return kNames[static_cast<size_t>(scope)];
}

Condition NameCondition(std::string name) {
  Condition out;
  out.name = std::move(name);
  return out;
}

Test ReadTest(const yaml::Node& node, const ScopeNames& names, Problems& problems) {
  const std::string kind = std::string(names.prefix) + " condition";
  Params params(node, "the " + kind, problems);
  if (node.kind != yaml::Kind::kMapping) return {};
  const std::string type = params.RequiredText("type");
  std::vector<std::string> known;
  for (const TestRow& row : names.rows()) {
    known.emplace_back(row.name);
    if (row.name != type) continue;
    params.Rename("the " + kind + " " + type);
    Test test = row.parse(params);
    params.Done();
    return test;
  }
  if (!type.empty()) {
    params.Report("P203", *node.Find("type"), "unknown " + kind + " '" + Printable(type) + "'",
                  DidYouMean(type, known));
  }
  return {};
}

// Names in the expression, each of which must be a test; quantifiers are not understood here.
bool CheckNames(const Condition& tree, const std::map<std::string, Test, std::less<>>& tests,
                std::vector<std::string>& used, std::string& wrong) {
  if (tree.kind == Condition::Kind::kQuantifier) {
    wrong = "quantifiers are not understood here";
    return false;
  }
  if (tree.kind == Condition::Kind::kName) {
    used.push_back(tree.name);
    if (tests.contains(tree.name)) return true;
    wrong = "no condition is named '" + Printable(tree.name) + "'";
    return false;
  }
  return std::all_of(tree.operands.begin(), tree.operands.end(),
                     [&](const Condition& c) { return CheckNames(c, tests, used, wrong); });
}

std::optional<Condition> ReadExpression(const yaml::Node& node,
                                        const std::map<std::string, Test, std::less<>>& tests,
                                        Params& params) {
  auto parsed = sigma::ParseCondition(node.scalar);
  if (const auto* error = std::get_if<sigma::ConditionError>(&parsed)) {
    params.Report("P208", node, error->message, error->remedy);
    return std::nullopt;
  }
  std::vector<std::string> used;
  std::string wrong;
  if (!CheckNames(std::get<Condition>(parsed), tests, used, wrong)) {
    params.Report("P208", node, wrong);
    return std::nullopt;
  }
  for (const auto& [name, test] : tests) {
    if (std::find(used.begin(), used.end(), name) == used.end()) {
      params.Report("P208", node, "the condition '" + name + "' is not used in the expression");
    }
  }
  return std::get<Condition>(std::move(parsed));
}

bool Eval(const Condition& tree, const std::map<std::string, Test, std::less<>>& tests,
          const Subject& subject) {
  const auto holds = [&](const Condition& c) { return Eval(c, tests, subject); };
  switch (tree.kind) {
    case Condition::Kind::kOr:
      return std::any_of(tree.operands.begin(), tree.operands.end(), holds);
    case Condition::Kind::kAnd:
      return std::all_of(tree.operands.begin(), tree.operands.end(), holds);
    case Condition::Kind::kNot: return !holds(tree.operands.front());
    default: return tests.find(tree.name)->second(subject);
  }
}

Condition Negated(Condition tree) {
  Condition out;
  out.kind = Condition::Kind::kNot;
  out.operands.push_back(std::move(tree));
  return out;
}

Condition Linked(const std::map<std::string, Test, std::less<>>& tests, bool any) {
  Condition out;
  out.kind = any ? Condition::Kind::kOr : Condition::Kind::kAnd;
  for (const auto& [name, test] : tests) out.operands.push_back(NameCondition(name));
  return out;
}

void ReadTests(const yaml::Node& node, const ScopeNames& names, Params& params,
               std::map<std::string, Test, std::less<>>& tests) {
  if (node.kind == yaml::Kind::kScalar) {
    params.Report("P204", node, "the conditions are neither a list nor a map of named ones");
    return;
  }
  const auto add = [&](std::string name, const yaml::Node& one) {
    if (Test test = ReadTest(one, names, params.problems())) {
      tests.emplace(std::move(name), std::move(test));
    }
  };
  for (const yaml::Node& item : node.items) add(std::to_string(tests.size()), item);
  for (const yaml::Member& member : node.members) add(member.key.scalar, member.value);
}

}  // namespace

ConditionSet ConditionSet::Take(Scope scope, Params& params) {
  const ScopeNames& names = NamesOf(scope);
  const std::string prefix(names.prefix);
  ConditionSet out;
  const yaml::Node* conditions = params.Take(prefix + "_conditions");
  const yaml::Node* expression = params.Take(prefix + "_cond_expr");
  const std::string op_key = prefix + "_cond_op", not_key = prefix + "_cond_not";
  const std::string op = params.Word(op_key, {"and", "or"});
  const bool negated = params.Flag(not_key);
  const yaml::Node* given = expression != nullptr ? expression : params.node().Find(op_key);
  if (given == nullptr) given = params.node().Find(not_key);
  const size_t before = params.problems().size();
  if (conditions != nullptr) ReadTests(*conditions, names, params, out.tests_);
  if (params.problems().size() > before) return out;
  if (out.tests_.empty()) {
    if (given != nullptr) params.Report("P208", *given, "there are no " + prefix + "_conditions");
    return out;
  }
  if (expression == nullptr) {
    out.tree_ = Linked(out.tests_, op == "or");
  } else if (params.node().Find(op_key) != nullptr) {
    params.Report("P208", *expression, op_key + " and " + prefix + "_cond_expr exclude each other");
  } else if (conditions->kind != yaml::Kind::kMapping) {
    params.Report("P208", *expression, "an expression needs named conditions",
                  "make " + prefix + "_conditions a map of names");
  } else {
    out.tree_ = ReadExpression(*expression, out.tests_, params);
  }
  if (negated && out.tree_) out.tree_ = Negated(std::move(*out.tree_));
  return out;
}

bool ConditionSet::Holds(const Subject& subject) const {
  return !tree_ || Eval(*tree_, tests_, subject);
}

}  // namespace dcv::pipeline
