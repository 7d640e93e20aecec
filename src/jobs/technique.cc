// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "base/text.h"
#include "jobs/find_technique.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "jobs/page_rules.h"
#include "report/report.h"

namespace dcv::jobs {

Result<const attack::Technique*> FindTechnique(const attack::Version& version,
                                               std::string_view text) {
  std::string id(text);
  if (LooksLikeTechniqueId(id)) {
    id[0] = 'T';
    if (const attack::Technique* technique = version.Translate(id)) return technique;
  }
  if (const attack::Technique* technique = version.FindByName(text)) return technique;
  std::vector<std::string> candidates;
  for (const attack::Technique& technique : version.techniques()) {
    if (technique.status != attack::TechniqueStatus::kActive) continue;
    candidates.emplace_back(technique.id);
    candidates.emplace_back(technique.name);
  }
  const std::string near = Nearest(text, candidates);
  return NotFound("no technique " + Printable(text) + " in ATT&CK " + std::string(version.name()),
                  near.empty() ? "give an id such as T1496 or T1685.002, or a technique's name"
                               : "did you mean " + near + "?");
}

Result<Outcome> Technique(const Program& program, const TechniqueRequest& request) {
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  DCV_TRY(const attack::Technique* technique, FindTechnique(version, request.technique));
  if (LooksLikeTechniqueId(request.technique) &&
      !EqualsIgnoreCase(technique->id, request.technique)) {
    std::fprintf(stderr, "dcv: %s is %s in ATT&CK %s\n", Printable(request.technique).c_str(),
                 std::string(technique->id).c_str(), request.attack.c_str());
  }
  coverage::Page page = coverage::MakePage(program.catalog, version, *technique, request.view);
  page.rules = RulesOf(program.data, version, *technique);
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  const report::Context context{program.data, program.codes, program.catalog, version,
                                program.color};
  for (const report::PageFormat& format : report::PageFormats()) {
    if (request.output.format == format.name) format.render(context, page, file.sink());
  }
  if (Status status = file.Close(); !status) return status.error();
  return Outcome::kDone;
}

}  // namespace dcv::jobs
