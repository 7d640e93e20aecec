// SPDX-License-Identifier: Apache-2.0
// The rows of `dcv list rules`, `checks` and `logsources`.
#include "base/text.h"
#include "jobs/list.h"
#include "jobs/read_rules.h"

namespace dcv::jobs {
namespace {

std::string LogSourceText(const logsource::Attributes& source) {
  std::vector<std::string> parts;
  for (const std::string& part : {source.product, source.category, source.service}) {
    if (!part.empty()) parts.push_back(part);
  }
  return Join(parts, "/");
}

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

}  // namespace

Result<Rows> ListRules(const Program& program, const attack::Version&, const ListRequest& request) {
  Rows out{{"title", "id", "kind", "level", "status", "logsource", "techniques", "file"}, {}};
  if (request.rules.empty()) {
    return InvalidInput("this dcv has no rule library inside", "give a folder: --rules DIR");
  }
  Rules rules;
  if (Status status = ReadRules(program, {request.rules}, 0, rules); !status) {
    return status.error();
  }
  for (const lint::Input& input : rules.inputs) {
    for (const sigma::Document& document : input.file.documents) {
      out.rows.push_back({document.title.text, document.id.text, std::string(KindOf(document)),
                          document.level.text, document.status.text,
                          LogSourceText(AttributesOf(document)), Join(document.Techniques(), " "),
                          input.path});
    }
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
