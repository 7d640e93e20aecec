// SPDX-License-Identifier: Apache-2.0
// A provider's list as it stands today against ours in data/vendor.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace dcv::catalog {

// One thing of a provider's list: its scalar members, those of nested objects by dotted names.
using Record = std::vector<std::pair<std::string, std::string>>;

struct ListedChange {
  enum class What { kNew, kGone, kChanged };
  What what = What::kNew;
  std::string key, title, kind, status, severity, plan, module;  // as data/vendor writes them
};
std::string_view ToString(ListedChange::What what);

struct ListComparison {
  std::string key_member, title_member;  // which members were taken; "" where none was found
  size_t records = 0;                    // that had a key
  size_t known = 0;                      // of which our list has, under key or module
  std::vector<ListedChange> changes;     // sorted by key
};

// The key is the member whose values our list knows most of; `key_member` says it instead when not
// empty. Error kInvalidInput when no member's values are known, which is likely another list.
Result<ListComparison> CompareList(const Catalog& catalog, uint32_t source,
                                   const std::vector<Record>& records, std::string_view key_member);

}  // namespace dcv::catalog
