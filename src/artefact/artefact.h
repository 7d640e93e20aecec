// SPDX-License-Identifier: Apache-2.0
// Converted queries as what their target deploys: saved searches, analytics rules, monitors, views.
// A format is a file and a row in formats.cc. Everything arrives switched off where the target has
// a switch, and is the same for the same rule whatever else is converted with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "artefact/knowledge.h"

namespace dcv::artefact {

// One rule converted for one target. Texts are as the rule has them.
struct Detection {
  std::string id;  // UUID in lower case, see IdOf
  std::string title, description, level, author;
  std::vector<std::string> references, false_positives;
  std::vector<std::string> techniques, tactics;  // ids and short names of any ATT&CK version
  std::string target, query;
  std::string loss;   // why the query is wider than the rule, one line, or ""
  std::string table;  // of the target, several with commas between, or ""
  // The query returns rows of the table as they are, so that their columns are known.
  bool rows = false;
  // Where the time of an event is in the column `event` that the query returns, as names of
  // members; the first that is there counts. Empty when the query returns something else.
  std::vector<std::vector<std::string>> times;
  uint64_t window_seconds = 0;  // over which a correlation counts
};

struct Options {
  uint64_t every_minutes = 5;  // between two runs
};

// The rule's own id when it is a UUID, else a UUID made of what the rule has instead of one.
std::string IdOf(std::string_view id, std::string_view name, std::string_view title);

// What one run looks back on: the time since the last run, and the window of a correlation.
uint64_t LookbackMinutes(const Detection& detection, const Options& options);

// "1m" to "30m", "1h" to "12h" or "1d", in divisors of an hour and of a day, so that a cron line
// can say it. Error otherwise.
Result<uint64_t> ParseEvery(std::string_view text);

// The artefact of one rule, or why the target would not take it.
struct Piece {
  std::string text;
  std::string refusal = {};  // lower case, no full stop; "" when there is a text
};

struct Format {
  const char* name;
  const char* title;
  std::vector<std::string_view> targets;  // ids of dialects
  Piece (*render)(const Detection&, const Options&, const Knowledge&);
  // Of the file that holds the pieces.
  const char *begin, *between, *end;
};

const std::vector<Format>& Formats();
bool IsFormat(std::string_view name);
// Null when the target has no such format.
const Format* FindFormat(std::string_view name, std::string_view target);
std::vector<std::string> FormatNames();  // of all, each once
// Names, in order, of those that a target has.
std::vector<std::string> FormatsOf(std::string_view target);

Piece RenderAthenaView(const Detection&, const Options&, const Knowledge&);
Piece RenderElasticNdjson(const Detection&, const Options&, const Knowledge&);
Piece RenderOpensearchMonitor(const Detection&, const Options&, const Knowledge&);
Piece RenderSavedSearch(const Detection&, const Options&, const Knowledge&);
Piece RenderClickhouseView(const Detection&, const Options&, const Knowledge&);
Piece RenderDatabricksAlert(const Detection&, const Options&, const Knowledge&);
Piece RenderSecopsRule(const Detection&, const Options&, const Knowledge&);
Piece RenderSentinelArm(const Detection&, const Options&, const Knowledge&);
Piece RenderSentinelYaml(const Detection&, const Options&, const Knowledge&);

}  // namespace dcv::artefact
