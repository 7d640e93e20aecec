// SPDX-License-Identifier: Apache-2.0
// EventBridge event patterns. Fields keep the names of the envelope: source, detail-type,
// detail.eventName. By the EventBridge user guide, "Creating event patterns" and "Comparison
// operators for use in event patterns" (read 2026-11-24).
#pragma once

#include <string_view>

#include "events/selector.h"

namespace dcv::events {

// The pattern's JSON text. Problems E001 to E006.
Parsed ParseEventBridge(std::string_view pattern);

}  // namespace dcv::events
