// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "report/check.h"
#include "report/report.h"

namespace dcv::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 below a threshold you gave or a check failed, 2 bad request or input,\n"
    "3 incomplete (printed and marked), 70 a bug of dcv, 130 interrupted.\n"
    "Documentation: docs/ in the source, README.md first.";

template <typename Formats>
std::vector<std::string> Names(const Formats& formats) {
  std::vector<std::string> names;
  for (const auto& format : formats) names.emplace_back(format.name);
  return names;
}

// Options that several verbs share, filled by whichever verb was given.
struct Fields {
  std::string attack{attack::kDefaultVersion};
  std::vector<std::string> inventory;
  std::string rules_deployed;
  size_t threads = 0;
  std::string format = "table";
  std::string output = "-";
  bool json = false;
  std::vector<std::string> also;
  jobs::CoverageRequest coverage;
  jobs::TechniqueRequest technique;
  std::string mapping = "default";
  jobs::ListRequest list;
  jobs::ExplainRequest explain;
  jobs::CheckRequest check;
  std::string check_format = "text", show = "info", fail_on = "error";
  jobs::AttackLoadRequest attack_load;
};

void AddAttack(CLI::App* verb, Fields& f) {
  verb->add_option("--attack", f.attack, "ATT&CK version ('dcv list versions')")
      ->capture_default_str();
}

void AddInventory(CLI::App* verb, Fields& f) {
  verb->add_option("-i,--inventory", f.inventory,
                   "exported provider answers: files, folders or -; repeat")
      ->allow_extra_args(false);
  verb->add_option("--rules-deployed", f.rules_deployed,
                   "folder of Sigma rules that run in your SIEM");
  verb->add_option("-j,--threads", f.threads, "threads; 0 is all")->check(CLI::Range(0, 1024));
}

void AddOutput(CLI::App* verb, Fields& f, const std::vector<std::string>& formats) {
  if (!formats.empty()) {
    verb->add_option("-f,--format", f.format, "one of: " + Join(formats, " "))
        ->check(CLI::IsMember(formats));
  }
  verb->add_flag("--json", f.json, "same as --format json; errors are JSON too");
  verb->add_option("-o,--output", f.output, "file to write in place of standard output");
}

void AddCoverage(CLI::App& app, Fields& f) {
  CLI::App* verb =
      app.add_subcommand("coverage", "what the deployed detections cover in ATT&CK, and what not");
  verb->footer(
      "Examples:\n"
      "  dcv coverage --inventory export/\n"
      "  dcv coverage -i export/ --rules-deployed siem-rules/ --also html=report.html\n"
      "  dcv coverage -i export/ --cloud aws --account 111122223333 --format navigator -o "
      "layer.json");
  AddInventory(verb, f);
  AddAttack(verb, f);
  coverage::Options& options = f.coverage.options;
  verb->add_option("--cloud", options.clouds, "only this cloud: aws, azure or gcp; repeat")
      ->check(CLI::IsMember({"aws", "azure", "gcp"}))
      ->allow_extra_args(false);
  verb->add_option("--account", options.accounts,
                   "only this account, subscription or project; repeat")
      ->allow_extra_args(false);
  verb->add_option("--region", options.regions, "only this region; repeat")
      ->allow_extra_args(false);
  verb->add_option(
          "--platform", options.platforms,
          "ATT&CK platform that makes up the universe; repeat (default: the five of the cloud)")
      ->allow_extra_args(false);
  verb->add_option("--covered", options.covered, "confidence from which a technique is covered")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb->add_option("--partial", options.partial, "confidence from which it is partial")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb->add_flag("--rollup", options.rollup,
                 "count sub-techniques for their parent too, marked so");
  verb->add_option("--fail-under", f.coverage.fail_under, "exit 1 when fewer percent are covered")
      ->check(CLI::Range(0.0, 100.0));
  AddOutput(verb, f, Names(report::CoverageFormats()));
  verb->add_option("--also", f.also, "FORMAT=FILE: write the same result once more; repeat")
      ->allow_extra_args(false);
}

void AddTechnique(CLI::App& app, Fields& f) {
  CLI::App* verb =
      app.add_subcommand("technique", "which detections of the catalogue show a technique");
  verb->footer(
      "Examples:\n"
      "  dcv technique T1496\n"
      "  dcv technique \"Disable or Modify Cloud Log\"\n"
      "  dcv technique T1496 --attack 18.1 --mapping published --format md");
  verb->add_option("technique", f.technique.technique, "id of any ATT&CK version, or name")
      ->required();
  verb->add_option("--mapping", f.mapping,
                   "default: ours; published: rows as the published coverage pages count them")
      ->check(CLI::IsMember({"default", "published"}))
      ->capture_default_str();
  AddAttack(verb, f);
  AddOutput(verb, f, Names(report::PageFormats()));
}

void AddInventoryVerb(CLI::App& app, Fields& f) {
  CLI::App* verb =
      app.add_subcommand("inventory", "what exported provider answers say is deployed");
  verb->footer(
      "Examples:\n"
      "  dcv inventory export/\n"
      "  aws guardduty get-detector --detector-id ID | dcv inventory - --json\n"
      "'dcv list shapes' shows the answers that are read. Answers that do not name their AWS "
      "account\n"
      "and region take them from the folder: export/111122223333/us-east-1/get-detector.json");
  verb->add_option("paths", f.inventory, "files, folders or -; plain, .gz or .zst")->required();
  verb->add_option("--rules-deployed", f.rules_deployed,
                   "folder of Sigma rules that run in your SIEM");
  verb->add_option("-j,--threads", f.threads, "threads; 0 is all")->check(CLI::Range(0, 1024));
  AddOutput(verb, f, Names(report::InventoryFormats()));
}

void AddList(CLI::App& app, Fields& f) {
  CLI::App* verb = app.add_subcommand("list", "what there is: " + Join(jobs::ListNames(), ", "));
  verb->footer(
      "Examples:\n  dcv list sources\n  dcv list detections --source aws_guardduty --json");
  verb->add_option("what", f.list.what, "one of: " + Join(jobs::ListNames(), " "))
      ->required()
      ->check(CLI::IsMember(jobs::ListNames()));
  verb->add_option("--source", f.list.source, "detections: only of this source");
  verb->add_option("--rules", f.list.rules, "rules: folder to list");
  AddAttack(verb, f);
  AddOutput(verb, f, {});
}

void AddExplain(CLI::App& app, Fields& f) {
  CLI::App* verb = app.add_subcommand(
      "explain", "what a code or rule means; why a detection claims a technique");
  verb->footer(
      "Examples:\n  dcv explain I008\n"
      "  dcv explain rule.yml event.json\n"
      "  dcv explain CryptoCurrency:EC2/BitcoinTool.B --inventory export/");
  verb->add_option("subject", f.explain.subject,
                   "diagnostic code, key of a detection, or file of Sigma rules")
      ->required();
  verb->add_option("event", f.explain.event,
                   "events (JSON or NDJSON) to explain the rules on: which selection matched, why");
  AddInventory(verb, f);
  AddAttack(verb, f);
  AddOutput(verb, f, {});
}

void AddCheck(CLI::App& app, Fields& f) {
  CLI::App* verb = app.add_subcommand("check", "is every Sigma rule right; is the catalogue");
  verb->footer(
      "Examples:\n"
      "  dcv check rules/\n"
      "  dcv check rules/ --severity warning --format sarif -o check.sarif\n"
      "  dcv check rules/ --fix\n"
      "  dcv check data --data data/      the catalogue's own tables; a folder of rules that is\n"
      "                                   called data is ./data\n"
      "'dcv list checks' shows the checks, 'dcv explain CODE' one of them. A comment\n"
      "'# dcv: ignore R012' leaves a check out for its line, or on a line of its own for the "
      "rule.");
  verb->add_option("paths", f.check.paths, "files, folders or - of Sigma rules, or the word data")
      ->required();
  verb->add_flag("--fix", f.check.fix, "make the safe edits in the files first");
  verb->add_flag("--conventions", f.check.lint.conventions,
                 "also the house rules of the SigmaHQ repository");
  verb->add_option("--only", f.check.lint.only, "only this check, by code or name; repeat")
      ->allow_extra_args(false);
  verb->add_option("--without", f.check.lint.without, "without this check; repeat")
      ->allow_extra_args(false);
  const std::vector<std::string> severities = {"info", "warning", "error"};
  verb->add_option("--severity", f.show, "the least severity that is printed")
      ->check(CLI::IsMember(severities))
      ->capture_default_str();
  verb->add_option("--fail-on", f.fail_on, "the least severity that makes the exit code 1")
      ->check(CLI::IsMember(severities))
      ->capture_default_str();
  verb->add_option("-j,--threads", f.threads, "threads; 0 is all")->check(CLI::Range(0, 1024));
  verb->add_option("-f,--format", f.check_format,
                   "one of: " + Join(Names(report::CheckFormats()), " "))
      ->check(CLI::IsMember(Names(report::CheckFormats())))
      ->capture_default_str();
  AddAttack(verb, f);
  AddOutput(verb, f, {});
}

void AddAttackVerb(CLI::App& app, Fields& f) {
  CLI::App* verb = app.add_subcommand("attack", "ATT&CK versions");
  verb->require_subcommand(1);
  CLI::App* load = verb->add_subcommand("load", "take an official STIX bundle as another version");
  load->footer(
      "Example:\n  dcv attack load enterprise-attack-19.2.json && dcv list versions\n"
      "The bundle: github.com/mitre-attack/attack-stix-data, folder enterprise-attack.");
  load->add_option("bundle", f.attack_load.bundle, "enterprise-attack*.json, plain, .gz or .zst")
      ->required();
  load->add_option("--as", f.attack_load.version,
                   "its version, where the bundle does not say (STIX 2.0)");
  load->add_option("-o,--output", f.attack_load.directory,
                   "folder for versions (default: in your home)");
}

Error BadAlso(const std::string& value) {
  return InvalidInput("--also takes FORMAT=FILE, not " + Printable(value),
                      "for example --also html=report.html");
}

Result<Request> CoverageOf(Fields& f) {
  if (f.inventory.empty() && f.rules_deployed.empty()) {
    return InvalidInput("coverage needs an inventory",
                        "give --inventory PATH with exported provider answers; for what could be "
                        "detected at all see 'dcv technique' and 'dcv list techniques'");
  }
  jobs::CoverageRequest& request = f.coverage;
  if (request.options.partial > request.options.covered) {
    return InvalidInput("--partial is above --covered");
  }
  request.inventory.paths = f.inventory;
  request.inventory.rules_deployed = f.rules_deployed;
  request.inventory.threads = f.threads;
  request.attack = f.attack;
  request.outputs = {{f.json ? "json" : f.format, f.output}};
  const auto formats = Names(report::CoverageFormats());
  for (const std::string& also : f.also) {
    const size_t equals = also.find('=');
    if (equals == also.npos || equals + 1 == also.size()) return BadAlso(also);
    const std::string format = also.substr(0, equals);
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) return BadAlso(also);
    request.outputs.push_back({format, also.substr(equals + 1)});
  }
  return Request(request);
}

Severity SeverityOf(const std::string& name) {
  if (name == "error") return Severity::kError;
  return name == "warning" ? Severity::kWarning : Severity::kInfo;
}

Result<Request> CheckOf(Fields& f) {
  if (f.check.paths == std::vector<std::string>{"data"}) {
    return Request(jobs::CheckDataRequest{"", f.json, f.output});
  }
  f.check.lint.attack = f.attack;
  f.check.show = SeverityOf(f.show);
  f.check.fail_on = SeverityOf(f.fail_on);
  f.check.threads = f.threads;
  f.check.output = {f.json ? "json" : f.check_format, f.output};
  return Request(f.check);
}

Result<Request> RequestOf(const std::string& verb, Fields& f) {
  const jobs::Output output{f.json ? "json" : f.format, f.output};
  if (verb == "coverage") return CoverageOf(f);
  if (verb == "inventory") {
    return Request(jobs::InventoryRequest{f.inventory, f.rules_deployed, f.threads, output});
  }
  if (verb == "technique") {
    f.technique.attack = f.attack;
    f.technique.view = f.mapping == "published" ? coverage::MappingView::kPublished
                                                : coverage::MappingView::kDefault;
    f.technique.output = output;
    return Request(f.technique);
  }
  if (verb == "list") {
    f.list.attack = f.attack;
    f.list.json = f.json;
    f.list.path = f.output;
    return Request(f.list);
  }
  if (verb == "explain") {
    f.explain.attack = f.attack;
    f.explain.inventory = {f.inventory, f.rules_deployed, f.threads, {}};
    f.explain.json = f.json;
    f.explain.path = f.output;
    return Request(f.explain);
  }
  if (verb == "check") return CheckOf(f);
  return Request(f.attack_load);
}

// The word that names no verb, with the nearest that does.
Error UnknownVerb(const CLI::App& app, const std::string& word) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  const std::string near = Nearest(word, verbs);
  return InvalidInput("unknown command " + Printable(word), near.empty()
                                                                ? "there are: " + Join(verbs, " ")
                                                                : "did you mean " + near + "?");
}

// What was left over names a command that does not exist, or an option of the one given.
Error NotUnderstood(const CLI::App& app, const std::string& extra) {
  if (app.get_subcommands().empty()) return UnknownVerb(app, extra);
  return InvalidInput("not understood: " + Printable(extra),
                      "see 'dcv " + app.get_subcommands().front()->get_name() + " --help'");
}

}  // namespace

Parsed Parse(int argc, const char* const* argv) {
  Parsed parsed;
  Fields f;
  CLI::App app("Detection coverage of cloud estates, measured against MITRE ATT&CK. Offline.",
               "dcv");
  app.set_version_flag("--version", std::string("dcv ") + DCV_VERSION);
  app.set_help_all_flag("--help-all", "help of all commands");
  app.add_option("--data", parsed.data_directory,
                 "folder of catalogue data in place of the built-in one");
  app.add_option("--color", parsed.color, "auto, always or never (NO_COLOR is obeyed)")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.footer(kFooter);
  AddCoverage(app, f);
  AddTechnique(app, f);
  AddInventoryVerb(app, f);
  AddExplain(app, f);
  AddList(app, f);
  AddCheck(app, f);
  AddAttackVerb(app, f);
  app.allow_extras();  // to name the nearest command ourselves
  // Even a command line that cannot be parsed says how its error is wanted.
  parsed.json = std::any_of(argv, argv + argc,
                            [](const char* word) { return std::string_view(word) == "--json"; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, unused;
    app.exit(error, out, unused);
    if (error.get_exit_code() == 0) {
      parsed.text = out.str();
    } else {
      parsed.error = InvalidInput(error.what(), "see 'dcv --help'");
    }
    return parsed;
  }
  if (const std::vector<std::string> extras = app.remaining(true); !extras.empty()) {
    parsed.error = NotUnderstood(app, extras.front());
    return parsed;
  }
  if (app.get_subcommands().empty()) {
    parsed.text = app.help();
    return parsed;
  }
  Result<Request> request = RequestOf(app.get_subcommands().front()->get_name(), f);
  if (!request) {
    parsed.error = request.error();
    return parsed;
  }
  if (auto* check = std::get_if<jobs::CheckDataRequest>(&*request)) {
    check->data_directory = parsed.data_directory;
  }
  parsed.request = *std::move(request);
  return parsed;
}

}  // namespace dcv::cli
