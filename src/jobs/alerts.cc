// SPDX-License-Identifier: Apache-2.0
#include "jobs/alerts.h"

#include <algorithm>

#include "ir/evaluate.h"
#include "logsource/event_time.h"
#include "logsource/path.h"
#include "sigma/parse.h"

namespace dcv::jobs {
namespace {

constexpr size_t kMaxValues = 32;  // of one alert

class Details {
 public:
  Details(const ir::Program& program, json::Value event, report::Alert& alert)
      : program_(program), event_(event), alert_(alert) {}

  // The predicates that make the expression true; what it denies shows no value.
  void Add(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs()[id];
    if (expr.kind == ir::ExprKind::kAnd || expr.kind == ir::ExprKind::kOr) {
      for (ir::ExprId operand : expr.operands) Add(operand);
    }
    if (expr.kind != ir::ExprKind::kPredicate || alert_.matched.size() == kMaxValues) return;
    const ir::Predicate& predicate = program_.predicates()[expr.predicate];
    auto found = ir::FindSatisfied(program_, predicate, event_);
    if (!found) return;
    const bool keyword = predicate.field == ir::kAnyField;
    const std::string name = keyword ? "" : program_.fields()[predicate.field].name;
    if (found->path == name) found->path.clear();
    const auto same = [&](const report::MatchedValue& other) {
      return other.field == name && other.value == found->text;
    };
    if (std::none_of(alert_.matched.begin(), alert_.matched.end(), same)) {
      alert_.matched.push_back({name, std::move(found->path), std::move(found->text)});
    }
  }

 private:
  const ir::Program& program_;
  json::Value event_;
  report::Alert& alert_;
};

}  // namespace

AlertRules::AlertRules(const Rules& rules, const attack::Version& version) {
  const ir::Program& program = rules.lowered.program;
  for (const ir::Rule& rule : program.rules) rules_.push_back(Of(rules, rule.document, version));
  std::vector<bool> counted(program.rules.size()), generated(program.rules.size());
  std::vector<bool> chained(program.correlations.size()), shown(program.correlations.size());
  for (const ir::Correlation& correlation : program.correlations) {
    correlations_.push_back(Of(rules, correlation.document, version));
    correlations_.back().correlation = true;
    for (const ir::Reference& reference : correlation.rules) {
      (reference.correlation ? chained : counted)[reference.index] = true;
      if (correlation.generate) (reference.correlation ? shown : generated)[reference.index] = true;
    }
  }
  for (size_t i = 0; i < counted.size(); ++i) reports_.push_back(!counted[i] || generated[i]);
  for (size_t i = 0; i < chained.size(); ++i) {
    correlation_reports_.push_back(!chained[i] || shown[i]);
  }
}

report::AlertRule AlertRules::Of(const Rules& rules, uint32_t number,
                                 const attack::Version& version) {
  const sigma::Document& document = rules.document(number);
  report::AlertRule out;
  out.id = document.id.text;
  out.title = document.title.text;
  out.level = document.level.text;
  out.status = document.status.text;
  out.author = document.author.text;
  out.file = rules.inputs[rules.documents[number].first].path;
  for (const auto& tag : document.tags) out.tags.push_back(tag.text);
  out.attacks = report::AttacksOf(out.tags, version);
  out.hash = report::RuleHash(sigma::ToYaml(document));
  return out;
}

std::optional<int64_t> TimeOf(const logsource::Source* source, json::Value event) {
  if (source != nullptr) return logsource::EventTime(*source, event);
  for (const char* name : {"@timestamp", "timestamp", "time", "eventTime", "TimeGenerated",
                           "TimeCreated", "UtcTime", "_time", "ts", "date"}) {
    const json::Value value = event.Find(name);
    if (value.Is(json::Type::kAbsent)) continue;
    if (const auto moment = logsource::ParseTime(value.Plain())) return moment;
  }
  return {};
}

std::string EventIdOf(const logsource::Source* source, json::Value event) {
  std::string id;
  if (source == nullptr) return id;
  for (const logsource::Path& path : source->event_id) {
    logsource::Visit(event, path, [&](json::Value value) {
      if (value.Is(json::Type::kString) || value.Is(json::Type::kNumber)) id = value.Plain();
      return id.empty();
    });
    if (!id.empty()) break;
  }
  return id;
}

void AddDetails(const Rules& rules, uint32_t number, json::Value event, report::Alert& alert) {
  const ir::Program& program = rules.lowered.program;
  const ir::Rule& rule = program.rules[number];
  Details details(program, event, alert);
  for (const ir::Selection& selection : rule.selections) {
    if (!ir::Evaluate(program, selection.expr, event)) continue;
    alert.selections.push_back(selection.name);
    details.Add(selection.expr);
  }
}

}  // namespace dcv::jobs
