// SPDX-License-Identifier: Apache-2.0
// Rows of `dcv list`, shared by its files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attack/attack.h"
#include "jobs/jobs.h"

namespace dcv::jobs {

struct Rows {
  std::vector<std::string> header;  // lower case: the names in JSON
  std::vector<std::vector<std::string>> rows;
  bool incomplete = false;  // something that belongs here could not be read
  // A last column of each row that is JSON already, named so; tables leave it out.
  std::string json_column = {};
  std::vector<std::string> json_values = {};  // one per row, "" where there is none
  // Figures of the whole: fields of the JSON, and a last line of the table.
  std::vector<std::pair<std::string, size_t>> counts = {};
  std::string last_line = {};
};

Result<Rows> ListRules(const Program&, const attack::Version&, const ListRequest&);
Result<Rows> ListChecks(const Program&, const attack::Version&, const ListRequest&);
Result<Rows> ListDialects(const Program&, const attack::Version&, const ListRequest&);
Result<Rows> ListLogSources(const Program&, const attack::Version&, const ListRequest&);

}  // namespace dcv::jobs
