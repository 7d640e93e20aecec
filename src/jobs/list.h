// SPDX-License-Identifier: Apache-2.0
// Rows of `dcv list`, shared by its files.
#pragma once

#include <string>
#include <vector>

#include "attack/attack.h"
#include "jobs/jobs.h"

namespace dcv::jobs {

struct Rows {
  std::vector<std::string> header;  // lower case: the names in JSON
  std::vector<std::vector<std::string>> rows;
  bool incomplete = false;  // something that belongs here could not be read
};

Result<Rows> ListRules(const Program&, const attack::Version&, const ListRequest&);
Result<Rows> ListChecks(const Program&, const attack::Version&, const ListRequest&);
Result<Rows> ListLogSources(const Program&, const attack::Version&, const ListRequest&);

}  // namespace dcv::jobs
