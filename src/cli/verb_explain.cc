// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/options.h"
#include "cli/verbs.h"

namespace dcv::cli {

ToRequest AddExplain(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand(
      "explain", "what a code or rule means; why a detection claims a technique");
  verb.footer(
      "Examples:\n  dcv explain I008\n"
      "  dcv explain rule.yml event.json\n"
      "  dcv explain rule.yml event.json --pipeline ecs.yml\n"
      "  dcv explain CryptoCurrency:EC2/BitcoinTool.B --inventory export/");
  struct Values {
    jobs::ExplainRequest request;
    OutputOptions output;
  };
  const auto values = std::make_shared<Values>();
  jobs::ExplainRequest& request = values->request;
  verb.add_option("subject", request.subject,
                  "diagnostic code, key of a detection, or file of Sigma rules")
      ->required();
  verb.add_option("event", request.event,
                  "events (JSON or NDJSON) to explain the rules on: which selection matched, why");
  AddPipelines(verb, request.pipelines);
  AddInventoryOptions(verb, request.inventory);
  AddAttackVersion(verb, request.attack);
  AddOutput(verb, values->output);
  return [values]() -> Result<Request> {
    jobs::ExplainRequest made = values->request;
    made.json = values->output.json;
    made.path = values->output.path;
    return Request(std::move(made));
  };
}

}  // namespace dcv::cli
