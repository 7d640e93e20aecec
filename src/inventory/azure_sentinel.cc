// SPDX-License-Identifier: Apache-2.0
// Analytics rules of Microsoft Sentinel. Source: Azure REST reference, Microsoft.SecurityInsights
// alertRules 2024-09-01 and 2021-10-01 (read 2026-11-25).
#include <set>

#include "base/text.h"
#include "events/kql_literals.h"
#include "inventory/azure_resource.h"

namespace dcv::inventory {
namespace {

// What the author states: a sub-technique stands for its technique too, which is not said again.
bool TagTechniques(Answer& answer, uint8_t source, DetectionId detection,
                   const AzureResource& resource) {
  std::set<std::string> techniques;
  for (const char* name : {"techniques", "subTechniques"}) {
    for (json::Value one : answer.Array(resource.properties, name, resource.place).elements()) {
      if (!one.text().empty()) techniques.emplace(one.text());
    }
  }
  for (const std::string& technique : techniques) {
    const auto sub = techniques.lower_bound(technique + ".");
    if (sub != techniques.end() && sub->starts_with(technique + ".")) continue;
    answer.AddTag({source, detection, technique, catalog::Basis::kAuthor});
  }
  return !techniques.empty();
}

// Hits of the query that are needed for an alert.
bool NeedsMany(Answer& answer, const AzureResource& resource) {
  const std::string_view sign = answer.Text(resource.properties, "triggerOperator", resource.place);
  const auto number = resource.properties.Find("triggerThreshold").number();
  return number && EqualsIgnoreCase(sign, "GreaterThan") && *number >= 1;
}

std::string WhyNone(Answer& answer, std::string_view kind, const AzureResource& resource) {
  if (EqualsIgnoreCase(kind, "MicrosoftSecurityIncidentCreation")) {
    const std::string product(answer.Text(resource.properties, "productFilter", resource.place));
    return "it makes incidents of the alerts of " + (product.empty() ? "a product" : product) +
           ", which count where they are found";
  }
  if (EqualsIgnoreCase(kind, "Fusion")) {
    return "Fusion joins alerts of other detections, which count where they are found";
  }
  if (EqualsIgnoreCase(kind, "ThreatIntelligence")) {
    return "it compares addresses and names with indicators, which shows no technique";
  }
  return "its logic is the provider's, and no technique is stated";
}

}  // namespace

void TagNone(Answer& answer, uint8_t source, DetectionId detection, std::string why) {
  answer.AddTag({source, detection, "", catalog::Basis::kCurated, 0, std::move(why)});
}

bool AddKql(Answer& answer, uint8_t source, DetectionId detection, Scope scope, const Place& place,
            std::string_view query) {
  const events::KqlQuery read = events::ReadKql(query);
  const std::vector<std::string_view> feeds = events::KqlFeeds(read);
  for (std::string_view feed : feeds) {
    answer.AddQuery(source, detection, scope, place, events::Language::kKql, feed, query);
  }
  if (!feeds.empty()) return read.counts;
  if (read.rows.empty() && !read.problems.empty()) {
    const Problem& problem = read.problems.back();
    answer.Report(std::string(problem.code), place,
                  "line " + std::to_string(problem.place.line) + ", column " +
                      std::to_string(problem.place.column) + " of the query: " + problem.message);
    TagNone(answer, source, detection, "its query cannot be read");
    return false;
  }
  std::set<std::string> tables;
  for (const auto& rows : read.rows) tables.insert(Printable(rows.table, 40));
  std::string names;
  for (const std::string& table : tables) {
    if (names.size() > 120) {
      names += " and others";
      break;
    }
    names += (names.empty() ? "" : ", ") + table;
  }
  TagNone(answer, source, detection,
          names.empty() ? "its query names no table"
                        : "its query reads " + names + ", of which no API events are judged");
  return read.counts;
}

void ReadSentinelRule(Answer& answer, const AzureResource& resource) {
  const uint8_t source = answer.Source("azure_sentinel");
  const std::string_view kind = answer.Text(resource.item, "kind", resource.place);
  std::string_view title = answer.Text(resource.properties, "displayName", resource.place);
  if (title.empty()) title = answer.Text(resource.item, "name", resource.place);
  const DetectionId detection = answer.Own(title);
  const std::optional<bool> enabled = answer.Flag(resource.properties, "enabled", resource.place);
  answer.State(source, detection,
               !enabled   ? State::kUnknown
               : *enabled ? State::kOn
                          : State::kOff,
               resource.scope, resource.place, kind);
  answer.SetAnswered(source, State::kOn, resource.scope, resource.place);
  if (EqualsIgnoreCase(kind, "Scheduled") || EqualsIgnoreCase(kind, "NRT")) {
    TagTechniques(answer, source, detection, resource);
    const std::string_view query = answer.Text(resource.properties, "query", resource.place);
    const bool counts = AddKql(answer, source, detection, resource.scope, resource.place, query);
    if (counts || NeedsMany(answer, resource)) {
      answer.Delivered(source, detection, State::kOn, resource.scope, resource.place, "", true);
    }
    return;
  }
  // Fusion states all tactics there are, and incident rules none.
  const bool own =
      EqualsIgnoreCase(kind, "MLBehaviorAnalytics") || EqualsIgnoreCase(kind, "ThreatIntelligence");
  if (own && TagTechniques(answer, source, detection, resource)) return;
  TagNone(answer, source, detection, WhyNone(answer, kind, resource));
}

}  // namespace dcv::inventory
