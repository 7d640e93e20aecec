// SPDX-License-Identifier: Apache-2.0
// First half of the join: from facts to detections with one state in each account and region.
#pragma once

#include "coverage/coverage.h"

namespace dcv::coverage {

// Fills clouds, accounts, detections, deployments and sources (all but `unmapped`) of `out`, whose
// options are set. Every catalogued detection of the clouds in scope is there, deployed or not.
void JoinDeployments(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                     Coverage& out);

}  // namespace dcv::coverage
