// SPDX-License-Identifier: Apache-2.0
// Comma separated values (RFC 4180), safe to open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::report {

// One record with its line end. A text that a spreadsheet would run as a formula gets a leading '.
void AppendCsv(std::string& out, const std::vector<std::string>& cells);

}  // namespace dcv::report
