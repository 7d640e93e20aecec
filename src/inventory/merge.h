// SPDX-License-Identifier: Apache-2.0
// From the parts that files gave to one inventory: names renumbered, names resolved that only
// another answer explains, lists found whose last page is missing.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "inventory/inventory.h"

namespace dcv::inventory {

// A page of a list: does it say that another follows?
struct Page {
  size_t shape = 0;  // index into Shapes()
  bool more = false;
};

// One file: its inventory has this file alone (number 0) and names of its own.
struct Part {
  Inventory inventory;
  std::vector<Page> pages;
};

// In the order of the parts; the outcome does not depend on who read them.
Inventory Merge(std::vector<Part> parts, const catalog::Catalog& catalog);

}  // namespace dcv::inventory
