// SPDX-License-Identifier: Apache-2.0
// `dcv list`: what there is. Every list is a header and rows, printed as a table or as JSON.
#include "jobs/list.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/json_writer.h"
#include "base/text.h"
#include "coverage/mapping.h"
#include "inventory/shapes.h"
#include "jobs/output.h"
#include "report/report.h"
#include "report/table.h"

namespace dcv::jobs {
namespace {

Result<Rows> Sources(const Program& program, const attack::Version&, const ListRequest&) {
  Rows out{
      {"id", "title", "cloud", "kind", "detections", "mapped", "reasoned", "list_of", "mappings"},
      {}};
  for (const catalog::Source& source : program.catalog.sources()) {
    size_t mapped = 0, reasoned = 0;
    for (uint32_t i = source.first; i < source.first + source.count; ++i) {
      if (program.catalog.detections()[i].mapping_count > 0) ++mapped;
      if (!program.catalog.detections()[i].reason.empty()) ++reasoned;
    }
    out.rows.push_back({source.id, source.title, source.cloud, std::string(ToString(source.kind)),
                        std::to_string(source.count), std::to_string(mapped),
                        std::to_string(reasoned), source.retrieved,
                        source.own_mappings ? "own"
                        : source.count == 0 ? ""
                                            : "none"});
  }
  return out;
}

Result<Rows> Detections(const Program& program, const attack::Version&,
                        const ListRequest& request) {
  Rows out{{"key", "source", "kind", "status", "severity", "plan", "techniques", "title"}, {}};
  if (!request.source.empty() && !program.catalog.FindSource(request.source)) {
    std::vector<std::string> ids;
    for (const catalog::Source& source : program.catalog.sources()) ids.push_back(source.id);
    const std::string near = Nearest(request.source, ids);
    return NotFound("no source " + Printable(request.source),
                    near.empty() ? "see 'dcv list sources'" : "did you mean " + near + "?");
  }
  for (const catalog::Detection& detection : program.catalog.detections()) {
    const catalog::Source& source = program.catalog.sources()[detection.source];
    if (!request.source.empty() && source.id != request.source) continue;
    std::vector<std::string> techniques;
    const auto& catalog = program.catalog;
    for (const auto* row = catalog.begin(detection); row != catalog.end(detection); ++row) {
      if (techniques.empty() || techniques.back() != row->technique)
        techniques.emplace_back(row->technique);
    }
    out.rows.push_back({std::string(detection.key), source.id,
                        std::string(ToString(detection.kind)), std::string(detection.status),
                        std::string(detection.severity), std::string(detection.plan),
                        techniques.empty() ? std::string(detection.reason) : Join(techniques, " "),
                        std::string(detection.title)});
  }
  return out;
}

// Neither a technique nor a reason for none.
Result<Rows> Unmapped(const Program& program, const attack::Version&, const ListRequest& request) {
  Rows out{{"source", "key", "title"}, {}};
  for (const catalog::Detection& detection : program.catalog.detections()) {
    const catalog::Source& source = program.catalog.sources()[detection.source];
    if (!request.source.empty() && source.id != request.source) continue;
    if (detection.mapping_count > 0 || !detection.reason.empty()) continue;
    out.rows.push_back({source.id, std::string(detection.key), std::string(detection.title)});
  }
  return out;
}

Result<Rows> Techniques(const Program& program, const attack::Version& version,
                        const ListRequest&) {
  std::map<const attack::Technique*, std::pair<size_t, size_t>> counts;  // ours, published rows
  size_t lost = 0;
  for (const catalog::Detection& detection : program.catalog.detections()) {
    if (detection.retired()) continue;
    for (const auto& mapped : coverage::MapDetection(program.catalog, detection, version, lost)) {
      ++counts[mapped.technique].first;
    }
  }
  for (const catalog::PublishedRow& row : program.catalog.published()) {
    if (const attack::Technique* technique = version.Translate(row.technique))
      ++counts[technique].second;
  }
  Rows out{{"id", "name", "tactics", "platforms", "detections", "published_rows"}, {}};
  for (const attack::Technique& technique : version.techniques()) {
    if (technique.status != attack::TechniqueStatus::kActive) continue;
    out.rows.push_back({std::string(technique.id), version.FullName(technique),
                        report::TacticList(version, technique), report::PlatformList(technique),
                        std::to_string(counts[&technique].first),
                        std::to_string(counts[&technique].second)});
  }
  return out;
}

Result<Rows> Tactics(const Program&, const attack::Version& version, const ListRequest&) {
  Rows out{{"id", "shortname", "name", "techniques", "cloud_techniques"}, {}};
  const auto cloud = version.Universe(attack::CloudPlatforms());
  for (size_t i = 0; i < version.tactics().size(); ++i) {
    const auto has = [&](const attack::Technique& technique) {
      return technique.status == attack::TechniqueStatus::kActive &&
             std::find(technique.tactics.begin(), technique.tactics.end(), i) !=
                 technique.tactics.end();
    };
    const auto all = std::count_if(version.techniques().begin(), version.techniques().end(), has);
    const auto in_cloud =
        std::count_if(cloud.begin(), cloud.end(), [&](auto* t) { return has(*t); });
    const attack::Tactic& tactic = version.tactics()[i];
    out.rows.push_back({std::string(tactic.id), std::string(tactic.shortname),
                        std::string(tactic.name), std::to_string(all), std::to_string(in_cloud)});
  }
  return out;
}

Result<Rows> Platforms(const Program&, const attack::Version& version, const ListRequest&) {
  Rows out{{"platform", "techniques"}, {}};
  for (std::string_view platform : attack::CloudPlatforms()) {
    out.rows.push_back(
        {std::string(platform), std::to_string(version.Universe({platform}).size())});
  }
  out.rows.push_back(
      {"all five", std::to_string(version.Universe(attack::CloudPlatforms()).size())});
  return out;
}

Result<Rows> Shapes(const Program&, const attack::Version&, const ListRequest&) {
  Rows out{{"answer", "source", "next_page"}, {}};
  for (const inventory::Shape& shape : inventory::Shapes()) {
    out.rows.push_back(
        {shape.name, shape.source, shape.next_page == nullptr ? "" : shape.next_page});
  }
  return out;
}

Result<Rows> AttackVersions(const Program& program, const attack::Version&, const ListRequest&) {
  Rows out{{"version", "default"}, {}};
  for (const std::string& version : attack::Versions(program.data)) {
    out.rows.push_back({version, version == attack::kDefaultVersion ? "yes" : ""});
  }
  return out;
}

Result<Rows> Codes(const Program& program, const attack::Version&, const ListRequest&) {
  Rows out{{"code", "severity", "title"}, {}};
  for (const DiagnosticCode& code : program.codes.all()) {
    out.rows.push_back(
        {std::string(code.code), std::string(ToString(code.severity)), std::string(code.title)});
  }
  return out;
}

struct Kind {
  const char* name;
  Result<Rows> (*rows)(const Program&, const attack::Version&, const ListRequest&);
};
constexpr Kind kKinds[] = {{"sources", Sources},
                           {"detections", Detections},
                           {"unmapped", Unmapped},
                           {"techniques", Techniques},
                           {"tactics", Tactics},
                           {"platforms", Platforms},
                           {"shapes", Shapes},
                           {"rules", ListRules},
                           {"checks", ListChecks},
                           {"logsources", ListLogSources},
                           {"dialects", ListDialects},
                           {"versions", AttackVersions},
                           {"codes", Codes}};

std::string AsJson(const std::string& name, const std::string& attack, const Rows& list) {
  std::string out;
  json::Writer json(out);
  json.BeginObject().Field("schema", "dcv.list/1").Field("version", DCV_VERSION);
  json.Field("attack", attack);
  for (const auto& [what, count] : list.counts) json.Field(what, count);
  json.Key(name).BeginArray();
  for (size_t i = 0; i < list.rows.size(); ++i) {
    const std::vector<std::string>& row = list.rows[i];
    json.Inline().BeginObject();
    for (size_t column = 0; column < row.size(); ++column) {
      json.Field(list.header[column], row[column]);
    }
    if (i < list.json_values.size() && !list.json_values[i].empty()) {
      json.Key(list.json_column).Raw(list.json_values[i]);
    }
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

std::string AsTable(const Rows& list) {
  std::vector<report::Table::Column> columns;
  for (std::string title : list.header) {
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c == '_' ? ' ' : static_cast<char>(std::toupper(c)); });
    columns.push_back({title, report::Table::Align::kLeft, 96});
  }
  report::Table table(columns);
  for (const auto& row : list.rows) table.Row(row);
  return table.Text() + (list.last_line.empty() ? "" : list.last_line + "\n");
}

}  // namespace

const std::vector<std::string>& ListNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Kind& kind : kKinds) out.emplace_back(kind.name);
    return out;
  }();
  return names;
}

Result<Outcome> List(const Program& program, const ListRequest& request) {
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  Outcome outcome = Outcome::kDone;
  for (const Kind& kind : kKinds) {
    if (request.what != kind.name) continue;
    DCV_TRY(const Rows rows, kind.rows(program, version, request));
    DCV_TRY(OutputFile file, OutputFile::Open(request.path));
    file.sink().buffer = request.json ? AsJson(kind.name, request.attack, rows) : AsTable(rows);
    if (Status status = file.Close(); !status) return status.error();
    if (rows.incomplete) outcome = Outcome::kIncomplete;
  }
  return outcome;
}

}  // namespace dcv::jobs
