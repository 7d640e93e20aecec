// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inventory/inventory.h"
#include "jobs/jobs.h"

namespace dcv::jobs {

// The inventory of a request: answers, then deployed rules, then log samples. Shows progress on a
// terminal when it takes more than a second.
Result<inventory::Inventory> ReadInventory(const Program& program, const InventoryRequest& request);

// What is left to do once the answers are read: the rules that the user says are deployed, "" none,
// and what the estate's own rules detect.
Status CompleteInventory(const Program& program, const std::string& rules_deployed,
                         inventory::Inventory& inventory);

}  // namespace dcv::jobs
