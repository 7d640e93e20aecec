// SPDX-License-Identifier: Apache-2.0
// Parts of alerts that several JSON formats write alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_writer.h"
#include "report/alert.h"

namespace dcv::report {

// `text` as the value of the key just written: as JSON of one line when it is JSON, else as a
// string.
void WriteEvent(json::Parser& parser, std::string_view text, json::Writer& json);

// A number without needless digits; null for what JSON has no word for.
void WriteNumber(double value, json::Writer& json);

// "NAME": ISO time, or null.
void WriteTime(std::string_view name, std::optional<int64_t> milliseconds, json::Writer& json);

void WriteTexts(std::string_view name, const std::vector<std::string>& texts, json::Writer& json);

// "selections": [...], "matched": [{field, path, value}]; path only where there is one.
void WriteMatched(const Alert& alert, json::Writer& json);

// "correlation": {group, value, first, last, events, event_ids}; nothing for other alerts.
void WriteCorrelation(const Alert& alert, json::Writer& json);

// Ids of the techniques, sub-techniques for themselves, each once.
std::vector<std::string> TechniqueIds(const AlertRule& rule);

}  // namespace dcv::report
