// SPDX-License-Identifier: Apache-2.0
#include "coverage/standings.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "coverage/scope.h"

namespace dcv::coverage {
namespace {

using inventory::State;

// The places of a detection in one account, sorted by region.
std::pair<const Snapshot::Place*, const Snapshot::Place*> PlacesIn(
    const Snapshot& snapshot, const Snapshot::Detection& detection, uint32_t account) {
  const auto* const begin = snapshot.places.data() + detection.first;
  const auto* const end = begin + detection.count;
  const auto* const from = std::lower_bound(
      begin, end, account,
      [](const Snapshot::Place& place, uint32_t wanted) { return place.account < wanted; });
  const auto* to = from;
  while (to != end && to->account == account) ++to;
  return {from, to};
}

bool HasPlace(const Snapshot& snapshot, const Snapshot::Detection& detection, uint32_t account,
              uint32_t region) {
  const auto [from, to] = PlacesIn(snapshot, detection, account);
  return std::any_of(from, to, [&](const Snapshot::Place& p) { return p.region == region; });
}

class Counter {
 public:
  Counter(const Snapshot& snapshot, Dimension dimension)
      : snapshot_(snapshot), by_account_(dimension == Dimension::kAccount) {}

  Standings Run() {
    FindScopes();
    silences_.resize(snapshot_.sources.size());
    for (const Snapshot::Silence& silence : snapshot_.untold) {
      silences_[silence.source].push_back(silence);
    }
    if (!by_account_) AddSilentRegions();
    out_.detections.resize(snapshot_.detections.size() * out_.scopes.size());
    for (size_t i = 0; i < snapshot_.detections.size(); ++i) Place(i);
    out_.table.reserve(snapshot_.techniques.size() * out_.scopes.size());
    for (const Snapshot::Technique& technique : snapshot_.techniques) {
      for (size_t scope = 0; scope < out_.scopes.size(); ++scope) {
        out_.table.push_back(Judge(
            snapshot_, technique.claims,
            [&](uint32_t detection) { return out_.Detection(detection, scope).state; },
            [&](uint32_t detection) { return out_.Detection(detection, scope).passing; }));
      }
    }
    return std::move(out_);
  }

 private:
  void FindScopes() {
    std::set<Standings::Scope> found;
    if (by_account_) {
      for (const Snapshot::Account& account : snapshot_.accounts) {
        found.insert({account.cloud, account.account});
      }
    } else {
      for (const Snapshot::SourceCount& count : snapshot_.counts) {
        found.insert({snapshot_.sources[count.source].cloud, count.region});
      }
      for (const Snapshot::Silence& silence : snapshot_.untold) {
        found.insert({snapshot_.sources[silence.source].cloud, silence.region});
      }
      DropPlaceless(found);
    }
    out_.scopes.assign(found.begin(), found.end());
    std::sort(out_.scopes.begin(), out_.scopes.end(), [&](const auto& a, const auto& b) {
      return std::make_pair(snapshot_.Text(a.cloud), snapshot_.Text(a.name)) <
             std::make_pair(snapshot_.Text(b.cloud), snapshot_.Text(b.name));
    });
    for (size_t i = 0; i < out_.scopes.size(); ++i) {
      slot_.emplace(Key(out_.scopes[i]), i);
      of_cloud_[out_.scopes[i].cloud].push_back(i);
      every_.push_back(i);
    }
  }

  // Where a cloud has regions, what has none counts in each of them and is no row of its own.
  void DropPlaceless(std::set<Standings::Scope>& found) const {
    for (auto at = found.begin(); at != found.end();) {
      const bool any = snapshot_.Text(at->cloud) == "any";
      const bool others = std::any_of(found.begin(), found.end(), [&](const auto& other) {
        return other.cloud == at->cloud && other.name != 0;
      });
      at = any || (at->name == 0 && others) ? found.erase(at) : std::next(at);
    }
  }

  static uint64_t Key(const Standings::Scope& scope) {
    return (uint64_t{scope.cloud} << 32) | scope.name;
  }

  const std::vector<size_t>& OfCloud(uint32_t cloud) {
    return snapshot_.Text(cloud) == "any" ? every_ : of_cloud_[cloud];
  }

  // Slots that something in this account and region counts in.
  const std::vector<size_t>& Slots(uint32_t cloud, uint32_t account, uint32_t region) {
    const std::string_view text = snapshot_.Text(cloud);
    const bool all = text == "any" ||
                     (by_account_ ? !AccountsAnswer(text) && SpeaksForCloud(snapshot_.Text(account))
                                  : region == 0);
    if (all) return OfCloud(cloud);
    const auto found = slot_.find(Key({cloud, by_account_ ? account : region}));
    one_.clear();
    if (found != slot_.end()) one_.push_back(found->second);
    return one_;
  }

  // A region that a source answered for in one account and not in another is not told in the other.
  void AddSilentRegions() {
    std::map<std::pair<uint32_t, uint32_t>, std::set<uint32_t>> told;  // source, account: regions
    for (const Snapshot::SourceCount& count : snapshot_.counts) {
      told[{count.source, count.account}].insert(count.region);
    }
    for (const auto& [key, regions] : told) {
      const auto [source, account] = key;
      const uint32_t cloud = snapshot_.sources[source].cloud;
      if (!AccountsAnswer(snapshot_.Text(cloud)) || regions.count(0) > 0) continue;
      for (size_t slot : OfCloud(cloud)) {
        const uint32_t region = out_.scopes[slot].name;
        if (region == 0 || regions.count(region) > 0) continue;
        silences_[source].push_back({source, account, region, false});
      }
    }
  }

  void Place(size_t index) {
    const Snapshot::Detection& detection = snapshot_.detections[index];
    const uint32_t cloud = snapshot_.sources[detection.source].cloud;
    Standings::Cell* const cells = out_.detections.data() + index * out_.scopes.size();
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      const Snapshot::Place& place = snapshot_.places[i];
      for (size_t slot : Slots(cloud, place.account, place.region)) {
        cells[slot].state = std::max(cells[slot].state, place.state);
        if (place.passing) cells[slot].passing = true;
      }
    }
    if (detection.own) return;
    for (const Snapshot::Silence& silence : silences_[detection.source]) {
      Silent(detection, cloud, silence, cells);
    }
  }

  void Silent(const Snapshot::Detection& detection, uint32_t cloud,
              const Snapshot::Silence& silence, Standings::Cell* cells) {
    const bool of_cloud = silence.whole && !AccountsAnswer(snapshot_.Text(cloud)) &&
                          SpeaksForCloud(snapshot_.Text(silence.account));
    if (of_cloud) {
      if (detection.count > 0) return;
      for (size_t slot : OfCloud(cloud)) Raise(cells[slot]);
    } else if (!silence.whole) {
      if (HasPlace(snapshot_, detection, silence.account, silence.region)) return;
      for (size_t slot : Slots(cloud, silence.account, silence.region)) Raise(cells[slot]);
    } else {
      const auto [from, to] = PlacesIn(snapshot_, detection, silence.account);
      if (by_account_ ? from != to
                      : std::any_of(from, to, [](const auto& p) { return p.region == 0; })) {
        return;
      }
      for (size_t slot : Slots(cloud, silence.account, 0)) {
        const bool told = std::any_of(
            from, to, [&](const auto& p) { return p.region == out_.scopes[slot].name; });
        if (!told) Raise(cells[slot]);
      }
    }
  }

  static void Raise(Standings::Cell& cell) { cell.state = std::max(cell.state, State::kUnknown); }

  const Snapshot& snapshot_;
  const bool by_account_;
  Standings out_;
  std::unordered_map<uint64_t, size_t> slot_;
  std::map<uint32_t, std::vector<size_t>> of_cloud_;
  std::vector<size_t> every_, one_;
  std::vector<std::vector<Snapshot::Silence>> silences_;  // by source
};

}  // namespace

void AddTo(Totals& totals, const Standing& standing) {
  ++(standing.status == Status::kCovered   ? totals.covered
     : standing.status == Status::kPartial ? totals.partial
     : standing.status == Status::kUnknown ? totals.unknown
                                           : totals.none);
  if (standing.hardened) ++totals.hardened;
}

bool IsUntold(const Snapshot& snapshot, const Snapshot::Detection& detection) {
  if (detection.own) return false;
  const std::string_view cloud = snapshot.Text(snapshot.sources[detection.source].cloud);
  for (const Snapshot::Silence& silence : snapshot.untold) {
    if (silence.source != detection.source) continue;
    if (silence.whole && !AccountsAnswer(cloud)) {
      // A project alone is no part of the estate's answer: its cloud answers as one.
      if (detection.count == 0 && SpeaksForCloud(snapshot.Text(silence.account))) return true;
      continue;
    }
    const auto [from, to] = PlacesIn(snapshot, detection, silence.account);
    if (silence.whole ? from == to
                      : !HasPlace(snapshot, detection, silence.account, silence.region)) {
      return true;
    }
  }
  return false;
}

Standings StandingsBy(const Snapshot& snapshot, Dimension dimension) {
  return Counter(snapshot, dimension).Run();
}

std::vector<ScopeRow> RowsBy(const Snapshot& snapshot, Dimension dimension) {
  const Standings standings = StandingsBy(snapshot, dimension);
  std::map<Standings::Scope, const Snapshot::Account*> accounts;
  if (dimension == Dimension::kAccount) {
    for (const auto& account : snapshot.accounts) {
      accounts[{account.cloud, account.account}] = &account;
    }
  }
  std::vector<ScopeRow> rows;
  for (size_t scope = 0; scope < standings.scopes.size(); ++scope) {
    ScopeRow& row = rows.emplace_back();
    row.cloud = snapshot.Text(standings.scopes[scope].cloud);
    row.scope = snapshot.Text(standings.scopes[scope].name);
    if (const auto found = accounts.find(standings.scopes[scope]); found != accounts.end()) {
      row.name = snapshot.Text(found->second->name);
      row.told = found->second->told;
    }
    for (size_t technique = 0; technique < snapshot.techniques.size(); ++technique) {
      AddTo(row.totals, standings.At(technique, scope));
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ScopeRow& a, const ScopeRow& b) { return a.told < b.told; });
  return rows;
}

}  // namespace dcv::coverage
