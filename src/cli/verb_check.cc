// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/check.h"

namespace dcv::cli {
namespace {

struct Values {
  jobs::CheckRequest request;
  std::string show = "info", fail_on = "error";
  bool agreement = false;
  OutputOptions output{.format = "text"};
};

Severity SeverityOf(const std::string& name) {
  if (name == "error") return Severity::kError;
  return name == "warning" ? Severity::kWarning : Severity::kInfo;
}

Result<Request> RequestOf(const Values& values) {
  jobs::CheckRequest request = values.request;
  if (request.paths == std::vector<std::string>{"data"}) {
    return Request(
        jobs::CheckDataRequest{"", values.agreement, values.output.json, values.output.path});
  }
  request.show = SeverityOf(values.show);
  request.fail_on = SeverityOf(values.fail_on);
  request.output = values.output.Output();
  return Request(std::move(request));
}

void AddSeverities(CLI::App& verb, Values& values) {
  const std::vector<std::string> severities = {"info", "warning", "error"};
  verb.add_option("--severity", values.show, "the least severity that is printed")
      ->check(CLI::IsMember(severities))
      ->capture_default_str();
  verb.add_option("--fail-on", values.fail_on, "the least severity that makes the exit code 1")
      ->check(CLI::IsMember(severities))
      ->capture_default_str();
}

}  // namespace

ToRequest AddCheck(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("check", "is every Sigma rule right; is the catalogue");
  verb.footer(
      "Examples:\n"
      "  dcv check rules/\n"
      "  dcv check rules/ --severity warning --format sarif -o check.sarif\n"
      "  dcv check rules/ --fix\n"
      "  dcv check data --agreement\n"
      "  dcv check data --data data/      the catalogue's own tables; a folder of rules that is\n"
      "                                   called data is ./data\n"
      "'dcv list checks' shows the checks, 'dcv explain CODE' one of them. A comment\n"
      "'# dcv: ignore R012' leaves a check out for its line, or on a line of its own for the "
      "rule.");
  const auto values = std::make_shared<Values>();
  jobs::CheckRequest& request = values->request;
  verb.add_option("paths", request.paths, "files, folders or - of Sigma rules, or the word data")
      ->required();
  verb.add_flag("--agreement", values->agreement,
                "data: also how far the mappings agree with independent references");
  verb.add_flag("--fix", request.fix, "make the safe edits in the files first");
  verb.add_flag("--conventions", request.lint.conventions,
                "also the house rules of the SigmaHQ repository");
  verb.add_option("--only", request.lint.only, "only this check, by code or name; repeat")
      ->allow_extra_args(false);
  verb.add_option("--without", request.lint.without, "without this check; repeat")
      ->allow_extra_args(false);
  AddPipelines(verb, request.pipelines);
  AddSeverities(verb, *values);
  AddThreads(verb, request.threads);
  verb.add_option("-f,--format", values->output.format,
                  "one of: " + Join(Names(report::CheckFormats()), " "))
      ->check(CLI::IsMember(Names(report::CheckFormats())))
      ->capture_default_str();
  AddAttackVersion(verb, request.lint.attack);
  AddOutput(verb, values->output);
  return [values] { return RequestOf(*values); };
}

}  // namespace dcv::cli
