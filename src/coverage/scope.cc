// SPDX-License-Identifier: Apache-2.0
#include "coverage/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace dcv::coverage {
namespace {

using inventory::Fact;

bool Wanted(const std::vector<std::string>& filter, std::string_view value) {
  return filter.empty() || std::find(filter.begin(), filter.end(), value) != filter.end();
}

// A row of a list of accounts.
bool IsListed(const inventory::Inventory& inventory, const Fact& fact) {
  return fact.kind == inventory::FactKind::kSetting &&
         inventory.names.Text(fact.detection & ~inventory::kOwnName) == "@account";
}

using Key = std::pair<std::string_view, std::string_view>;  // cloud, account

struct Listing {
  std::set<uint8_t> sources;          // those that list accounts
  std::set<std::string_view> clouds;  // of which all accounts are listed
  std::set<Key> closed;
};

// Only an organisation's own list is of all accounts: those of Azure and Google Cloud hold what
// their caller may see.
Listing FindListing(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                    const ScopeFilter& filter) {
  Listing out;
  for (const Fact& fact : inventory.facts) {
    if (!IsListed(inventory, fact)) continue;
    out.sources.insert(fact.source);
    if (fact.state != inventory::State::kOff) continue;
    out.closed.emplace(filter.Cloud(fact.source), inventory.names.Text(fact.account));
  }
  const auto whole = catalog.FindSource("aws_organizations");
  bool cut = false, listed = false;
  for (const auto& answered : inventory.answered) {
    if (!whole || answered.source != *whole) continue;
    (answered.state == inventory::State::kOn ? listed : cut) = true;
  }
  if (listed && !cut && out.sources.count(static_cast<uint8_t>(*whole)) > 0) {
    out.clouds.insert(filter.Cloud(*whole));
  }
  return out;
}

}  // namespace

bool AccountsAnswer(std::string_view cloud) {
  return cloud == "aws" || cloud == "azure";
}

bool SpeaksForCloud(std::string_view account) {
  return account.empty() || account.starts_with("organizations/") ||
         account.starts_with("folders/");
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
  const Listing listing = FindListing(catalog, inventory, filter);
  std::map<Key, Account> accounts;
  auto note = [&](uint8_t source, uint32_t account, uint32_t region) -> Account* {
    const std::string_view cloud = filter.Cloud(source);
    if (cloud == "any" || !filter.Holds(source, account, region)) return nullptr;
    clouds.insert(cloud);
    const std::string_view text = inventory.names.Text(account);
    Account& noted = accounts[{cloud, text}];
    noted.cloud = cloud;
    noted.account = text;
    return &noted;
  };
  const Fact* last = nullptr;
  for (const Fact& fact : inventory.facts) {
    if (IsListed(inventory, fact)) {
      const Key key(filter.Cloud(fact.source), inventory.names.Text(fact.account));
      if (listing.closed.count(key) > 0) continue;  // it runs nothing, it is no gap
      if (Account* account = note(fact.source, fact.account, fact.region); account != nullptr) {
        account->listed = true;
        account->name = inventory.names.Text(fact.detail);
      }
      continue;
    }
    const bool same = last != nullptr && last->source == fact.source &&
                      last->account == fact.account && last->region == fact.region;
    if (same) continue;
    last = &fact;
    if (Account* account = note(fact.source, fact.account, fact.region); account != nullptr) {
      account->told = true;
    }
  }
  for (const auto& answered : inventory.answered) {
    if (listing.sources.count(answered.source) > 0) continue;
    Account* account = note(answered.source, answered.account, answered.region);
    if (account != nullptr) account->told = true;
  }
  if (clouds.empty()) {
    for (const catalog::Source& source : catalog.sources()) {
      if (source.cloud != "any") clouds.insert(source.cloud);
    }
  }
  out.clouds.assign(clouds.begin(), clouds.end());
  out.lists.assign(listing.clouds.begin(), listing.clouds.end());
  for (const auto& [cloud, account] : listing.closed) out.closed.push_back({cloud, account});
  for (const auto& [key, account] : accounts) out.accounts.push_back(account);
}

}  // namespace dcv::coverage
