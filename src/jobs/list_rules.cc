// SPDX-License-Identifier: Apache-2.0
// The rows of `dcv list rules`, `checks` and `logsources`.
#include "base/text.h"
#include "jobs/levels.h"
#include "jobs/list.h"
#include "jobs/reachable.h"
#include "jobs/read_rules.h"

namespace dcv::jobs {
namespace {

logsource::Attributes AttributesOf(const sigma::Document& document) {
  const sigma::LogSource* source = nullptr;
  if (document.rule() != nullptr) source = &document.rule()->logsource;
  if (document.filter() != nullptr) source = &document.filter()->logsource;
  if (source == nullptr) return {};
  return {source->product.text, source->category.text, source->service.text};
}

std::string_view KindOf(const sigma::Document& document) {
  if (document.correlation() != nullptr) return "correlation";
  return document.filter() != nullptr ? "filter" : "rule";
}

Rows ReachableRows(const Rules& rules) {
  Rows out{{"id", "title", "kind", "reachable", "why", "file"}, {}};
  out.json_column = "event";
  size_t reachable = 0, proved = 0;
  for (const Reachability& found : ProveReachable(rules)) {
    const sigma::Document& document = *found.document;
    const bool rule = document.rule() != nullptr;
    proved += rule;
    reachable += !found.event.empty();
    out.rows.push_back({document.id.text, document.title.text, std::string(KindOf(document)),
                        found.event.empty() ? (rule ? "no" : "") : "yes", found.why,
                        rules.inputs[found.file].path});
    out.json_values.push_back(found.event);
  }
  out.counts = {{"reachable", reachable}, {"proved", proved}};
  out.last_line = std::to_string(reachable) + " of " + std::to_string(proved) +
                  " rules can match an event of their log source";
  return out;
}

Rows RuleRows(const Rules& rules) {
  Rows out{{"id", "title", "kind", "level", "status", "logsource", "techniques", "file"}, {}};
  for (const lint::Input& input : rules.inputs) {
    for (const sigma::Document& document : input.file.documents) {
      out.rows.push_back({document.id.text, document.title.text, std::string(KindOf(document)),
                          document.level.text, document.status.text,
                          LogSourceText(AttributesOf(document)), Join(document.Techniques(), " "),
                          input.path});
    }
  }
  return out;
}

}  // namespace

Result<Rows> ListRules(const Program& program, const attack::Version&, const ListRequest& request) {
  Rules rules;
  const std::string path = request.rules.empty() ? std::string(kBuiltinRules) : request.rules;
  if (Status status = ReadRules(program, {path}, 0, rules); !status) return status.error();
  Rows out;
  if (request.levels) {
    DCV_TRY(out, LevelRows(program, rules));
  } else {
    out = request.reachable ? ReachableRows(rules) : RuleRows(rules);
  }
  for (const lint::Input& input : rules.inputs) {
    out.incomplete = out.incomplete || input.file.broken > 0 || rules.unreadable > 0;
  }
  return out;
}

Result<Rows> ListChecks(const Program& program, const attack::Version&, const ListRequest&) {
  Rows out{{"name", "code", "origin", "severity", "default", "fixable", "title"}, {}};
  for (const lint::Check& check : lint::Checks()) {
    const DiagnosticCode& code = program.codes.Find(check.code);
    out.rows.push_back({std::string(check.name), std::string(check.code), std::string(check.origin),
                        std::string(ToString(code.severity)), check.convention ? "off" : "on",
                        check.fixable ? "yes" : "", std::string(code.title)});
  }
  return out;
}

Result<Rows> ListLogSources(const Program& program, const attack::Version&, const ListRequest&) {
  Rows out{{"id", "title", "in_rules", "fields", "retrieved"}, {}};
  DCV_TRY(const logsource::Registry registry, logsource::Registry::Load(program.data));
  for (const logsource::Source& source : registry.sources()) {
    std::vector<std::string> lines;
    for (const logsource::SigmaLine& line : source.sigma) {
      lines.push_back(LogSourceText(line.attributes));
    }
    out.rows.push_back({source.id, source.title, Join(lines, " "),
                        std::to_string(source.fields.size()), source.retrieved});
  }
  return out;
}

}  // namespace dcv::jobs
