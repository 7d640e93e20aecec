// SPDX-License-Identifier: Apache-2.0
// `dcv filter new`: rules -> filters -> held to the rules -> YAML.
#include "jobs/filter_new.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "base/text.h"
#include "jobs/jobs.h"
#include "jobs/make_filter.h"
#include "jobs/output.h"
#include "jobs/read_rules.h"
#include "sigma/parse.h"

namespace dcv::jobs {
namespace {

// Values that are not texts: exists takes true or false, comparisons take numbers.
bool TakesText(std::string_view key) {
  for (std::string_view part : Split(key, '|')) {
    const auto modifier = sigma::FindModifier(part);
    if (modifier && (*modifier == sigma::Modifier::kExists || sigma::IsComparison(*modifier) ||
                     sigma::IsTimePart(*modifier))) {
      return false;
    }
  }
  return true;
}

Result<yaml::Node> FieldsOf(const std::vector<std::string>& fields) {
  yaml::Node map;
  map.kind = yaml::Kind::kMapping;
  for (const std::string& field : fields) {
    const size_t equals = field.find('=');
    if (equals == field.npos || equals == 0 || field[0] == '|') {
      return InvalidInput("--field takes FIELD=VALUE, not '" + Printable(field) + "'",
                          "for example --field 'sourceIPAddress|cidr=10.0.0.0/8'");
    }
    const std::string key = field.substr(0, equals);
    yaml::Node value;
    value.scalar = field.substr(equals + 1);
    value.quoted = TakesText(key);
    const auto same = std::find_if(map.members.begin(), map.members.end(),
                                   [&](const yaml::Member& m) { return m.key.scalar == key; });
    if (same != map.members.end()) {
      same->value.items.push_back(std::move(value));
      continue;
    }
    yaml::Member member;
    member.key.scalar = key;
    member.value.kind = yaml::Kind::kSequence;
    member.value.items.push_back(std::move(value));
    map.members.push_back(std::move(member));
  }
  if (map.members.empty()) return InvalidInput("no field is given", "give --field FIELD=VALUE");
  for (yaml::Member& member : map.members) {
    if (member.value.items.size() > 1) continue;
    yaml::Node only = std::move(member.value.items.front());
    member.value = std::move(only);
  }
  return map;
}

using SourceKey = std::tuple<std::string, std::string, std::string>;

SourceKey KeyOf(const sigma::LogSource& source) {
  return {source.product.text, source.category.text, source.service.text};
}

struct Group {
  const sigma::LogSource* logsource = nullptr;
  std::vector<const sigma::Document*> rules;
};

Result<std::vector<Group>> GroupsOf(const std::vector<const sigma::Document*>& rules) {
  std::vector<Group> groups;
  for (const sigma::Document* document : rules) {
    const sigma::Rule* rule = document->rule();
    if (rule == nullptr) continue;
    if (document->id.empty() && document->name.empty()) {
      return InvalidInput("rule '" + Printable(document->title.text) + "' has neither id nor name",
                          "a filter names its rules by id: give it one, for example from uuidgen");
    }
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return KeyOf(*group.logsource) == KeyOf(rule->logsource);
    });
    if (same == groups.end()) {
      groups.push_back({&rule->logsource, {document}});
    } else {
      same->rules.push_back(document);
    }
  }
  if (groups.empty()) {
    return InvalidInput("there is no rule with a detection to filter",
                        "filters apply to detections: give the rules below a correlation");
  }
  return groups;
}

std::string TitleOf(const Group& group) {
  const std::string first = "Exceptions to " + group.rules.front()->title.text;
  const size_t more = group.rules.size() - 1;
  return more == 0 ? first : fmt::format("{} and {} more", first, more);
}

std::string PlaceText(const std::string& path, const Problem& problem) {
  return fmt::format("{}:{}:{}: {} {}", Printable(path, 400), problem.place.line,
                     problem.place.column, problem.code, problem.message);
}

// The rules are right: nothing else can be filtered reliably.
Status CheckRules(const Program& program, const Rules& rules) {
  for (const lint::Input& input : rules.inputs) {
    for (const Problem& problem : input.file.problems) {
      if (program.codes.Find(problem.code).severity != Severity::kError) continue;
      return InvalidInput(PlaceText(input.path, problem), "see 'dcv check'");
    }
  }
  return Ok();
}

// The filters mean something for the rules; what is doubtful goes to stderr.
Status CheckFilters(const Program& program, const Rules& rules,
                    const std::vector<sigma::Document>& filters) {
  std::vector<ir::Source> sources = rules.sources;
  const size_t first = sources.size();
  for (const sigma::Document& filter : filters) sources.push_back({&filter, 0});
  const ir::Lowered lowered = ir::Lower(sources, {&rules.registry});
  for (const ir::LowerProblem& found : lowered.problems) {
    const DiagnosticCode& code = program.codes.Find(found.problem.code);
    const bool own = found.document >= first;
    const std::string text =
        own ? found.problem.message
            : PlaceText(rules.inputs[sources[found.document].file].path, found.problem);
    const std::string remedy =
        found.problem.remedy.empty() ? std::string(code.remedy) : found.problem.remedy;
    if (code.severity == Severity::kError) return InvalidInput(text, remedy);
    if (!own) continue;
    std::fprintf(stderr, "%s %s: %s\n    %s\n", std::string(ToString(code.severity)).c_str(),
                 std::string(found.problem.code).c_str(), text.c_str(), remedy.c_str());
  }
  return Ok();
}

}  // namespace

Result<std::vector<sigma::Document>> NewFilters(const std::vector<const sigma::Document*>& rules,
                                                const std::vector<std::string>& fields,
                                                const std::string& title) {
  DCV_TRY(const yaml::Node map, FieldsOf(fields));
  DCV_TRY(const std::vector<Group> groups, GroupsOf(rules));
  std::vector<sigma::Document> out;
  for (const Group& group : groups) {
    std::vector<std::string> references;
    for (const sigma::Document* rule : group.rules) {
      const std::string& reference = rule->id.empty() ? rule->name.text : rule->id.text;
      if (std::find(references.begin(), references.end(), reference) == references.end()) {
        references.push_back(reference);
      }
    }
    Problems problems;
    sigma::Reader reader(problems);
    sigma::Document filter = MakeFilter(title.empty() ? TitleOf(group) : title, *group.logsource,
                                        references, false, map, reader);
    if (reader.broken()) {
      return InvalidInput("--field: " + reader.first_fatal().message, reader.first_fatal().remedy);
    }
    out.push_back(std::move(filter));
  }
  return out;
}

Result<Outcome> FilterNew(const Program& program, const FilterNewRequest& request) {
  Rules rules;
  if (Status status = ReadRules(program, {request.rules}, 0, rules); !status) {
    return status.error();
  }
  if (Status status = CheckRules(program, rules); !status) return status.error();
  std::vector<const sigma::Document*> documents;
  for (const ir::Source& source : rules.sources) documents.push_back(source.document);
  DCV_TRY(const std::vector<sigma::Document> filters,
          NewFilters(documents, request.fields, request.title));
  if (Status status = CheckFilters(program, rules, filters); !status) return status.error();
  DCV_TRY(OutputFile file, OutputFile::Open(request.path));
  for (const sigma::Document& filter : filters) {
    if (&filter != &filters.front()) file.sink().buffer += "---\n";
    file.sink().buffer += sigma::ToYaml(filter);
  }
  if (Status status = file.Close(); !status) return status.error();
  return Outcome::kDone;
}

}  // namespace dcv::jobs
