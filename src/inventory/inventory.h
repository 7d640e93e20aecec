// SPDX-License-Identifier: Apache-2.0
// What is deployed: facts about one estate, each with the answer it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "base/interner.h"
#include "catalog/catalog.h"
#include "events/selector.h"

namespace dcv::inventory {

// Unknown (denied, not collected, unreadable) is never off.
enum class State : uint8_t { kOff, kUnknown, kOn };
std::string_view ToString(State state);

enum class FactKind : uint8_t {
  kState,       // a detection is on, off or unknown
  kFired,       // a real finding or alert of this detection: it is on, and proven
  kCompliance,  // a posture control was evaluated; `compliance` is the outcome
  kSetting,     // something else that is on or off; its key begins with '@'
  kDelivery,    // what the detection finds is handed on to somebody, or is not
};

// Result of a posture control, when an answer tells it.
enum class Compliance : uint8_t { kNone, kPass, kFail };

// Where in the answers a fact stands. The JSON pointer is `page` if there is one (the file is an
// array of pages), `path`, then `index` if there is one.
struct Place {
  static constexpr uint32_t kNoIndex = 0xFFFFFFFF;
  uint32_t file = 0;      // index into Inventory::files
  uint32_t line = 0;      // 1-based line of the document in NDJSON; 0: the file is one document
  const char* path = "";  // literal, already a pointer: "/ConfigRules"
  uint32_t index = kNoIndex;
  uint32_t page = kNoIndex;
};

// A detection of the catalogue by its index there, or a name of the estate's own (a custom rule, a
// setting) by kOwnName | its number in Inventory::names.
using DetectionId = uint32_t;
inline constexpr DetectionId kOwnName = 0x80000000;

// Facts are many (millions in a large organisation): kept small, texts interned.
struct Fact {
  DetectionId detection = 0;
  uint32_t account = 0;  // in names; "" when the answer does not tell
  uint32_t region = 0;   // in names; "" for global or untold
  uint32_t detail = 0;   // in names: time of firing, reason for unknown, setting's value
  Place place;
  uint8_t source = 0;  // index into Catalog::sources()
  State state = State::kUnknown;
  FactKind kind = FactKind::kState;
  Compliance compliance = Compliance::kNone;
  bool by_alias = false;  // `detection` is an own name that Aliases lead to detections from
  bool counts = false;    // kDelivery: only after more than one event within a time
};

// In this scope the provider's `name` stands for this detection: a Config rule's name for its
// identifier, a rule's resource name for its title, an initiative for each of its policies
// (account and region "" there: everywhere).
struct Alias {
  uint8_t source = 0;
  uint32_t account = 0, region = 0;
  uint32_t name = 0;  // in names
  DetectionId detection = 0;
  bool operator==(const Alias&) const = default;
};

// What an own rule of the estate shows: (source, key) -> technique.
struct Tag {
  uint8_t source = 0;
  DetectionId detection = 0;
  std::string technique;  // id, or the technique's name as the provider writes it
  // kProvider, kAuthor: stated of the rule. kCurated: what our table says of the events it selects.
  catalog::Basis basis = catalog::Basis::kProvider;
  double confidence = 0;  // 0: the source's tag confidence
  std::string why = {};   // a sentence without a full stop; "" when the tag is all there is
};

// What an own rule looks for, as its provider keeps it; claims.h reads it.
struct Query {
  uint8_t source = 0;
  DetectionId detection = 0;
  uint32_t account = 0, region = 0;
  events::Language language = events::Language::kEventBridge;
  std::string_view feed;          // one of events::feed
  uint32_t text = 0;              // in names
  bool read_only_events = false;  // events::ClaimOptions
  Place place;
  uint32_t log_group = 0;  // in names: the group of CloudWatch Logs that it reads; 0: none
};

inline constexpr std::string_view kEveryAccount = "*";

// A log of the estate, or one channel of it, in one account and region: whether it is written.
struct Telemetry {
  uint32_t log = 0;  // in names: the log source's id of data/logsources, "aws_cloudtrail"
  // In names: "" what the log always has (management events, admin activity); "AWS::S3::Object",
  // "DATA_READ" what must be switched on, "DATA_READ storage.googleapis.com" of one service;
  // "*" every channel of which nothing else is told.
  uint32_t channel = 0;
  uint32_t account = 0, region = 0;  // kEveryAccount: of the cloud; region "": every region
  State state = State::kUnknown;
  uint32_t detail = 0;           // in names: the trail's name, why it is off
  uint64_t events = 0;           // seen in samples of the log
  uint32_t first = 0, last = 0;  // in names: times of the first and last of them
  Place place;
};

// What one answer tells of a trail of CloudTrail; trails.h makes Telemetry of all of them.
struct TrailPart {
  enum class Kind : uint8_t { kListed, kStatus, kChannel } kind = Kind::kListed;
  uint32_t trail = 0;  // in names: its ARN; "" in kStatus, which does not tell
  // kListed: where the trail writes, account "" every one, region "" every one. kStatus: where the
  // call was made, as far as known.
  uint32_t account = 0, region = 0;
  uint32_t channel = 0, detail = 0;  // in names
  // kListed: whether it has selectors of its own. kStatus: whether it is logging. kChannel: whether
  // its selectors select the channel.
  State state = State::kUnknown;
  Place place;
};

// A log group that a trail writes to; `name` 0: the trails of this account and region are all told.
struct LogGroup {
  uint32_t account = 0, region = 0;
  uint32_t name = 0;  // in names
};

// A log that an own rule reads; without it the rule finds nothing.
struct LogNeed {
  uint8_t source = 0;
  DetectionId detection = 0;
  uint32_t log = 0, channel = 0;  // in names, as in Telemetry but for "*"
  uint32_t service = 0;           // in names, "storage.googleapis.com"; "" when it names none
  bool operator==(const LogNeed&) const = default;
};

// What a deployed Sigma rule reads: a log, and events of it by name.
struct NamedEvent {
  uint8_t source = 0;
  DetectionId detection = 0;
  uint32_t log = 0, event = 0;  // in names; event "": the rule names none
};

// Another name of an account: the number of a Google Cloud project for its id.
struct AccountAlias {
  uint32_t name = 0, account = 0;  // in names
};

// How completely a source was read in one account and region.
struct Answered {
  uint8_t source = 0;
  uint32_t account = 0, region = 0;
  State state =
      State::kUnknown;  // kOn: listed whole; kUnknown: denied or cut; kOff: service is off
  uint32_t detail = 0;
  Place place;
};

struct File {
  std::string path;                 // as given or found
  std::vector<std::string> shapes;  // names of the answers recognised in it, each once
  uint64_t facts = 0;
};

struct Inventory {
  Interner names;
  std::vector<File> files;  // sorted by path
  std::vector<Fact> facts;  // in order of files and of places in them
  std::vector<Tag> tags;
  std::vector<Query> queries;
  std::vector<Telemetry> telemetry;
  std::vector<TrailPart> trail_parts;  // the Merger makes telemetry of them
  std::vector<LogGroup> log_groups;
  std::vector<NamedEvent> named_events;
  std::vector<LogNeed> log_needs;  // filled by AddClaims
  std::vector<Alias> aliases;
  std::vector<Answered> answered;
  std::vector<AccountAlias> account_aliases;  // the Merger resolves them
  Diagnostics diagnostics;
  uint64_t bytes = 0;  // read, after decompression

  std::string Pointer(const Place& place) const;
};

}  // namespace dcv::inventory
