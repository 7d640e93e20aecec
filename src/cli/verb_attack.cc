// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace dcv::cli {

ToRequest AddAttack(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("attack", "ATT&CK versions");
  verb.require_subcommand(1);
  CLI::App& load = *verb.add_subcommand("load", "take an official STIX bundle as another version");
  load.footer(
      "Example:\n  dcv attack load enterprise-attack-19.2.json && dcv list versions\n"
      "The bundle: github.com/mitre-attack/attack-stix-data, folder enterprise-attack.");
  const auto request = std::make_shared<jobs::AttackLoadRequest>();
  load.add_option("bundle", request->bundle, "enterprise-attack*.json, plain, .gz or .zst")
      ->required();
  load.add_option("--as", request->version,
                  "its version, where the bundle does not say (STIX 2.0)");
  load.add_option("-o,--output", request->directory, "folder for versions (default: in your home)");
  return [request]() -> Result<Request> { return Request(*request); };
}

}  // namespace dcv::cli
