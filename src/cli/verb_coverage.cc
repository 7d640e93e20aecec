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
  std::vector<std::string> also, require;
  std::string by;
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
  if (Status counting = CheckCounting(request.options); !counting) return counting.error();
  for (const std::string& text : values.require) {
    DCV_TRY(auto parsed, coverage::ParseRequirements(text));
    auto& require = request.gates.require;
    require.insert(require.end(), parsed.begin(), parsed.end());
  }
  if (!values.by.empty()) {
    request.options.by =
        values.by == "account" ? coverage::Dimension::kAccount : coverage::Dimension::kRegion;
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
  for (const jobs::Output& output : request.outputs) {
    const bool of_gates = output.format == "junit" || output.format == "sarif";
    if (of_gates && request.gates.empty()) {
      return InvalidInput("--format " + output.format + " reports gates, and there are none",
                          "add --fail-under PERCENT or --require TECHNIQUE=LEVEL");
    }
  }
  return Request(std::move(request));
}

}  // namespace

ToRequest AddCoverage(CLI::App& app) {
  CLI::App& verb =
      *app.add_subcommand("coverage", "what the deployed detections cover in ATT&CK, and what not");
  verb.footer(
      "Examples:\n"
      "  dcv coverage --inventory export/\n"
      "  dcv coverage -i export/ --rules-deployed siem-rules/ --also html=report.html\n"
      "  dcv coverage -i export/ --by account\n"
      "  dcv coverage -i export/ --require T1078.004=deployed,T1485=deployed --format junit\n"
      "  dcv coverage -i export/ --cloud aws --account 111122223333 --format navigator -o "
      "layer.json");
  const auto values = std::make_shared<Values>();
  AddInventoryOptions(verb, values->request.inventory);
  AddAttackVersion(verb, values->request.attack);
  AddScope(verb, values->request.options);
  AddCounting(verb, values->request.options);
  verb.add_option("--by", values->by, "a row for each account or region: account or region")
      ->check(CLI::IsMember({"account", "region"}));
  verb.add_option("--fail-under", values->request.gates.fail_under,
                  "exit 1 when fewer percent are covered")
      ->check(CLI::Range(0.0, 100.0));
  verb.add_option("--require", values->require,
                  "TECHNIQUE=LEVEL,...: exit 1 unless each reaches its level: mapped, deployed, "
                  "telemetry or proven; repeat")
      ->allow_extra_args(false);
  AddOutput(verb, values->output, Names(report::CoverageFormats()));
  verb.add_option("--also", values->also, "FORMAT=FILE: write the same result once more; repeat")
      ->allow_extra_args(false);
  return [values] { return RequestOf(*values); };
}

}  // namespace dcv::cli
