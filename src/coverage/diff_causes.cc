// SPDX-License-Identifier: Apache-2.0
#include "coverage/diff_causes.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "coverage/diff_sources.h"
#include "coverage/scope.h"

namespace dcv::coverage {
namespace {

using inventory::State;

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
using Key = std::pair<std::string_view, std::string_view>;

Key KeyOf(const Snapshot& snapshot, const Snapshot::Detection& detection) {
  return {snapshot.Text(snapshot.sources[detection.source].id), snapshot.Text(detection.key)};
}

// Accounts of `snapshot` that `other` does not have, though no list of it says that they closed.
std::vector<bool> Lonely(const Snapshot& snapshot, const Snapshot& other) {
  std::set<Key> there;
  for (const auto& account : other.accounts) {
    there.emplace(other.Text(account.cloud), other.Text(account.account));
  }
  std::vector<bool> lonely(snapshot.names.size(), false);
  for (const auto& account : snapshot.accounts) {
    const Key key(snapshot.Text(account.cloud), snapshot.Text(account.account));
    if (there.count(key) == 0 && !KnowsGone(other, key.first, key.second))
      lonely[account.account] = true;
  }
  return lonely;
}

bool IsOn(const std::optional<Side>& side) {
  return side && side->state == State::kOn;
}

bool IsNothing(const std::optional<Side>& side) {
  return !side || side->state == State::kOff;
}

using PlaceKey = std::pair<std::string_view, std::string_view>;

// The places of a detection that belong to a scope, by their texts.
std::map<PlaceKey, const Snapshot::Place*> PlacesOf(const Snapshot& snapshot, uint32_t detection,
                                                    const Change& change) {
  std::map<PlaceKey, const Snapshot::Place*> out;
  if (detection == kNone) return out;
  const Snapshot::Detection& of = snapshot.detections[detection];
  const std::string_view cloud = snapshot.Text(snapshot.sources[of.source].cloud);
  for (uint32_t i = of.first; i < of.first + of.count; ++i) {
    const Snapshot::Place& place = snapshot.places[i];
    const std::string_view account = snapshot.Text(place.account);
    const bool here = change.cloud.empty() || cloud == "any" || account == change.account ||
                      (!AccountsAnswer(cloud) && SpeaksForCloud(account));
    if (here) out[{account, snapshot.Text(place.region)}] = &place;
  }
  return out;
}

}  // namespace

struct Causes::Found {
  uint32_t before = kNone, after = kNone;
  std::optional<Side> from, to;
};

Causes::Causes(const Snapshot& before, const Snapshot& after)
    : before_(before),
      after_(after),
      lonely_before_(Lonely(before, after)),
      lonely_after_(Lonely(after, before)) {
  std::map<Key, uint32_t> known;
  for (uint32_t i = 0; i < before.detections.size(); ++i) {
    known.emplace(KeyOf(before, before.detections[i]), i);
  }
  counterpart_.reserve(after.detections.size());
  for (const Snapshot::Detection& detection : after.detections) {
    const auto found = known.find(KeyOf(after, detection));
    counterpart_.push_back(found == known.end() ? kNone : found->second);
  }
}

void Causes::Within(const Standings& before, const Standings& after) {
  standings_before_ = &before;
  standings_after_ = &after;
}

bool Causes::Silent(const Snapshot& snapshot, uint32_t detection,
                    const std::vector<bool>& silent_names) const {
  if (detection == kNone) return false;
  const Snapshot::Detection& of = snapshot.detections[detection];
  for (uint32_t i = of.first; i < of.first + of.count; ++i) {
    const Snapshot::Place& place = snapshot.places[i];
    if (place.state == State::kOn && silent_names[place.account]) return true;
  }
  return false;
}

// The place to show is the first that differs, so that both directions show the same one.
void Causes::Fill(const Found& found, const Change& change, Cause& cause) const {
  const Snapshot& snapshot = found.after != kNone ? after_ : before_;
  std::tie(cause.source, cause.key) =
      KeyOf(snapshot, snapshot.detections[found.after != kNone ? found.after : found.before]);
  cause.before = found.from;
  cause.after = found.to;
  const auto before = PlacesOf(before_, found.before, change);
  const auto after = PlacesOf(after_, found.after, change);
  std::set<PlaceKey> keys;
  for (const auto& [key, place] : before) keys.insert(key);
  for (const auto& [key, place] : after) keys.insert(key);
  for (const PlaceKey& key : keys) {
    const auto a = before.find(key), b = after.find(key);
    const bool same = a != before.end() && b != after.end() &&
                      a->second->state == b->second->state &&
                      a->second->passing == b->second->passing;
    if (same) continue;
    std::tie(cause.account, cause.region) = key;
    if (a != before.end()) cause.detail_before = before_.Text(a->second->detail);
    if (b != after.end()) cause.detail_after = after_.Text(b->second->detail);
    return;
  }
}

template <typename SideBefore, typename SideAfter>
void Causes::Collect(size_t before, size_t after, SideBefore side_before, SideAfter side_after,
                     Change& change) {
  std::map<uint32_t, Found> paired;  // by the detection's number before
  std::vector<Found> all;
  for (const Snapshot::Claim& claim : before_.techniques[before].claims) {
    Found& found = paired[claim.detection];
    found.before = claim.detection;
    found.from = side_before(claim);
  }
  for (const Snapshot::Claim& claim : after_.techniques[after].claims) {
    const uint32_t same = counterpart_[claim.detection];
    Found& found = same == kNone ? all.emplace_back() : paired[same];
    found.after = claim.detection;
    found.to = side_after(claim);
  }
  for (const auto& [number, found] : paired) all.push_back(found);
  const bool posture =
      change.kind == ChangeKind::kHardened || change.kind == ChangeKind::kUnhardened;
  std::vector<std::pair<std::tuple<int, int, Key>, Found>> sorted;
  silent_before_ = silent_after_ = false;
  for (const Found& found : all) {
    const Snapshot& snapshot = found.after != kNone ? after_ : before_;
    const auto& detection = snapshot.detections[found.after != kNone ? found.after : found.before];
    if ((detection.kind == catalog::Kind::kPosture) != posture) continue;
    if (found.from == found.to || (IsNothing(found.from) && IsNothing(found.to))) continue;
    const int best =
        std::max(found.from ? found.from->confidence : 0, found.to ? found.to->confidence : 0);
    // What was or is on decides; what may be there comes after it.
    const int doubtful = IsOn(found.from) || IsOn(found.to) ? 0 : 1;
    sorted.push_back({{doubtful, -best, KeyOf(snapshot, detection)}, found});
    if (best < before_.settings.partial) continue;
    silent_before_ = silent_before_ || Silent(before_, found.before, lonely_before_);
    silent_after_ = silent_after_ || Silent(after_, found.after, lonely_after_);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  change.all_causes = sorted.size();
  for (size_t i = 0; i < std::min(sorted.size(), kCausesKept); ++i) {
    Fill(sorted[i].second, change, change.causes.emplace_back());
  }
}

void Causes::OfEstate(size_t before, size_t after, Change& change) {
  auto side = [](const Snapshot& snapshot, const Snapshot::Claim& claim) {
    const Snapshot::Detection& detection = snapshot.detections[claim.detection];
    const auto* begin = snapshot.places.data() + detection.first;
    const bool passing =
        detection.kind == catalog::Kind::kPosture &&
        std::any_of(begin, begin + detection.count, [](const auto& p) { return p.passing; });
    return Side{detection.state, claim.confidence, passing};
  };
  Collect(
      before, after, [&](const Snapshot::Claim& claim) { return side(before_, claim); },
      [&](const Snapshot::Claim& claim) { return side(after_, claim); }, change);
}

void Causes::OfAccount(size_t before, size_t after, std::optional<size_t> scope_before,
                       std::optional<size_t> scope_after, Change& change) {
  auto side = [](const Snapshot& snapshot, const Standings& standings, std::optional<size_t> scope,
                 const Snapshot::Claim& claim) -> std::optional<Side> {
    if (!scope) return std::nullopt;
    const Standings::Cell& cell = standings.Detection(claim.detection, *scope);
    const bool posture = snapshot.detections[claim.detection].kind == catalog::Kind::kPosture;
    return Side{cell.state, claim.confidence, posture && cell.passing};
  };
  Collect(
      before, after,
      [&](const auto& claim) { return side(before_, *standings_before_, scope_before, claim); },
      [&](const auto& claim) { return side(after_, *standings_after_, scope_after, claim); },
      change);
}

}  // namespace dcv::coverage
