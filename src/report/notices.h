// SPDX-License-Identifier: Apache-2.0
// Diagnostics as the formats show them.
#pragma once

#include "base/diagnostic_codes.h"
#include "base/json_writer.h"

namespace dcv::report {

// "notices": [{code, severity, file, place, message, remedy, count}]
void WriteNotices(const DiagnosticCodes& codes, const Diagnostics& diagnostics, json::Writer& json);

// Lines for people, errors and warnings first, at most `limit` of each severity, then how many
// more.
std::string NoticeText(const DiagnosticCodes& codes, const Diagnostics& diagnostics, size_t limit);

}  // namespace dcv::report
