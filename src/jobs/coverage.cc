// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "jobs/output.h"
#include "jobs/read_inventory.h"
#include "report/report.h"

namespace dcv::jobs {

Result<Outcome> Coverage(const Program& program, const CoverageRequest& request) {
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  DCV_TRY(const inventory::Inventory inventory, ReadInventory(program, request.inventory));
  coverage::Coverage coverage =
      coverage::Evaluate(program.catalog, version, inventory, request.options);
  if (coverage.techniques.empty()) {
    return InvalidInput("no technique of ATT&CK " + request.attack + " is on these platforms",
                        "see 'dcv list techniques' for how platforms are spelt");
  }
  const bool narrowed = !request.options.accounts.empty() || !request.options.regions.empty() ||
                        !request.options.clouds.empty();
  if (narrowed && coverage.accounts.empty()) {
    return InvalidInput("nothing in the inventory is in this scope",
                        "'dcv inventory' shows the clouds, accounts and regions there are");
  }
  DCV_TRY(coverage.gates,
          coverage::CheckGates(coverage, program.catalog, version, inventory, request.gates));
  for (const Output& output : request.outputs) {
    DCV_TRY(OutputFile file, OutputFile::Open(output.path));
    const bool color = program.color && (output.path.empty() || output.path == "-");
    const report::Context context{program.data, program.codes, program.catalog, version, color};
    for (const report::CoverageFormat& format : report::CoverageFormats()) {
      if (output.format == format.name) format.render(context, coverage, inventory, file.sink());
    }
    if (Status status = file.Close(); !status) return status.error();
  }
  const bool failed = std::any_of(coverage.gates.begin(), coverage.gates.end(),
                                  [](const coverage::Gate& gate) { return !gate.passed; });
  if (failed) return Outcome::kFindings;
  return program.codes.Incomplete(coverage.diagnostics) ? Outcome::kIncomplete : Outcome::kDone;
}

}  // namespace dcv::jobs
