// SPDX-License-Identifier: Apache-2.0
// CloudWatch Logs subscription payloads: gzip in Base64 in JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace dcv::stream {

// Standard alphabet, padded or not, line breaks allowed; nullopt when it is none.
std::optional<std::string> DecodeBase64(std::string_view text);

// The document within {"awslogs":{"data":...}}. Errors say which step failed; `max_bytes` bounds
// what it inflates to. `padded_document` as json::Parser wants it.
Result<std::string> DecodeCloudWatch(std::string_view padded_document, json::Parser& parser,
                                     size_t max_bytes);

}  // namespace dcv::stream
