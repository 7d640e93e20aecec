// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/report.h"

namespace dcv::cli {
namespace {

struct Values {
  jobs::CoverageRequest request;
  OutputOptions output;
  std::vector<std::string> also;
};

Error BadAlso(const std::string& value) {
  return InvalidInput("--also takes FORMAT=FILE, not " + Printable(value),
                      "for example --also html=report.html");
}

Result<Request> RequestOf(const Values& values) {
  jobs::CoverageRequest request = values.request;
  if (request.inventory.paths.empty() && request.inventory.rules_deployed.empty()) {
    return InvalidInput("coverage needs an inventory",
                        "give --inventory PATH with exported provider answers; for what could be "
                        "detected at all see 'dcv technique' and 'dcv list techniques'");
  }
  if (request.options.partial > request.options.covered) {
    return InvalidInput("--partial is above --covered");
  }
  request.outputs = {values.output.Output()};
  const auto formats = Names(report::CoverageFormats());
  for (const std::string& also : values.also) {
    const size_t equals = also.find('=');
    if (equals == also.npos || equals + 1 == also.size()) return BadAlso(also);
    const std::string format = also.substr(0, equals);
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) return BadAlso(also);
    request.outputs.push_back({format, also.substr(equals + 1)});
  }
  return Request(std::move(request));
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

void AddCounting(CLI::App& verb, jobs::CoverageRequest& request) {
  coverage::Options& options = request.options;
  verb.add_option("--covered", options.covered, "confidence from which a technique is covered")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb.add_option("--partial", options.partial, "confidence from which it is partial")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb.add_flag("--rollup", options.rollup, "count sub-techniques for their parent too, marked so");
  verb.add_option("--fail-under", request.fail_under, "exit 1 when fewer percent are covered")
      ->check(CLI::Range(0.0, 100.0));
}

}  // namespace

ToRequest AddCoverage(CLI::App& app) {
  CLI::App& verb =
      *app.add_subcommand("coverage", "what the deployed detections cover in ATT&CK, and what not");
  verb.footer(
      "Examples:\n"
      "  dcv coverage --inventory export/\n"
      "  dcv coverage -i export/ --rules-deployed siem-rules/ --also html=report.html\n"
      "  dcv coverage -i export/ --cloud aws --account 111122223333 --format navigator -o "
      "layer.json");
  const auto values = std::make_shared<Values>();
  AddInventoryOptions(verb, values->request.inventory);
  AddAttackVersion(verb, values->request.attack);
  AddScope(verb, values->request.options);
  AddCounting(verb, values->request);
  AddOutput(verb, values->output, Names(report::CoverageFormats()));
  verb.add_option("--also", values->also, "FORMAT=FILE: write the same result once more; repeat")
      ->allow_extra_args(false);
  return [values] { return RequestOf(*values); };
}

}  // namespace dcv::cli
