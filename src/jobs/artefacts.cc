// SPDX-License-Identifier: Apache-2.0
#include "jobs/artefacts.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::jobs {
namespace {

using Texts = std::vector<std::string>;

Texts TextsOf(const std::vector<sigma::Text>& texts) {
  Texts out;
  for (const sigma::Text& text : texts) {
    if (!text.empty()) out.push_back(text.text);
  }
  return out;
}

// Short names of ATT&CK's tactics as rules of all ages tag them; other tags of the name space are
// techniques, groups and software, which no tactic is named like.
Texts Tactics(const sigma::Document& document) {
  constexpr std::string_view kPrefix = "attack.";
  Texts out;
  for (const sigma::Text& tag : document.tags) {
    std::string name = Lower(tag.text);
    if (name.substr(0, kPrefix.size()) != kPrefix) continue;
    name.erase(0, kPrefix.size());
    std::replace(name.begin(), name.end(), '_', '-');
    out.push_back(std::move(name));
  }
  return out;
}

// Why the query is wider, the first reasons of many.
std::string Loss(const report::Conversion& conversion) {
  constexpr size_t kTold = 5;
  if (conversion.lowering != "wider") return {};
  Texts texts;
  for (const report::ConversionNote& note : conversion.notes) texts.push_back(note.text);
  const size_t more = texts.size() - std::min(texts.size(), kTold);
  texts.resize(texts.size() - more);
  return Join(texts, "; ") + (more == 0 ? "" : "; and " + std::to_string(more) + " more");
}

// Ids of the log sources that a correlation reads, those of its rules.
void AddSources(const ir::Program& program, const ir::Correlation& correlation, Texts& out) {
  for (const ir::Reference& reference : correlation.rules) {
    if (reference.correlation) {
      AddSources(program, program.correlations[reference.index], out);
      continue;
    }
    for (const std::string& id : program.rules[reference.index].sources) {
      if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    }
  }
}

std::string Table(const Rules& rules, const Texts& sources, std::string_view columns) {
  Texts out;
  for (const std::string& id : sources) {
    const logsource::Source* source = rules.registry.FindById(id);
    if (source == nullptr) continue;
    const auto found = source->tables.find(columns);
    if (found == source->tables.end()) continue;
    if (std::find(out.begin(), out.end(), found->second) == out.end()) out.push_back(found->second);
  }
  return Join(out, ", ");
}

// Where the times of raw events are, of paths that are names of members alone.
std::vector<Texts> Times(const Rules& rules, const Texts& sources) {
  std::vector<Texts> out;
  for (const std::string& id : sources) {
    const logsource::Source* source = rules.registry.FindById(id);
    if (source == nullptr) continue;
    for (const logsource::Path& path : source->timestamp) {
      Texts names;
      for (const logsource::Segment& segment : path) {
        if (segment.kind == logsource::Segment::Kind::kMember) names.push_back(segment.name);
      }
      if (names.size() == path.size() && std::find(out.begin(), out.end(), names) == out.end()) {
        out.push_back(std::move(names));
      }
    }
  }
  return out;
}

artefact::Detection Describe(const sigma::Document& document,
                             const report::Conversion& conversion) {
  artefact::Detection out;
  out.id = artefact::IdOf(document.id.text, document.name.text, document.title.text);
  out.title = document.title.empty() ? out.id : document.title.text;
  out.description = document.description.text;
  out.level = Lower(document.level.text);
  out.author = document.author.text;
  out.references = TextsOf(document.references);
  out.false_positives = TextsOf(document.falsepositives);
  out.techniques = document.Techniques();
  out.tactics = Tactics(document);
  out.target = conversion.target;
  out.query = conversion.query;
  out.loss = Loss(conversion);
  return out;
}

artefact::Detection OfRule(const Rules& rules, const ir::Rule& rule, const dialect::Dialect& target,
                           const std::string& table, const report::Conversion& conversion) {
  artefact::Detection out = Describe(rules.document(rule.document), conversion);
  const std::string own = Table(rules, rule.sources, target.columns);
  out.table = table.empty() ? own : table;
  out.rows = true;
  const bool raw =
      target.raw_column != nullptr && own.empty() && !rules.sources[rule.document].own_names;
  if (raw) out.times = Times(rules, rule.sources);
  return out;
}

artefact::Detection OfCorrelation(const Rules& rules, const ir::Correlation& correlation,
                                  const dialect::Dialect& target, const std::string& table,
                                  const report::Conversion& conversion) {
  artefact::Detection out = Describe(rules.document(correlation.document), conversion);
  Texts sources;
  AddSources(rules.lowered.program, correlation, sources);
  out.table = table.empty() ? Table(rules, sources, target.columns) : table;
  out.window_seconds = correlation.timespan_seconds;
  return out;
}

}  // namespace

Result<ArtefactPlan> PlanArtefacts(const ConvertRequest& request,
                                   const std::vector<const dialect::Dialect*>& targets) {
  const std::string& name = request.output.format;
  if (!artefact::IsFormat(name)) {
    if (request.every.empty()) return ArtefactPlan{};
    return InvalidInput("C011: --every is of formats that run queries, not of " + name,
                        "give --format ('dcv list dialects' has those of each target)");
  }
  ArtefactPlan out;
  for (const dialect::Dialect* target : targets) {
    out.format = artefact::FindFormat(name, target->id);
    if (out.format == nullptr) {
      const std::string own = Join(artefact::FormatsOf(target->id), " ");
      return InvalidInput("C011: target " + std::string(target->id) + " has no format " + name,
                          "it has: plain json" + (own.empty() ? "" : " " + own));
    }
  }
  if (targets.size() != 1) {
    return InvalidInput("C011: format " + name + " is made for one target at a time",
                        "give one with --target and run again for the next");
  }
  if (request.explain) {
    return InvalidInput("C011: --explain prints no " + name, "leave out --explain or --format");
  }
  if (!request.every.empty()) {
    DCV_TRY(out.options.every_minutes, artefact::ParseEvery(request.every));
  }
  return out;
}

Status RenderArtefacts(const Program& program, const Rules& rules, const dialect::Dialect& target,
                       const ArtefactPlan& plan, const ConvertRequest& request,
                       report::ConversionResult& result, report::Sink& sink) {
  DCV_TRY(const artefact::Knowledge knowledge, artefact::Knowledge::Load(program.data));
  const ir::Program& lowered = rules.lowered.program;
  sink.buffer += plan.format->begin;
  bool first = true;
  for (size_t i = 0; i < result.conversions.size(); ++i) {
    report::Conversion& conversion = result.conversions[i];
    if (conversion.query.empty()) continue;
    const size_t rule_count = lowered.rules.size();
    const artefact::Detection detection =
        i < rule_count ? OfRule(rules, lowered.rules[i], target, request.table, conversion)
                       : OfCorrelation(rules, lowered.correlations[i - rule_count], target,
                                       request.table, conversion);
    const artefact::Piece piece = plan.format->render(detection, plan.options, knowledge);
    if (!piece.refusal.empty()) {
      conversion.lowering = "impossible";
      conversion.notes = {{"C010", piece.refusal, ""}};
      continue;
    }
    if (!first) sink.buffer += plan.format->between;
    first = false;
    sink.buffer += piece.text;
    sink.Poll();
  }
  sink.buffer += plan.format->end;
  return Ok();
}

}  // namespace dcv::jobs
