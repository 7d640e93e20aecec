// SPDX-License-Identifier: Apache-2.0
// What the catalogue says of one technique, whatever is deployed: the page of the library.
#pragma once

#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "catalog/catalog.h"

namespace dcv::coverage {

enum class MappingView {
  kDefault,    // ours: one detection counts once, for the technique it shows
  kPublished,  // the published coverage pages: one row of their tables counts once
};

struct PageDetection {
  std::string_view key;
  uint32_t source = 0;
  catalog::Kind kind = catalog::Kind::kFinding;
  double confidence = 0;
  catalog::Basis basis = catalog::Basis::kPublished;
  std::string_view reason;
};

struct PageSource {
  uint32_t source = 0;
  size_t detections = 0;
  double mean_confidence = 0;
};

struct Page {
  const attack::Technique* technique = nullptr;
  MappingView view = MappingView::kDefault;
  size_t clouds = 0;                      // that have at least one
  std::vector<PageSource> sources;        // most detections first, then by title: the pages' order
  std::vector<PageDetection> detections;  // by source as above, then confidence, then key
};

// Counts rows for exactly this technique, no roll-up, all kinds. In the published view ids are
// compared after translation to `version`, so that 18.1 gives the pages' own figures.
Page MakePage(const catalog::Catalog& catalog, const attack::Version& version,
              const attack::Technique& technique, MappingView view);

}  // namespace dcv::coverage
