// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace dcv::cli {

void AddAttackVersion(CLI::App& verb, std::string& version) {
  version = attack::kDefaultVersion;
  verb.add_option("--attack", version, "ATT&CK version ('dcv list versions')")
      ->capture_default_str();
}

void AddRulesDeployed(CLI::App& verb, std::string& folder) {
  verb.add_option("--rules-deployed", folder, "folder of Sigma rules that run in your SIEM");
}

void AddLogSamples(CLI::App& verb, std::vector<std::string>& logs) {
  verb.add_option("--logs", logs, "samples of logs, to show that these are written; repeat")
      ->allow_extra_args(false);
}

void AddThreads(CLI::App& verb, size_t& threads) {
  verb.add_option("-j,--threads", threads, "threads; 0 is all")->check(CLI::Range(0, 1024));
}

void AddInventoryOptions(CLI::App& verb, jobs::InventoryRequest& inventory) {
  verb.add_option("-i,--inventory", inventory.paths,
                  "exported provider answers: files, folders or -; repeat")
      ->allow_extra_args(false);
  AddRulesDeployed(verb, inventory.rules_deployed);
  AddLogSamples(verb, inventory.logs);
  AddThreads(verb, inventory.threads);
}

void AddScope(CLI::App& verb, coverage::Options& options) {
  verb.add_option("--cloud", options.clouds, "only this cloud: aws, azure or gcp; repeat")
      ->check(CLI::IsMember({"aws", "azure", "gcp"}))
      ->allow_extra_args(false);
  verb.add_option("--account", options.accounts,
                  "only this account, subscription or project; repeat")
      ->allow_extra_args(false);
  verb.add_option("--region", options.regions, "only this region; repeat")->allow_extra_args(false);
  verb.add_option(
          "--platform", options.platforms,
          "ATT&CK platform that makes up the universe; repeat (default: the five of the cloud)")
      ->allow_extra_args(false);
}

void AddCounting(CLI::App& verb, coverage::Options& options) {
  verb.add_option("--covered", options.covered, "confidence from which a technique is covered")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb.add_option("--partial", options.partial, "confidence from which it is partial")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb.add_flag("--rollup", options.rollup, "count sub-techniques for their parent too, marked so");
}

Status CheckCounting(const coverage::Options& options) {
  if (options.partial > options.covered) return InvalidInput("--partial is above --covered");
  return Ok();
}

void AddPipelines(CLI::App& verb, jobs::PipelineOptions& pipelines) {
  verb.add_option("--pipeline", pipelines.files,
                  "processing pipeline (pySigma's YAML) that rewrites the rules first; repeat")
      ->allow_extra_args(false);
  verb.add_option("--pipeline-files", pipelines.values,
                  "folder that file_placeholders of pipelines may read below");
}

void AddOutput(CLI::App& verb, OutputOptions& output, const std::vector<std::string>& formats) {
  if (!formats.empty()) {
    verb.add_option("-f,--format", output.format, "one of: " + Join(formats, " "))
        ->check(CLI::IsMember(formats));
  }
  verb.add_flag("--json", output.json, "same as --format json; errors are JSON too");
  verb.add_option("-o,--output", output.path, "file to write in place of standard output");
}

}  // namespace dcv::cli
