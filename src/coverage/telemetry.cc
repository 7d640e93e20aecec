// SPDX-License-Identifier: Apache-2.0
#include "coverage/telemetry.h"

#include <algorithm>
#include <set>

namespace dcv::coverage {
namespace {

using inventory::LogNeed;
using inventory::State;

int Knowledge(State state) {
  return state == State::kOn ? 2 : state == State::kOff ? 1 : 0;
}

void Improve(std::optional<State>& best, std::optional<State> other) {
  if (other && (!best || Knowledge(*other) > Knowledge(*best))) best = other;
}

// "aws" of "aws_cloudtrail".
std::string_view CloudOf(std::string_view log) {
  return log.substr(0, log.find('_'));
}

class LogJoin {
 public:
  LogJoin(const inventory::Inventory& inventory, Coverage& out)
      : inventory_(inventory), index_(inventory), out_(out) {}

  bool empty() const { return index_.empty(); }

  // `needs` are all of one detection.
  void Judge(uint32_t detection, const std::vector<const LogNeed*>& needs) {
    std::vector<Tally> tallies(needs.size());
    const Detection& of = out_.detections[detection];
    for (uint32_t i = of.first; i < of.first + of.count; ++i) {
      Deployment& deployment = out_.deployments[i];
      if (deployment.state != State::kOn) continue;
      size_t on = 0, off = 0;
      for (size_t n = 0; n < needs.size(); ++n) {
        const std::optional<State> state = StateOf(*needs[n], deployment, tallies[n]);
        if (state == State::kOn) ++on;
        if (state == State::kOff) ++off;
      }
      if (on == needs.size()) deployment.logs = State::kOn;
      if (off == needs.size()) {
        deployment.logs = State::kOff;
        deployment.state = State::kOff;
      }
    }
    for (size_t n = 0; n < needs.size(); ++n) Note(detection, *needs[n], tallies[n]);
  }

 private:
  struct Tally {
    std::set<std::string_view> accounts, off;
  };

  // A rule that says no account runs over the logs of all of them: it is enough that one is
  // written.
  std::optional<State> StateOf(const LogNeed& need, const Deployment& deployment, Tally& tally) {
    const auto text = [&](uint32_t name) { return inventory_.names.Text(name); };
    if (deployment.account != 0) {
      const auto state = index_.Of(need, deployment.account, deployment.region);
      tally.accounts.insert(text(deployment.account));
      if (state == State::kOff) tally.off.insert(text(deployment.account));
      return state;
    }
    std::optional<State> best;
    bool untold = false;
    for (const Account& account : out_.accounts) {
      if (account.cloud != CloudOf(text(need.log))) continue;
      const auto state = index_.Of(need, Number(account.account), LogIndex::kAnyRegion);
      tally.accounts.insert(account.account);
      if (state == State::kOff) tally.off.insert(account.account);
      untold = untold || !state || state == State::kUnknown;
      Improve(best, state);
    }
    return best == State::kOff && untold ? std::nullopt : best;
  }

  uint32_t Number(std::string_view account) {
    if (numbers_.empty()) {
      for (uint32_t i = 0; i < inventory_.names.size(); ++i) {
        numbers_.emplace(inventory_.names.Text(i), i);
      }
    }
    const auto found = numbers_.find(account);
    return found == numbers_.end() ? 0 : found->second;
  }

  void Note(uint32_t detection, const LogNeed& need, const Tally& tally) {
    if (tally.off.empty()) return;
    Weakness weakness;
    weakness.detection = detection;
    weakness.log = inventory_.names.Text(need.log);
    weakness.channel = inventory_.names.Text(need.channel);
    weakness.off.assign(tally.off.begin(), tally.off.end());
    weakness.of = tally.accounts.size();
    const auto same = [&](const Weakness& other) {
      return other.detection == detection && other.log == weakness.log &&
             other.channel == weakness.channel && other.off == weakness.off;
    };
    if (std::none_of(out_.weaknesses.begin(), out_.weaknesses.end(), same)) {
      out_.weaknesses.push_back(std::move(weakness));
    }
  }

  const inventory::Inventory& inventory_;
  LogIndex index_;
  Coverage& out_;
  std::map<std::string_view, uint32_t> numbers_;
};

}  // namespace

std::string Text(const Weakness& weakness) {
  std::string out = "no ";
  if (!weakness.channel.empty()) out += std::string(weakness.channel) + " of ";
  out += std::string(weakness.log) + " in " + std::to_string(weakness.off.size()) + " of " +
         std::to_string(weakness.of) + (weakness.of == 1 ? " account" : " accounts");
  return out;
}

LogIndex::LogIndex(const inventory::Inventory& inventory) : inventory_(inventory) {
  for (const inventory::Telemetry& row : inventory.telemetry) {
    if (inventory.names.Text(row.account) == inventory::kEveryAccount) {
      every_account_ = row.account;
    }
    rows_[{row.log, inventory.names.Text(row.channel), row.account}].push_back(
        {row.region, row.state});
  }
}

std::optional<State> LogIndex::Find(uint32_t log, std::string_view channel, uint32_t account,
                                    uint32_t region) const {
  std::optional<State> best;
  for (const uint32_t of : {account, every_account_.value_or(account)}) {
    const auto found = rows_.find({log, channel, of});
    if (found == rows_.end()) continue;
    for (const Row& row : found->second) {
      if (row.region == 0 || row.region == region || region == kAnyRegion) Improve(best, row.state);
    }
  }
  return best;
}

std::optional<State> LogIndex::Of(const LogNeed& need, uint32_t account, uint32_t region) const {
  const std::string_view channel = inventory_.names.Text(need.channel);
  if (channel.empty()) return Find(need.log, channel, account, region);
  std::optional<State> state;
  if (need.service != 0) {
    const std::string service(inventory_.names.Text(need.service));
    state = Find(need.log, std::string(channel) + " " + service, account, region);
  }
  if (!state) state = Find(need.log, channel, account, region);
  if (!state) state = Find(need.log, "*", account, region);
  return state;
}

void ApplyLogs(const inventory::Inventory& inventory,
               const std::map<std::pair<uint8_t, inventory::DetectionId>, uint32_t>& position,
               Coverage& out) {
  LogJoin join(inventory, out);
  if (join.empty()) return;
  std::map<uint32_t, std::vector<const LogNeed*>> needs;
  for (const LogNeed& need : inventory.log_needs) {
    const auto found = position.find({need.source, need.detection});
    if (found != position.end()) needs[found->second].push_back(&need);
  }
  for (const auto& [detection, of] : needs) join.Judge(detection, of);
}

}  // namespace dcv::coverage
