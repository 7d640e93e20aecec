// SPDX-License-Identifier: Apache-2.0
// `dcv explain RULE [EVENT]`.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "jobs/jobs.h"

namespace dcv::jobs {

// Whether the subject of `dcv explain` names a file, not a code or key.
bool IsRuleFile(const std::string& subject);

struct RuleExplanation {
  std::string text;
  std::string json;  // the document of --json
  Outcome outcome = Outcome::kDone;
};
// Every rule of the file in words, the paths of its fields, and, with an event file, which
// selection each event matches or fails and why. A rule that cannot be read or lowered: kFindings.
Result<RuleExplanation> ExplainRules(const Program& program, const ExplainRequest& request);

}  // namespace dcv::jobs
