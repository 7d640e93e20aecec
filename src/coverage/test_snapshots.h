// SPDX-License-Identifier: Apache-2.0
// For tests: random estates over the small catalogue, and snapshots as text.
#pragma once

#include <random>
#include <set>
#include <string>

#include "coverage/snapshot.h"
#include "coverage/test_estate.h"

namespace dcv::coverage::testing {

// Fills the estate with answers of three clouds, some refused, some missing. Equal seeds give equal
// estates.
class RandomEstate {
 public:
  explicit RandomEstate(uint32_t seed) : random_(seed) {}

  void Fill(Estate& estate) {
    for (const char* account : {"111122223333", "444455556666", "777788889999"}) {
      if (Chance(80)) FillAccount(estate, account);
    }
    if (Chance(40)) estate.Answer("accounts.json", Accounts());
    if (Chance(50)) {
      const std::string id = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
      estate.Answer("azure/pricing.json", R"({"value": [{"id": ")" + id +
                                              R"(/providers/Microsoft.Security/pricings/Dns",
        "name": "VirtualMachines", "type": "Microsoft.Security/pricings",
        "properties": {"pricingTier": ")" + (Chance(60) ? "Standard" : "Free") +
                                              "\"}}]}");
    }
    for (const char* project : {"organizations/1", "projects/alpha", "projects/beta"}) {
      if (!Chance(30)) continue;
      estate.Answer("gcp/" + std::string(project) + ".json",
                    R"({"securityCenterServices": [{"name": ")" + std::string(project) +
                        R"(/locations/global/securityCenterServices/event-threat-detection",
        "effectiveEnablementState": ")" +
                        (Chance(60) ? "ENABLED" : "DISABLED") + "\"}]}");
    }
    if (Chance(30)) {
      estate.Rule("a.yml", Sigma("A", Chance(50) ? "test" : "experimental", "attack.t1078.004"));
    }
    if (Chance(30)) estate.Rule("b.yml", Sigma("B", "test", "attack.t1496.001"));
  }

 private:
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }

  std::string Accounts() {
    std::string rows;
    for (const char* account : {"111122223333", "444455556666", "777788889999"}) {
      if (Chance(20)) continue;
      rows += (rows.empty() ? "" : ", ") + std::string(R"({"Id": ")") + account +
              R"(", "Arn": "arn:aws:organizations::1:account/o/1", "Name": "n", "State": ")" +
              (Chance(80) ? "ACTIVE" : "SUSPENDED") + "\"}";
    }
    return R"({"Accounts": [)" + rows + "]}";
  }

  void FillAccount(Estate& estate, const std::string& account) {
    for (const char* region : {"us-east-1", "eu-west-1"}) {
      if (!Chance(75)) continue;
      const std::string folder = account + "/" + region + "/";
      if (Chance(70)) {
        estate.Answer(folder + "detector.json", Chance(80)
                                                    ? Detector(Chance(70) ? "ENABLED" : "DISABLED",
                                                               Chance(50) ? "ENABLED" : "DISABLED")
                                                    : Refused("guardduty:GetDetector", account));
      }
      if (Chance(25)) {
        std::string finding = Finding(Chance(50) ? kMining : "Discovery:S3/MaliciousIPCaller");
        finding.replace(finding.find("111122223333"), account.size(), account);
        finding.replace(finding.find("us-east-1"), 9, region);
        estate.Answer(folder + "findings.json", finding);
      }
      if (Chance(60)) {
        std::vector<std::string> rules;
        if (Chance(50)) rules.emplace_back("ACCESS_KEYS_ROTATED");
        if (Chance(50)) rules.emplace_back("CLOUD_TRAIL_ENABLED");
        std::string answer = ConfigRules(rules, Chance(15) ? "more" : "");
        const std::string place = std::string(region) + ":" + account;
        for (size_t at = 0; (at = answer.find("us-east-1:111122223333", at)) != answer.npos;) {
          answer.replace(at, place.size(), place);
          at += place.size();
        }
        estate.Answer(folder + "rules.json", answer);
      }
      if (Chance(70)) estate.Answer(folder + "recorder.json", Recorder(Chance(80)));
      if (Chance(30)) {
        estate.Answer(
            folder + "compliance.json",
            Compliance("ACCESS_KEYS_ROTATED", Chance(50) ? "COMPLIANT" : "NON_COMPLIANT"));
      }
    }
  }

  std::mt19937 random_;
};

inline Snapshot SnapshotOf(const Estate& estate, const Coverage& coverage) {
  return coverage::SnapshotOf(coverage, SmallCatalog(), SmallVersion(), estate.inventory(), false);
}

inline std::string Text(const Standing& standing) {
  return std::string(ToString(standing.status)) + " " + std::to_string(standing.best) + " " +
         std::to_string(standing.on) + (standing.hardened ? " hardened" : "");
}

// All that a snapshot says, whatever its numbers.
inline std::set<std::string> Contents(const Snapshot& s) {
  std::set<std::string> out;
  auto text = [&](uint32_t id) { return std::string(s.Text(id)) + "|"; };
  for (const auto& account : s.accounts) {
    out.insert("account " + text(account.cloud) + text(account.account) + text(account.name) +
               std::to_string(account.listed) + std::to_string(account.told));
  }
  for (uint32_t list : s.lists) out.insert("list " + text(list));
  for (uint32_t cloud : s.clouds) out.insert("cloud " + text(cloud));
  for (const auto& count : s.counts) {
    out.insert("count " + text(s.sources[count.source].id) + text(s.sources[count.source].cloud) +
               text(s.sources[count.source].title) + text(count.account) + text(count.region) +
               std::to_string(count.on) + " " + std::to_string(count.off) + " " +
               std::to_string(count.unknown));
  }
  for (const auto& silence : s.untold) {
    out.insert("untold " + text(s.sources[silence.source].id) +
               text(s.sources[silence.source].cloud) + text(silence.account) +
               text(silence.region) + std::to_string(silence.whole));
  }
  for (const auto& technique : s.techniques) {
    const std::string id = text(technique.id);
    out.insert("technique " + id + text(technique.name) + Text(technique.standing));
    for (const auto& claim : technique.claims) {
      const auto& detection = s.detections[claim.detection];
      const std::string line =
          "claim " + id + text(s.sources[detection.source].id) + text(detection.key) +
          std::to_string(claim.confidence) + " " + std::string(ToString(detection.kind)) +
          (detection.own ? " own " : " ") + std::string(inventory::ToString(detection.state));
      out.insert(line);
      for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
        const auto& place = s.places[i];
        out.insert(line + " at " + text(place.account) + text(place.region) + text(place.detail) +
                   std::string(inventory::ToString(place.state)) + std::to_string(place.passing));
      }
    }
  }
  return out;
}

}  // namespace dcv::coverage::testing
