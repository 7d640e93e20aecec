// SPDX-License-Identifier: Apache-2.0
#include "coverage/deployments.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "coverage/scope.h"
#include "coverage/telemetry.h"
#include "coverage/untold.h"

namespace dcv::coverage {
namespace {

using inventory::Compliance;
using inventory::Fact;
using inventory::FactKind;
using inventory::kOwnName;
using inventory::State;

class Joiner {
 public:
  Joiner(const catalog::Catalog& catalog, const inventory::Inventory& inventory, Coverage& out)
      : catalog_(catalog),
        inventory_(inventory),
        out_(out),
        filter_(catalog, inventory, out.options) {}

  void Run() {
    RankScopes();
    FindScope(catalog_, inventory_, filter_, out_);
    ListDetections();
    GroupFacts();
    ApplyNeeds();
    ApplyLogs(inventory_, own_, out_);
    MarkUntold(catalog_, inventory_, filter_, spoken_, out_);
    Summarise();
  }

 private:
  // Accounts and regions are compared by their text's rank, so that output order is that of texts.
  void RankScopes() {
    rank_.assign(inventory_.names.size(), kNotRanked);
    std::vector<uint32_t> ids;
    auto note = [&](uint32_t id) {
      if (rank_[id] != kNotRanked) return;
      rank_[id] = 0;
      ids.push_back(id);
    };
    for (const Fact& fact : inventory_.facts) {
      note(fact.account);
      note(fact.region);
    }
    for (const inventory::Answered& answered : inventory_.answered) {
      note(answered.account);
      note(answered.region);
    }
    std::sort(ids.begin(), ids.end(), [&](uint32_t a, uint32_t b) {
      return inventory_.names.Text(a) < inventory_.names.Text(b);
    });
    for (uint32_t rank = 0; rank < ids.size(); ++rank) rank_[ids[rank]] = rank;
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
    auto [found, fresh] = own_.emplace(std::pair(fact.source, fact.detection),
                                       static_cast<uint32_t>(out_.detections.size()));
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

  // Rank of account and of region, fact.
  using Order = std::vector<std::pair<uint64_t, uint32_t>>;

  // Facts by detection, account and region; each run becomes one deployment. They are dealt out to
  // their detections first: within one they mostly are in order, as the files are.
  void GroupFacts() {
    std::vector<std::pair<uint32_t, uint32_t>> dealt;  // position of the detection, fact
    dealt.reserve(inventory_.facts.size());
    uint64_t last = ~uint64_t{0};
    for (uint32_t i = 0; i < inventory_.facts.size(); ++i) {
      const Fact& fact = inventory_.facts[i];
      if (!filter_.Holds(fact.source, fact.account, fact.region)) continue;
      if (fact.kind == FactKind::kSetting) {
        NoteSetting(fact);
        continue;
      }
      dealt.emplace_back(Position(fact), i);
      const uint64_t key = (uint64_t{fact.source} << 32) | fact.account;
      if (key != last) spoken_.emplace(fact.source, filter_.Answerer(fact.source, fact.account));
      last = key;
    }
    std::vector<uint32_t> ends(out_.detections.size() + 1);
    for (const auto& [detection, fact] : dealt) ++ends[detection + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    Order order(dealt.size());
    out_.deployments.reserve(dealt.size());
    for (const auto& [detection, index] : dealt) {
      const Fact& fact = inventory_.facts[index];
      order[ends[detection]++] = {(uint64_t{rank_[fact.account]} << 32) | rank_[fact.region],
                                  index};
    }
    size_t begin = 0;
    for (uint32_t i = 0; i < out_.detections.size(); ++i) {
      Deploy(out_.detections[i], order, begin, ends[i]);
      begin = ends[i];
    }
  }

  void Deploy(Detection& detection, Order& order, size_t begin, size_t end) {
    const auto from = order.begin() + static_cast<ptrdiff_t>(begin);
    const auto to = order.begin() + static_cast<ptrdiff_t>(end);
    if (!std::is_sorted(from, to)) std::sort(from, to);
    detection.first = static_cast<uint32_t>(out_.deployments.size());
    while (begin < end) {
      size_t next = begin;
      while (next < end && order[next].first == order[begin].first) ++next;
      out_.deployments.push_back(Fold(order, begin, next));
      begin = next;
    }
    detection.count = static_cast<uint32_t>(out_.deployments.size()) - detection.first;
  }

  // Of two "TIME ID"; number 0 is "", before all.
  uint32_t Latest(uint32_t a, uint32_t b) const {
    if (a == b || b == 0) return a;
    return a == 0 || inventory_.names.Text(b) > inventory_.names.Text(a) ? b : a;
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
    const Fact* delivered = nullptr;
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
      } else if (fact.kind == FactKind::kDelivery) {
        if (delivered == nullptr || Knowledge(fact.state) > Knowledge(delivered->state)) {
          delivered = &fact;
        }
      } else if (fact.kind == FactKind::kFired) {
        running = index;
        deployment.fired = Latest(deployment.fired, fact.detail);
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
    if (told != nullptr && deployment.state == State::kOn) Deliver(delivered, deployment);
    return deployment;
  }

  // A detection that finds things for nobody is not deployed.
  void Deliver(const Fact* delivered, Deployment& deployment) const {
    const Fact& fact = inventory_.facts[deployment.evidence];
    if (catalog_.sources()[fact.source].delivery.empty()) return;
    if (delivered != nullptr) {
      if (delivered->state == State::kOn) return;
      deployment.state = delivered->state;
      deployment.evidence = static_cast<uint32_t>(delivered - inventory_.facts.data());
      deployment.detail = delivered->detail;
      return;
    }
    const bool whole =
        SettingOf(deliveries_, fact.source, deployment.account, deployment.region) == State::kOn;
    deployment.state = whole ? State::kOff : State::kUnknown;
    deployment.undelivered = true;
  }

  // Of one source, account and region.
  using Settings = std::map<std::tuple<uint8_t, uint32_t, uint32_t>, State>;

  void NoteSetting(const Fact& fact) {
    const catalog::Source& source = catalog_.sources()[fact.source];
    const std::string_view name = inventory_.names.Text(fact.detection & ~kOwnName);
    for (const auto& [wanted, settings] :
         {std::pair(&source.needs, &needs_), std::pair(&source.delivery, &deliveries_)}) {
      if (wanted->empty() || name != *wanted) continue;
      auto [found, fresh] =
          settings->emplace(std::make_tuple(fact.source, fact.account, fact.region), fact.state);
      if (!fresh && fact.state == State::kOn) found->second = State::kOn;
    }
  }

  // As told of this region, else of the account as a whole; nothing when no answer tells.
  static std::optional<State> SettingOf(const Settings& settings, uint32_t source, uint32_t account,
                                        uint32_t region) {
    const auto source_id = static_cast<uint8_t>(source);
    auto found = settings.find(std::make_tuple(source_id, account, region));
    if (found == settings.end()) found = settings.find(std::make_tuple(source_id, account, 0u));
    return found == settings.end() ? std::nullopt : std::optional(found->second);
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
        const std::optional<State> needed =
            SettingOf(needs_, detection.source, deployment.account, deployment.region);
        if (needed == State::kOn) continue;
        deployment.state = needed.value_or(State::kUnknown);
        deployment.need_missing = true;
        if (!needed) ++untold_needs_[{detection.source, deployment.account}];
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

  void Summarise() {
    for (Detection& detection : out_.detections) {
      for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
        const Deployment& deployment = out_.deployments[i];
        const bool on = deployment.state == State::kOn;
        ++(on ? detection.on : deployment.state == State::kOff ? detection.off : detection.unknown);
        SourcePlace& place = PlaceOf(detection.source, deployment.account, deployment.region);
        ++(on ? place.on : deployment.state == State::kOff ? place.off : place.unknown);
        if (!on) continue;
        if (deployment.compliance == Compliance::kFail) detection.failing = true;
        if (deployment.compliance != Compliance::kFail) detection.passing = true;
        detection.fired = Latest(detection.fired, deployment.fired);
        if (deployment.logs == State::kOn) detection.telemetry = true;
      }
      if (detection.count == 0) continue;
      SourceSummary& summary = out_.sources[detection.source];
      const State state = detection.state();
      ++(state == State::kOn ? summary.on : state == State::kOff ? summary.off : summary.unknown);
    }
    for (const inventory::Answered& answered : inventory_.answered) {
      if (answered.state == State::kUnknown) continue;
      if (!filter_.Holds(answered.source, answered.account, answered.region)) continue;
      PlaceOf(answered.source, answered.account, answered.region);
    }
    std::sort(places_.begin(), places_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, place] : places_)
      out_.sources[key >> kSourceShift].places.push_back(place);
  }

  // The key orders as (source, account, region) do.
  SourcePlace& PlaceOf(uint32_t source, uint32_t account, uint32_t region) {
    const uint64_t key = (uint64_t{source} << kSourceShift) |
                         (uint64_t{rank_[account]} << kAccountShift) | rank_[region];
    const auto [found, fresh] = place_at_.emplace(key, places_.size());
    if (fresh) {
      places_.push_back({key, {inventory_.names.Text(account), inventory_.names.Text(region)}});
    }
    return places_[found->second].second;
  }

  const catalog::Catalog& catalog_;
  const inventory::Inventory& inventory_;
  Coverage& out_;
  ScopeFilter filter_;
  Spoken spoken_;
  static constexpr uint32_t kNotRanked = 0xFFFFFFFF;
  std::vector<uint32_t> rank_;      // of the names that are accounts or regions
  std::vector<uint32_t> position_;  // of a catalogued detection in out_.detections
  std::map<std::pair<uint8_t, inventory::DetectionId>, uint32_t> own_;  // of the others
  Settings needs_, deliveries_;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> untold_needs_;
  static constexpr int kSourceShift = 56, kAccountShift = 28;
  std::vector<std::pair<uint64_t, SourcePlace>> places_;
  std::unordered_map<uint64_t, size_t> place_at_;
};

}  // namespace

void JoinDeployments(const catalog::Catalog& catalog, const inventory::Inventory& inventory,
                     Coverage& out) {
  Joiner(catalog, inventory, out).Run();
}

}  // namespace dcv::coverage
