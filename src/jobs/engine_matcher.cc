// SPDX-License-Identifier: Apache-2.0
#include "jobs/engine_matcher.h"

#include <memory>

namespace dcv::jobs {

ruletest::Matcher EngineMatcher(const match::Engine& engine) {
  const auto matcher = std::make_shared<match::Matcher>(engine);
  return [matcher](std::string_view document) -> Result<std::vector<ruletest::Matched>> {
    Documents documents;
    documents.text = document;
    documents.documents.push_back({0, static_cast<uint32_t>(document.size()), 0, true});
    std::vector<ruletest::Matched> out;
    bool broken = false;
    matcher->Match(
        documents,
        [&](const match::Event& event, std::span<const uint32_t> rules) {
          out.push_back(
              {event.source == nullptr ? "" : event.source->id, {rules.begin(), rules.end()}});
        },
        [&](uint32_t) { broken = true; });
    if (broken) return InvalidInput("the event is no JSON");
    return out;
  };
}

}  // namespace dcv::jobs
