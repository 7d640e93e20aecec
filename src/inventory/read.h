// SPDX-License-Identifier: Apache-2.0
// From paths to an inventory: files, folders and "-", plain or .gz/.zst, JSON or NDJSON, one page
// or many, each answer recognised by its shape.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "inventory/inventory.h"

namespace dcv::inventory {

struct ReadOptions {
  size_t threads = 0;  // 0: all
  // The largest single JSON document; a larger one is reported (I011) and not read. Memory is a few
  // times this for each thread that meets such a document.
  size_t max_document_bytes = size_t{128} << 20;
  // Called now and then from any thread: files done, of how many, bytes read. May be empty.
  std::function<void(size_t files, size_t of, uint64_t bytes)> progress;
};

// Reads everything below `paths`. A path that is not there, or a folder without files, is an Error;
// whatever is wrong inside files is a diagnostic and costs only itself.
Result<Inventory> Read(const std::vector<std::string>& paths, const catalog::Catalog& catalog,
                       const ReadOptions& options = {});

// One text, as if it were the file `path` (tests and fuzzing).
Inventory ReadText(std::string_view text, const std::string& path, const catalog::Catalog& catalog);

// Adds the Sigma rules below `directory` as deployed rules with the techniques of their tags.
Status AddDeployedRules(const std::string& directory, const catalog::Catalog& catalog,
                        Inventory& inventory);

}  // namespace dcv::inventory
