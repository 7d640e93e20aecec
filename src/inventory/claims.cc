// SPDX-License-Identifier: Apache-2.0
#include "inventory/claims.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "events/eventbridge.h"
#include "events/kql_literals.h"
#include "events/logging_query.h"
#include "events/metric_filter.h"
#include "events/yaral_literals.h"

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

events::Parsed Parse(events::Language language, std::string_view feed, std::string_view text) {
  switch (language) {
    case events::Language::kEventBridge: return events::ParseEventBridge(text);
    case events::Language::kMetricFilter: return events::ParseMetricFilter(text);
    case events::Language::kLoggingQuery: return events::ParseLoggingQuery(text);
    case events::Language::kKql: return events::ParseKql(text, feed);
    case events::Language::kYaral: return events::ParseYaral(text, feed);
  }
  return {};
}

QueryClaims Judge(const events::Judge& judge, const Inventory& inventory, const Query& query,
                  bool counts) {
  QueryClaims out{Parse(query.language, query.feed, inventory.names.Text(query.text)), {}};
  out.claims = judge.Of(out.parsed.selector, query.feed,
                        {.counts = counts, .read_only_events = query.read_only_events});
  return out;
}

// Whether a trail writes to the log group that a query reads.
enum class LogGroupState : uint8_t { kWritten, kUntold, kNoTrail };

class LogGroups {
 public:
  explicit LogGroups(const std::vector<LogGroup>& groups) {
    for (const LogGroup& group : groups) {
      if (group.name == 0) {
        told_.emplace(group.account, group.region);
        continue;
      }
      // Where a filter's answer does not tell its account or region, the name decides.
      for (const uint32_t account : {group.account, 0u}) {
        for (const uint32_t region : {group.region, 0u}) {
          written_.emplace(group.name, account, region);
        }
      }
    }
  }

  LogGroupState Of(const Query& query) const {
    if (query.log_group == 0) return LogGroupState::kWritten;
    if (written_.count({query.log_group, query.account, query.region}) > 0) {
      return LogGroupState::kWritten;
    }
    const bool told = told_.count({query.account, query.region}) > 0;
    return told ? LogGroupState::kNoTrail : LogGroupState::kUntold;
  }

 private:
  std::set<std::tuple<uint32_t, uint32_t, uint32_t>> written_;  // name, account, region
  std::set<std::pair<uint32_t, uint32_t>> told_;
};

// Queries that differ in this look for different things: their text, whether they count, and
// whether their log group is known to get no API events.
using Meaning = std::tuple<events::Language, std::string_view, uint32_t, bool, bool, bool>;

class Claimer {
 public:
  Claimer(const events::Judge& judge, Inventory& inventory)
      : judge_(judge),
        inventory_(inventory),
        counts_(Counting(inventory)),
        groups_(inventory.log_groups) {}

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
      if (std::get<5>(meaning)) {
        AddNoTrail(query);
        continue;
      }
      AddTags(query, found->second.claims);
      AddNeeds(query, found->second.claims);
    }
    for (const NamedEvent& named : inventory_.named_events) ResolveNeed(named);
  }

 private:
  Meaning MeaningOf(const Query& query) const {
    const auto found = counts_.find(ScopeOf(query));
    return {query.language,
            query.feed,
            query.text,
            query.read_only_events,
            found != counts_.end() && found->second,
            groups_.Of(query) == LogGroupState::kNoTrail};
  }

  void SeparateVariants() {
    std::map<Scoped, std::set<Meaning>> meanings;  // all that a rule looks for in one place
    for (const Query& query : inventory_.queries) {
      meanings[ScopeOf(query)].insert(MeaningOf(query));
    }
    std::map<std::pair<uint8_t, DetectionId>, std::map<std::set<Meaning>, DetectionId>> variants;
    std::map<Scoped, DetectionId> renamed;
    for (Query& query : inventory_.queries) {
      auto& of = variants[{query.source, query.detection}];
      auto [found, fresh] = of.emplace(meanings[ScopeOf(query)], query.detection);
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

  void AddNoTrail(const Query& query) {
    inventory_.tags.push_back({query.source, query.detection, "", catalog::Basis::kCurated, 0,
                               "no trail writes to the log group " +
                                   Printable(inventory_.names.Text(query.log_group), 120) +
                                   ", so which kind of events it gets is not known"});
  }

  // The best claim of each technique; they come sorted, best first.
  void AddTags(const Query& query, const events::Claims& claims) {
    const bool untold = groups_.Of(query) == LogGroupState::kUntold;
    const char* note = untold ? "; no answer tells whether a trail writes to its log group" : "";
    std::string_view last;
    for (const events::Claim& claim : claims.claims) {
      if (claim.technique == last) continue;
      last = claim.technique;
      inventory_.tags.push_back({query.source, query.detection, std::string(claim.technique),
                                 catalog::Basis::kCurated, claim.confidence,
                                 events::Why(claim, claims) + note});
    }
    if (last.empty()) {
      inventory_.tags.push_back(
          {query.source, query.detection, "", catalog::Basis::kCurated, 0, claims.none});
    }
  }

  // The logs that the claimed events come by.
  void AddNeeds(const Query& query, const events::Claims& claims) {
    for (const events::Claim& claim : claims.claims) {
      AddNeed(query.source, query.detection, inventory_.names.Id(claim.event->log_source),
              claim.event);
    }
  }

  void ResolveNeed(const NamedEvent& named) {
    const std::string_view log = inventory_.names.Text(named.log);
    const auto found = judge_.table().Named(log, inventory_.names.Text(named.event));
    for (uint32_t event : found) {
      AddNeed(named.source, named.detection, named.log, &judge_.table().events()[event]);
    }
    if (found.empty()) AddNeed(named.source, named.detection, named.log, nullptr);
  }

  // `event` null: some event that the log always has.
  void AddNeed(uint8_t source, DetectionId detection, uint32_t log, const events::ApiEvent* event) {
    LogNeed need{source, detection, log};
    if (event != nullptr) {
      if (event->channel == "-") return;
      need.channel = inventory_.names.Id(event->channel);
      need.service = inventory_.names.Id(event->service);
    }
    auto& needs = inventory_.log_needs;
    const auto same = [&](const LogNeed& other) { return other == need; };
    // needs of one detection come together
    const auto from = needs.size() > 64 ? needs.end() - 64 : needs.begin();
    if (std::none_of(from, needs.end(), same)) needs.push_back(need);
  }

  const events::Judge& judge_;
  Inventory& inventory_;
  std::map<Scoped, bool> counts_;
  const LogGroups groups_;
  std::map<Meaning, QueryClaims> judged_;
};

}  // namespace

void AddClaims(const events::Judge& judge, Inventory& inventory) {
  Claimer(judge, inventory).Run();
}

QueryClaims JudgeQuery(const events::Judge& judge, const Inventory& inventory, const Query& query) {
  const std::map<Scoped, bool> counts = Counting(inventory);
  const auto found = counts.find(ScopeOf(query));
  return Judge(judge, inventory, query, found != counts.end() && found->second);
}

}  // namespace dcv::inventory
