// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "report/alert.h"
#include "report/report.h"

namespace dcv::report {

const std::vector<CoverageFormat>& CoverageFormats() {
  static const std::vector<CoverageFormat> formats = {
      {"table", CoverageTable}, {"json", CoverageJson},  {"csv", CoverageCsv},
      {"md", CoverageMarkdown}, {"html", CoverageHtml},  {"navigator", CoverageNavigator},
      {"junit", CoverageJUnit}, {"sarif", CoverageSarif}};
  return formats;
}

const std::vector<InventoryFormat>& InventoryFormats() {
  static const std::vector<InventoryFormat> formats = {
      {"table", InventoryTable}, {"json", InventoryJson}, {"csv", InventoryCsv}};
  return formats;
}

const std::vector<PageFormat>& PageFormats() {
  static const std::vector<PageFormat> formats = {
      {"table", PageTable}, {"json", PageJson}, {"md", PageMarkdown}};
  return formats;
}

const std::vector<AlertFormat>& AlertFormats() {
  static const std::vector<AlertFormat> formats = {{"json", AlertJson}, {"table", AlertTable},
                                                   {"csv", AlertCsv},   {"sarif", AlertSarif},
                                                   {"ocsf", AlertOcsf}, {"ecs", AlertEcs}};
  return formats;
}

std::string CloudTitle(std::string_view cloud) {
  if (cloud == "aws") return "AWS";
  if (cloud == "azure") return "Azure";
  if (cloud == "gcp") return "GCP";
  return std::string(cloud);
}

std::string PlatformList(const attack::Technique& technique) {
  return Join({technique.platforms.begin(), technique.platforms.end()}, ", ");
}

std::string TacticList(const attack::Version& version, const attack::Technique& technique) {
  std::vector<std::string> names;
  for (size_t tactic : technique.tactics) names.emplace_back(version.tactics()[tactic].name);
  return Join(names, ", ");
}

}  // namespace dcv::report
