// SPDX-License-Identifier: Apache-2.0
#include "ir/print.h"

#include "base/text.h"
#include "ir/evaluate.h"

namespace dcv::ir {
namespace {

std::string Quoted(std::string_view text) {
  return "'" + Printable(text, 400) + "'";
}

std::string_view Verb(Op op) {
  switch (op) {
    case Op::kEquals: return "is";
    case Op::kPrefix: return "begins with";
    case Op::kSuffix: return "ends with";
    case Op::kContains: return "contains";
    case Op::kGlob: return "matches";
    case Op::kRegex: return "matches the regular expression";
    case Op::kCidr: return "is an address of";
    case Op::kNumber: return "is";
    case Op::kBoolean: return "is";
    case Op::kNull: return "is absent or null";
    case Op::kExists: return "exists";
    case Op::kLess: return "is below";
    case Op::kLessEqual: return "is at most";
    case Op::kGreater: return "is above";
    case Op::kGreaterEqual: return "is at least";
    case Op::kFieldEquals: return "is the value of";
    case Op::kFieldPrefix: return "begins with the value of";
    case Op::kFieldSuffix: return "ends with the value of";
    case Op::kFieldContains: return "contains the value of";
  }
  return "";
}

std::string_view PartName(TimePart part) {
  constexpr std::string_view kNames[] = {"", "minute", "hour", "day", "ISO week", "month", "year"};
  return kNames[static_cast<size_t>(part)];
}

// What is compared with, after the verb.
std::string Operand(const Program& program, const Predicate& predicate) {
  switch (predicate.op) {
    case Op::kNull:
    case Op::kExists: return "";
    case Op::kCidr: return " " + predicate.text;
    case Op::kRegex: return " /" + Printable(predicate.text, 400) + "/";
    case Op::kBoolean: return predicate.flag ? " true" : " false";
    case Op::kNumber:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual: return " " + predicate.text;
    case Op::kFieldEquals:
    case Op::kFieldPrefix:
    case Op::kFieldSuffix:
    case Op::kFieldContains: return " " + program.fields()[predicate.other].name;
    case Op::kGlob: return " " + Quoted(predicate.pattern.ToText());
    default: return " " + Quoted(predicate.text);
  }
}

bool HasCase(Op op) {
  return op <= Op::kGlob || (op >= Op::kFieldEquals && op <= Op::kFieldContains);
}

// The list of an expression; with an event, what holds of it and what was there instead.
class Printer {
 public:
  Printer(const Program& program, const json::Value* event) : program_(program), event_(event) {}
  std::string Take() { return std::move(out_); }

  void Print(ExprId id, size_t indent) {
    Begin(id, indent);
    const Expr& expr = program_.exprs()[id];
    switch (expr.kind) {
      case ExprKind::kTrue: out_ += "always\n"; return;
      case ExprKind::kFalse: out_ += "never\n"; return;
      case ExprKind::kPredicate: Leaf(id, indent); return;
      case ExprKind::kNot: Negation(expr.operands.front(), indent); return;
      case ExprKind::kAnd: out_ += "all of:\n"; break;
      case ExprKind::kOr: out_ += "any of:\n"; break;
    }
    for (ExprId operand : expr.operands) Print(operand, indent + kStep);
  }

 private:
  static constexpr size_t kStep = 2;

  void Begin(ExprId id, size_t indent) {
    if (event_ != nullptr) out_ += Evaluate(program_, id, *event_) ? "yes " : "no  ";
    out_.append(indent, ' ');
  }

  void Leaf(ExprId id, size_t indent) {
    const Predicate& predicate = program_.predicates()[program_.exprs()[id].predicate];
    out_ += ToText(program_, predicate) + "\n";
    if (event_ == nullptr || predicate.field == kAnyField || Evaluate(program_, id, *event_))
      return;
    out_.append(4 + indent + kStep, ' ');
    out_ += WhatWasThere(predicate.field) + "\n";
  }

  void Negation(ExprId operand, size_t indent) {
    const Expr& expr = program_.exprs()[operand];
    if (expr.kind == ExprKind::kPredicate) {
      out_ += "not: " + ToText(program_, program_.predicates()[expr.predicate]) + "\n";
      return;
    }
    out_ += "not:\n";
    Print(operand, indent + kStep);
  }

  std::string WhatWasThere(FieldId field) const {
    constexpr size_t kMost = 3;
    const std::vector<std::string> texts = Texts(program_, field, *event_);
    if (texts.empty()) return "is absent";
    std::vector<std::string> shown;
    for (size_t i = 0; i < texts.size() && i < kMost; ++i) {
      shown.push_back("'" + Printable(texts[i], 120) + "'");
    }
    return "has " + Join(shown, ", ") +
           (texts.size() > kMost ? " and " + Grouped(texts.size() - kMost) + " more" : "");
  }

  const Program& program_;
  const json::Value* event_;
  std::string out_;
};

}  // namespace

std::string ToText(const Program& program, const Predicate& predicate) {
  std::string out = predicate.field == kAnyField ? std::string("any value")
                                                 : program.fields()[predicate.field].name;
  if (predicate.part != TimePart::kNone) {
    out = "the " + std::string(PartName(predicate.part)) + " of " + out;
  }
  out = Printable(out, 400);
  out += " " + std::string(Verb(predicate.op)) + Operand(program, predicate);
  if (HasCase(predicate.op) && !predicate.cased) out += " (any case)";
  return out;
}

std::string ToText(const Program& program, ExprId expr, size_t indent) {
  Printer printer(program, nullptr);
  printer.Print(expr, indent);
  return printer.Take();
}

std::string Trace(const Program& program, ExprId expr, json::Value event, size_t indent) {
  Printer printer(program, &event);
  printer.Print(expr, indent);
  return printer.Take();
}

std::string TraceRule(const Program& program, const Rule& rule, json::Value event,
                      const logsource::Source* source, size_t number, bool matches) {
  std::string out = "Event " + std::to_string(number) + " (" +
                    (source == nullptr ? "not recognised" : source->title) +
                    (matches ? "): matches\n" : "): does not match\n");
  for (const Selection& selection : rule.selections) {
    const bool hit = Evaluate(program, selection.expr, event);
    out += "  " + selection.name + (hit ? ": matched\n" : ": failed\n");
    out += Trace(program, selection.expr, event, 4);
  }
  if (!rule.filters.empty()) out += "  with filters:\n" + Trace(program, rule.condition, event, 4);
  return out;
}

}  // namespace dcv::ir
