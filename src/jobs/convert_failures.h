// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "report/convert.h"

namespace dcv::jobs {

// What could not be converted, for stderr: a line per target and code with the first example and
// the number of the others; with `all` a line for each. "" when all was converted.
std::string Failures(const report::ConversionResult& result, bool all);

}  // namespace dcv::jobs
