// SPDX-License-Identifier: Apache-2.0
// `dcv convert --format`: queries and their rules as what the target deploys.
#pragma once

#include <vector>

#include "artefact/artefact.h"
#include "dialect/dialect.h"
#include "jobs/jobs.h"
#include "jobs/read_rules.h"
#include "report/convert.h"

namespace dcv::jobs {

struct ArtefactPlan {
  const artefact::Format* format = nullptr;  // null: the format is one of report/convert.h
  artefact::Options options;
};

// Error when the format is not of the target (C011), when there is more than one, or when what is
// asked for contradicts itself.
Result<ArtefactPlan> PlanArtefacts(const ConvertRequest& request,
                                   const std::vector<const dialect::Dialect*>& targets);

// `result` holds the program's rules and then its correlations, in one target. What the target
// would not take becomes impossible there (C010).
Status RenderArtefacts(const Program& program, const Rules& rules, const dialect::Dialect& target,
                       const ArtefactPlan& plan, const ConvertRequest& request,
                       report::ConversionResult& result, report::Sink& sink);

}  // namespace dcv::jobs
