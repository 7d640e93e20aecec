// SPDX-License-Identifier: Apache-2.0
#include "coverage/untold.h"

#include <algorithm>
#include <map>

namespace dcv::coverage {
namespace {

using inventory::State;

using Told = std::map<std::pair<uint32_t, std::string_view>, State>;  // by source and answerer

// One region that is not told leaves the account not told.
Told CollectTold(const inventory::Inventory& inventory, ScopeFilter& filter) {
  Told told;
  for (const auto& answered : inventory.answered) {
    if (!filter.Holds(answered.source, answered.account, answered.region)) continue;
    const std::string_view answerer = filter.Answerer(answered.source, answered.account);
    auto [found, fresh] = told.emplace(std::make_pair(answered.source, answerer), answered.state);
    if (!fresh && answered.state == State::kUnknown) found->second = State::kUnknown;
  }
  return told;
}

// Who would have to answer for a source: its cloud's accounts in scope, or "" for the cloud. A
// cloud without any account is one that nobody exported.
std::vector<std::string_view> Answerers(const Coverage& coverage, std::string_view cloud) {
  std::vector<std::string_view> out;
  for (const Account& account : coverage.accounts) {
    if (account.cloud == cloud && AccountsAnswer(cloud)) out.push_back(account.account);
  }
  if (out.empty()) out.push_back("");
  return out;
}

// `silent`: answerers, sorted, of whom no answer or only an unknown one tells.
bool IsUntold(const Coverage& coverage, const ScopeFilter& filter, const Detection& detection,
              const std::vector<std::string_view>& silent) {
  auto answerer = [&](uint32_t deployment) {
    return filter.Answerer(detection.source, coverage.deployments[deployment].account);
  };
  uint32_t next = detection.first;
  const uint32_t end = detection.first + detection.count;
  for (const std::string_view account : silent) {
    while (next < end && answerer(next) < account) ++next;
    if (next == end || answerer(next) != account) return true;
  }
  return false;
}

}  // namespace

void MarkUntold(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                ScopeFilter& filter, const Spoken& spoken, Coverage& out) {
  const Told told = CollectTold(inventory, filter);
  std::vector<std::vector<std::string_view>> silent(catalog.sources().size());
  for (uint32_t id = 0; id < catalog.sources().size(); ++id) {
    const catalog::Source& source = catalog.sources()[id];
    SourceSummary& summary = out.sources.emplace_back();
    summary.source = id;
    const bool in_scope =
        std::find(out.clouds.begin(), out.clouds.end(), source.cloud) != out.clouds.end();
    if (!in_scope || source.answers.empty()) continue;
    for (const std::string_view answerer : Answerers(out, source.cloud)) {
      const auto found = told.find({id, answerer});
      if (found != told.end() && found->second != State::kUnknown) continue;
      silent[id].push_back(answerer);
      if (found != told.end() || spoken.count({id, answerer}) > 0) continue;
      ++summary.untold_accounts;
      out.diagnostics.Add({"I020", "", "",
                           (answerer.empty() ? source.cloud : "account " + std::string(answerer)) +
                               ": no answer tells of " + source.title +
                               "; ask with: " + source.answers[0],
                           1});
    }
  }
  for (Detection& detection : out.detections) {
    if (detection.catalogued == Detection::kOwn) continue;
    detection.untold = IsUntold(out, filter, detection, silent[detection.source]);
  }
}

}  // namespace dcv::coverage
