// SPDX-License-Identifier: Apache-2.0
// Sigma filters that leave events out of rules.
#pragma once

#include <string>
#include <vector>

#include "base/yaml.h"
#include "sigma/reader.h"
#include "sigma/rule.h"

namespace dcv::jobs {

// A filter that takes from its rules the events of which all of `fields` hold: a mapping of fields,
// with modifiers as in rules, to a value or a list of values. Its id is made of its content, so the
// same filter has the same id. What is wrong with the fields is told to the reader; when that makes
// it broken() the document cannot be used.
sigma::Document MakeFilter(std::string title, const sigma::LogSource& logsource,
                           const std::vector<std::string>& rules, bool any,
                           const yaml::Node& fields, sigma::Reader& reader);

}  // namespace dcv::jobs
