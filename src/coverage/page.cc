// SPDX-License-Identifier: Apache-2.0
#include "coverage/page.h"

#include <algorithm>
#include <map>
#include <set>

#include "coverage/mapping.h"

namespace dcv::coverage {
namespace {

void AddPublished(const catalog::Catalog& catalog, const attack::Version& version, Page& page) {
  for (const catalog::PublishedRow& row : catalog.published()) {
    if (version.Translate(row.technique) != page.technique) continue;
    page.detections.push_back({row.key, row.source, catalog.sources()[row.source].kind,
                               row.confidence, catalog::Basis::kPublished, ""});
  }
}

void AddOurs(const catalog::Catalog& catalog, const attack::Version& version, Page& page) {
  size_t lost = 0;
  for (const catalog::Detection& detection : catalog.detections()) {
    if (detection.retired()) continue;
    for (const Mapped& mapped : MapDetection(catalog, detection, version, lost)) {
      if (mapped.technique != page.technique) continue;
      page.detections.push_back({detection.key, detection.source, detection.kind, mapped.confidence,
                                 mapped.basis, mapped.reason});
    }
  }
}

}  // namespace

Page MakePage(const catalog::Catalog& catalog, const attack::Version& version,
              const attack::Technique& technique, MappingView view) {
  Page page;
  page.technique = &technique;
  page.view = view;
  if (view == MappingView::kPublished) {
    AddPublished(catalog, version, page);
  } else {
    AddOurs(catalog, version, page);
  }
  std::map<uint32_t, PageSource> sources;
  std::set<std::string_view> clouds;
  for (const PageDetection& detection : page.detections) {
    PageSource& source = sources[detection.source];
    source.source = detection.source;
    source.mean_confidence += detection.confidence;  // a sum until all are in
    ++source.detections;
    clouds.insert(catalog.sources()[detection.source].cloud);
  }
  page.clouds = clouds.size();
  for (auto& [id, source] : sources) {
    source.mean_confidence /= static_cast<double>(source.detections);
    page.sources.push_back(source);
  }
  const auto title = [&](uint32_t source) -> const std::string& {
    return catalog.sources()[source].title;
  };
  std::sort(page.sources.begin(), page.sources.end(),
            [&](const PageSource& a, const PageSource& b) {
              if (a.detections != b.detections) return a.detections > b.detections;
              return title(a.source) < title(b.source);
            });
  std::map<uint32_t, size_t> place;
  for (size_t i = 0; i < page.sources.size(); ++i) place[page.sources[i].source] = i;
  std::sort(page.detections.begin(), page.detections.end(),
            [&](const PageDetection& a, const PageDetection& b) {
              return std::make_tuple(place[a.source], -a.confidence, a.key) <
                     std::make_tuple(place[b.source], -b.confidence, b.key);
            });
  return page;
}

}  // namespace dcv::coverage
