// SPDX-License-Identifier: Apache-2.0
#include "jobs/explain_rule.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "base/text.h"
#include "ir/evaluate.h"
#include "ir/print.h"
#include "jobs/read_events.h"
#include "jobs/read_rules.h"
#include "report/table.h"

namespace dcv::jobs {
namespace {

constexpr size_t kTracedEvents = 10;  // per rule; the others are only counted

void CollectFields(const ir::Program& program, ir::ExprId id, std::set<ir::FieldId>& fields) {
  const ir::Expr& expr = program.exprs()[id];
  if (expr.kind == ir::ExprKind::kPredicate) {
    const ir::Predicate& predicate = program.predicates()[expr.predicate];
    for (ir::FieldId field : {predicate.field, predicate.other}) {
      if (field != ir::kAnyField) fields.insert(field);
    }
  }
  for (ir::ExprId operand : expr.operands) CollectFields(program, operand, fields);
}

std::string PathsText(const ir::Field& field) {
  std::vector<std::string> paths;
  for (const logsource::Path& path : field.paths) paths.push_back(logsource::ToText(path));
  if (paths.empty()) return "(the log has no such field)";
  return Join(paths, "  or  ");
}

std::vector<logsource::Registry::Match> Matches(const Rules& rules, const ir::Rule& rule) {
  if (rules.sources[rule.document].own_names) return {};
  const sigma::LogSource& source = rules.document(rule.document).rule()->logsource;
  return rules.registry.Find({source.product.text, source.category.text, source.service.text});
}

std::string FieldTable(const Rules& rules, const ir::Rule& rule) {
  const std::vector<logsource::Registry::Match> matches = Matches(rules, rule);
  std::set<ir::FieldId> fields;
  CollectFields(rules.lowered.program, rule.condition, fields);
  report::Table table({{"FIELD"},
                       {"IN THE EVENT", report::Table::Align::kLeft, 200},
                       {"NOTE", report::Table::Align::kLeft, 120}});
  for (ir::FieldId id : fields) {
    const ir::Field& field = rules.lowered.program.fields()[id];
    const logsource::Resolved resolved = rules.registry.Resolve(matches, field.name);
    std::string note = resolved.note;
    if (resolved.how == logsource::Resolved::How::kUnknown && note.empty()) {
      note = "not in the documentation of this log source";
    }
    table.Row({field.name, PathsText(field), note});
  }
  return table.empty() ? "" : "\n" + table.Text();
}

std::string SourceLine(const Rules& rules, const ir::Rule& rule) {
  const sigma::LogSource& source = rules.document(rule.document).rule()->logsource;
  std::vector<std::string> parts, known;
  for (const auto& [name, text] : {std::pair{"product", source.product.text},
                                   {"category", source.category.text},
                                   {"service", source.service.text}}) {
    if (!text.empty()) parts.push_back(std::string(name) + " " + text);
  }
  for (const auto& match : Matches(rules, rule)) {
    if (known.empty() || known.back() != match.source->title) known.push_back(match.source->title);
  }
  const std::string_view none = rules.sources[rule.document].own_names
                                    ? "fields are named by the pipeline"
                                    : "no table of fields: names stand for themselves";
  return "Log source: " + Join(parts, ", ") + " (" +
         (known.empty() ? std::string(none) : Join(known, "; ")) + ")\n";
}

std::string Heading(const Program& program, const sigma::Document& document) {
  std::string out = document.title.text + "\n";
  std::vector<std::string> facts;
  for (const auto& [name, text] : {std::pair{"id", document.id.text},
                                   {"status", document.status.text},
                                   {"level", document.level.text}}) {
    if (!text.empty()) facts.push_back(std::string(name) + " " + text);
  }
  if (!facts.empty()) out += Join(facts, ", ") + "\n";
  const auto version = attack::Version::Load(program.data, attack::kDefaultVersion);
  for (const std::string& id : document.Techniques()) {
    const attack::Technique* technique = version ? version->Translate(id) : nullptr;
    out += id;
    if (technique != nullptr) {
      out += (technique->id == id ? " " : " -> " + std::string(technique->id) + " ") +
             version->FullName(*technique);
    }
    out += "\n";
  }
  return out;
}

std::string DescribeRule(const Program& program, const Rules& rules, const ir::Rule& rule) {
  const sigma::Document& document = rules.document(rule.document);
  const ir::Program& lowered = rules.lowered.program;
  std::string out = Heading(program, document) + SourceLine(rules, rule);
  if (rule.scope != lowered.True()) {
    out += "The log source implies:\n" + ir::ToText(lowered, rule.scope, 2);
  }
  out += "\nMatches when\n" + ir::ToText(lowered, rule.condition, 2);
  for (const std::string& filter : rule.filters) out += "Filtered by: " + filter + "\n";
  return out + FieldTable(rules, rule);
}

std::string DescribeCorrelation(const Program& program, const Rules& rules,
                                const ir::Correlation& correlation) {
  const sigma::Document& document = rules.document(correlation.document);
  std::string out = Heading(program, document);
  out += fmt::format("\nCorrelation {} within {} seconds", ToString(correlation.type),
                     correlation.timespan_seconds);
  if (!correlation.group_by.empty()) out += " by " + Join(correlation.group_by, ", ");
  out += " of\n";
  for (const ir::Reference& reference : correlation.rules) {
    const uint32_t source = reference.correlation
                                ? rules.lowered.program.correlations[reference.index].document
                                : rules.lowered.program.rules[reference.index].document;
    out += "  " + rules.document(source).title.text + "\n";
  }
  for (const auto& [comparison, number] : correlation.thresholds) {
    out += fmt::format("when the result is {} {}\n", ToString(comparison), number);
  }
  return out;
}

struct Events {
  std::string text;
  size_t events = 0, matched = 0;
};

Result<Events> ExplainEvents(const Rules& rules, const ir::Rule& rule, const std::string& path,
                             json::Writer& json) {
  Events out;
  const auto read = ReadEvents(path, rules.registry, [&](json::Value event, const auto* source) {
    const bool matches = ir::Evaluate(rules.lowered.program, rule.condition, event);
    out.matched += matches;
    if (++out.events <= kTracedEvents) {
      out.text +=
          "\n" + ir::TraceRule(rules.lowered.program, rule, event, source, out.events, matches);
    }
    json.Inline().BeginObject().Field("event", out.events);
    json.Field("source", source == nullptr ? "" : std::string_view(source->id));
    json.Field("match", matches).Key("selections").BeginArray();
    for (const ir::Selection& selection : rule.selections) {
      json.Inline().BeginObject().Field("name", selection.name);
      json.Field("match", ir::Evaluate(rules.lowered.program, selection.expr, event)).EndObject();
    }
    json.EndArray().EndObject();
  });
  if (!read) return read.error();
  if (out.events > kTracedEvents) {
    out.text += fmt::format("\n... {} more events\n", Grouped(out.events - kTracedEvents));
  }
  out.text += fmt::format("\n{} of {} events match\n", Grouped(out.matched), Grouped(out.events));
  for (const std::string& broken : read->broken) out.text += broken + "\n";
  if (read->broken_lines > 0) {
    out.text += fmt::format("{} lines could not be read\n", Grouped(read->broken_lines));
  }
  return out;
}

// What keeps documents of the file from being explained; true when there is anything.
bool NoteProblems(const Program& program, const Rules& rules, std::string& text) {
  bool failed = false;
  const auto note = [&](const Problem& problem) {
    const Severity severity = program.codes.Find(problem.code).severity;
    if (severity == Severity::kInfo) return;
    failed = failed || severity == Severity::kError;
    text += fmt::format("line {}: {} {}: {}\n", problem.place.line, ToString(severity),
                        problem.code, problem.message);
  };
  for (const lint::Input& input : rules.inputs) {
    for (const Problem& problem : input.file.problems) note(problem);
  }
  for (const auto& [file, problem] : rules.refused) note(problem);
  for (const ir::LowerProblem& lowered : rules.lowered.problems) note(lowered.problem);
  return failed;
}

}  // namespace

bool IsRuleFile(const std::string& subject) {
  std::error_code failed;
  return subject == "-" || subject.ends_with(".yml") || subject.ends_with(".yaml") ||
         std::filesystem::is_regular_file(subject, failed);
}

Result<RuleExplanation> ExplainRules(const Program& program, const ExplainRequest& request) {
  DCV_TRY(const Pipelines pipelines, ReadPipelines(request.pipelines));
  if (Status status = AllRead(pipelines); !status) return status.error();
  Rules rules;
  if (Status status = ReadRules(program, {request.subject}, 1, rules, pipelines); !status) {
    return status.error();
  }
  RuleExplanation out;
  json::Writer json(out.json);
  json.BeginObject().Field("schema", "dcv.explain-rule/1").Field("version", DCV_VERSION);
  json.Field("file", request.subject).Key("rules").BeginArray();
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    const sigma::Document& document = rules.document(rule.document);
    std::string text = DescribeRule(program, rules, rule);
    json.BeginObject().Field("title", document.title.text).Field("id", document.id.text);
    json.Field("text", text).Key("events").BeginArray();
    if (!request.event.empty()) {
      DCV_TRY(const Events events, ExplainEvents(rules, rule, request.event, json));
      text += events.text;
    }
    json.EndArray().EndObject();
    out.text += (out.text.empty() ? "" : "\n") + text;
  }
  for (const ir::Correlation& correlation : rules.lowered.program.correlations) {
    const sigma::Document& document = rules.document(correlation.document);
    const std::string text = DescribeCorrelation(program, rules, correlation);
    json.BeginObject().Field("title", document.title.text).Field("id", document.id.text);
    json.Field("text", text).Key("events").BeginArray().EndArray().EndObject();
    out.text += (out.text.empty() ? "" : "\n") + text;
  }
  std::string problems;
  if (NoteProblems(program, rules, problems)) out.outcome = Outcome::kFindings;
  json.EndArray().Field("problems", problems).EndObject();
  if (!problems.empty()) out.text += (out.text.empty() ? "" : "\n") + problems;
  return out;
}

}  // namespace dcv::jobs
