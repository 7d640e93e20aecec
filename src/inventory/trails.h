// SPDX-License-Identifier: Apache-2.0
// Trails of CloudTrail: several answers tell of one trail, and together they say which events are
// written where.
#pragma once

#include <string>
#include <string_view>

#include "inventory/answer.h"

namespace dcv::inventory {

// The trail `arn` writes the channel or does not; `detail` says what of it, "" all.
void AddTrailChannel(Answer& answer, std::string_view arn, std::string_view channel, State state,
                     const Place& place, std::string_view detail);

// The texts of an array, at most `shown` of them by name: "a, b and 3 more".
std::string JoinTexts(json::Value array, size_t shown);

// Rows of `inventory.telemetry` from its trail_parts. A trail that does not log writes nothing; one
// whose status no answer tells leaves unknown what its selectors select.
void JoinTrails(Inventory& inventory);

}  // namespace dcv::inventory
