// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <mutex>

#include "base/text.h"
#include "inventory/claims.h"
#include "inventory/read.h"
#include "jobs/log_samples.h"
#include "jobs/output.h"
#include "jobs/read_inventory.h"
#include "report/report.h"

namespace dcv::jobs {
namespace {

using Clock = std::chrono::steady_clock;

// One line on the terminal, rewritten at most ten times a second once a second has passed.
class Progress {
 public:
  void Show(size_t files, size_t of, uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (now - start_ < std::chrono::seconds(1)) return;
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    shown_ = true;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    std::fprintf(stderr, "\rreading %s of %s files, %s MB, %.0f MB/s\x1b[K", Grouped(files).c_str(),
                 Grouped(of).c_str(), Grouped(bytes / 1000000).c_str(),
                 static_cast<double>(bytes) / 1e6 / seconds);
  }
  ~Progress() {
    if (shown_) std::fprintf(stderr, "\r\x1b[K");
  }

 private:
  std::mutex mutex_;
  Clock::time_point start_ = Clock::now(), last_ = start_;
  bool shown_ = false;
};

}  // namespace

Status CompleteInventory(const Program& program, const std::string& rules_deployed,
                         inventory::Inventory& inventory) {
  if (!rules_deployed.empty()) {
    Status status = inventory::AddDeployedRules(rules_deployed, program.catalog, inventory);
    if (!status) return status;
  }
  if (inventory.queries.empty() && inventory.named_events.empty()) return Ok();
  DCV_TRY(const events::Judge judge, events::Judge::Load(program.data));
  inventory::AddClaims(judge, inventory);
  return Ok();
}

Result<inventory::Inventory> ReadInventory(const Program& program,
                                           const InventoryRequest& request) {
  inventory::Inventory inventory;
  if (!request.paths.empty()) {
    Progress progress;
    inventory::ReadOptions options;
    options.threads = request.threads;
    if (program.progress) {
      options.progress = [&](size_t files, size_t of, uint64_t bytes) {
        progress.Show(files, of, bytes);
      };
    }
    DCV_TRY(inventory, inventory::Read(request.paths, program.catalog, options));
  }
  if (Status status = CompleteInventory(program, request.rules_deployed, inventory); !status) {
    return status.error();
  }
  if (!request.logs.empty()) {
    DCV_TRY(const logsource::Registry registry, logsource::Registry::Load(program.data));
    Status status = AddLogSamples(request.logs, registry, request.threads, inventory);
    if (!status) return status.error();
  }
  return inventory;
}

Result<Outcome> Inventory(const Program& program, const InventoryRequest& request) {
  DCV_TRY(const inventory::Inventory inventory, ReadInventory(program, request));
  DCV_TRY(const attack::Version version,
          attack::Version::Load(program.data, attack::kDefaultVersion));
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  const report::Context context{program.data, program.codes, program.catalog, version,
                                program.color};
  for (const report::InventoryFormat& format : report::InventoryFormats()) {
    if (request.output.format == format.name) format.render(context, inventory, file.sink());
  }
  if (Status status = file.Close(); !status) return status.error();
  return program.codes.Incomplete(inventory.diagnostics) ? Outcome::kIncomplete : Outcome::kDone;
}

}  // namespace dcv::jobs
