// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/test.h"

namespace dcv::cli {
namespace {

struct Values {
  jobs::TestRequest request;
  OutputOptions output{.format = "text"};
};

}  // namespace

ToRequest AddTest(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("test", "do Sigma rules match the events they should");
  verb.footer(
      "Examples:\n"
      "  dcv test rules/\n"
      "  dcv test rules/aws/cloudtrail/aws_config_recorder_stopped.yml\n"
      "  dcv test rules/ --require-tests --format junit -o test.xml\n"
      "  dcv test rules/ --mutate\n"
      "The tests of X.yml are in X.tests.json beside it: events that the rule must match and must\n"
      "not (docs/testing.md). Exit code 1: a test failed, or tests are missing; 2: a tests file "
      "or\n"
      "rule cannot be used.");
  const auto values = std::make_shared<Values>();
  jobs::TestRequest& request = values->request;
  verb.add_option("paths", request.paths, "files or folders of Sigma rules")->required();
  verb.add_flag("--require-tests", request.require_tests, "a rule without tests is an error");
  verb.add_flag("--mutate", request.mutate,
                "also hold the matcher to the reference on variants of the events");
  AddThreads(verb, request.threads);
  AddOutput(verb, values->output, Names(report::TestFormats()));
  return [values] {
    jobs::TestRequest out = values->request;
    out.output = values->output.Output();
    return Result<Request>(Request(std::move(out)));
  };
}

}  // namespace dcv::cli
