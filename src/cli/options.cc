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

void AddThreads(CLI::App& verb, size_t& threads) {
  verb.add_option("-j,--threads", threads, "threads; 0 is all")->check(CLI::Range(0, 1024));
}

void AddInventoryOptions(CLI::App& verb, jobs::InventoryRequest& inventory) {
  verb.add_option("-i,--inventory", inventory.paths,
                  "exported provider answers: files, folders or -; repeat")
      ->allow_extra_args(false);
  AddRulesDeployed(verb, inventory.rules_deployed);
  AddThreads(verb, inventory.threads);
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
