// SPDX-License-Identifier: Apache-2.0
// `dcv convert`: files -> parse -> pipelines -> lower -> dialect -> queries.
#include "report/convert.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "dialect/correlation.h"
#include "dialect/dialects.h"
#include "ir/print.h"
#include "jobs/artefacts.h"
#include "jobs/convert_failures.h"
#include "jobs/jobs.h"
#include "jobs/levels.h"
#include "jobs/list.h"
#include "jobs/output.h"
#include "jobs/read_rules.h"

namespace dcv::jobs {
namespace {

Result<std::vector<const dialect::Dialect*>> Targets(const std::vector<std::string>& names) {
  std::vector<const dialect::Dialect*> out;
  std::vector<std::string> known;
  for (const dialect::Dialect* one : dialect::Dialects()) known.emplace_back(one->id);
  for (const std::string& list : names) {
    for (std::string_view name : Split(list, ',')) {
      const dialect::Dialect* found = dialect::FindDialect(Trim(name));
      if (found == nullptr) {
        const std::string near = Nearest(name, known);
        return InvalidInput("C006: no target " + Printable(name),
                            near.empty()
                                ? "there are: " + Join(known, " ")
                                : "did you mean " + near + "? 'dcv list dialects' has all");
      }
      out.push_back(found);
    }
  }
  return out;
}

report::Conversion About(const Rules& rules, uint32_t number, const dialect::Dialect& target) {
  const sigma::Document& document = rules.document(number);
  report::Conversion out;
  out.file = rules.inputs[rules.documents[number].first].path;
  out.rule_id = document.id.text;
  out.title = document.title.text;
  out.severity = document.level.text;
  out.target = target.id;
  out.level = "unverified";
  out.comment = target.comment;
  out.end = target.end;
  return out;
}

void TakeQuery(dialect::Query query, report::Conversion& out) {
  out.query = std::move(query.text);
  out.lowering = dialect::ToString(query.lowering);
  for (dialect::Note& note : query.notes) {
    out.notes.push_back({std::string(note.code), std::move(note.text), std::move(note.remedy)});
  }
}

report::Conversion ConvertRule(const Rules& rules, const dialect::Places& places,
                               const ir::Rule& rule, const dialect::Dialect& target,
                               const ConvertRequest& request) {
  report::Conversion out = About(rules, rule.document, target);
  TakeQuery(dialect::Render(target, rules.lowered.program, rule, rules.document(rule.document),
                            places, {request.table}, rules.sources[rule.document].own_names),
            out);
  if (request.explain) {
    const ir::Program& program = rules.lowered.program;
    if (rule.scope != program.True()) {
      out.words = "the log source implies\n" + ir::ToText(program, rule.scope, 2);
    }
    out.words += "matches when\n" + ir::ToText(program, rule.condition, 2);
  }
  return out;
}

report::Conversion ConvertCorrelation(const Rules& rules, const dialect::Places& places,
                                      const ir::Correlation& correlation,
                                      const dialect::Dialect& target,
                                      const ConvertRequest& request) {
  const dialect::CorrelationSource source{
      [&](uint32_t document) -> const sigma::Document& { return rules.document(document); },
      [&](uint32_t document) { return rules.sources[document].own_names; }};
  report::Conversion out = About(rules, correlation.document, target);
  TakeQuery(dialect::RenderCorrelation(target, rules.lowered.program, correlation, source, places,
                                       {request.table}),
            out);
  return out;
}

// What keeps documents from being converted, of all stages.
void TakeProblems(const Program& program, const Rules& rules, report::ConversionResult& result) {
  const auto take = [&](uint32_t file, const Problem& problem) {
    if (program.codes.Find(problem.code).severity == Severity::kError) {
      result.problems.push_back({rules.inputs[file].path, problem});
    }
  };
  for (uint32_t file = 0; file < rules.inputs.size(); ++file) {
    for (const Problem& problem : rules.inputs[file].file.problems) take(file, problem);
  }
  for (const auto& [file, problem] : rules.refused) take(file, problem);
  for (const ir::LowerProblem& lowered : rules.lowered.problems) {
    take(rules.documents[lowered.document].first, lowered.problem);
  }
}

}  // namespace

Result<Outcome> Convert(const Program& program, const ConvertRequest& request) {
  DCV_TRY(const auto targets, Targets(request.targets));
  DCV_TRY(const ArtefactPlan plan, PlanArtefacts(request, targets));
  DCV_TRY(const Pipelines pipelines, ReadPipelines(request.pipelines));
  if (Status status = AllRead(pipelines); !status) return status.error();
  Rules rules;
  if (Status status = ReadRules(program, request.paths, request.threads, rules, pipelines);
      !status) {
    return status.error();
  }
  const dialect::Places places(rules.registry);
  report::ConversionResult result;
  TakeProblems(program, rules, result);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    for (const dialect::Dialect* target : targets) {
      result.conversions.push_back(ConvertRule(rules, places, rule, *target, request));
    }
  }
  for (const ir::Correlation& correlation : rules.lowered.program.correlations) {
    for (const dialect::Dialect* target : targets) {
      result.conversions.push_back(
          ConvertCorrelation(rules, places, correlation, *target, request));
    }
  }
  if (Status status = TakeLevels(program, request.require, result); !status) {
    return status.error();
  }
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  if (plan.format != nullptr) {
    if (Status status =
            RenderArtefacts(program, rules, *targets.front(), plan, request, result, file.sink());
        !status) {
      return status.error();
    }
  } else if (request.explain && request.output.format != "json") {
    report::RenderExplained(result, file.sink());
  } else {
    for (const report::ConversionFormat& format : report::ConversionFormats()) {
      if (request.output.format == format.name) format.render(result, file.sink());
    }
  }
  if (Status status = file.Close(); !status) return status.error();
  const std::string failures = Failures(result, request.verbose || request.explain);
  fmt::print(stderr, "{}", failures);
  return failures.empty() ? Outcome::kDone : Outcome::kBadInput;
}

Result<Rows> ListDialects(const Program&, const attack::Version&, const ListRequest&) {
  Rows out{{"target", "title", "any_case", "regex", "arrays", "cidr", "fieldref", "keywords",
            "time_parts", "correlations", "negation", "formats"},
           {}};
  for (const dialect::Dialect* one : dialect::Dialects()) {
    const dialect::Capabilities& can = one->can;
    out.rows.push_back({one->id, one->title, can.any_case, can.regex, can.arrays, can.cidr,
                        can.fieldref, can.keywords, can.time_parts, can.correlations, can.negation,
                        Join(artefact::FormatsOf(one->id), " ")});
  }
  return out;
}

}  // namespace dcv::jobs
