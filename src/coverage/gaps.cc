// SPDX-License-Identifier: Apache-2.0
#include "coverage/gaps.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace dcv::coverage {
namespace {

// "aws" of "aws_cloudtrail"; "" for the log of a product that runs in no cloud of ours.
std::string_view CloudOf(std::string_view log_source) {
  const std::string_view first = log_source.substr(0, log_source.find('_'));
  return first == "aws" || first == "azure" || first == "gcp" ? first : std::string_view();
}

// What could cover it is there, on or off or not told.
bool HasDetection(const Coverage& coverage, const Technique& technique) {
  return std::any_of(technique.claims.begin(), technique.claims.end(), [&](const Claim& claim) {
    return coverage.detections[claim.detection].kind != catalog::Kind::kPosture &&
           claim.confidence >= coverage.options.partial;
  });
}

uint32_t Prevalence(const attack::Technique& technique) {
  return static_cast<uint32_t>(technique.groups.value_or(0) + technique.campaigns.value_or(0));
}

}  // namespace

std::string_view ToString(Sight sight) {
  switch (sight) {
    case Sight::kByDefault: return "by default";
    case Sight::kWhenSwitchedOn: return "when switched on";
    case Sight::kNone: return "no cloud log";
  }
  return "no cloud log";
}

Seen SeenIn(const Coverage& coverage, const catalog::Catalog& catalog, std::string_view technique) {
  Seen seen;
  const auto& logs = catalog.logs();
  auto log = std::lower_bound(logs.begin(), logs.end(), technique,
                              [](const catalog::LogOfTechnique& row, std::string_view wanted) {
                                return row.technique < wanted;
                              });
  for (; log != logs.end() && log->technique == technique; ++log) {
    const std::string_view cloud = CloudOf(log->log_source);
    const auto& clouds = coverage.clouds;
    if (!cloud.empty() && std::find(clouds.begin(), clouds.end(), cloud) == clouds.end()) continue;
    const bool by_default = !cloud.empty() && log->needs.empty();
    seen.sight = std::min(seen.sight, by_default ? Sight::kByDefault : Sight::kWhenSwitchedOn);
    seen.logs.push_back(&*log);
  }
  std::stable_sort(seen.logs.begin(), seen.logs.end(), [](const auto* a, const auto* b) {
    return std::make_tuple(CloudOf(a->log_source).empty(), !a->needs.empty()) <
           std::make_tuple(CloudOf(b->log_source).empty(), !b->needs.empty());
  });
  return seen;
}

std::vector<Gap> Gaps(const Coverage& coverage, const catalog::Catalog& catalog) {
  struct Ranked {
    Gap gap;
    Sight sight;
  };
  std::vector<Ranked> ranked;
  for (const Technique& technique : coverage.techniques) {
    if (technique.status != Status::kNone && technique.status != Status::kUnknown) continue;
    Gap gap{&technique, SeenIn(coverage, catalog, technique.technique->id)};
    const Sight sight = HasDetection(coverage, technique) ? Sight::kByDefault : gap.seen.sight;
    ranked.push_back({std::move(gap), sight});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return std::make_tuple(a.sight, -int64_t{Prevalence(*a.gap.technique->technique)}) <
           std::make_tuple(b.sight, -int64_t{Prevalence(*b.gap.technique->technique)});
  });
  std::vector<Gap> gaps;
  for (Ranked& one : ranked) gaps.push_back(std::move(one.gap));
  return gaps;
}

}  // namespace dcv::coverage
