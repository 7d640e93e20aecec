// SPDX-License-Identifier: Apache-2.0
#include "ruletest/matcher.h"

#include <algorithm>
#include <map>
#include <memory>

#include "base/json_locate.h"
#include "ir/evaluate.h"

namespace dcv::ruletest {
namespace {

bool HoldsForNothing(const ir::Program& program, const ir::Rule& rule) {
  const std::string padded = "{}" + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto nothing = parser.Parse(std::string_view(padded).substr(0, 2));
  return nothing && ir::Evaluate(program, rule.condition, *nothing);
}

// Of a rule that is tried.
bool Matches(const ir::Program& program, const ir::Rule& rule, json::Value event,
             const logsource::Source* source) {
  return (source == nullptr || ir::Evaluate(program, rule.scope, event)) &&
         ir::Evaluate(program, rule.condition, event);
}

class Naive {
 public:
  Naive(const ir::Program& program, const logsource::Registry& registry)
      : program_(program), registry_(registry) {
    for (const logsource::Source& source : registry.sources()) Index(&source);
    Index(nullptr);
  }

  Result<std::vector<Matched>> Match(std::string_view document) {
    const auto value = parser_.Parse(document);
    if (!value) return Unreadable(document);
    std::vector<Matched> out;
    logsource::Unwrap(registry_, *value, [&](json::Value event, const auto* source) {
      Matched matched;
      if (source != nullptr) matched.source = source->id;
      for (uint32_t rule : tried_.at(source)) {
        if (Matches(program_, program_.rules[rule], event, source)) matched.rules.push_back(rule);
      }
      out.push_back(std::move(matched));
    });
    return out;
  }

 private:
  void Index(const logsource::Source* source) {
    std::vector<uint32_t>& rules = tried_[source];
    for (uint32_t i = 0; i < program_.rules.size(); ++i) {
      if (IsTried(program_, program_.rules[i], source)) rules.push_back(i);
    }
  }

  const ir::Program& program_;
  const logsource::Registry& registry_;
  std::map<const logsource::Source*, std::vector<uint32_t>> tried_;  // rules by source
  json::Parser parser_;
};

}  // namespace

Error Unreadable(std::string_view document) {
  const json::Scan scan = json::ScanValue(document, json::Parser::kMaxDepth);
  return InvalidInput(scan.valid ? "the event has a number of more than 64 bits"
                                 : "the event is no JSON: " + json::Describe(scan.fault));
}

bool IsTried(const ir::Program& program, const ir::Rule& rule, const logsource::Source* source) {
  if (source == nullptr) return !HoldsForNothing(program, rule);
  return std::find(rule.sources.begin(), rule.sources.end(), source->id) != rule.sources.end();
}

bool Holds(const ir::Program& program, const ir::Rule& rule, json::Value event,
           const logsource::Source* source) {
  return IsTried(program, rule, source) && Matches(program, rule, event, source);
}

Matcher NaiveMatcher(const ir::Program& program, const logsource::Registry& registry) {
  const auto naive = std::make_shared<Naive>(program, registry);
  return [naive](std::string_view document) { return naive->Match(document); };
}

}  // namespace dcv::ruletest
