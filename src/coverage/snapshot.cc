// SPDX-License-Identifier: Apache-2.0
#include "coverage/snapshot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace dcv::coverage {
namespace {

using inventory::State;

uint8_t Percent(double fraction) {
  return static_cast<uint8_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * 100));
}

class Copier {
 public:
  Copier(const Coverage& coverage, const catalog::Catalog& catalog, const attack::Version& version,
         const inventory::Inventory& inventory)
      : coverage_(coverage), catalog_(catalog), version_(version), inventory_(inventory) {}

  Snapshot Run(bool incomplete) {
    out_.incomplete = incomplete;
    CopySettings();
    CopyScope();
    number_.assign(coverage_.detections.size(), kNone);
    for (const Technique& technique : coverage_.techniques) CopyTechnique(technique);
    return std::move(out_);
  }

 private:
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

  uint32_t Name(std::string_view text) { return out_.names.Id(text); }

  void CopySettings() {
    const Options& options = coverage_.options;
    Snapshot::Settings& settings = out_.settings;
    settings.attack = version_.name();
    settings.platforms = options.platforms;
    if (settings.platforms.empty()) {
      const auto cloud = attack::CloudPlatforms();
      settings.platforms.assign(cloud.begin(), cloud.end());
    }
    settings.account_filter = options.accounts;
    settings.region_filter = options.regions;
    settings.covered = Percent(options.covered);
    settings.partial = Percent(options.partial);
    settings.rollup = options.rollup;
  }

  void CopyScope() {
    for (std::string_view cloud : coverage_.clouds) out_.clouds.push_back(Name(cloud));
    for (std::string_view cloud : coverage_.lists) out_.lists.push_back(Name(cloud));
    for (const Account& account : coverage_.accounts) {
      out_.accounts.push_back({Name(account.cloud), Name(account.account), Name(account.name),
                               account.listed, account.told});
    }
    for (const Account& account : coverage_.closed) {
      out_.closed.push_back({Name(account.cloud), Name(account.account), 0, true, false});
    }
    for (const SourceSummary& summary : coverage_.sources) {
      const catalog::Source& source = catalog_.sources()[summary.source];
      const auto number = static_cast<uint32_t>(out_.sources.size());
      out_.sources.push_back({Name(source.id), Name(source.title), Name(source.cloud)});
      for (const SourcePlace& place : summary.places) {
        out_.counts.push_back(
            {number, Name(place.account), Name(place.region), place.on, place.off, place.unknown});
      }
    }
    for (const Silence& silence : coverage_.untold) {
      out_.untold.push_back(
          {silence.source, Name(silence.account), Name(silence.region), silence.whole});
    }
  }

  void CopyTechnique(const Technique& technique) {
    Snapshot::Technique& copy = out_.techniques.emplace_back();
    copy.id = Name(technique.technique->id);
    copy.name = Name(version_.FullName(*technique.technique));
    for (const Claim& claim : technique.claims) {
      copy.claims.push_back({Copied(claim.detection), Percent(claim.confidence)});
    }
    copy.standing.status = technique.status;
    copy.standing.best = Percent(technique.best_confidence);
    copy.standing.hardened = technique.hardened;
    for (const Snapshot::Claim& claim : copy.claims) {
      const Snapshot::Detection& detection = out_.detections[claim.detection];
      if (detection.kind != catalog::Kind::kPosture && detection.state == State::kOn &&
          claim.confidence >= out_.settings.partial) {
        ++copy.standing.on;
      }
    }
  }

  uint32_t Copied(uint32_t index) {
    if (number_[index] != kNone) return number_[index];
    const Detection& detection = coverage_.detections[index];
    Snapshot::Detection copy;
    copy.source = detection.source;
    copy.key = Name(detection.key);
    copy.kind = detection.kind;
    copy.own = detection.catalogued == Detection::kOwn;
    copy.state = detection.state();
    copy.first = static_cast<uint32_t>(out_.places.size());
    copy.count = detection.count;
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      CopyPlace(coverage_.deployments[i]);
    }
    std::sort(out_.places.begin() + copy.first, out_.places.end(),
              [](const Snapshot::Place& a, const Snapshot::Place& b) {
                return std::tie(a.account, a.region) < std::tie(b.account, b.region);
              });
    number_[index] = static_cast<uint32_t>(out_.detections.size());
    out_.detections.push_back(copy);
    return number_[index];
  }

  void CopyPlace(const Deployment& deployment) {
    Snapshot::Place place;
    place.account = Name(inventory_.names.Text(deployment.account));
    place.region = Name(inventory_.names.Text(deployment.region));
    place.detail = Name(DetailOf(deployment, inventory_));
    place.state = deployment.state;
    place.passing =
        deployment.state == State::kOn && deployment.compliance != inventory::Compliance::kFail;
    out_.places.push_back(place);
  }

  const Coverage& coverage_;
  const catalog::Catalog& catalog_;
  const attack::Version& version_;
  const inventory::Inventory& inventory_;
  Snapshot out_;
  std::vector<uint32_t> number_;  // of a detection of the coverage in the snapshot
};

}  // namespace

std::string_view DetailOf(const Deployment& deployment, const inventory::Inventory& inventory) {
  if (deployment.need_missing) return "what its source needs is off or not told";
  return inventory.names.Text(deployment.detail);
}

Snapshot SnapshotOf(const Coverage& coverage, const catalog::Catalog& catalog,
                    const attack::Version& version, const inventory::Inventory& inventory,
                    bool incomplete) {
  return Copier(coverage, catalog, version, inventory).Run(incomplete);
}

}  // namespace dcv::coverage
