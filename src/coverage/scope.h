// SPDX-License-Identifier: Apache-2.0
// What of the inventory is in scope, by the options' clouds, accounts and regions.
#pragma once

#include <string_view>

#include "coverage/coverage.h"

namespace dcv::coverage {

class ScopeFilter {
 public:
  ScopeFilter(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
              const Options& options)
      : catalog_(catalog), inventory_(inventory), options_(options) {}

  // Account and region are numbers of Inventory::names. Rules of no cloud (Sigma in the SIEM) run
  // over all of them and are always in scope.
  bool Holds(uint8_t source, uint32_t account, uint32_t region);

  std::string_view Cloud(uint32_t source) const { return catalog_.sources()[source].cloud; }
  // Who answers for a source in this account: the account itself, or "" where one answer speaks for
  // the whole cloud (Google's services are set at the organisation, a folder or a project).
  std::string_view Answerer(uint32_t source, uint32_t account) const;

 private:
  const catalog::Catalog& catalog_;
  const inventory::Inventory& inventory_;
  const Options& options_;
  uint64_t last_key_ = ~uint64_t{0};  // facts come in runs of one scope
  bool last_ = false;
};

// True for clouds whose accounts answer for themselves (AWS accounts, Azure subscriptions).
bool AccountsAnswer(std::string_view cloud);

// True for an account of such a cloud that answers for all below it: an organisation, a folder, or
// one that is not told.
bool SpeaksForCloud(std::string_view account);

// Fills clouds, lists and accounts of `out`. An estate of which nothing is known has all clouds in
// scope, so that all of them are shown as not told.
void FindScope(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
               ScopeFilter& filter, Coverage& out);

}  // namespace dcv::coverage
