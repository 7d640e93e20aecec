// SPDX-License-Identifier: Apache-2.0
// Samples of logs: a log of which events are seen is written.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "inventory/inventory.h"
#include "logsource/logsource.h"

namespace dcv::jobs {

// Adds a row of telemetry per log source, channel, account and region of the events in `paths`
// (files, folders, "-"), with their number and the times of the first and last. What no log source
// recognises is counted in the inventory's diagnostics (I042). Errors: a path that does not exist.
Status AddLogSamples(const std::vector<std::string>& paths, const logsource::Registry& registry,
                     size_t threads, inventory::Inventory& inventory);

}  // namespace dcv::jobs
