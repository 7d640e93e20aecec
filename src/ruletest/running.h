// SPDX-License-Identifier: Apache-2.0
// Inside of RunTests: what its files share.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "ruletest/run.h"

namespace dcv::ruletest {

constexpr size_t kTracedEvents = 10;  // of a test; others are only counted
constexpr size_t kMaxWhyBytes = 64 << 10;

// The bare events of one event of a test.
class OpenedEvent {
 public:
  explicit OpenedEvent(const Event& event)
      : padded_(std::string(event.text).append(json::Parser::kPadding, ' ')) {}
  std::string_view document() const {
    return std::string_view(padded_).substr(0, padded_.size() - json::Parser::kPadding);
  }
  // In the order of a Matcher's answer. False when the text cannot be read.
  bool Visit(const logsource::Registry& registry,
             const std::function<void(json::Value, const logsource::Source*)>& visit) {
    const auto value = parser_.Parse(document());
    if (value) logsource::Unwrap(registry, *value, visit);
    return value.has_value();
  }

 private:
  std::string padded_;
  json::Parser parser_;
};

// ir::TraceRule and what else kept the event from the rule.
std::string TraceWhole(const ir::Program& program, const ir::Rule& rule, json::Value event,
                       const logsource::Source* source, size_t number);
// Not more than kMaxWhyBytes, cut at a line.
std::string Bounded(std::string why);

// `answers[i]` is the matcher's of the test's event i. Adds T024 and T032 to `problems`.
TestResult RunCorrelation(const Subject& subject, const RuleTest& test,
                          const std::vector<std::vector<Matched>>& answers, Problems& problems);

}  // namespace dcv::ruletest
