// SPDX-License-Identifier: Apache-2.0
#include "coverage/untold.h"

#include <algorithm>
#include <vector>

namespace dcv::coverage {
namespace {

using inventory::State;

// Sources and answerers that some answer told whole; regions of them that were not.
struct Told {
  std::set<std::pair<uint32_t, std::string_view>> answerers;
  std::vector<std::vector<Silence>> refused;  // by source
};

Told CollectTold(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                 ScopeFilter& filter) {
  Told told;
  told.refused.resize(catalog.sources().size());
  for (const auto& answered : inventory.answered) {
    if (!filter.Holds(answered.source, answered.account, answered.region)) continue;
    const std::string_view answerer = filter.Answerer(answered.source, answered.account);
    told.answerers.emplace(answered.source, answerer);
    if (answered.state != State::kUnknown) continue;
    told.refused[answered.source].push_back({answered.source,
                                             inventory.names.Text(answered.account),
                                             inventory.names.Text(answered.region), false});
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

// Deployments of a detection are sorted by account, then region.
bool IsUntold(const Coverage& coverage, const inventory::Inventory& inventory,
              const ScopeFilter& filter, const Detection& detection,
              const std::vector<Silence>& silences) {
  const auto* const begin = coverage.deployments.data() + detection.first;
  const auto* const end = begin + detection.count;
  const bool by_account = AccountsAnswer(filter.Cloud(detection.source));
  auto told = [&](const Silence& silence) {
    if (silence.whole && !by_account) return begin != end;
    const auto* found = std::lower_bound(
        begin, end, silence, [&](const Deployment& deployment, const Silence& wanted) {
          const std::string_view account = inventory.names.Text(deployment.account);
          if (account != wanted.account) return account < wanted.account;
          return inventory.names.Text(deployment.region) < wanted.region;
        });
    return found != end && inventory.names.Text(found->account) == silence.account &&
           (silence.whole || inventory.names.Text(found->region) == silence.region);
  };
  return !std::all_of(silences.begin(), silences.end(), told);
}

// A project that a list names and nobody exported, where nothing above it answered either, is not
// told, although one answer speaks for its cloud as a whole.
void AddSilentProjects(const catalog::Catalog& catalog, Coverage& out) {
  for (const Account& account : out.accounts) {
    if (AccountsAnswer(account.cloud) || account.told) continue;
    const bool above =
        std::any_of(out.accounts.begin(), out.accounts.end(), [&](const auto& other) {
          return other.cloud == account.cloud && other.told && SpeaksForCloud(other.account);
        });
    if (above) continue;
    for (uint32_t id = 0; id < catalog.sources().size(); ++id) {
      const catalog::Source& source = catalog.sources()[id];
      if (source.cloud != account.cloud || source.answers.empty()) continue;
      out.untold.push_back({id, account.account, "", true});
    }
  }
}

}  // namespace

void MarkUntold(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                ScopeFilter& filter, const Spoken& spoken, Coverage& out) {
  Told told = CollectTold(catalog, inventory, filter);
  for (uint32_t id = 0; id < catalog.sources().size(); ++id) {
    const catalog::Source& source = catalog.sources()[id];
    SourceSummary& summary = out.sources.emplace_back();
    summary.source = id;
    const bool in_scope =
        std::find(out.clouds.begin(), out.clouds.end(), source.cloud) != out.clouds.end();
    if (!in_scope || source.answers.empty()) continue;
    for (const std::string_view answerer : Answerers(out, source.cloud)) {
      if (told.answerers.count({id, answerer}) > 0) continue;
      told.refused[id].push_back({id, answerer, "", true});
      if (spoken.count({id, answerer}) > 0) continue;
      ++summary.untold_accounts;
      out.diagnostics.Add({"I020", "", "",
                           (answerer.empty() ? source.cloud : "account " + std::string(answerer)) +
                               ": no answer tells of " + source.title +
                               "; ask with: " + source.answers[0],
                           1});
    }
  }
  for (const auto& silences : told.refused) {
    out.untold.insert(out.untold.end(), silences.begin(), silences.end());
  }
  AddSilentProjects(catalog, out);
  std::sort(out.untold.begin(), out.untold.end());
  out.untold.erase(std::unique(out.untold.begin(), out.untold.end()), out.untold.end());
  for (Detection& detection : out.detections) {
    if (detection.catalogued == Detection::kOwn) continue;
    detection.untold = IsUntold(out, inventory, filter, detection, told.refused[detection.source]);
  }
}

}  // namespace dcv::coverage
