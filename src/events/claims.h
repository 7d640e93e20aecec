// SPDX-License-Identifier: Apache-2.0
// What a selector can detect: the API events it can select, and the techniques that the event table
// gives them. Nothing is claimed that the selector does not name, and each claim says why.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"
#include "events/conditions.h"
#include "events/partial.h"
#include "events/selector.h"
#include "events/table.h"

namespace dcv::events {

enum class Condition : uint8_t {
  kNone,          // the row holds of every such event
  kMet,           // the selector demands what the row asks for
  kStated,        // it demands something of the fields that tell; confidence is one step lower
  kNotMet,        // it does not ask: claimed in `unmet` only
  kNotDelivered,  // events of this name do not come by this way: claimed in `unmet` only
  kTooWide        // it selects too many other events: claimed in `unmet` only
};

struct Claim {
  std::string_view technique;
  double confidence = 0;  // 0.95, 0.80, 0.65 or 0.50; in `unmet` 0
  const ApiEvent* event = nullptr;
  const TechniqueRow* row = nullptr;
  Condition condition = Condition::kNone;
  Naming naming = Naming::kByName;
  uint32_t demands = 0;   // index into Claims::demands
  uint32_t selected = 1;  // events of the table that the selector selects no closer than this one
  uint32_t showing = 1;   // of these, events with the technique
};

struct Claims {
  std::vector<Claim> claims;             // one per technique and event, by technique, best first
  std::vector<Claim> unmet;              // rows that would give more if their condition were met
  std::vector<std::string> demands;      // distinct; [0] is "": nothing beyond the event's name
  std::vector<const ApiEvent*> without;  // named events that were judged to show no technique
  size_t selected = 0;                   // events of the table that it may select
  std::string none;                      // why nothing is claimed; "" when something is
};

struct ClaimOptions {
  bool counts = false;  // more than one event within a time is needed (an alarm with a threshold)
  // EventBridge: the rule's state is ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS; without it
  // events whose names begin with Get, List or Describe are not delivered.
  bool read_only_events = false;
};

// Ways by which events come to a selector; rows of data/catalog/event_fields.tsv.
namespace feed {
constexpr std::string_view kEventBridge = "aws_eventbridge";
constexpr std::string_view kCloudWatchLogs = "aws_cloudwatch_logs";
constexpr std::string_view kGcpLogging = "gcp_logging";
constexpr std::string_view kAzureActivity = "azure_activity";
}  // namespace feed

class Judge {
 public:
  // Error: a table of data/catalog is missing or broken. `data` must outlive the judge.
  static Result<Judge> Load(const DataFiles& data);
  // An unknown feed has no events.
  Claims Of(const Selector& selector, std::string_view feed, const ClaimOptions& options) const;
  const EventTable& table() const { return table_; }

 private:
  Status LoadFeeds(const DataFiles& data);

  EventTable table_;
  ConditionTable conditions_;
  std::map<std::string, std::vector<PartialEvent>, std::less<>> feeds_;
};

// One sentence without a full stop: "StopLogging is named; also demands detail.a = b".
std::string Why(const Claim& claim, const Claims& claims);

}  // namespace dcv::events
