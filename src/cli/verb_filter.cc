// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace dcv::cli {

ToRequest AddFilter(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("filter", "exceptions to rules, as Sigma filters");
  verb.require_subcommand(1);
  CLI::App& make = *verb.add_subcommand("new", "a filter for the rules of a file");
  make.footer(
      "Examples:\n"
      "  dcv filter new rule.yml --field "
      "userIdentity.arn='arn:aws:iam::111122223333:role/Deploy*'\n"
      "  dcv filter new rule.yml --field 'sourceIPAddress|cidr=10.0.0.0/8' -o exceptions.yml\n"
      "Values of one field are alternatives; different fields must all hold. * and ? are "
      "wildcards.\n"
      "Give the rules and the filter together to the other commands.");
  const auto request = std::make_shared<jobs::FilterNewRequest>();
  make.add_option("rules", request->rules, "file or folder of Sigma rules, or -")->required();
  make.add_option("--field", request->fields,
                  "FIELD=VALUE or FIELD|MODIFIER=VALUE: what the events to leave out have; repeat")
      ->required()
      ->allow_extra_args(false);
  make.add_option("--name", request->title,
                  "title of the filter (default: from the rules' titles)");
  make.add_option("-o,--output", request->path, "file for the filter (default: stdout)");
  return [request]() -> Result<Request> { return Request(*request); };
}

}  // namespace dcv::cli
