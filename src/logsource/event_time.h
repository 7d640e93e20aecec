// SPDX-License-Identifier: Apache-2.0
// When an event happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/json.h"
#include "logsource/logsource.h"

namespace dcv::logsource {

// A moment in milliseconds since 1970-01-01T00:00:00Z; finer parts are cut off. Read are
//   ISO 8601 / RFC 3339, also with a blank for T, a comma in the fraction, or the date alone
//   seconds, milliseconds, microseconds or nanoseconds since 1970 from March 1973 on, told by size
//   20/Nov/2026:08:14:52 +0000, with or without brackets (Common Log Format)
//   Fri Nov 20 08:14:52 2026 (C's asctime), with or without a fraction or zone before the year
//   audit(1364481363.243:24287) and /Date(1795162492000)/
// A time without a zone is UTC. nullopt: none of these, or a day or hour that there is not.
std::optional<int64_t> ParseTime(std::string_view text);

// Of the source's `timestamp` paths the first that leads to a moment. nullopt: none does.
std::optional<int64_t> EventTime(const Source& source, json::Value event);

}  // namespace dcv::logsource
