// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"

namespace dcv::cli {

ToRequest AddList(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("list", "what there is: " + Join(jobs::ListNames(), ", "));
  verb.footer(
      "Examples:\n"
      "  dcv list sources\n"
      "  dcv list detections --source aws_guardduty --json\n"
      "  dcv list rules\n"
      "  dcv list rules --reachable --rules sigma/rules/cloud --json\n"
      "  dcv list rules --levels");
  struct Values {
    jobs::ListRequest request;
    OutputOptions output;
  };
  const auto values = std::make_shared<Values>();
  verb.add_option("what", values->request.what, "one of: " + Join(jobs::ListNames(), " "))
      ->required()
      ->check(CLI::IsMember(jobs::ListNames()));
  verb.add_option("--source", values->request.source, "detections, unmapped: only of this source");
  verb.add_option("--rules", values->request.rules,
                  "rules: folder to list in place of the built-in rules");
  verb.add_flag("--reachable", values->request.reachable,
                "rules: prove of each that an event of its log source can match it");
  verb.add_flag("--levels", values->request.levels,
                "rules: how far the query in each target has been tried");
  AddAttackVersion(verb, values->request.attack);
  AddOutput(verb, values->output);
  return [values]() -> Result<Request> {
    jobs::ListRequest request = values->request;
    request.json = values->output.json;
    request.path = values->output.path;
    return Request(std::move(request));
  };
}

}  // namespace dcv::cli
