// SPDX-License-Identifier: Apache-2.0
// Values -> documents. Each format is a file and a row of formats.cc; all print the same result, in
// the same order, without a clock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/diagnostic_codes.h"
#include "catalog/catalog.h"
#include "coverage/coverage.h"
#include "coverage/page.h"
#include "inventory/inventory.h"
#include "report/sink.h"

namespace dcv::report {

// Everything a report may draw on; all of it outlives the call.
struct Context {
  const DataFiles& data;
  const DiagnosticCodes& codes;
  const catalog::Catalog& catalog;
  const attack::Version& version;
  bool color = false;  // for a terminal
};

struct CoverageFormat {
  const char* name;
  void (*render)(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
};
struct InventoryFormat {
  const char* name;
  void (*render)(const Context&, const inventory::Inventory&, Sink&);
};
struct PageFormat {
  const char* name;
  void (*render)(const Context&, const coverage::Page&, Sink&);
};
const std::vector<CoverageFormat>& CoverageFormats();
const std::vector<InventoryFormat>& InventoryFormats();
const std::vector<PageFormat>& PageFormats();

// The formats, one file each.
void CoverageTable(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void CoverageJson(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void CoverageCsv(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void CoverageMarkdown(const Context&, const coverage::Coverage&, const inventory::Inventory&,
                      Sink&);
void CoverageHtml(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void CoverageNavigator(const Context&, const coverage::Coverage&, const inventory::Inventory&,
                       Sink&);
// The gates of the result; one without gates is an empty document.
void CoverageJUnit(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void CoverageSarif(const Context&, const coverage::Coverage&, const inventory::Inventory&, Sink&);
void InventoryTable(const Context&, const inventory::Inventory&, Sink&);
void InventoryJson(const Context&, const inventory::Inventory&, Sink&);
void InventoryCsv(const Context&, const inventory::Inventory&, Sink&);
void PageTable(const Context&, const coverage::Page&, Sink&);
void PageJson(const Context&, const coverage::Page&, Sink&);
void PageMarkdown(const Context&, const coverage::Page&, Sink&);

// What people call a cloud: "AWS", "Azure", "GCP", "any".
std::string CloudTitle(std::string_view cloud);
std::string PlatformList(const attack::Technique& technique);
std::string TacticList(const attack::Version& version, const attack::Technique& technique);

}  // namespace dcv::report
