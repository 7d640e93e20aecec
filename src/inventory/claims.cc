// SPDX-License-Identifier: Apache-2.0
#include "inventory/claims.h"

#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "events/eventbridge.h"
#include "events/logging_query.h"
#include "events/metric_filter.h"

namespace dcv::inventory {
namespace {

using Scoped = std::tuple<uint8_t, DetectionId, uint32_t, uint32_t>;  // and account, region

Scoped ScopeOf(const Query& query) {
  return {query.source, query.detection, query.account, query.region};
}
Scoped ScopeOf(const Fact& fact) {
  return {fact.source, fact.detection, fact.account, fact.region};
}

// Detections that somebody hears of only after more than one event.
std::map<Scoped, bool> Counting(const Inventory& inventory) {
  std::map<Scoped, bool> counts;
  for (const Fact& fact : inventory.facts) {
    if (fact.kind != FactKind::kDelivery || fact.state != State::kOn) continue;
    auto [found, fresh] = counts.emplace(ScopeOf(fact), fact.counts);
    found->second = found->second && fact.counts;
  }
  return counts;
}

events::Parsed Parse(events::Language language, std::string_view text) {
  switch (language) {
    case events::Language::kEventBridge: return events::ParseEventBridge(text);
    case events::Language::kMetricFilter: return events::ParseMetricFilter(text);
    case events::Language::kLoggingQuery: return events::ParseLoggingQuery(text);
  }
  return {};
}

QueryClaims Judge(const events::Judge& judge, const Inventory& inventory, const Query& query,
                  bool counts) {
  QueryClaims out{Parse(query.language, inventory.names.Text(query.text)), {}};
  out.claims = judge.Of(out.parsed.selector, query.feed,
                        {.counts = counts, .read_only_events = query.read_only_events});
  return out;
}

// Queries that differ in this look for different things.
using Meaning = std::tuple<events::Language, std::string_view, uint32_t, bool, bool>;

class Claimer {
 public:
  Claimer(const events::Judge& judge, Inventory& inventory)
      : judge_(judge), inventory_(inventory), counts_(Counting(inventory)) {}

  void Run() {
    SeparateVariants();
    std::set<std::tuple<uint8_t, DetectionId, Meaning>> done;
    for (const Query& query : inventory_.queries) {
      const Meaning meaning = MeaningOf(query);
      if (!done.emplace(query.source, query.detection, meaning).second) continue;
      auto [found, fresh] = judged_.try_emplace(meaning);
      if (fresh) {
        found->second = Judge(judge_, inventory_, query, std::get<4>(meaning));
        Report(query, found->second.parsed.problems);
      }
      AddTags(query, found->second.claims);
    }
  }

 private:
  Meaning MeaningOf(const Query& query) const {
    const auto found = counts_.find(ScopeOf(query));
    return {query.language, query.feed, query.text, query.read_only_events,
            found != counts_.end() && found->second};
  }

  void SeparateVariants() {
    std::map<std::pair<uint8_t, DetectionId>, std::map<Meaning, DetectionId>> variants;
    std::map<Scoped, DetectionId> renamed;
    for (Query& query : inventory_.queries) {
      auto& of = variants[{query.source, query.detection}];
      auto [found, fresh] = of.emplace(MeaningOf(query), query.detection);
      if (fresh && of.size() > 1) found->second = Variant(query.detection, of.size());
      if (found->second == query.detection) continue;
      renamed.emplace(ScopeOf(query), found->second);
      query.detection = found->second;
    }
    if (renamed.empty()) return;
    for (Fact& fact : inventory_.facts) {
      const auto found = renamed.find(ScopeOf(fact));
      if (found != renamed.end()) fact.detection = found->second;
    }
    counts_ = Counting(inventory_);
  }

  DetectionId Variant(DetectionId detection, size_t number) {
    const std::string name(inventory_.names.Text(detection & ~kOwnName));
    return kOwnName | inventory_.names.Id(name + " (" + std::to_string(number) + ")");
  }

  void Report(const Query& query, const Problems& problems) {
    for (const Problem& problem : problems) {
      inventory_.diagnostics.Add(
          {std::string(problem.code), inventory_.files[query.place.file].path,
           inventory_.Pointer(query.place),
           std::string(inventory_.names.Text(query.detection & ~kOwnName)) + ", line " +
               std::to_string(problem.place.line) + ", column " +
               std::to_string(problem.place.column) + " of its text: " + problem.message,
           1});
    }
  }

  // The best claim of each technique; they come sorted, best first.
  void AddTags(const Query& query, const events::Claims& claims) {
    std::string_view last;
    for (const events::Claim& claim : claims.claims) {
      if (claim.technique == last) continue;
      last = claim.technique;
      inventory_.tags.push_back({query.source, query.detection, std::string(claim.technique),
                                 catalog::Basis::kCurated, claim.confidence,
                                 events::Why(claim, claims)});
    }
    if (last.empty()) {
      inventory_.tags.push_back(
          {query.source, query.detection, "", catalog::Basis::kCurated, 0, claims.none});
    }
  }

  const events::Judge& judge_;
  Inventory& inventory_;
  std::map<Scoped, bool> counts_;
  std::map<Meaning, QueryClaims> judged_;
};

}  // namespace

void AddClaims(const events::Judge& judge, Inventory& inventory) {
  if (!inventory.queries.empty()) Claimer(judge, inventory).Run();
}

QueryClaims JudgeQuery(const events::Judge& judge, const Inventory& inventory, const Query& query) {
  const std::map<Scoped, bool> counts = Counting(inventory);
  const auto found = counts.find(ScopeOf(query));
  return Judge(judge, inventory, query, found != counts.end() && found->second);
}

}  // namespace dcv::inventory
