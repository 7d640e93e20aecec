// SPDX-License-Identifier: Apache-2.0
#include "coverage/mapping.h"

#include <algorithm>

namespace dcv::coverage {

std::vector<Mapped> MapDetection(const catalog::Catalog& catalog,
                                 const catalog::Detection& detection,
                                 const attack::Version& version, size_t& lost) {
  std::vector<Mapped> out;
  for (const auto* row = catalog.begin(detection); row != catalog.end(detection); ++row) {
    const attack::Technique* technique = version.Translate(row->technique);
    if (technique == nullptr) {
      ++lost;
      continue;
    }
    const Mapped mapped{technique, row->confidence, row->basis, row->reason};
    auto same = std::find_if(out.begin(), out.end(),
                             [&](const Mapped& m) { return m.technique == technique; });
    if (same == out.end()) {
      out.push_back(mapped);
    } else if (mapped.basis < same->basis ||
               (mapped.basis == same->basis && mapped.confidence > same->confidence)) {
      *same = mapped;
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Mapped& a, const Mapped& b) { return a.technique->id < b.technique->id; });
  return out;
}

}  // namespace dcv::coverage
