// SPDX-License-Identifier: Apache-2.0
// Parts of timestamps, as they are written: no conversion of time zones.
#pragma once

#include <optional>
#include <string_view>

#include "ir/ir.h"

namespace dcv::ir {

// ISO 8601 / RFC 3339 ("2026-11-24T10:45:04Z", also with a blank for T, or the date alone), or
// seconds or milliseconds since 1970 as a number. Weeks are ISO 8601's. nullopt: no timestamp, or
// one without that part.
std::optional<int> PartOf(std::string_view timestamp, TimePart part);

}  // namespace dcv::ir
