// SPDX-License-Identifier: Apache-2.0
#include "coverage/overlaps.h"

#include <algorithm>
#include <tuple>

namespace dcv::coverage {
namespace {

using inventory::State;

// Claims by detections that are on and count, best first.
std::vector<const Claim*> Standing(const Coverage& coverage, const Technique& technique) {
  std::vector<const Claim*> out;
  for (const Claim& claim : technique.claims) {
    const Detection& detection = coverage.detections[claim.detection];
    if (detection.kind == catalog::Kind::kPosture || detection.state() != State::kOn) continue;
    if (claim.confidence >= coverage.options.partial) out.push_back(&claim);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Claim* a, const Claim* b) { return a->confidence > b->confidence; });
  return out;
}

bool CouldBe(const Coverage& coverage, const Technique& technique) {
  return std::any_of(technique.claims.begin(), technique.claims.end(), [&](const Claim& claim) {
    const Detection& detection = coverage.detections[claim.detection];
    return detection.kind != catalog::Kind::kPosture && detection.state() == State::kUnknown &&
           claim.confidence >= coverage.options.partial;
  });
}

uint32_t Use(const Technique& technique) {
  return static_cast<uint32_t>(technique.technique->groups.value_or(0) +
                               technique.technique->campaigns.value_or(0));
}

}  // namespace

std::vector<SinglePoint> SinglePoints(const Coverage& coverage) {
  std::vector<SinglePoint> out;
  for (const Technique& technique : coverage.techniques) {
    const auto claims = Standing(coverage, technique);
    if (claims.empty()) continue;
    const double next = claims.size() > 1 ? claims[1]->confidence : 0;
    const Status left = next >= coverage.options.covered   ? Status::kCovered
                        : next >= coverage.options.partial ? Status::kPartial
                        : CouldBe(coverage, technique)     ? Status::kUnknown
                                                           : Status::kNone;
    if (claims.size() > 1 && left == technique.status) continue;
    out.push_back({&technique, claims[0]->detection, left});
  }
  std::sort(out.begin(), out.end(), [](const SinglePoint& a, const SinglePoint& b) {
    const uint32_t more = Use(*a.technique), less = Use(*b.technique);
    return more != less ? more > less : a.technique->technique->id < b.technique->technique->id;
  });
  return out;
}

std::vector<Overlap> Overlaps(const Coverage& coverage) {
  std::vector<Overlap> out;
  for (const Technique& technique : coverage.techniques) {
    const auto claims = Standing(coverage, technique);
    if (claims.size() < 2) continue;
    Overlap& overlap = out.emplace_back();
    overlap.technique = &technique;
    for (const Claim* claim : claims) overlap.detections.push_back(claim->detection);
  }
  std::stable_sort(out.begin(), out.end(), [](const Overlap& a, const Overlap& b) {
    return a.detections.size() > b.detections.size();
  });
  return out;
}

}  // namespace dcv::coverage
