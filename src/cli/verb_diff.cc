// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/diff.h"

namespace dcv::cli {
namespace {

struct Values {
  jobs::DiffRequest request;
  OutputOptions output;
  std::string fail_on;
};

std::string KindNames() {
  std::vector<std::string> names;
  for (size_t kind = 0; kind < coverage::kChangeKinds; ++kind) {
    names.emplace_back(ToString(static_cast<coverage::ChangeKind>(kind)));
  }
  return Join(names, ", ");
}

Result<std::vector<coverage::ChangeKind>> ParseKinds(const std::string& text) {
  std::vector<coverage::ChangeKind> kinds;
  if (text.empty()) return kinds;
  for (std::string_view word : Split(text, ',')) {
    const auto kind = coverage::ParseChangeKind(Trim(word));
    if (!kind) {
      return InvalidInput("--fail-on does not know '" + Printable(Trim(word)) + "'",
                          "the kinds of change are " + KindNames());
    }
    if (std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) kinds.push_back(*kind);
  }
  return kinds;
}

Result<Request> RequestOf(const Values& values) {
  jobs::DiffRequest request = values.request;
  if (request.before == "-" && request.after == "-") {
    return InvalidInput("only one of OLD and NEW can be standard input");
  }
  if (Status counting = CheckCounting(request.options); !counting) return counting.error();
  DCV_TRY(request.fail_on, ParseKinds(values.fail_on));
  request.output = values.output.Output();
  const bool of_gates = request.output.format == "junit" || request.output.format == "sarif";
  if (of_gates && request.fail_on.empty()) {
    return InvalidInput("--format " + request.output.format + " reports gates, and there are none",
                        "add --fail-on lost");
  }
  return Request(std::move(request));
}

}  // namespace

ToRequest AddDiff(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand(
      "diff", "what changed in coverage between two exports or stored results, and why");
  verb.footer(
      "Examples:\n"
      "  dcv diff export-october/ export-november/\n"
      "  dcv coverage -i export/ --json -o november.json && dcv diff october.json november.json\n"
      "  dcv diff october.json export/ --fail-on lost,weakened,unknown --format junit\n"
      "Kinds of change: " +
      KindNames() + ".");
  const auto values = std::make_shared<Values>();
  jobs::DiffRequest& request = values->request;
  verb.add_option("OLD", request.before,
                  "folder or file of provider answers, or what 'dcv coverage --json' wrote, or -")
      ->required();
  verb.add_option("NEW", request.after, "the same, later")->required();
  verb.add_option("--fail-on", values->fail_on,
                  "KIND,...: exit 1 when there is such a change, in the estate or an account");
  verb.add_option("--old-rules", request.rules_before,
                  "folder of Sigma rules that ran in your SIEM with OLD");
  verb.add_option("--new-rules", request.rules_after,
                  "folder of Sigma rules that run in your SIEM with NEW");
  AddAttackVersion(verb, request.attack);
  AddScope(verb, request.options);
  AddCounting(verb, request.options);
  AddThreads(verb, request.threads);
  AddOutput(verb, values->output, Names(report::DiffFormats()));
  return [values] { return RequestOf(*values); };
}

}  // namespace dcv::cli
