// SPDX-License-Identifier: Apache-2.0
// From the parts that files gave to one inventory: names renumbered, names resolved that only
// another answer explains, lists found whose last page is missing.
#pragma once

#include <map>
#include <string>
#include <utility>
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

// The outcome depends on the order of the parts alone, not on who read them.
class Merger {
 public:
  explicit Merger(const catalog::Catalog& catalog) : catalog_(catalog) {}
  void Add(Part part);
  Inventory Finish();

 private:
  struct PageGroup {
    std::vector<uint32_t> waiting;  // files with a page that says another follows
    bool ended = false;
  };
  void NotePage(const Page& page);
  void MarkCutLists();
  std::pair<size_t, size_t> FindAlias(uint8_t source, uint32_t account, uint32_t region,
                                      uint32_t name) const;
  void ResolveAccounts();
  void ResolveAliases();
  std::pair<size_t, size_t> OnlyAlias(uint8_t source, uint32_t name);
  void ReportUnresolved(const Fact& fact, uint32_t name);
  void ReportUnclaimed(const Fact& fact);
  void Deduplicate();

  const catalog::Catalog& catalog_;
  Inventory out_;
  std::map<std::pair<size_t, std::string>, PageGroup> page_groups_;  // by shape and folder
  // Rows of out_.aliases by source and name, none where they are of several places; filled on use.
  std::map<std::pair<uint8_t, uint32_t>, std::pair<size_t, size_t>> by_name_;
};

}  // namespace dcv::inventory
