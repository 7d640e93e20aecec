// SPDX-License-Identifier: Apache-2.0
// Files of values for file_placeholders.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/params.h"

namespace dcv::pipeline {

struct ValueFile {
  std::string path;
  std::string format;             // plaintext csv json yaml
  std::string column;             // csv: a name, or an index from 0
  bool has_header = true;         // csv
  std::vector<std::string> keys;  // json, yaml: from the root; "[]" for every element
  Regex filter;                   // only values that it matches, or null
};

// The steps of .a.b[] (the part of jq that is understood); nothing for anything else.
std::optional<std::vector<std::string>> JqPath(std::string_view expression);

// The values of a file that lies, links followed, below `folder`. At most 16 MiB.
Result<std::vector<std::string>> ReadValues(const ValueFile& file, const std::string& folder);

}  // namespace dcv::pipeline
