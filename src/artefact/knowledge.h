// SPDX-License-Identifier: Apache-2.0
// What targets call things: data/artefact, and the version of ATT&CK that they all take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/result.h"

namespace dcv::artefact {

// The newest version that the targets are known to take; its tactics are not those of 19.
inline constexpr std::string_view kAttackVersion = "18.1";

struct Severity {
  std::string_view level, sentinel, elastic, elastic_risk, splunk, opensearch, secops;
};

struct TacticNames {
  std::string_view shortname;  // of any version
  std::string_view attack;     // short name in kAttackVersion
  std::string_view sentinel;
};

struct Connector {
  std::string_view table, connector, data_type;
};

struct Entity {
  std::string_view table, entity, identifier, column;
};

// Views into the DataFiles given, which must outlive it.
struct Knowledge {
  attack::Version attack;
  std::vector<Severity> severities;
  std::vector<TacticNames> tactics;
  std::vector<Connector> connectors;
  std::vector<Entity> entities;

  // Error: what is wrong in the tables.
  static Result<Knowledge> Load(const DataFiles& data);
  // Of a rule's level; a rule without one is medium.
  const Severity& SeverityOf(std::string_view level) const;
  const TacticNames* FindTactic(std::string_view shortname) const;
};

}  // namespace dcv::artefact
