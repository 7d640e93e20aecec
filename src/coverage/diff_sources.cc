// SPDX-License-Identifier: Apache-2.0
#include "coverage/diff_sources.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "coverage/scope.h"

namespace dcv::coverage {
namespace {

using inventory::State;
using Pair = std::pair<std::string_view, std::string_view>;

// A source in one account and region.
using PlaceKey = std::tuple<std::string_view, std::string_view, std::string_view>;

// What one side says of each source and place.
class Told {
 public:
  Told(const Snapshot& snapshot, const Snapshot& other) : snapshot_(snapshot) {
    for (const auto& source : snapshot.sources) sources_[snapshot.Text(source.id)] = &source;
    for (const auto& account : snapshot.accounts) {
      accounts_.emplace(snapshot.Text(account.cloud), snapshot.Text(account.account));
    }
    for (const auto& count : snapshot.counts) {
      const PlaceKey key(Id(count.source), snapshot.Text(count.account),
                         snapshot.Text(count.region));
      counts_[key] = &count;
      const bool answers = AccountsAnswer(snapshot.Text(snapshot.sources[count.source].cloud));
      spoken_.emplace(std::get<0>(key), answers ? std::get<1>(key) : std::string_view());
    }
    for (const auto& silence : snapshot.untold) {
      silent_.emplace(Id(silence.source), snapshot.Text(silence.account),
                      snapshot.Text(silence.region));
      if (silence.whole) whole_.emplace(Id(silence.source), snapshot.Text(silence.account));
    }
    for (const auto& account : other.accounts) {
      const Pair key(other.Text(account.cloud), other.Text(account.account));
      if (accounts_.count(key) > 0) continue;
      (KnowsGone(snapshot, key.first, key.second) ? closed_ : absent_).insert(key);
    }
  }

  std::set<PlaceKey> Places() const {
    std::set<PlaceKey> out;
    for (const auto& [key, count] : counts_) out.insert(key);
    out.insert(silent_.begin(), silent_.end());
    return out;
  }
  bool Spoken(const Pair& source_account) const { return spoken_.count(source_account) > 0; }
  bool Whole(const PlaceKey& key) const {
    return std::get<2>(key).empty() && whole_.count({std::get<0>(key), std::get<1>(key)}) > 0;
  }
  bool Closed(const Pair& cloud_account) const { return closed_.count(cloud_account) > 0; }
  uint32_t On(const PlaceKey& key) const {
    const auto found = counts_.find(key);
    return found == counts_.end() ? 0 : found->second->on;
  }
  const Snapshot::Source* Source(std::string_view id) const {
    const auto found = sources_.find(id);
    return found == sources_.end() ? nullptr : found->second;
  }

  State StateOf(const PlaceKey& key, std::string_view cloud) const {
    const auto& [source, account, region] = key;
    const auto count = counts_.find(key);
    if (count != counts_.end() && count->second->on > 0) return State::kOn;
    if (count != counts_.end() && count->second->unknown > 0) return State::kUnknown;
    if (silent_.count(key) > 0) return State::kUnknown;
    const std::string_view answerer = AccountsAnswer(cloud) ? account : std::string_view();
    if (count == counts_.end() &&
        (whole_.count({source, answerer}) > 0 || absent_.count({cloud, account}) > 0)) {
      return State::kUnknown;
    }
    return State::kOff;
  }

 private:
  std::string_view Id(uint32_t source) const {
    return snapshot_.Text(snapshot_.sources[source].id);
  }

  const Snapshot& snapshot_;
  std::map<std::string_view, const Snapshot::Source*> sources_;
  // Accounts that the other side alone has: a list here tells that they are not there, or none
  // does.
  std::set<Pair> accounts_, closed_, absent_;
  std::map<PlaceKey, const Snapshot::SourceCount*> counts_;
  std::set<Pair> spoken_, whole_;  // source, account
  std::set<PlaceKey> silent_;
};

std::optional<SourceChange::Kind> Compare(State before, State after) {
  using Kind = SourceChange::Kind;
  if (before == after) return std::nullopt;
  if (after == State::kUnknown) return Kind::kVanished;
  if (before == State::kUnknown) return Kind::kTold;
  return after == State::kOn ? Kind::kSwitchedOn : Kind::kSwitchedOff;
}

}  // namespace

std::string_view ToString(SourceChange::Kind kind) {
  switch (kind) {
    case SourceChange::Kind::kVanished: return "vanished";
    case SourceChange::Kind::kSwitchedOff: return "switched-off";
    case SourceChange::Kind::kSwitchedOn: return "switched-on";
    case SourceChange::Kind::kTold: return "told";
  }
  return "vanished";
}

std::string_view ToString(AccountChange::Kind kind) {
  switch (kind) {
    case AccountChange::Kind::kSilent: return "silent";
    case AccountChange::Kind::kClosed: return "closed";
    case AccountChange::Kind::kHeard: return "heard";
    case AccountChange::Kind::kOpened: return "opened";
  }
  return "silent";
}

bool KnowsGone(const Snapshot& snapshot, std::string_view cloud, std::string_view account) {
  const bool listed = std::any_of(snapshot.lists.begin(), snapshot.lists.end(),
                                  [&](uint32_t list) { return snapshot.Text(list) == cloud; });
  return listed || std::any_of(snapshot.closed.begin(), snapshot.closed.end(), [&](const auto& c) {
           return snapshot.Text(c.cloud) == cloud && snapshot.Text(c.account) == account;
         });
}

std::vector<AccountChange> DiffAccounts(const Snapshot& before, const Snapshot& after) {
  using Kind = AccountChange::Kind;
  std::map<Pair, std::pair<const Snapshot::Account*, const Snapshot::Account*>> accounts;
  for (const auto& account : before.accounts) {
    accounts[{before.Text(account.cloud), before.Text(account.account)}].first = &account;
  }
  for (const auto& account : after.accounts) {
    accounts[{after.Text(account.cloud), after.Text(account.account)}].second = &account;
  }
  std::vector<AccountChange> out;
  for (const auto& [key, sides] : accounts) {
    const auto [a, b] = sides;
    std::optional<Kind> kind;
    if (b == nullptr) {
      kind = KnowsGone(after, key.first, key.second) ? Kind::kClosed : Kind::kSilent;
    } else if (a == nullptr) {
      kind = KnowsGone(before, key.first, key.second) ? Kind::kOpened : Kind::kHeard;
    } else if (a->told != b->told) {
      kind = b->told ? Kind::kHeard : Kind::kSilent;
    }
    if (!kind) continue;
    const std::string_view name = b != nullptr && b->name != 0 ? after.Text(b->name)
                                  : a != nullptr               ? before.Text(a->name)
                                                               : std::string_view();
    out.push_back({*kind, key.first, key.second, name});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.kind < b.kind; });
  return out;
}

std::vector<SourceChange> DiffSources(const Snapshot& before, const Snapshot& after) {
  const Told a(before, after), b(after, before);
  std::set<PlaceKey> places = a.Places();
  places.merge(b.Places());
  std::vector<SourceChange> out;
  for (const PlaceKey& key : places) {
    const auto& [id, account, region] = key;
    // An account that is silent as a whole shows in its regions, where the other side has some.
    const bool whole = a.Whole(key) || b.Whole(key);
    if (whole && (a.Spoken({id, account}) || b.Spoken({id, account})) &&
        a.On(key) + b.On(key) == 0) {
      continue;
    }
    const Snapshot& snapshot = b.Source(id) != nullptr ? after : before;
    const Snapshot::Source& source = b.Source(id) != nullptr ? *b.Source(id) : *a.Source(id);
    const std::string_view cloud = snapshot.Text(source.cloud);
    if (a.Closed({cloud, account}) || b.Closed({cloud, account})) continue;
    const auto kind = Compare(a.StateOf(key, cloud), b.StateOf(key, cloud));
    if (!kind) continue;
    out.push_back(
        {*kind, id, snapshot.Text(source.title), cloud, account, region, a.On(key), b.On(key)});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& x, const auto& y) { return x.kind < y.kind; });
  return out;
}

}  // namespace dcv::coverage
