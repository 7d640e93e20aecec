// SPDX-License-Identifier: Apache-2.0
// MITRE ATT&CK Enterprise as versioned data: techniques, tactics, platforms, reported use, and the
// translation of ids between versions. Read from data/attack/<version>/*.tsv; every view points
// into the DataFiles given, which must outlive the Version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"

namespace dcv::attack {

inline constexpr std::string_view kDefaultVersion = "19.1";

// The platforms that make up the cloud, as ATT&CK spells them.
const std::vector<std::string_view>& CloudPlatforms();

struct Tactic {
  std::string_view id;         // TA0040
  std::string_view shortname;  // impact
  std::string_view name;       // Impact
};

enum class TechniqueStatus { kActive, kRevoked, kDeprecated };

struct Technique {
  std::string_view id;          // T1496 or T1496.001
  std::string_view name;        // without the parent's
  std::vector<size_t> tactics;  // indices into Version::tactics(), matrix order
  std::vector<std::string_view> platforms;
  std::string_view parent;      // id, "" for a technique of its own
  std::string_view revoked_by;  // id, "" unless revoked
  TechniqueStatus status = TechniqueStatus::kActive;
  // Reported use (distinct objects, direct relations); nullopt where the version has no figure.
  std::optional<int> groups, software, campaigns;

  bool On(std::string_view platform) const;
};

// Where ATT&CK's analytics look for a technique, cloud platforms only.
struct LogSource {
  std::string_view platform, log_source, channel;
};

class Version {
 public:
  // Error when the version is not there (names the ones that are) or its tables are broken.
  static Result<Version> Load(const DataFiles& data, std::string_view version);

  std::string_view name() const { return name_; }
  const std::vector<Tactic>& tactics() const { return tactics_; }
  // Sorted by id; active, revoked and deprecated.
  const std::vector<Technique>& techniques() const { return techniques_; }

  // By exact id of this version, whatever its status; null when this version never had it.
  const Technique* Find(std::string_view id) const;
  // The active technique of this version that `id` of any version stands for: itself, the end of
  // its chain of successors, or what carryover.tsv says. Null when there is none.
  const Technique* Translate(std::string_view id) const;
  // The one active technique of that name (case ignored), else the successor of the revoked one of
  // that name; null when none or several bear it.
  const Technique* FindByName(std::string_view name) const;
  // Active techniques with at least one of the platforms, sorted by id.
  std::vector<const Technique*> Universe(const std::vector<std::string_view>& platforms) const;
  std::vector<LogSource> LogSources(std::string_view technique) const;
  // "Resource Hijacking: Compute Hijacking" for a sub-technique.
  std::string FullName(const Technique& technique) const;

 private:
  Status LoadTechniques(const DataFiles& data, const std::string& folder);
  void AddRevokedNames();
  Status LoadUsage(const DataFiles& data, const std::string& folder);
  Status LoadCarryover(const DataFiles& data);

  std::string name_;
  std::vector<Tactic> tactics_;
  std::vector<Technique> techniques_;
  std::unordered_map<std::string_view, size_t> by_id_;
  std::unordered_map<std::string, size_t> by_name_;  // lower case; kSeveral when not unique
  std::unordered_map<std::string_view, std::string_view>
      carryover_;  // id of another version -> ours
  std::unordered_multimap<std::string_view, LogSource> log_sources_;
};

// Names of the versions there are, newest first.
std::vector<std::string> Versions(const DataFiles& data);

}  // namespace dcv::attack
