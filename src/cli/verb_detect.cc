// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "report/alert.h"

namespace dcv::cli {
namespace {

struct Values {
  jobs::DetectRequest request;
  std::string rules, lateness;
  std::vector<std::string> more_rules;
  OutputOptions output{.format = "json"};
};

// "30s", "5m", "2h", "1d".
Result<int64_t> Milliseconds(const std::string& text) {
  const std::string_view digits = std::string_view(text).substr(0, text.size() - 1);
  constexpr std::string_view kUnits = "smhd";
  constexpr int64_t kSeconds[] = {1, 60, 3600, 86400};
  const size_t unit = text.empty() ? kUnits.npos : kUnits.find(text.back());
  if (unit == kUnits.npos || !IsDigits(digits) || digits.size() > 6) {
    return InvalidInput("--lateness takes a number and s, m, h or d, not " + Printable(text));
  }
  return std::stoll(std::string(digits)) * kSeconds[unit] * 1000;
}

Result<Request> RequestOf(const Values& values) {
  jobs::DetectRequest request = values.request;
  request.rules = {values.rules};
  request.rules.insert(request.rules.end(), values.more_rules.begin(), values.more_rules.end());
  if (!values.lateness.empty()) {
    DCV_TRY(request.lateness_ms, Milliseconds(values.lateness));
  }
  request.output = values.output.Output();
  return Request(std::move(request));
}

void AddLimits(CLI::App& verb, Values& values) {
  jobs::DetectRequest& request = values.request;
  verb.add_option("--max-line", request.max_line, "bytes of one document; larger ones are skipped")
      ->transform(CLI::AsSizeValue(false))
      ->capture_default_str();
  verb.add_option("--max-state", request.max_state, "bytes that correlations may hold")
      ->transform(CLI::AsSizeValue(false))
      ->capture_default_str();
  verb.add_option("--lateness", values.lateness,
                  "how late events may come for correlations, as 5m (default: in any order)");
}

}  // namespace

ToRequest AddDetect(CLI::App& app) {
  CLI::App& verb = *app.add_subcommand("detect", "run Sigma rules over logs");
  verb.footer(
      "Examples:\n"
      "  dcv detect rules/ logs/\n"
      "  dcv detect builtin logs/ --format table\n"
      "  dcv detect rules/ AWSLogs/ --format table\n"
      "  zcat audit.json.gz | dcv detect rules/ - --fail-on-match high\n"
      "  dcv detect rules/ logs/ --allowlist allow.yaml --format ocsf -o findings.json\n"
      "Logs: files, folders, archives (.gz .zst .zip .tar); JSON in lines, arrays and the "
      "envelopes\n"
      "of collectors, CSV, syslog, auditd. One JSON object per alert on standard output.");
  const auto values = std::make_shared<Values>();
  jobs::DetectRequest& request = values->request;
  verb.add_option("rules", values->rules,
                  "file or folder of Sigma rules, or builtin for those inside")
      ->required();
  verb.add_option("logs", request.logs, "files, folders or -")->required();
  verb.add_option("--rules", values->more_rules, "more rules or filters; repeat")
      ->allow_extra_args(false);
  verb.add_option("--logsource", request.logsource,
                  "what the logs are, as product=windows,category=process_creation; default: told "
                  "by each event's shape");
  verb.add_option("--allowlist", request.allowlist, "file of exceptions (docs/alerts.md)");
  verb.add_option("--at", request.at, "day on which the allowlist is used, YYYY-MM-DD");
  verb.add_flag("--include-event", request.include_event, "the whole event in each alert");
  verb.add_option("--fail-on-match", request.fail_on_match,
                  "exit 1 when an alert has this level or a higher one")
      ->check(CLI::IsMember({"informational", "low", "medium", "high", "critical"}));
  verb.add_flag("-q,--quiet", request.quiet, "no summary and no progress on standard error");
  AddPipelines(verb, request.pipelines);
  AddLimits(verb, *values);
  AddThreads(verb, request.threads);
  AddAttackVersion(verb, request.attack);
  AddOutput(verb, values->output, Names(report::AlertFormats()));
  return [values] { return RequestOf(*values); };
}

}  // namespace dcv::cli
