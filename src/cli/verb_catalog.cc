// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/options.h"
#include "cli/verbs.h"

namespace dcv::cli {

ToRequest AddCatalog(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("catalog", "the catalogue of provider detections");
  verb.require_subcommand(1);
  CLI::App& import = *verb.add_subcommand("import", "what is new in a provider's own list");
  import.footer(
      "Examples:\n"
      "  aws securityhub list-security-control-definitions > controls.json\n"
      "  dcv catalog import aws_securityhub controls.json\n"
      "  dcv catalog import azure_policy azure-policy/built-in-policies/policyDefinitions/\n"
      "  dcv catalog import gcp_scc categories.csv -o scc.tsv\n"
      "The list: JSON as a call answers it, a folder of JSON files, a table (CSV, TSV) with a "
      "header,\n"
      "or one id a line. Rows come as data/vendor has them, after what changed: new, gone, "
      "changed. "
      "Exit 1\n"
      "when there are any. Nothing is written to the catalogue.");
  struct Values {
    jobs::CatalogImportRequest request;
    OutputOptions output;
  };
  const auto values = std::make_shared<Values>();
  import.add_option("source", values->request.source, "a source ('dcv list sources')")->required();
  import.add_option("list", values->request.list, "file or folder with the provider's list")
      ->required();
  import.add_option(
      "--key", values->request.key,
      "member or column that holds the ids (default: the one whose values are known)");
  AddOutput(import, values->output);
  return [values]() -> Result<Request> {
    jobs::CatalogImportRequest request = values->request;
    request.json = values->output.json;
    request.path = values->output.path;
    return Request(std::move(request));
  };
}

}  // namespace dcv::cli
