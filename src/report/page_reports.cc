// SPDX-License-Identifier: Apache-2.0
// The page of one technique. Averages are printed to two decimals of the binary double, as the
// published pages do (0.825 prints as 0.82).
#include <fmt/format.h>

#include <set>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/report.h"
#include "report/table.h"

namespace dcv::report {
namespace {

using coverage::MappingView;
using coverage::Page;

constexpr size_t kDetectionsShown = 40;

const char* ViewName(MappingView view) {
  return view == MappingView::kPublished ? "published" : "default";
}

std::string Summary(const Context& context, const Page& page) {
  return fmt::format("dcv maps {} detection{} across {} cloud provider{} to {} (ATT&CK {}).",
                     page.detections.size(), page.detections.size() == 1 ? "" : "s", page.clouds,
                     page.clouds == 1 ? "" : "s", page.technique->id, context.version.name());
}

Table SourceTable(const Context& context, const Page& page) {
  using enum Table::Align;
  Table table({{"Source"}, {"Cloud"}, {"Findings mapped", kRight}, {"Avg confidence", kRight}});
  for (const coverage::PageSource& source : page.sources) {
    const catalog::Source& listed = context.catalog.sources()[source.source];
    table.Row({listed.title, CloudTitle(listed.cloud), std::to_string(source.detections),
               fmt::format("{:.2f}", source.mean_confidence)});
  }
  return table;
}

Table DetectionTable(const Context& context, const Page& page, size_t limit) {
  using enum Table::Align;
  Table table({{"Detection", kLeft, 72},
               {"Source"},
               {"Kind"},
               {"Confidence", kRight},
               {"Basis"},
               {"Reason"}});
  for (size_t i = 0; i < std::min(limit, page.detections.size()); ++i) {
    const coverage::PageDetection& detection = page.detections[i];
    table.Row({std::string(detection.key), context.catalog.sources()[detection.source].title,
               std::string(ToString(detection.kind)), fmt::format("{:.2f}", detection.confidence),
               std::string(ToString(detection.basis)), std::string(detection.reason)});
  }
  return table;
}

// "CloudSigma has 3 rules for T1496 and 1 for its sub-techniques, on 2 platforms."
std::string RuleSummary(const Page& page) {
  std::set<std::string_view> platforms;
  size_t own = 0;
  for (const coverage::PageRule& rule : page.rules) {
    own += rule.technique == page.technique->id;
    platforms.insert(rule.platform);
  }
  const size_t below = page.rules.size() - own;
  return fmt::format("CloudSigma has {} rule{} for {}{}, on {} platform{}.", own,
                     own == 1 ? "" : "s", page.technique->id,
                     below == 0 ? "" : fmt::format(" and {} for its sub-techniques", below),
                     platforms.size(), platforms.size() == 1 ? "" : "s");
}

Table RuleTable(const Page& page) {
  Table table({{"Rule", Table::Align::kLeft, 72},
               {"Platform"},
               {"Level"},
               {"Status"},
               {"Technique"},
               {"File", Table::Align::kLeft, 96}});
  for (const coverage::PageRule& rule : page.rules) {
    table.Row({rule.title, CloudTitle(rule.platform), rule.level, rule.status,
               std::string(rule.technique), rule.file});
  }
  return table;
}

std::string TuningNote(const coverage::PageRule& rule) {
  return "tune before you enable: " + (rule.false_positives.empty()
                                           ? std::string("its false positives are not known")
                                           : Join(rule.false_positives, "; "));
}

// One line per rule that is experimental.
std::string TuningNotes(const Page& page) {
  std::string out;
  for (const coverage::PageRule& rule : page.rules) {
    if (rule.Experimental()) out += "- " + rule.title + ": " + TuningNote(rule) + "\n";
  }
  return out.empty() ? "" : "\n" + out;
}

void WriteRules(const Page& page, json::Writer& json) {
  json.Key("rules").BeginArray();
  for (const coverage::PageRule& rule : page.rules) {
    json.Inline().BeginObject().Field("id", rule.id).Field("title", rule.title);
    json.Field("platform", rule.platform).Field("level", rule.level);
    json.Field("status", rule.status).Field("technique", rule.technique);
    json.Field("sub_technique", rule.technique != page.technique->id).Field("file", rule.file);
    json.Key("false_positives").BeginArray(true);
    for (const std::string& text : rule.false_positives) json.String(text);
    json.EndArray().Field("note", rule.Experimental() ? TuningNote(rule) : "").EndObject();
  }
  json.EndArray();
}

// The published pages' figures stand alone.
bool ShowsRules(const Page& page) {
  return page.view == MappingView::kDefault && !page.rules.empty();
}

std::string LogSources(const Context& context, const Page& page) {
  Table table({{"Platform"}, {"Log source"}, {"Channel", Table::Align::kLeft, 70}});
  for (const attack::LogSource& source : context.version.LogSources(page.technique->id)) {
    table.Row({std::string(source.platform), std::string(source.log_source),
               std::string(source.channel)});
  }
  return table.empty() ? "" : table.Text();
}

// In which logs of the cloud it can be seen.
std::vector<catalog::LogOfTechnique> CloudLogs(const Context& context, const Page& page) {
  std::vector<catalog::LogOfTechnique> out;
  for (const catalog::LogOfTechnique& log : context.catalog.logs()) {
    if (context.version.Translate(log.technique) == page.technique) out.push_back(log);
  }
  return out;
}

Table CloudLogTable(const std::vector<catalog::LogOfTechnique>& logs) {
  Table table({{"In the log"}, {"As", Table::Align::kLeft, 80}, {"Needs"}});
  for (const catalog::LogOfTechnique& log : logs) {
    std::vector<std::string> channels;
    for (std::string_view channel : Split(log.channel, '|')) channels.emplace_back(channel);
    table.Row({std::string(log.log_source), Join(channels, ", "), std::string(log.needs)});
  }
  return table;
}

void WriteCloudLogs(const Context& context, const Page& page, json::Writer& json) {
  json.Key("logs").BeginArray();
  for (const catalog::LogOfTechnique& log : CloudLogs(context, page)) {
    json.Inline().BeginObject().Field("log_source", log.log_source);
    json.Key("channel").BeginArray(true);
    for (std::string_view channel : Split(log.channel, '|')) json.String(channel);
    json.EndArray().Field("basis", log.basis).Field("needs", log.needs).EndObject();
  }
  json.EndArray();
}

}  // namespace

void PageTable(const Context& context, const Page& page, Sink& sink) {
  const attack::Technique& technique = *page.technique;
  std::string& out = sink.buffer;
  out += std::string(technique.id) + " " + context.version.FullName(technique) + "\n";
  out += "Tactics: " + TacticList(context.version, technique) + "\n";
  out += "Platforms: " + PlatformList(technique) + "\n";
  if (technique.groups) {
    out += fmt::format("Reported use: {} groups, {} campaigns, {} software\n", *technique.groups,
                       technique.campaigns.value_or(0), technique.software.value_or(0));
  }
  out += "\n" + Summary(context, page) + "\n";
  if (page.detections.empty())
    out += "No detection of the catalogue shows it.\n";
  else
    out += "\n" + SourceTable(context, page).Text() + "\n" +
           DetectionTable(context, page, kDetectionsShown).Text();
  if (page.detections.size() > kDetectionsShown) {
    out += fmt::format("... and {} more; --json lists all\n",
                       page.detections.size() - kDetectionsShown);
  }
  if (ShowsRules(page)) {
    out += "\n" + RuleSummary(page) + "\n\n" + RuleTable(page).Text() + TuningNotes(page);
  }
  const auto logs = CloudLogs(context, page);
  if (!logs.empty()) {
    out += "\nWhere it can be seen:\n" + CloudLogTable(logs).Text();
  } else if (const std::string named = LogSources(context, page); !named.empty()) {
    out += "\nWhere ATT&CK's analytics look for it:\n" + named;
  }
}

void PageMarkdown(const Context& context, const Page& page, Sink& sink) {
  const attack::Technique& technique = *page.technique;
  std::string& out = sink.buffer;
  out += "# " + std::string(technique.id) + " " + context.version.FullName(technique) + "\n\n";
  out += TacticList(context.version, technique) + "\n\n";
  out += "Platforms: " + PlatformList(technique) + ".\n\n";
  out += Summary(context, page);
  if (page.detections.empty()) {
    out += "\n";
  } else {
    out += " Coverage by source:\n\n" + SourceTable(context, page).Markdown();
  }
  if (page.view == MappingView::kDefault && !page.detections.empty()) {
    out += "\n## Detections\n\n" + DetectionTable(context, page, page.detections.size()).Markdown();
  }
  if (ShowsRules(page)) {
    out += "\n## Rules\n\n" + RuleSummary(page) + "\n\n" + RuleTable(page).Markdown() +
           TuningNotes(page);
  }
  if (const auto logs = CloudLogs(context, page);
      page.view == MappingView::kDefault && !logs.empty()) {
    out += "\n## Logs\n\n" + CloudLogTable(logs).Markdown();
  }
  out += "\n[ATT&CK page](https://attack.mitre.org/techniques/";
  std::string path(technique.id);
  if (const size_t dot = path.find('.'); dot != path.npos) path[dot] = '/';
  out += path + "/)\n";
}

void PageJson(const Context& context, const Page& page, Sink& sink) {
  const attack::Technique& technique = *page.technique;
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.technique/1").Field("version", DCV_VERSION);
  json.Field("attack", context.version.name());
  json.Key("technique").BeginObject().Field("id", technique.id);
  json.Field("name", context.version.FullName(technique));
  json.Key("tactics").BeginArray(true);
  for (size_t tactic : technique.tactics) json.String(context.version.tactics()[tactic].shortname);
  json.EndArray().Key("platforms").BeginArray(true);
  for (std::string_view platform : technique.platforms) json.String(platform);
  json.EndArray().EndObject();
  json.Field("mapping", ViewName(page.view));
  json.Field("detections", page.detections.size()).Field("clouds", page.clouds);
  json.Key("sources").BeginArray();
  for (const coverage::PageSource& source : page.sources) {
    const catalog::Source& listed = context.catalog.sources()[source.source];
    json.Inline().BeginObject().Field("source", listed.title).Field("id", listed.id);
    json.Field("cloud", CloudTitle(listed.cloud)).Field("detections", source.detections);
    json.Key("mean_confidence").Fixed(source.mean_confidence, 2).EndObject();
  }
  json.EndArray().Key("keys").BeginArray();
  for (const coverage::PageDetection& detection : page.detections) {
    json.Inline().BeginObject().Field("key", detection.key);
    json.Field("source", context.catalog.sources()[detection.source].id);
    json.Field("kind", ToString(detection.kind)).Key("confidence").Fixed(detection.confidence, 2);
    json.Field("basis", ToString(detection.basis)).Field("reason", detection.reason).EndObject();
  }
  json.EndArray();
  WriteRules(page, json);
  if (page.view == MappingView::kDefault) WriteCloudLogs(context, page, json);
  json.EndObject();
}

}  // namespace dcv::report
