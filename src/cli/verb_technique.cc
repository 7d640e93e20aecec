// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/options.h"
#include "cli/verbs.h"
#include "report/report.h"

namespace dcv::cli {

ToRequest AddTechnique(CLI::App& app) {
  CLI::App& verb =
      *app.add_subcommand("technique", "which detections of the catalogue show a technique");
  verb.footer(
      "Examples:\n"
      "  dcv technique T1496\n"
      "  dcv technique \"Disable or Modify Cloud Log\"\n"
      "  dcv technique T1496 --attack 18.1 --mapping published --format md");
  struct Values {
    jobs::TechniqueRequest request;
    std::string mapping = "default";
    OutputOptions output;
  };
  const auto values = std::make_shared<Values>();
  verb.add_option("technique", values->request.technique, "id of any ATT&CK version, or name")
      ->required();
  verb.add_option("--mapping", values->mapping,
                  "default: ours; published: rows as the published coverage pages count them")
      ->check(CLI::IsMember({"default", "published"}))
      ->capture_default_str();
  AddAttackVersion(verb, values->request.attack);
  AddOutput(verb, values->output, Names(report::PageFormats()));
  return [values]() -> Result<Request> {
    jobs::TechniqueRequest request = values->request;
    request.view = values->mapping == "published" ? coverage::MappingView::kPublished
                                                  : coverage::MappingView::kDefault;
    request.output = values->output.Output();
    return Request(std::move(request));
  };
}

}  // namespace dcv::cli
