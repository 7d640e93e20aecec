// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "artefact/artefact.h"
#include "artefact/databricks.h"
#include "artefact/sentinel.h"

namespace dcv::artefact {

const std::vector<Format>& Formats() {
  static const std::vector<Format> formats = {
      {"athena-view", "view of Amazon Athena", {"athena"}, RenderAthenaView, "", "\n", ""},
      {"elastic-ndjson",
       "detection rules of Elastic Security",
       {"elastic", "eql", "esql"},
       RenderElasticNdjson,
       "",
       "",
       ""},
      {"opensearch-monitor",
       "monitors of OpenSearch Alerting",
       {"opensearch"},
       RenderOpensearchMonitor,
       "",
       "",
       ""},
      {"savedsearch", "savedsearches.conf of Splunk", {"splunk"}, RenderSavedSearch, "", "\n", ""},
      {"scheduled-query",
       "refreshable materialised view of ClickHouse",
       {"clickhouse"},
       RenderClickhouseView,
       "",
       "\n",
       ""},
      {"scheduled-query",
       "bundle of alerts of Databricks SQL",
       {"databricks"},
       RenderDatabricksAlert,
       kBundleBegin,
       ",\n",
       kBundleEnd},
      {"secops-rule", "rules of Google SecOps", {"yaral"}, RenderSecopsRule, "", "\n", ""},
      {"sentinel-arm",
       "ARM template of analytics rules",
       {"sentinel"},
       RenderSentinelArm,
       kArmBegin,
       ",\n",
       kArmEnd},
      {"sentinel-yaml",
       "analytics rules as content repositories hold them",
       {"sentinel"},
       RenderSentinelYaml,
       "",
       "---\n",
       ""},
  };
  return formats;
}

namespace {

bool Takes(const Format& format, std::string_view target) {
  return std::find(format.targets.begin(), format.targets.end(), target) != format.targets.end();
}

}  // namespace

bool IsFormat(std::string_view name) {
  return std::any_of(Formats().begin(), Formats().end(),
                     [&](const Format& format) { return format.name == name; });
}

const Format* FindFormat(std::string_view name, std::string_view target) {
  for (const Format& format : Formats()) {
    if (format.name == name && Takes(format, target)) return &format;
  }
  return nullptr;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> out;
  for (const Format& format : Formats()) {
    if (out.empty() || out.back() != format.name) out.emplace_back(format.name);
  }
  return out;
}

std::vector<std::string> FormatsOf(std::string_view target) {
  std::vector<std::string> out;
  for (const Format& format : Formats()) {
    if (Takes(format, target)) out.emplace_back(format.name);
  }
  return out;
}

}  // namespace dcv::artefact
