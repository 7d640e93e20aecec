// SPDX-License-Identifier: Apache-2.0
// Event files: one JSON document, or one per line; envelopes of collectors are opened.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "logsource/logsource.h"

namespace dcv::jobs {

struct EventFile {
  size_t events = 0;
  std::vector<std::string> broken;  // "line 7: not JSON", at most 20
  size_t broken_lines = 0;
};

// Calls `visit` with each bare event and the source that recognises it (null: none does). The value
// dies with the call. Errors: the file cannot be read, or is over 64 MiB (explaining is for few
// events; matching whole logs is another verb's).
Result<EventFile> ReadEvents(
    const std::string& path, const logsource::Registry& registry,
    const std::function<void(json::Value event, const logsource::Source* source)>& visit);

}  // namespace dcv::jobs
