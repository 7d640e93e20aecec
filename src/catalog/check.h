// SPDX-License-Identifier: Apache-2.0
// `dcv check data`: what would be wrong in data/ if a row were edited by hand. Reads the tables
// again, so that a file that cannot even be loaded is still described.
#pragma once

#include "base/data_files.h"
#include "base/diagnostic.h"

namespace dcv::catalog {

struct CheckSummary {
  Diagnostics diagnostics;  // codes K001 to K012, all errors
  size_t files = 0, rows = 0;
};

CheckSummary CheckData(const DataFiles& data);

}  // namespace dcv::catalog
