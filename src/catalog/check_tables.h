// SPDX-License-Identifier: Apache-2.0
// The part of `dcv check data` that reads the tables beside the mappings: API events, log sources
// of techniques, independent references.
#pragma once

#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/diagnostic.h"
#include "catalog/catalog.h"

namespace dcv::catalog {

// `catalog`: null when it did not load. Codes K002, K003, K009, K012, K013, K014.
void CheckTables(const DataFiles& data, const std::vector<attack::Version>& versions,
                 const Catalog* catalog, Diagnostics& diagnostics);

// Whether the technique is an active one of any of the versions.
bool IsActive(const std::vector<attack::Version>& versions, std::string_view technique);

}  // namespace dcv::catalog
