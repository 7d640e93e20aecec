// SPDX-License-Identifier: Apache-2.0
// The catalogue's mappings read in one ATT&CK version.
#pragma once

#include <vector>

#include "attack/attack.h"
#include "catalog/catalog.h"

namespace dcv::coverage {

struct Mapped {
  const attack::Technique* technique = nullptr;
  double confidence = 0;
  catalog::Basis basis = catalog::Basis::kCurated;
  std::string_view reason;
};

// The techniques of one detection in this version, by id: ids of another version translated; of
// several rows for one technique the one with the strongest basis, then the highest confidence.
// `lost` counts rows whose technique this version does not have.
std::vector<Mapped> MapDetection(const catalog::Catalog& catalog,
                                 const catalog::Detection& detection,
                                 const attack::Version& version, size_t& lost);

}  // namespace dcv::coverage
