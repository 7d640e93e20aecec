// SPDX-License-Identifier: Apache-2.0
// The record of a match and how it is written. Writers are streams: an alert is written when it is
// added, what is kept is at most a few counts a rule. docs/alerts.md has the formats.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attack/attack.h"
#include "report/sink.h"

namespace dcv::report {

struct NamedId {
  std::string id, name;
};

// A technique in one of its tactics, or a tactic alone. What is not there has an empty id; a
// technique that the version does not have has no name.
struct AlertAttack {
  NamedId tactic, technique, sub_technique;  // technique: the parent when there is a sub_technique
  // The sub-technique where there is one, else the technique, else "".
  const NamedId& narrowest() const { return sub_technique.id.empty() ? technique : sub_technique; }
};

// What the tags of a rule say of ATT&CK. A technique stands once for each of its tactics that is
// tagged too, or of all its tactics where none is; tactics that belong to no technique tagged stand
// alone. Ids of other versions are translated.
std::vector<AlertAttack> AttacksOf(const std::vector<std::string>& tags,
                                   const attack::Version& version);

// What alerts say of a rule: one for each rule of the run, shared by its alerts.
struct AlertRule {
  std::string id, title, level, status, author, file;  // "" where the rule has none
  std::vector<std::string> tags;
  std::vector<AlertAttack> attacks;  // AttacksOf(tags, ...)
  std::string hash;                  // RuleHash of its canonical text
  bool correlation = false;
};

// SHA-256, as lower case digits.
std::string RuleHash(std::string_view canonical_text);

// A value of the event that the rule asked for.
struct MatchedValue {
  std::string field;  // as the rule wrote it
  std::string path;   // where it stands in the event, "" when that is the field itself
  std::string value;
};

struct AlertPosition {
  std::string file;     // as the run names it
  uint64_t line = 0;    // 1-based, 0 when it is not known
  uint64_t offset = 0;  // bytes from the beginning of the (inflated) file
};

struct AlertCorrelation {
  std::vector<std::pair<std::string, std::string>> group;  // field, value
  double value = 0;                                        // what was counted
  std::optional<int64_t> first_ms, last_ms;                // of the events that were counted
  std::vector<std::string> event_ids;                      // as many as were kept
  uint64_t events = 0;                                     // all of them
};

struct Alert {
  const AlertRule* rule = nullptr;  // outlives the writer
  std::string id;                   // AlertId
  std::optional<int64_t> time_ms;   // of the event, since 1970 UTC; of a correlation, of its last
  std::string event_id, source;     // "" when there is none; source: id of a log source
  AlertPosition position;
  std::vector<MatchedValue> matched;
  std::vector<std::string> selections;  // names of those that hold, in the order of the rule
  std::optional<AlertCorrelation> correlation;
  std::string_view event;  // as it was read; used with include_event only
};

// What stands for an event in an AlertId: its id, or the SHA-256 of its text when it has none.
std::string EventKey(std::string_view event_id, std::string_view event);
// UUID of version 5 in kDcvNames of the rule's hash and its events, in whatever order they came:
// the same match has the same id in every run.
std::string AlertId(std::string_view rule_hash, std::vector<std::string> event_keys);

// 5 critical, 4 high, 3 medium, 2 low, 1 informational, 0 anything else.
int LevelRank(std::string_view level);
// "2026-11-24T09:08:07.006Z"; "" outside the years 0 to 9999.
std::string IsoTime(int64_t milliseconds);
// One line for people: the title, and the first of what matched.
std::string AlertMessage(const Alert& alert);

struct AlertOptions {
  bool include_event = false;  // the whole event too
  std::string attack_version;  // of AlertRule::attacks
};

// Begin, then Add for each alert, then End.
class AlertWriter {
 public:
  virtual ~AlertWriter() = default;
  virtual void Begin() {}
  virtual void Add(const Alert& alert) = 0;
  virtual void End() {}
};

struct AlertFormat {
  const char* name;
  std::unique_ptr<AlertWriter> (*open)(const AlertOptions&, Sink&);  // the sink outlives it
};
const std::vector<AlertFormat>& AlertFormats();

// The formats, one file each.
std::unique_ptr<AlertWriter> AlertJson(const AlertOptions&, Sink&);
std::unique_ptr<AlertWriter> AlertTable(const AlertOptions&, Sink&);
std::unique_ptr<AlertWriter> AlertCsv(const AlertOptions&, Sink&);
std::unique_ptr<AlertWriter> AlertSarif(const AlertOptions&, Sink&);
std::unique_ptr<AlertWriter> AlertOcsf(const AlertOptions&, Sink&);
std::unique_ptr<AlertWriter> AlertEcs(const AlertOptions&, Sink&);

}  // namespace dcv::report
