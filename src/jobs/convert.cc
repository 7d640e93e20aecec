// SPDX-License-Identifier: Apache-2.0
// `dcv convert`: files -> parse -> pipelines -> lower -> dialect -> queries.
#include "report/convert.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/text.h"
#include "dialect/dialects.h"
#include "ir/print.h"
#include "jobs/jobs.h"
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

report::Conversion ConvertRule(const Rules& rules, const dialect::Places& places,
                               const ir::Rule& rule, const dialect::Dialect& target,
                               const ConvertRequest& request) {
  const ir::Source& source = rules.sources[rule.document];
  const sigma::Document& document = rules.document(rule.document);
  dialect::Query query = dialect::Render(target, rules.lowered.program, rule, document, places,
                                         {request.table}, source.own_names);
  report::Conversion out;
  out.file = rules.inputs[rules.documents[rule.document].first].path;
  out.rule_id = document.id.text;
  out.title = document.title.text;
  out.severity = document.level.text;
  out.target = target.id;
  out.query = std::move(query.text);
  out.lowering = dialect::ToString(query.lowering);
  out.level = "unverified";
  out.comment = target.comment;
  out.end = target.end;
  for (dialect::Note& note : query.notes) {
    out.notes.push_back({std::string(note.code), std::move(note.text), std::move(note.remedy)});
  }
  if (request.explain) {
    const ir::Program& program = rules.lowered.program;
    if (rule.scope != program.True()) {
      out.words = "the log source implies\n" + ir::ToText(program, rule.scope, 2);
    }
    out.words += "matches when\n" + ir::ToText(program, rule.condition, 2);
  }
  return out;
}

// Correlations have no query yet in any target.
report::Conversion RefuseCorrelation(const Rules& rules, const ir::Correlation& correlation,
                                     const dialect::Dialect& target) {
  const sigma::Document& document = rules.document(correlation.document);
  report::Conversion out;
  out.file = rules.inputs[rules.documents[correlation.document].first].path;
  out.rule_id = document.id.text;
  out.title = document.title.text;
  out.severity = document.level.text;
  out.target = target.id;
  out.lowering = dialect::ToString(dialect::Lowering::kImpossible);
  out.level = "unverified";
  out.notes.push_back({"C007", "correlations are not converted; their rules are", ""});
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

// On stderr, whatever the format: what could not be converted.
bool TellFailures(const report::ConversionResult& result) {
  bool failed = !result.problems.empty();
  for (const report::ConversionProblem& one : result.problems) {
    fmt::print(stderr, "{}:{}:{}: {} {}\n", Printable(one.file), one.problem.place.line,
               one.problem.place.column, one.problem.code, one.problem.message);
  }
  for (const report::Conversion& one : result.conversions) {
    if (one.lowering != "impossible") continue;
    failed = true;
    for (const report::ConversionNote& note : one.notes) {
      if (note.code == "C004") continue;  // what was left out before
      fmt::print(stderr, "{}: {}: {} {}{}\n", Printable(one.file), one.target, note.code, note.text,
                 note.remedy.empty() ? "" : "; " + note.remedy);
    }
  }
  return failed;
}

}  // namespace

Result<Outcome> Convert(const Program& program, const ConvertRequest& request) {
  DCV_TRY(const auto targets, Targets(request.targets));
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
      result.conversions.push_back(RefuseCorrelation(rules, correlation, *target));
    }
  }
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  if (request.explain && request.output.format != "json") {
    report::RenderExplained(result, file.sink());
  } else {
    for (const report::ConversionFormat& format : report::ConversionFormats()) {
      if (request.output.format == format.name) format.render(result, file.sink());
    }
  }
  if (Status status = file.Close(); !status) return status.error();
  return TellFailures(result) ? Outcome::kBadInput : Outcome::kDone;
}

Result<Rows> ListDialects(const Program&, const attack::Version&, const ListRequest&) {
  Rows out{{"target", "title", "any_case", "regex", "arrays", "cidr", "fieldref", "keywords",
            "time_parts", "correlations", "negation"},
           {}};
  for (const dialect::Dialect* one : dialect::Dialects()) {
    const dialect::Capabilities& can = one->can;
    out.rows.push_back({one->id, one->title, can.any_case, can.regex, can.arrays, can.cidr,
                        can.fieldref, can.keywords, can.time_parts, can.correlations,
                        can.negation});
  }
  return out;
}

}  // namespace dcv::jobs
