// SPDX-License-Identifier: Apache-2.0
// Gates as pipelines read them: JUnit for test reports, SARIF for code scanning.
#pragma once

#include <string_view>
#include <vector>

#include "coverage/coverage.h"
#include "report/sink.h"

namespace dcv::report {

// One test case for each gate; `suite` is the command, "dcv coverage".
void GatesJUnit(std::string_view suite, const std::vector<coverage::Gate>& gates, Sink& sink);
// One result for each gate that failed.
void GatesSarif(const std::vector<coverage::Gate>& gates, Sink& sink);
// Lines for people: every gate that failed, then how many held.
std::string GateText(const std::vector<coverage::Gate>& gates);

}  // namespace dcv::report
