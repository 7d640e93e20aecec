// SPDX-License-Identifier: Apache-2.0
#include "events/evaluate.h"

#include "events/bound.h"
#include "events/comparison.h"
#include "events/fields.h"

namespace dcv::events {
namespace {

class Evaluator {
 public:
  Evaluator(const Selector& selector, const Input& input) : selector_(selector), input_(input) {}

  Truth Of(const Expr& expr) const {
    switch (expr.kind) {
      case Expr::Kind::kEverything: return Truth::kYes;
      case Expr::Kind::kUnknown: return Truth::kUnknown;
      case Expr::Kind::kNot: return Not(Of(expr.operands[0]));
      case Expr::Kind::kTest: return Of(expr.test);
      case Expr::Kind::kAnd:
      case Expr::Kind::kOr: break;
    }
    const bool all = expr.kind == Expr::Kind::kAnd;
    Truth truth = Sure(all);
    for (const Expr& operand : expr.operands) {
      truth = all ? And(truth, Of(operand)) : Or(truth, Of(operand));
      if (truth == Sure(!all)) break;
    }
    return truth;
  }

 private:
  Truth Of(const Test& test) const {
    if (test.scope == Test::Scope::kText) return OfText(test, input_.text);
    Truth truth = Truth::kNo;
    bool found = false;
    const bool spread =
        selector_.language == Language::kLoggingQuery || selector_.language == Language::kYaral;
    VisitField(input_.value, test, spread, [&](json::Value value) {
      found = true;
      for (const Comparison& c : test.any) {
        if (Applies(c, value)) truth = Or(truth, Compare(c, value, selector_.language));
      }
      return truth != Truth::kYes;
    });
    return found ? truth : Missing(test);
  }

  Truth OfText(const Test& test, std::string_view text) const {
    Truth truth = Truth::kNo;
    for (const Comparison& c : test.any) {
      const Truth one = CompareText(c, text, selector_.language);
      truth = Or(truth, c.op == Comparison::Op::kContains ? AsWord(c, text, one) : one);
    }
    return truth;
  }

  // The documentation speaks of terms as words and does not say whether a part of a word counts.
  static Truth AsWord(const Comparison& c, std::string_view text, Truth contained) {
    if (contained != Truth::kYes || c.negated) return contained;
    const std::string& term = c.values[0];
    for (size_t at = text.find(term); at != text.npos; at = text.find(term, at + 1)) {
      const size_t end = at + term.size();
      const bool begins = at == 0 || !IsWord(text[at - 1]) || !IsWord(term.front());
      const bool ends = end == text.size() || !IsWord(text[end]) || !IsWord(term.back());
      if (begins && ends) return Truth::kYes;
    }
    return Truth::kUnknown;
  }

  static bool IsWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  // Metric filters compare no objects and no arrays.
  bool Applies(const Comparison& c, json::Value value) const {
    const bool container = value.Is(json::Type::kObject) || value.Is(json::Type::kArray);
    return !container || selector_.language == Language::kLoggingQuery ||
           c.op == Comparison::Op::kExists;
  }

  // No value: only "does not exist" holds. Metric filters leave open what != says of it.
  Truth Missing(const Test& test) const {
    Truth truth = Truth::kNo;
    if (selector_.language == Language::kLoggingQuery) return Defaulted(test);
    for (const Comparison& c : test.any) {
      if (c.op == Comparison::Op::kUnknown) truth = Or(truth, Truth::kUnknown);
      if (!c.negated) continue;
      if (c.op == Comparison::Op::kExists) return Truth::kYes;
      if (selector_.language == Language::kMetricFilter || selector_.language == Language::kKql) {
        truth = Or(truth, Truth::kUnknown);  // Kusto: by the column's type
      }
      if (selector_.language == Language::kYaral) truth = Truth::kYes;  // a missing field is empty
    }
    return truth;
  }

  // Fields of payloads and labels that are missing fit nothing. Those that the type LogEntry
  // defines have the default value of their type, which only severity's name tells here.
  static Truth Defaulted(const Test& test) {
    constexpr std::string_view kOpen[] = {"jsonPayload", "protoPayload", "labels"};
    const std::vector<Step>& steps = test.field.steps;
    if (steps.empty() || test.scope == Test::Scope::kBelow) return Truth::kNo;
    for (std::string_view name : kOpen) {
      if (steps[0].name == name) return Truth::kNo;
    }
    if (steps.size() > 1 && steps[0].name == "resource" && steps[1].name == "labels") {
      return Truth::kNo;
    }
    const bool severity = steps.size() == 1 && steps[0].name == "severity";
    Truth truth = Truth::kNo;
    for (const Comparison& c : test.any) {
      if (c.op == Comparison::Op::kExists) continue;
      if (severity) {
        truth = Or(truth, CompareText(c, "DEFAULT", Language::kLoggingQuery));
        continue;
      }
      for (std::string_view value : {"", "0", "false"}) {
        truth = Or(truth, And(Truth::kUnknown, CompareText(c, value, Language::kLoggingQuery)));
      }
    }
    return truth;
  }

  const Selector& selector_;
  const Input& input_;
};

// A line of text as the columns of a space-delimited filter; absent when it has another number.
class Columns {
 public:
  Columns(const Selector& selector, std::string_view line);
  bool fits() const { return fits_; }
  std::string_view Find(const Test& test, bool& found) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> named_;
  bool fits_ = false;
};

// Blanks part fields; what stands in brackets or double quotes is one.
std::vector<std::string_view> SplitLine(std::string_view line) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (c == ' ' || c == '\t') {
      ++at;
      continue;
    }
    const char close = c == '[' ? ']' : c == '"' ? '"' : ' ';
    const size_t begin = close == ' ' ? at : at + 1;
    size_t end = close == ' ' ? line.find_first_of(" \t", begin) : line.find(close, begin);
    end = std::min(end, line.size());
    out.push_back(line.substr(begin, end - begin));
    at = end + 1;
  }
  return out;
}

Columns::Columns(const Selector& selector, std::string_view line) {
  const std::vector<std::string_view> fields = SplitLine(line);
  const std::vector<std::string>& names = selector.columns;
  const auto dots = std::find(names.begin(), names.end(), "...");
  const size_t before = static_cast<size_t>(dots - names.begin());
  const size_t after = dots == names.end() ? 0 : static_cast<size_t>(names.end() - dots) - 1;
  fits_ = dots == names.end() ? fields.size() == names.size() : fields.size() >= before + after;
  if (!fits_) return;
  for (size_t i = 0; i < before; ++i) named_.emplace_back(names[i], fields[i]);
  for (size_t i = 0; i < after; ++i) {
    named_.emplace_back(names[names.size() - 1 - i], fields[fields.size() - 1 - i]);
  }
}

std::string_view Columns::Find(const Test& test, bool& found) const {
  for (const auto& [name, value] : named_) {
    if (name == test.field.steps[0].name) {
      found = true;
      return value;
    }
  }
  found = false;
  return {};
}

Truth OfColumns(const Expr& expr, const Columns& columns) {
  switch (expr.kind) {
    case Expr::Kind::kEverything: return Truth::kYes;
    case Expr::Kind::kUnknown: return Truth::kUnknown;
    case Expr::Kind::kNot: return Not(OfColumns(expr.operands[0], columns));
    case Expr::Kind::kAnd: {
      Truth truth = Truth::kYes;
      for (const Expr& operand : expr.operands) truth = And(truth, OfColumns(operand, columns));
      return truth;
    }
    case Expr::Kind::kOr: {
      Truth truth = Truth::kNo;
      for (const Expr& operand : expr.operands) truth = Or(truth, OfColumns(operand, columns));
      return truth;
    }
    case Expr::Kind::kTest: break;
  }
  bool found = false;
  const std::string_view value = columns.Find(expr.test, found);
  Truth truth = Truth::kNo;
  for (const Comparison& c : expr.test.any) {
    if (found) truth = Or(truth, CompareText(c, value, Language::kMetricFilter));
  }
  return truth;
}

}  // namespace

Truth Evaluate(const Selector& selector, const Input& input) {
  if (selector.language == Language::kEventBridge) return EvaluateBound(selector.root, input.value);
  if (!selector.columns.empty()) {
    const Columns columns(selector, input.text);
    if (!columns.fits()) return Truth::kNo;
    return OfColumns(selector.root, columns);
  }
  return Evaluator(selector, input).Of(selector.root);
}

}  // namespace dcv::events
