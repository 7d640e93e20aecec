// SPDX-License-Identifier: Apache-2.0
// Options that several verbs share. What they fill outlives the parsing.
#pragma once

#include <string>
#include <vector>

#include "jobs/jobs.h"

namespace CLI {
class App;
}

namespace dcv::cli {

// --attack. Sets `version` to the default first.
void AddAttackVersion(CLI::App& verb, std::string& version);

// --inventory; with AddRulesDeployed, AddLogSamples and AddThreads what reads an inventory.
void AddInventoryOptions(CLI::App& verb, jobs::InventoryRequest& inventory);
void AddRulesDeployed(CLI::App& verb, std::string& folder);
void AddLogSamples(CLI::App& verb, std::vector<std::string>& logs);
void AddThreads(CLI::App& verb, size_t& threads);

// --cloud, --account, --region, --platform; --covered, --partial, --rollup.
void AddScope(CLI::App& verb, coverage::Options& options);
void AddCounting(CLI::App& verb, coverage::Options& options);
// Error when the thresholds contradict.
Status CheckCounting(const coverage::Options& options);

// --pipeline and --pipeline-files.
void AddPipelines(CLI::App& verb, jobs::PipelineOptions& pipelines);

// --json and --output, and --format where there are formats to choose from.
struct OutputOptions {
  std::string format = "table", path = "-";
  bool json = false;
  jobs::Output Output() const { return {json ? "json" : format, path}; }
};
void AddOutput(CLI::App& verb, OutputOptions& output, const std::vector<std::string>& formats = {});

// The names of a table of formats.
template <typename Formats>
std::vector<std::string> Names(const Formats& formats) {
  std::vector<std::string> names;
  for (const auto& format : formats) names.emplace_back(format.name);
  return names;
}

}  // namespace dcv::cli
