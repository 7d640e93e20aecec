// SPDX-License-Identifier: Apache-2.0
// One file of data/logsources as a Source.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "logsource/logsource.h"
#include "logsource/shape.h"
#include "logsource/yaml_reader.h"

namespace dcv::logsource {

inline constexpr std::array<std::string_view, 15> kDialects = {
    "splunk",     "sentinel", "elastic", "opensearch", "udm",  "ocsf",     "athena", "clickhouse",
    "databricks", "datadog",  "duckdb",  "insights",   "loki", "postgres", "sqlite"};

// `file`: its path below data/, for messages; the source's id is its name.
Result<Source> ReadSource(std::string_view text, std::string_view file);

// The `fields` of a file. Names and spellings are distinct.
Result<std::vector<Field>> ReadFields(const YamlReader& reader, const yaml::Node& fields,
                                      const std::vector<Shape>& shapes);

}  // namespace dcv::logsource
