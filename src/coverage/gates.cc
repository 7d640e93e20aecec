// SPDX-License-Identifier: Apache-2.0
#include "coverage/gates.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "coverage/snapshot.h"

namespace dcv::coverage {
namespace {

constexpr Level kAll[] = {Level::kMapped, Level::kDeployed, Level::kTelemetry, Level::kProven};

std::optional<Level> ParseLevel(std::string_view text) {
  for (Level level : kAll) {
    if (ToString(level) == text) return level;
  }
  return std::nullopt;
}

// The claim that reaches the highest level, the best of them first; null when none counts.
const Claim* Furthest(const Coverage& coverage, const Technique& technique) {
  const Claim* best = nullptr;
  auto level = [&](const Claim& claim) { return coverage.detections[claim.detection].level(); };
  for (const Claim& claim : technique.claims) {
    if (coverage.detections[claim.detection].kind == catalog::Kind::kPosture) continue;
    if (claim.confidence < coverage.options.partial) continue;
    if (best == nullptr || level(claim) > level(*best)) best = &claim;
  }
  return best;
}

class Checker {
 public:
  Checker(const Coverage& coverage, const catalog::Catalog& catalog, const attack::Version& version,
          const inventory::Inventory& inventory)
      : coverage_(coverage), catalog_(catalog), version_(version), inventory_(inventory) {}

  Gate FailUnder(double percent) const {
    const size_t all = coverage_.techniques.size();
    const double share =
        all == 0 ? 0
                 : 100.0 * static_cast<double>(coverage_.totals.covered) / static_cast<double>(all);
    Gate gate;
    gate.id = "fail-under";
    gate.text = fmt::format("at least {} % of techniques are covered", percent);
    gate.passed = share >= percent;
    gate.found = fmt::format("{} of {} techniques are covered ({:.1f} %), {} are unknown",
                             coverage_.totals.covered, all, share, coverage_.totals.unknown);
    return gate;
  }

  Result<Gate> Require(const Requirement& requirement) const {
    const std::string& id = requirement.technique;
    const attack::Technique* wanted = version_.Translate(id);
    if (wanted == nullptr) {
      return InvalidInput("--require names " + Printable(id) + ", which ATT&CK " +
                              std::string(version_.name()) + " does not have",
                          "see 'dcv list techniques'");
    }
    const auto found =
        std::find_if(coverage_.techniques.begin(), coverage_.techniques.end(),
                     [&](const Technique& technique) { return technique.technique == wanted; });
    if (found == coverage_.techniques.end()) {
      return InvalidInput("--require names " + std::string(wanted->id) +
                              ", which is on none of the platforms that are counted",
                          "add its platform with --platform, or leave it out");
    }
    Gate gate;
    gate.id = "require/" + std::string(wanted->id);
    gate.text = fmt::format("{} {} is at least {}", wanted->id, version_.FullName(*wanted),
                            ToString(requirement.level));
    const Claim* furthest = Furthest(coverage_, *found);
    if (furthest == nullptr) {
      gate.found = "no detection shows it";
      return gate;
    }
    const Detection& detection = coverage_.detections[furthest->detection];
    gate.passed = detection.level() >= requirement.level;
    gate.found = fmt::format("{}: {} {} is {}", ToString(detection.level()),
                             catalog_.sources()[detection.source].title, Printable(detection.key),
                             ToString(detection.state()));
    Explain(detection, gate);
    return gate;
  }

 private:
  // The deployment that gives the detection its state, and why it is not on.
  void Explain(const Detection& detection, Gate& gate) const {
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      const Deployment& deployment = coverage_.deployments[i];
      if (deployment.state != detection.state()) continue;
      gate.file = inventory_.files[inventory_.facts[deployment.evidence].place.file].path;
      const std::string_view detail = DetailOf(deployment, inventory_);
      if (deployment.state != inventory::State::kOn && !detail.empty()) {
        gate.found += ", " + Printable(detail);
      }
      return;
    }
    if (detection.untold) gate.found += ", no answer tells of it";
  }

  const Coverage& coverage_;
  const catalog::Catalog& catalog_;
  const attack::Version& version_;
  const inventory::Inventory& inventory_;
};

}  // namespace

Result<std::vector<Requirement>> ParseRequirements(std::string_view text) {
  std::vector<Requirement> out;
  for (std::string_view part : Split(text, ',')) {
    part = Trim(part);
    const size_t equals = part.find('=');
    const auto level =
        equals == part.npos ? std::nullopt : ParseLevel(Trim(part.substr(equals + 1)));
    std::string id(Trim(part.substr(0, equals)));
    if (!level || !LooksLikeTechniqueId(id)) {
      return InvalidInput("--require takes TECHNIQUE=LEVEL, not '" + Printable(part) + "'",
                          "for example --require T1078.004=deployed,T1485=mapped; levels are "
                          "mapped, deployed, telemetry, proven");
    }
    id[0] = 'T';
    out.push_back({std::move(id), *level});
  }
  return out;
}

Result<std::vector<Gate>> CheckGates(const Coverage& coverage, const catalog::Catalog& catalog,
                                     const attack::Version& version,
                                     const inventory::Inventory& inventory,
                                     const GateOptions& options) {
  const Checker checker(coverage, catalog, version, inventory);
  std::vector<Gate> gates;
  if (options.fail_under >= 0) gates.push_back(checker.FailUnder(options.fail_under));
  for (const Requirement& requirement : options.require) {
    DCV_TRY(Gate gate, checker.Require(requirement));
    gates.push_back(std::move(gate));
  }
  return gates;
}

}  // namespace dcv::coverage
