// SPDX-License-Identifier: Apache-2.0
#include "coverage/coverage.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "coverage/deployments.h"
#include "coverage/mapping.h"
#include "coverage/standings.h"

namespace dcv::coverage {
namespace {

using catalog::Kind;
using inventory::State;

// Second half of the join: detections to techniques.
class Evaluator {
 public:
  Evaluator(const catalog::Catalog& catalog, const attack::Version& version,
            const inventory::Inventory& inventory, Coverage& out)
      : catalog_(catalog), version_(version), inventory_(inventory), out_(out) {}

  void Run() {
    std::vector<std::string_view> platforms(out_.options.platforms.begin(),
                                            out_.options.platforms.end());
    if (platforms.empty()) platforms = attack::CloudPlatforms();
    for (const attack::Technique* technique : version_.Universe(platforms)) {
      slot_.emplace(technique, out_.techniques.size());
      out_.techniques.emplace_back().technique = technique;
    }
    claimed_.assign(out_.detections.size(), false);
    ClaimCatalogued();
    ClaimTagged();
    if (out_.options.rollup) RollUp();
    for (Technique& technique : out_.techniques) Judge(technique);
    ReportUnmapped();
  }

 private:
  void Claim(uint32_t detection, const Mapped& mapped) {
    claimed_[detection] = true;
    const auto found = slot_.find(mapped.technique);
    if (found == slot_.end()) return;  // not of the platforms in scope
    auto& claims = out_.techniques[found->second].claims;
    for (coverage::Claim& claim : claims) {
      if (claim.detection != detection) continue;
      // The stronger basis stands: what the provider states of the rule at hand beats our table.
      if (mapped.basis < claim.basis) {
        claim.confidence = mapped.confidence;
        claim.basis = mapped.basis;
        claim.reason = mapped.reason;
      }
      return;
    }
    claims.push_back({detection, mapped.confidence, mapped.basis, mapped.reason, nullptr});
  }

  void ClaimCatalogued() {
    size_t lost = 0;
    for (uint32_t i = 0; i < out_.detections.size(); ++i) {
      const Detection& detection = out_.detections[i];
      if (detection.catalogued == Detection::kOwn) continue;
      const catalog::Detection& listed = catalog_.detections()[detection.catalogued];
      const size_t before = out_.techniques.empty() ? 0 : lost;
      for (const Mapped& mapped : MapDetection(catalog_, listed, version_, lost)) Claim(i, mapped);
      if (lost > before || !listed.reason.empty()) claimed_[i] = true;
    }
    if (lost > 0) {
      out_.diagnostics.Add({"I022", "", "",
                            "mappings of techniques that ATT&CK " + std::string(version_.name()) +
                                " does not have are left out",
                            lost});
    }
  }

  // The estate's own statements: by id, else by the technique's name.
  void ClaimTagged() {
    std::unordered_map<uint64_t, uint32_t> position;
    for (uint32_t i = 0; i < out_.detections.size(); ++i) {
      const Detection& detection = out_.detections[i];
      if (detection.count == 0) continue;
      const inventory::Fact& fact = inventory_.facts[out_.deployments[detection.first].evidence];
      position.emplace((uint64_t{detection.source} << 32) | fact.detection, i);
    }
    for (const inventory::Tag& tag : inventory_.tags) {
      const auto found = position.find((uint64_t{tag.source} << 32) | tag.detection);
      if (found == position.end()) continue;  // out of scope
      if (tag.technique.empty()) {            // judged: it shows none
        claimed_[found->second] = true;
        continue;
      }
      const attack::Technique* technique = LooksLikeTechniqueId(tag.technique)
                                               ? version_.Translate(tag.technique)
                                               : version_.FindByName(tag.technique);
      if (technique == nullptr) {
        out_.diagnostics.Add({"I014", "", "",
                              catalog_.sources()[tag.source].title + " states '" +
                                  Printable(tag.technique) + "', no technique of ATT&CK " +
                                  std::string(version_.name()) + " or a name that several bear",
                              1});
        continue;
      }
      const double confidence =
          tag.confidence > 0 ? tag.confidence : catalog_.sources()[tag.source].tag_confidence;
      Claim(found->second, {technique, confidence, tag.basis, tag.why});
    }
  }

  void RollUp() {
    for (size_t i = 0; i < out_.techniques.size(); ++i) {
      const attack::Technique* sub = out_.techniques[i].technique;
      if (sub->parent.empty()) continue;
      const auto parent = slot_.find(version_.Find(sub->parent));
      if (parent == slot_.end()) continue;
      auto& claims = out_.techniques[parent->second].claims;
      for (coverage::Claim claim : out_.techniques[i].claims) {
        if (claim.rolled_up_from != nullptr) continue;
        const bool there = std::any_of(claims.begin(), claims.end(), [&](const auto& other) {
          return other.detection == claim.detection;
        });
        claim.rolled_up_from = sub;
        if (!there) claims.push_back(claim);
      }
    }
  }

  void Judge(Technique& technique) {
    const Options& options = out_.options;
    bool could_be = false;
    for (const coverage::Claim& claim : technique.claims) {
      const Detection& detection = out_.detections[claim.detection];
      if (detection.kind == Kind::kPosture) {
        const bool counts = claim.confidence >= options.partial;
        if (detection.state() == State::kOn && detection.passing && counts)
          technique.hardened = true;
        continue;
      }
      for (size_t level = 0; level <= static_cast<size_t>(detection.level()); ++level) {
        ++technique.levels[level];
      }
      if (detection.state() == State::kOn) {
        technique.best_confidence = std::max(technique.best_confidence, claim.confidence);
      } else if (detection.state() == State::kUnknown && claim.confidence >= options.partial) {
        could_be = true;
      }
    }
    technique.status = technique.best_confidence >= options.covered   ? Status::kCovered
                       : technique.best_confidence >= options.partial ? Status::kPartial
                       : could_be                                     ? Status::kUnknown
                                                                      : Status::kNone;
    Totals& totals = out_.totals;
    ++(technique.status == Status::kCovered   ? totals.covered
       : technique.status == Status::kPartial ? totals.partial
       : technique.status == Status::kUnknown ? totals.unknown
                                              : totals.none);
    if (technique.hardened) ++totals.hardened;
    std::sort(technique.claims.begin(), technique.claims.end(),
              [&](const coverage::Claim& a, const coverage::Claim& b) {
                return ClaimKey(a) < ClaimKey(b);
              });
  }

  std::tuple<bool, int, double, uint32_t, std::string_view> ClaimKey(
      const coverage::Claim& claim) const {
    const Detection& detection = out_.detections[claim.detection];
    const State state = detection.state();
    const int order = state == State::kOn ? 0 : state == State::kUnknown ? 1 : 2;
    return {detection.kind == Kind::kPosture, order, -claim.confidence, detection.source,
            detection.key};
  }

  // Deployed things that the catalogue says nothing about must not vanish.
  void ReportUnmapped() {
    for (uint32_t i = 0; i < out_.detections.size(); ++i) {
      const Detection& detection = out_.detections[i];
      if (detection.count > 0 && detection.state() == State::kOn && !claimed_[i]) {
        ++out_.sources[detection.source].unmapped;
      }
    }
    for (const SourceSummary& summary : out_.sources) {
      if (summary.unmapped == 0) continue;
      out_.diagnostics.Add(
          {"I023", "", "",
           "detections of " + catalog_.sources()[summary.source].title +
               " that are on have no technique: not mapped yet, or of the estate's own",
           summary.unmapped});
    }
  }

  const catalog::Catalog& catalog_;
  const attack::Version& version_;
  const inventory::Inventory& inventory_;
  Coverage& out_;
  std::unordered_map<const attack::Technique*, size_t> slot_;
  std::vector<bool> claimed_;
};

}  // namespace

std::string_view ToString(Level level) {
  switch (level) {
    case Level::kMapped: return "mapped";
    case Level::kDeployed: return "deployed";
    case Level::kTelemetry: return "telemetry";
    case Level::kProven: return "proven";
  }
  return "mapped";
}

std::string_view ToString(Status status) {
  switch (status) {
    case Status::kNone: return "none";
    case Status::kUnknown: return "unknown";
    case Status::kPartial: return "partial";
    case Status::kCovered: return "covered";
  }
  return "none";
}

State Detection::state() const {
  if (on > 0) return State::kOn;
  return unknown > 0 || untold ? State::kUnknown : State::kOff;
}

Level Detection::level() const {
  if (on == 0) return Level::kMapped;
  if (fired != 0) return Level::kProven;
  return telemetry ? Level::kTelemetry : Level::kDeployed;
}

Coverage Evaluate(const catalog::Catalog& catalog, const attack::Version& version,
                  const inventory::Inventory& inventory, const Options& options) {
  Coverage out;
  out.options = options;
  out.diagnostics.Append(inventory.diagnostics);
  JoinDeployments(catalog, inventory, out);
  Evaluator(catalog, version, inventory, out).Run();
  if (options.by != Dimension::kNone) {
    out.rows = RowsBy(SnapshotOf(out, catalog, version, inventory, false), options.by);
  }
  return out;
}

}  // namespace dcv::coverage
