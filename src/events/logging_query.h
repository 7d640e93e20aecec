// SPDX-License-Identifier: Apache-2.0
// Google Cloud Logging's query language, of log-based metrics, sinks and alert policies: boolean
// structure, comparisons, global terms. By the Cloud Logging documentation, "Logging query
// language", and AIP-160 (read 2026-11-24).
#pragma once

#include <string_view>

#include "events/selector.h"

namespace dcv::events {

// Problems E002, E009 to E012. A query of blanks and comments selects everything.
Parsed ParseLoggingQuery(std::string_view query);

}  // namespace dcv::events
