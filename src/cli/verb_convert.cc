// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "artefact/artefact.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/convert.h"

namespace dcv::cli {

ToRequest AddConvert(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("convert", "Sigma rules as queries of a SIEM or a database");
  verb.footer(
      "Examples:\n"
      "  dcv convert -t postgres rules/aws/cloudtrail/\n"
      "  dcv convert -t duckdb,clickhouse builtin --json\n"
      "  dcv convert -t sqlite rule.yml --explain\n"
      "  dcv convert -t sqlite builtin --require executed\n"
      "  dcv convert -t athena --pipeline fields.yml --table logs.cloudtrail rules/\n"
      "  dcv convert -t sentinel builtin --format sentinel-arm --every 15m -o rules.json\n"
      "A query never misses what the rule matches. What a target cannot say is left out and told:\n"
      "'wider'. A rule that cannot be said at all is 'impossible', others are converted, and the\n"
      "exit code is 2. 'dcv list dialects' shows the targets, 'dcv explain C001' a code.");
  struct Values {
    jobs::ConvertRequest request;
    OutputOptions output{.format = "plain"};
  };
  const auto values = std::make_shared<Values>();
  jobs::ConvertRequest& request = values->request;
  verb.add_option("-t,--target", request.targets, "targets, with commas between; repeat")
      ->required()
      ->allow_extra_args(false);
  verb.add_option("paths", request.paths, "files, folders or - of Sigma rules, or the word builtin")
      ->required();
  verb.add_option("--table", request.table, "table in place of the log source's");
  verb.add_option("--require", request.require,
                  "refuse queries below this level: executed, checked or parsed")
      ->check(CLI::IsMember({"executed", "checked", "parsed"}));
  verb.add_flag("--explain", request.explain, "the rule in words beside each query");
  AddPipelines(verb, request.pipelines);
  AddThreads(verb, request.threads);
  verb.add_option("--every", request.every, "time between two runs in --format, as 15m (5m)");
  verb.add_flag("--verbose", request.verbose, "tell each rule that was not converted");
  std::vector<std::string> formats = Names(report::ConversionFormats());
  for (const std::string& name : artefact::FormatNames()) formats.push_back(name);
  verb.add_option("-f,--format", values->output.format, "one of: " + Join(formats, " "))
      ->check(CLI::IsMember(formats))
      ->capture_default_str();
  AddOutput(verb, values->output);
  return [values]() -> Result<Request> {
    jobs::ConvertRequest out = values->request;
    out.output = values->output.Output();
    return Request(std::move(out));
  };
}

}  // namespace dcv::cli
