// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inventory/inventory.h"
#include "jobs/jobs.h"

namespace dcv::jobs {

// The inventory of a request: answers, then deployed rules. Shows progress on a terminal when it
// takes more than a second.
Result<inventory::Inventory> ReadInventory(const Program& program, const InventoryRequest& request);

}  // namespace dcv::jobs
