// SPDX-License-Identifier: Apache-2.0
#include "coverage/deployments.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"

namespace dcv::coverage {
namespace {

using inventory::Compliance;
using inventory::Fact;
using inventory::FactKind;
using inventory::kOwnName;
using inventory::State;

bool Wanted(const std::vector<std::string>& filter, std::string_view value) {
  return filter.empty() || std::find(filter.begin(), filter.end(), value) != filter.end();
}

class Joiner {
 public:
  Joiner(const catalog::Catalog& catalog, const inventory::Inventory& inventory, Coverage& out)
      : catalog_(catalog), inventory_(inventory), out_(out) {}

  void Run() {
    RankNames();
    FindScope();
    ListDetections();
    GroupFacts();
    ApplyNeeds();
    ApplyAnswered();
    Summarise();
  }

 private:
  // Accounts and regions are compared by their text's rank, so that output order is that of texts.
  void RankNames() {
    std::vector<uint32_t> ids(inventory_.names.size());
    for (uint32_t i = 0; i < ids.size(); ++i) ids[i] = i;
    std::sort(ids.begin(), ids.end(), [&](uint32_t a, uint32_t b) {
      return inventory_.names.Text(a) < inventory_.names.Text(b);
    });
    rank_.resize(ids.size());
    for (uint32_t rank = 0; rank < ids.size(); ++rank) rank_[ids[rank]] = rank;
  }

  std::string_view Cloud(uint8_t source) const { return catalog_.sources()[source].cloud; }

  bool InScope(uint8_t source, uint32_t account, uint32_t region) {
    const uint64_t key = (uint64_t{source} << 56) ^ (uint64_t{account} << 28) ^ region;
    if (key == last_scope_key_) return last_in_scope_;
    const Options& options = out_.options;
    last_scope_key_ = key;
    const std::string_view cloud = Cloud(source);
    // Rules of no cloud (Sigma in the SIEM) run over all of them.
    last_in_scope_ =
        cloud == "any" || (Wanted(options.clouds, cloud) &&
                           Wanted(options.accounts, inventory_.names.Text(account)) &&
                           (region == 0 || Wanted(options.regions, inventory_.names.Text(region))));
    return last_in_scope_;
  }

  void FindScope() {
    std::set<std::string_view> clouds(out_.options.clouds.begin(), out_.options.clouds.end());
    std::set<Account> accounts, closed;
    auto note = [&](uint8_t source, uint32_t account, uint32_t region, bool open) {
      if (Cloud(source) == "any" || !InScope(source, account, region)) return;
      clouds.insert(Cloud(source));
      (open ? accounts : closed).insert({Cloud(source), inventory_.names.Text(account)});
    };
    uint64_t last = ~uint64_t{0};
    for (const Fact& fact : inventory_.facts) {
      const uint64_t key = (uint64_t{fact.source} << 40) ^ fact.account;
      const bool account_listed =
          fact.kind == FactKind::kSetting && Cloud(fact.source) == "aws" && IsAccountSetting(fact);
      if (key == last && !account_listed) continue;
      last = key;
      // A suspended account runs nothing: it is no gap.
      note(fact.source, fact.account, fact.region, !account_listed || fact.state != State::kOff);
    }
    for (const auto& answered : inventory_.answered) {
      note(answered.source, answered.account, answered.region, true);
    }
    out_.clouds.assign(clouds.begin(), clouds.end());
    out_.accounts.assign(accounts.begin(), accounts.end());
  }

  bool IsAccountSetting(const Fact& fact) const {
    return inventory_.names.Text(fact.detection & ~kOwnName) == "@account";
  }

  bool CloudInScope(std::string_view cloud) const {
    return std::find(out_.clouds.begin(), out_.clouds.end(), cloud) != out_.clouds.end();
  }

  void ListDetections() {
    position_.assign(catalog_.detections().size(), Detection::kOwn);
    for (uint32_t i = 0; i < catalog_.detections().size(); ++i) {
      const catalog::Detection& listed = catalog_.detections()[i];
      if (listed.retired() || !CloudInScope(catalog_.sources()[listed.source].cloud)) continue;
      position_[i] = static_cast<uint32_t>(out_.detections.size());
      Detection detection;
      detection.source = listed.source;
      detection.catalogued = i;
      detection.key = listed.key;
      detection.kind = listed.kind;
      out_.detections.push_back(detection);
    }
  }

  uint32_t Position(const Fact& fact) {
    if ((fact.detection & kOwnName) == 0 && position_[fact.detection] != Detection::kOwn) {
      return position_[fact.detection];
    }
    const uint64_t key = (uint64_t{fact.source} << 32) | fact.detection;
    auto [found, fresh] = own_.emplace(key, static_cast<uint32_t>(out_.detections.size()));
    if (!fresh) return found->second;
    Detection detection;
    detection.source = fact.source;
    if ((fact.detection & kOwnName) == 0) {  // the provider has retired it
      detection.catalogued = fact.detection;
      detection.key = catalog_.detections()[fact.detection].key;
      detection.kind = catalog_.detections()[fact.detection].kind;
    } else {
      detection.key = inventory_.names.Text(fact.detection & ~kOwnName);
      detection.kind = catalog_.sources()[fact.source].kind;
    }
    out_.detections.push_back(detection);
    return found->second;
  }

  // (detection, rank of account, rank of region), fact
  using Order = std::vector<std::pair<std::array<uint32_t, 3>, uint32_t>>;

  // Facts sorted by detection, account, region; each run becomes one deployment.
  void GroupFacts() {
    Order order;
    order.reserve(inventory_.facts.size());
    for (uint32_t i = 0; i < inventory_.facts.size(); ++i) {
      const Fact& fact = inventory_.facts[i];
      if (!InScope(fact.source, fact.account, fact.region)) continue;
      if (fact.kind == FactKind::kSetting) {
        NoteSetting(fact);
        continue;
      }
      order.push_back({{Position(fact), rank_[fact.account], rank_[fact.region]}, i});
    }
    std::sort(order.begin(), order.end());
    for (size_t begin = 0; begin < order.size();) {
      size_t end = begin;
      while (end < order.size() && order[end].first == order[begin].first) ++end;
      Detection& detection = out_.detections[order[begin].first[0]];
      if (detection.count == 0) detection.first = static_cast<uint32_t>(out_.deployments.size());
      out_.deployments.push_back(Fold(order, begin, end));
      ++detection.count;
      begin = end;
    }
  }

  static int Knowledge(State state) {
    return state == State::kOn ? 2 : state == State::kOff ? 1 : 0;
  }

  // What is told beats what is not; on beats off (one of several rules of a kind is enough). A real
  // finding or a compliance result shows that the detection runs, unless its configuration says it
  // is off now.
  Deployment Fold(const Order& order, size_t begin, size_t end) const {
    const Fact& first = inventory_.facts[order[begin].second];
    Deployment deployment;
    deployment.account = first.account;
    deployment.region = first.region;
    deployment.evidence = order[begin].second;
    const Fact* told = nullptr;
    std::optional<uint32_t> running;
    for (size_t i = begin; i < end; ++i) {
      const uint32_t index = order[i].second;
      const Fact& fact = inventory_.facts[index];
      if (fact.kind == FactKind::kState) {
        if (told != nullptr && Knowledge(fact.state) <= Knowledge(told->state)) continue;
        told = &fact;
        deployment.state = fact.state;
        deployment.evidence = index;
        deployment.detail = fact.detail;
      } else if (fact.kind == FactKind::kFired) {
        running = index;
        if (deployment.fired == 0 || rank_[fact.detail] > rank_[deployment.fired]) {
          deployment.fired = fact.detail;
        }
      } else if (fact.compliance != Compliance::kNone) {
        if (!running) running = index;
        if (deployment.compliance != Compliance::kFail) deployment.compliance = fact.compliance;
      }
    }
    if (running && deployment.state == State::kUnknown) {
      deployment.state = State::kOn;
      deployment.evidence = *running;
      deployment.detail = 0;
    }
    return deployment;
  }

  void NoteSetting(const Fact& fact) {
    const std::string& needs = catalog_.sources()[fact.source].needs;
    if (needs.empty() || inventory_.names.Text(fact.detection & ~kOwnName) != needs) return;
    auto [found, fresh] =
        needs_.emplace(std::make_tuple(fact.source, fact.account, fact.region), fact.state);
    if (!fresh && fact.state == State::kOn) found->second = State::kOn;
  }

  // A detection whose prerequisite is off does not work; one whose prerequisite no answer tells is
  // not known to.
  void ApplyNeeds() {
    for (Detection& detection : out_.detections) {
      const catalog::Source& source = catalog_.sources()[detection.source];
      if (source.needs.empty()) continue;
      for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
        Deployment& deployment = out_.deployments[i];
        if (deployment.state != State::kOn) continue;
        const auto source_id = static_cast<uint8_t>(detection.source);
        auto found = needs_.find(std::make_tuple(source_id, deployment.account, deployment.region));
        if (found == needs_.end()) {
          found = needs_.find(std::make_tuple(source_id, deployment.account, 0u));
        }
        const State state = found == needs_.end() ? State::kUnknown : found->second;
        if (state == State::kOn) continue;
        deployment.state = state;
        deployment.need_missing = true;
        if (found == needs_.end()) ++untold_needs_[{detection.source, deployment.account}];
      }
    }
    for (const auto& [key, count] : untold_needs_) {
      const catalog::Source& source = catalog_.sources()[key.first];
      out_.diagnostics.Add({"I021", "", "",
                            AccountText(key.second) + ": no answer tells of its " +
                                source.needs.substr(1) + ", so deployed detections of " +
                                source.title + " stay unknown",
                            count});
    }
  }

  std::string AccountText(uint32_t account) const {
    const std::string_view text = inventory_.names.Text(account);
    return text.empty() ? "account not told" : "account " + std::string(text);
  }

  // AWS accounts and Azure subscriptions answer for themselves; Google's services are set at the
  // organisation or wherever, so one answer speaks for the cloud.
  static bool AnswersForItself(const Account& account) {
    return account.cloud == "aws" || account.cloud == "azure";
  }

  void ApplyAnswered() {
    std::map<std::pair<uint32_t, std::string_view>, State> told;  // by source and account
    for (const auto& answered : inventory_.answered) {
      if (!InScope(answered.source, answered.account, answered.region)) continue;
      const std::string_view account =
          Cloud(answered.source) == "gcp" ? "" : inventory_.names.Text(answered.account);
      auto [found, fresh] = told.emplace(std::make_pair(answered.source, account), answered.state);
      // One region that is not told leaves the account not told.
      if (!fresh && (answered.state == State::kUnknown || found->second == State::kUnknown)) {
        found->second = State::kUnknown;
      }
    }
    // A detection with facts of its own in an account is told there.
    std::map<std::pair<uint32_t, std::string_view>, size_t> facts_of;
    for (const Detection& detection : out_.detections) {
      for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
        ++facts_of[{detection.source, ForAccount(detection.source, out_.deployments[i].account)}];
      }
    }
    for (Detection& detection : out_.detections) {
      if (detection.catalogued == Detection::kOwn) continue;
      MarkUntold(detection, told);
    }
    CountUntold(told, facts_of);
  }

  std::string_view ForAccount(uint32_t source, uint32_t account) const {
    return Cloud(static_cast<uint8_t>(source)) == "gcp" ? "" : inventory_.names.Text(account);
  }

  void MarkUntold(Detection& detection,
                  const std::map<std::pair<uint32_t, std::string_view>, State>& told) {
    const std::string_view cloud = catalog_.sources()[detection.source].cloud;
    uint32_t next = detection.first;
    const uint32_t end = detection.first + detection.count;
    bool gcp_done = false;
    for (const Account& account : out_.accounts) {
      if (account.cloud != cloud) continue;
      if (!AnswersForItself(account)) {
        if (gcp_done || detection.count > 0) return;
        gcp_done = true;
      } else {
        while (next < end &&
               inventory_.names.Text(out_.deployments[next].account) < account.account) {
          ++next;
        }
        if (next < end &&
            inventory_.names.Text(out_.deployments[next].account) == account.account) {
          continue;
        }
      }
      const std::string_view name = AnswersForItself(account) ? account.account : "";
      const auto found = told.find({detection.source, name});
      if (found == told.end() || found->second == State::kUnknown) {
        detection.untold = true;
        return;
      }
    }
  }

  void CountUntold(const std::map<std::pair<uint32_t, std::string_view>, State>& told,
                   const std::map<std::pair<uint32_t, std::string_view>, size_t>& facts_of) {
    for (uint32_t source = 0; source < catalog_.sources().size(); ++source) {
      const catalog::Source& listed = catalog_.sources()[source];
      SourceSummary summary;
      summary.source = source;
      bool gcp_done = false;
      for (const Account& account : out_.accounts) {
        if (account.cloud != listed.cloud || listed.answers.empty()) continue;
        if (!AnswersForItself(account)) {
          if (gcp_done) continue;
          gcp_done = true;
        }
        const std::string_view name = AnswersForItself(account) ? account.account : "";
        if (told.count({source, name}) > 0 || facts_of.count({source, name}) > 0) continue;
        ++summary.untold_accounts;
        out_.diagnostics.Add({"I020", "", "",
                              (name.empty() ? listed.cloud : "account " + std::string(name)) +
                                  ": no answer tells of " + listed.title +
                                  "; ask with: " + listed.answers[0],
                              1});
      }
      out_.sources.push_back(summary);
    }
  }

  void Summarise() {
    for (Detection& detection : out_.detections) {
      for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
        const Deployment& deployment = out_.deployments[i];
        const bool on = deployment.state == State::kOn;
        ++(on ? detection.on : deployment.state == State::kOff ? detection.off : detection.unknown);
        if (!on) continue;
        if (deployment.compliance == Compliance::kFail) detection.failing = true;
        if (deployment.compliance != Compliance::kFail) detection.passing = true;
        if (deployment.fired != 0 &&
            (detection.fired == 0 || rank_[deployment.fired] > rank_[detection.fired])) {
          detection.fired = deployment.fired;
        }
      }
      if (detection.count == 0) continue;
      SourceSummary& summary = out_.sources[detection.source];
      const State state = detection.state();
      ++(state == State::kOn ? summary.on : state == State::kOff ? summary.off : summary.unknown);
    }
  }

  const catalog::Catalog& catalog_;
  const inventory::Inventory& inventory_;
  Coverage& out_;
  std::vector<uint32_t> rank_;
  std::vector<uint32_t> position_;              // of a catalogued detection in out_.detections
  std::unordered_map<uint64_t, uint32_t> own_;  // of the others
  std::map<std::tuple<uint8_t, uint32_t, uint32_t>, State> needs_;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> untold_needs_;
  uint64_t last_scope_key_ = ~uint64_t{0};
  bool last_in_scope_ = false;
};

}  // namespace

void JoinDeployments(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                     Coverage& out) {
  Joiner(catalog, inventory, out).Run();
}

}  // namespace dcv::coverage
