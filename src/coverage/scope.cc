// SPDX-License-Identifier: Apache-2.0
#include "coverage/scope.h"

#include <algorithm>
#include <set>

namespace dcv::coverage {
namespace {

using inventory::Fact;

bool Wanted(const std::vector<std::string>& filter, std::string_view value) {
  return filter.empty() || std::find(filter.begin(), filter.end(), value) != filter.end();
}

// A suspended account runs nothing: it is no gap.
bool IsClosedAccount(const inventory::Inventory& inventory, const Fact& fact) {
  return fact.kind == inventory::FactKind::kSetting && fact.state == inventory::State::kOff &&
         inventory.names.Text(fact.detection & ~inventory::kOwnName) == "@account";
}

}  // namespace

bool AccountsAnswer(std::string_view cloud) {
  return cloud == "aws" || cloud == "azure";
}

std::string_view ScopeFilter::Answerer(uint32_t source, uint32_t account) const {
  return AccountsAnswer(Cloud(source)) ? inventory_.names.Text(account) : std::string_view();
}

bool ScopeFilter::Holds(uint8_t source, uint32_t account, uint32_t region) {
  const uint64_t key = (uint64_t{source} << 56) ^ (uint64_t{account} << 28) ^ region;
  if (key == last_key_) return last_;
  last_key_ = key;
  const std::string_view cloud = Cloud(source);
  last_ =
      cloud == "any" || (Wanted(options_.clouds, cloud) &&
                         Wanted(options_.accounts, inventory_.names.Text(account)) &&
                         (region == 0 || Wanted(options_.regions, inventory_.names.Text(region))));
  return last_;
}

void FindScope(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
               ScopeFilter& filter, Coverage& out) {
  std::set<std::string_view> clouds(out.options.clouds.begin(), out.options.clouds.end());
  std::set<Account> accounts;
  auto note = [&](uint8_t source, uint32_t account, uint32_t region) {
    if (filter.Cloud(source) == "any" || !filter.Holds(source, account, region)) return;
    clouds.insert(filter.Cloud(source));
    accounts.insert({filter.Cloud(source), inventory.names.Text(account)});
  };
  const Fact* last = nullptr;
  for (const Fact& fact : inventory.facts) {
    const bool same = last != nullptr && last->source == fact.source &&
                      last->account == fact.account && last->region == fact.region;
    if (same || IsClosedAccount(inventory, fact)) continue;
    last = &fact;
    note(fact.source, fact.account, fact.region);
  }
  for (const auto& answered : inventory.answered) {
    note(answered.source, answered.account, answered.region);
  }
  if (clouds.empty()) {
    for (const catalog::Source& source : catalog.sources()) {
      if (source.cloud != "any") clouds.insert(source.cloud);
    }
  }
  out.clouds.assign(clouds.begin(), clouds.end());
  out.accounts.assign(accounts.begin(), accounts.end());
}

}  // namespace dcv::coverage
