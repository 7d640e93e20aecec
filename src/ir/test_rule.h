// SPDX-License-Identifier: Apache-2.0
// For tests: Sigma text, lowered and held to events.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ir/evaluate.h"
#include "ir/lower.h"
#include "sigma/parse.h"

namespace dcv::ir {

// `use` is called with the event as a value, and what it returns is returned.
template <typename Use>
auto WithEvent(std::string_view event, const Use& use) {
  std::string padded(event);
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, event.size()));
  EXPECT_TRUE(value.has_value()) << event;
  return use(value.value_or(json::Value()));
}

class TestRules {
 public:
  explicit TestRules(std::string_view text, const logsource::Registry* registry = nullptr)
      : file_(sigma::Parse(text)) {
    EXPECT_EQ(file_.broken, 0u) << file_.first_break.message << "\n" << text;
    std::vector<Source> sources;
    for (const sigma::Document& document : file_.documents) sources.push_back({&document, 0});
    lowered_ = Lower(sources, {registry});
  }

  const Program& program() const { return lowered_.program; }
  const sigma::Document& document(size_t i) const { return file_.documents[i]; }
  const std::vector<LowerProblem>& problems() const { return lowered_.problems; }

  // "P100 P106", in order.
  std::string Codes() const {
    std::string out;
    for (const LowerProblem& problem : lowered_.problems) {
      out.append(out.empty() ? "" : " ").append(problem.problem.code);
    }
    return out;
  }
  std::string Message(size_t i = 0) const {
    return i < problems().size() ? problems()[i].problem.message : "";
  }
  std::string Remedy(size_t i = 0) const {
    return i < problems().size() ? problems()[i].problem.remedy : "";
  }

  bool Matches(std::string_view event, size_t rule = 0) const {
    if (rule >= program().rules.size()) {
      ADD_FAILURE() << "no rule: " << Codes() << " " << Message();
      return false;
    }
    return Holds(program().rules[rule].condition, event);
  }
  bool Holds(ExprId expr, std::string_view event) const {
    return WithEvent(event, [&](json::Value value) { return Evaluate(program(), expr, value); });
  }

 private:
  sigma::File file_;
  Lowered lowered_;
};

// A rule of product p and service s with the detection given, each of its lines below `detection:`.
inline std::string RuleText(std::string_view detection, std::string_view head = "title: T") {
  std::string out(head);
  out += "\nlogsource: {product: p, service: s}\ndetection:\n";
  for (std::string_view rest = detection; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    out.append("    ").append(rest.substr(0, end)).append("\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

// A rule of one search identifier.
inline TestRules One(const std::string& search) {
  return TestRules(RuleText("a:\n    " + search + "\ncondition: a"));
}

}  // namespace dcv::ir
