// SPDX-License-Identifier: Apache-2.0
#include "inventory/merge.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <tuple>

#include "inventory/gcp_scope.h"
#include "inventory/shapes.h"
#include "inventory/trails.h"

namespace dcv::inventory {
namespace {

int Knowledge(State state) {
  return state == State::kOn ? 2 : state == State::kOff ? 1 : 0;
}

}  // namespace

void Merger::Add(Part added) {
  Inventory& part = added.inventory;
  std::vector<uint32_t> number(part.names.size());
  for (uint32_t i = 0; i < number.size(); ++i) number[i] = out_.names.Id(part.names.Text(i));
  auto detection = [&](DetectionId id) {
    return (id & kOwnName) != 0 ? kOwnName | number[id & ~kOwnName] : id;
  };
  const auto file = static_cast<uint32_t>(out_.files.size());
  out_.files.push_back(std::move(part.files[0]));
  out_.bytes += part.bytes;
  // Growing fourfold copies less; what is not filled is never touched.
  const size_t facts = out_.facts.size() + part.facts.size();
  if (facts > out_.facts.capacity()) out_.facts.reserve(facts * 4);
  for (Fact fact : part.facts) {
    fact.detection = detection(fact.detection);
    fact.account = number[fact.account];
    fact.region = number[fact.region];
    fact.detail = number[fact.detail];
    fact.place.file = file;
    out_.facts.push_back(fact);
  }
  for (Tag& tag : part.tags) {
    tag.detection = detection(tag.detection);
    out_.tags.push_back(std::move(tag));
  }
  for (Query query : part.queries) {
    query.detection = detection(query.detection);
    query.account = number[query.account];
    query.region = number[query.region];
    query.text = number[query.text];
    query.log_group = number[query.log_group];
    query.place.file = file;
    out_.queries.push_back(query);
  }
  for (Telemetry row : part.telemetry) {
    for (uint32_t* name :
         {&row.log, &row.channel, &row.account, &row.region, &row.detail, &row.first, &row.last}) {
      *name = number[*name];
    }
    row.place.file = file;
    out_.telemetry.push_back(row);
  }
  for (TrailPart trail : part.trail_parts) {
    for (uint32_t* name :
         {&trail.trail, &trail.account, &trail.region, &trail.channel, &trail.detail}) {
      *name = number[*name];
    }
    trail.place.file = file;
    out_.trail_parts.push_back(trail);
  }
  for (const LogGroup& group : part.log_groups) {
    out_.log_groups.push_back({number[group.account], number[group.region], number[group.name]});
  }
  for (Alias alias : part.aliases) {
    alias.account = number[alias.account];
    alias.region = number[alias.region];
    alias.name = number[alias.name];
    alias.detection = detection(alias.detection);
    out_.aliases.push_back(alias);
  }
  for (Answered answered : part.answered) {
    answered.account = number[answered.account];
    answered.region = number[answered.region];
    answered.detail = number[answered.detail];
    answered.place.file = file;
    out_.answered.push_back(answered);
  }
  for (const AccountAlias& alias : part.account_aliases) {
    out_.account_aliases.push_back({number[alias.name], number[alias.account]});
  }
  out_.diagnostics.Append(part.diagnostics);
  for (const Page& page : added.pages) NotePage(page);
}

// Pages of one list are kept in one folder: a list is whole when one page there says it is last.
void Merger::NotePage(const Page& page) {
  const std::string folder =
      std::filesystem::path(out_.files.back().path).parent_path().generic_string();
  PageGroup& group = page_groups_[{page.shape, folder}];
  if (page.more) {
    group.waiting.push_back(static_cast<uint32_t>(out_.files.size() - 1));
  } else {
    group.ended = true;
  }
}

void Merger::MarkCutLists() {
  std::vector<bool> cut(out_.files.size(), false);
  for (const auto& [key, group] : page_groups_) {
    if (group.ended) continue;
    for (uint32_t file : group.waiting) {
      cut[file] = true;
      out_.diagnostics.Add({"I005", out_.files[file].path,
                            std::string("/") + Shapes()[key.first].next_page,
                            "another page follows, and its last page is not here", 1});
    }
  }
  for (Answered& answered : out_.answered) {
    if (!cut[answered.place.file] || answered.state != State::kOn) continue;
    answered.state = State::kUnknown;
    answered.detail = out_.names.Id("the list is cut short");
  }
}

// The rows of out_.aliases for one name; the exact scope first, else the rows that hold
// everywhere.
std::pair<size_t, size_t> Merger::FindAlias(uint8_t source, uint32_t account, uint32_t region,
                                            uint32_t name) const {
  const auto key = std::make_tuple(source, account, region, name);
  const auto order = [](const Alias& alias) {
    return std::make_tuple(alias.source, alias.account, alias.region, alias.name);
  };
  const auto begin = std::lower_bound(
      out_.aliases.begin(), out_.aliases.end(), key,
      [&](const Alias& alias, const auto& wanted) { return order(alias) < wanted; });
  const auto end = std::find_if(begin, out_.aliases.end(),
                                [&](const Alias& alias) { return order(alias) != key; });
  return {static_cast<size_t>(begin - out_.aliases.begin()),
          static_cast<size_t>(end - out_.aliases.begin())};
}

void Merger::ResolveAliases() {
  std::sort(out_.aliases.begin(), out_.aliases.end(), [](const Alias& a, const Alias& b) {
    return std::tie(a.source, a.account, a.region, a.name, a.detection) <
           std::tie(b.source, b.account, b.region, b.name, b.detection);
  });
  out_.aliases.erase(std::unique(out_.aliases.begin(), out_.aliases.end()), out_.aliases.end());
  std::vector<Fact> extra;
  bool unclaimed = false;  // deliveries of other things, such as alarms on other metrics
  for (Fact& fact : out_.facts) {
    if (!fact.by_alias) continue;
    const uint32_t name = fact.detection & ~kOwnName;
    auto [begin, end] = FindAlias(fact.source, fact.account, fact.region, name);
    if (begin == end) std::tie(begin, end) = FindAlias(fact.source, 0, 0, name);
    if (fact.kind == FactKind::kDelivery) {
      if (begin == end && fact.account == 0) std::tie(begin, end) = OnlyAlias(fact.source, name);
      if (begin != end) {  // it belongs where the detection is
        fact.account = out_.aliases[begin].account;
        fact.region = out_.aliases[begin].region;
      }
    }
    if (begin == end) {
      if (fact.kind == FactKind::kDelivery) {
        unclaimed = true;
        ReportUnclaimed(fact);
      } else {
        ReportUnresolved(fact, name);
      }
      continue;
    }
    fact.by_alias = fact.kind != FactKind::kDelivery;
    fact.detection = out_.aliases[begin].detection;
    for (size_t i = begin + 1; i < end; ++i) {
      extra.push_back(fact);
      extra.back().detection = out_.aliases[i].detection;
      ++out_.files[fact.place.file].facts;
    }
  }
  if (unclaimed) {
    std::erase_if(out_.facts, [&](const Fact& fact) {
      const bool drop = fact.kind == FactKind::kDelivery && fact.by_alias;
      if (drop) --out_.files[fact.place.file].facts;
      return drop;
    });
  }
  out_.facts.insert(out_.facts.end(), extra.begin(), extra.end());
}

// The rows for one name when all of them are of one account and region.
std::pair<size_t, size_t> Merger::OnlyAlias(uint8_t source, uint32_t name) {
  if (by_name_.empty()) {
    for (size_t i = 0; i < out_.aliases.size(); ++i) {
      const Alias& alias = out_.aliases[i];
      auto [found, fresh] = by_name_.try_emplace({alias.source, alias.name}, i, i + 1);
      if (fresh) continue;
      auto& [begin, end] = found->second;
      const Alias& first = out_.aliases[begin];
      const bool same = first.account == alias.account && first.region == alias.region;
      if (begin != end) end = same ? i + 1 : begin;
    }
  }
  const auto found = by_name_.find({source, name});
  return found == by_name_.end() ? std::pair<size_t, size_t>() : found->second;
}

void Merger::ReportUnclaimed(const Fact& fact) {
  out_.diagnostics.Add(
      {"I030", out_.files[fact.place.file].path, out_.Pointer(fact.place),
       "who gets something that is in no answer of " + catalog_.sources()[fact.source].title, 1});
}

void Merger::ReportUnresolved(const Fact& fact, uint32_t name) {
  out_.diagnostics.Add({"I017", out_.files[fact.place.file].path, out_.Pointer(fact.place),
                        std::string(out_.names.Text(name)) + " of " +
                            catalog_.sources()[fact.source].title +
                            " is named here, and no answer says what it is",
                        1});
}

void Merger::Deduplicate() {
  auto tag_key = [](const Tag& tag) { return std::tie(tag.source, tag.detection, tag.technique); };
  std::stable_sort(out_.tags.begin(), out_.tags.end(),
                   [&](const Tag& a, const Tag& b) { return tag_key(a) < tag_key(b); });
  out_.tags.erase(std::unique(out_.tags.begin(), out_.tags.end(),
                              [&](const Tag& a, const Tag& b) { return tag_key(a) == tag_key(b); }),
                  out_.tags.end());
  // One row for each source, account and region; what was learnt beats what was not, and a list
  // that is whole beats "off" and "unknown".
  auto scope = [](const Answered& a) { return std::tie(a.source, a.account, a.region); };
  std::stable_sort(out_.answered.begin(), out_.answered.end(),
                   [&](const Answered& a, const Answered& b) {
                     if (scope(a) != scope(b)) return scope(a) < scope(b);
                     return Knowledge(a.state) > Knowledge(b.state);
                   });
  out_.answered.erase(
      std::unique(out_.answered.begin(), out_.answered.end(),
                  [&](const Answered& a, const Answered& b) { return scope(a) == scope(b); }),
      out_.answered.end());
}

// One account has one name, whichever of its names an answer uses.
void Merger::ResolveAccounts() {
  if (out_.account_aliases.empty()) return;
  std::vector<uint32_t> account(out_.names.size());
  std::iota(account.begin(), account.end(), 0u);
  for (const AccountAlias& alias : out_.account_aliases) account[alias.name] = alias.account;
  for (Fact& fact : out_.facts) fact.account = account[fact.account];
  for (Query& query : out_.queries) query.account = account[query.account];
  for (Telemetry& row : out_.telemetry) row.account = account[row.account];
  for (Alias& alias : out_.aliases) alias.account = account[alias.account];
  for (Answered& answered : out_.answered) answered.account = account[answered.account];
}

Inventory Merger::Finish() {
  MarkCutLists();
  JoinTrails(out_);
  DoubtFolders(out_);
  ResolveAccounts();
  ResolveAliases();
  Deduplicate();
  return std::move(out_);
}

}  // namespace dcv::inventory
