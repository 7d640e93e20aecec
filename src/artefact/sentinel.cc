// SPDX-License-Identifier: Apache-2.0
#include "artefact/sentinel.h"

#include <fmt/format.h>

#include <algorithm>

#include "artefact/attack.h"
#include "artefact/text.h"

namespace dcv::artefact {
namespace {

// Of the service, not looked up; its page is
// learn.microsoft.com/azure/sentinel/sentinel-service-limits.
constexpr size_t kMaxQuery = 10'000, kMaxName = 256, kMaxDescription = 5'000;
constexpr uint64_t kHour = 60, kDay = 24 * kHour;
constexpr uint64_t kLeast = 5, kMost = 14 * kDay;

std::string Iso(uint64_t minutes) {
  std::string out = "P";
  if (minutes >= kDay) out += fmt::format("{}D", minutes / kDay);
  if (minutes % kDay != 0) out += "T";
  if (minutes % kDay >= kHour) out += fmt::format("{}H", minutes % kDay / kHour);
  if (minutes % kHour != 0) out += fmt::format("{}M", minutes % kHour);
  return out;
}

std::string Refusal(const Detection& detection, uint64_t every, uint64_t lookback) {
  if (detection.query.size() > kMaxQuery) {
    return fmt::format("the query has {} characters and Sentinel takes {}", detection.query.size(),
                       kMaxQuery);
  }
  if (every < kLeast) return "Sentinel runs rules every five minutes at most: give --every 5m";
  if (lookback > kMost) return "Sentinel looks back fourteen days at most";
  if (lookback >= 2 * kDay && every < kHour) {
    return "Sentinel takes two days of lookback with an hour between runs: give --every 1h";
  }
  return {};
}

void AddTechniques(const Detection& detection, const Knowledge& knowledge, SentinelRule& out) {
  for (const Threat& threat : ThreatsOf(detection, knowledge)) {
    if (threat.names != nullptr) out.tactics.push_back(threat.names->sentinel);
  }
  for (std::string_view id : TechniqueIds(detection, knowledge)) {
    const std::string_view parent = id.substr(0, id.find('.'));
    if (parent != id) out.sub_techniques.push_back(id);
    if (out.techniques.empty() || out.techniques.back() != parent) out.techniques.push_back(parent);
  }
}

void AddEntities(std::string_view table, const Knowledge& knowledge, SentinelRule& out) {
  for (const Entity& entity : knowledge.entities) {
    if (entity.table != table) continue;
    if (out.entities.empty() || out.entities.back().type != entity.entity) {
      out.entities.push_back({entity.entity, {}});
    }
    out.entities.back().fields.emplace_back(entity.identifier, entity.column);
  }
}

void AddConnectors(std::string_view table, const Knowledge& knowledge, SentinelRule& out) {
  for (const Connector& connector : knowledge.connectors) {
    if (connector.table != table) continue;
    const auto same = [&](const auto& one) { return one.first == connector.connector; };
    auto found = std::find_if(out.connectors.begin(), out.connectors.end(), same);
    if (found == out.connectors.end()) {
      found = out.connectors.insert(found, {connector.connector, {}});
    }
    found->second.push_back(connector.data_type);
  }
}

}  // namespace

SentinelRule SentinelRuleOf(const Detection& detection, const Options& options,
                            const Knowledge& knowledge) {
  SentinelRule out;
  const uint64_t lookback = LookbackMinutes(detection, options);
  out.refusal = Refusal(detection, options.every_minutes, lookback);
  out.name = OneLine(detection.title, kMaxName);
  out.description = Description(detection, kMaxDescription);
  out.severity = knowledge.SeverityOf(detection.level).sentinel;
  out.frequency = Iso(options.every_minutes);
  out.period = Iso(lookback);
  AddTechniques(detection, knowledge, out);
  const std::vector<std::string> tables = Tables(detection);
  for (const std::string& table : tables) AddConnectors(table, knowledge, out);
  if (detection.rows && tables.size() == 1) AddEntities(tables.front(), knowledge, out);
  return out;
}

}  // namespace dcv::artefact
