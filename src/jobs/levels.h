// SPDX-License-Identifier: Apache-2.0
// How far queries have been tried (dialect/levels.h), in what `dcv convert` and `dcv list` give.
#pragma once

#include <string_view>

#include "jobs/jobs.h"
#include "jobs/list.h"
#include "jobs/read_rules.h"
#include "report/convert.h"

namespace dcv::jobs {

// Fills the levels of the conversions. Queries below `require` ("": none) are taken away and become
// impossible, with a note C009. Error: `require` is no level, or the record is broken.
Status TakeLevels(const Program& program, std::string_view require,
                  report::ConversionResult& result);

// A row per rule and target: lowering and level; "stale" where another text of the query was tried.
Result<Rows> LevelRows(const Program& program, const Rules& rules);

}  // namespace dcv::jobs
