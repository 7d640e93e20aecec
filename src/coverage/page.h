// SPDX-License-Identifier: Apache-2.0
// What the catalogue says of one technique, whatever is deployed: the page of the library.
#pragma once

#include <string>
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

// A rule of the library that shows the technique or one of its sub-techniques.
struct PageRule {
  std::string title, id, status, level, file;
  std::string platform;        // product of its log source
  std::string_view technique;  // id in the page's version; a sub-technique's where it is not exact
  std::vector<std::string> false_positives;

  bool Experimental() const { return status == "experimental"; }
};

struct Page {
  const attack::Technique* technique = nullptr;
  MappingView view = MappingView::kDefault;
  size_t clouds = 0;                      // that have at least one
  std::vector<PageSource> sources;        // most detections first, then by title: the pages' order
  std::vector<PageDetection> detections;  // by source as above, then confidence, then key
  // The technique's own first, then by technique, platform and title. MakePage leaves them to the
  // caller, who has the library; no figure above counts them.
  std::vector<PageRule> rules;
};

// Counts rows for exactly this technique, no roll-up, all kinds. In the published view ids are
// compared after translation to `version`, so that 18.1 gives the pages' own figures.
Page MakePage(const catalog::Catalog& catalog, const attack::Version& version,
              const attack::Technique& technique, MappingView view);

}  // namespace dcv::coverage
