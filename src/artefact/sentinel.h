// SPDX-License-Identifier: Apache-2.0
// What the two forms of a Microsoft Sentinel analytics rule of kind Scheduled share.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "artefact/artefact.h"

namespace dcv::artefact {

// Around the resources of a template.
extern const char kArmBegin[];
extern const char kArmEnd[];

struct SentinelEntity {
  std::string_view type;
  std::vector<std::pair<std::string_view, std::string_view>> fields;  // identifier, column
};

struct SentinelRule {
  std::string name, description, severity;
  std::string frequency, period;  // ISO 8601
  std::vector<std::string_view> tactics;
  std::vector<std::string_view> techniques;      // without sub-techniques, each once
  std::vector<std::string_view> sub_techniques;  // as T1562.001
  std::vector<SentinelEntity> entities;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> connectors;
  std::string refusal;  // what Sentinel would not take, or ""
};

SentinelRule SentinelRuleOf(const Detection& detection, const Options& options,
                            const Knowledge& knowledge);

}  // namespace dcv::artefact
