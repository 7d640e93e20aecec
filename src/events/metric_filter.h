// SPDX-License-Identifier: Apache-2.0
// CloudWatch Logs filter patterns, of metric filters and subscription filters: terms, JSON
// properties, columns of space-delimited lines. By the CloudWatch Logs user guide, "Filter pattern
// syntax for metric filters, subscription filters, filter log events, and Live Tail" (read
// 2026-11-24).
#pragma once

#include <string_view>

#include "events/selector.h"

namespace dcv::events {

// Problems E002, E007, E008, E011. A pattern of blanks selects everything.
Parsed ParseMetricFilter(std::string_view pattern);

}  // namespace dcv::events
