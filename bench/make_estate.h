// SPDX-License-Identifier: Apache-2.0
// A made estate of any size in the providers' real answer shapes, the same bytes each time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace dcv::bench {

struct EstateSize {
  size_t accounts = 500;
  size_t detections = 2000;  // detection facts of each account, over its regions
};

struct Estate {
  std::vector<std::string> folders;  // one an account; the first N are an estate of N accounts
  uint64_t files = 0, bytes = 0;     // of JSON
};

// Of twenty accounts sixteen are of AWS with two regions each, three are Azure subscriptions and
// one is a GCP project. What is already there in the same size is used again. `shapes` is the
// folder bench/shapes.
Result<Estate> MakeEstate(const std::string& out, const std::string& shapes,
                          const catalog::Catalog& catalog, EstateSize size);

}  // namespace dcv::bench
