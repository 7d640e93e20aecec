// SPDX-License-Identifier: Apache-2.0
// How many detections a technique stands on: one (a single point of failure), or several.
#pragma once

#include <vector>

#include "coverage/coverage.h"

namespace dcv::coverage {

// Without this one detection the technique would have a lower status.
struct SinglePoint {
  const Technique* technique = nullptr;
  uint32_t detection = 0;  // index into Coverage::detections
  Status falls_to = Status::kNone;
};
// Most used by reported groups and campaigns first, then by id.
std::vector<SinglePoint> SinglePoints(const Coverage& coverage);

// A technique that several detections show: no posture, on, with a confidence that reaches partial.
struct Overlap {
  const Technique* technique = nullptr;
  std::vector<uint32_t> detections;  // best first
};
// Most detections first, then by id.
std::vector<Overlap> Overlaps(const Coverage& coverage);

}  // namespace dcv::coverage
