// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/verbs.h"

namespace dcv::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 below a threshold you gave or a check failed, 2 bad request or input,\n"
    "3 incomplete (printed and marked), 70 a bug of dcv, 130 interrupted.\n"
    "Documentation: docs/ in the source, README.md first.";

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
  std::map<std::string, ToRequest> verbs;
  for (const Verb& verb : Verbs()) verbs[verb.name] = verb.add(app);
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
  Result<Request> request = verbs[app.get_subcommands().front()->get_name()]();
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
