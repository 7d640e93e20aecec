// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/options.h"
#include "cli/verbs.h"
#include "report/report.h"

namespace dcv::cli {

ToRequest AddInventory(CLI::App& app) {
  CLI::App& verb =
      *app.add_subcommand("inventory", "what exported provider answers say is deployed");
  verb.footer(
      "Examples:\n"
      "  dcv inventory export/\n"
      "  aws guardduty get-detector --detector-id ID | dcv inventory - --json\n"
      "'dcv list shapes' shows the answers that are read. Answers that do not name their AWS "
      "account\n"
      "and region take them from the folder: export/111122223333/us-east-1/get-detector.json");
  struct Values {
    jobs::InventoryRequest request;
    OutputOptions output;
  };
  const auto values = std::make_shared<Values>();
  verb.add_option("paths", values->request.paths, "files, folders or -; plain, .gz or .zst")
      ->required();
  AddRulesDeployed(verb, values->request.rules_deployed);
  AddLogSamples(verb, values->request.logs);
  AddThreads(verb, values->request.threads);
  AddOutput(verb, values->output, Names(report::InventoryFormats()));
  return [values]() -> Result<Request> {
    jobs::InventoryRequest request = values->request;
    request.output = values->output.Output();
    return Request(std::move(request));
  };
}

}  // namespace dcv::cli
