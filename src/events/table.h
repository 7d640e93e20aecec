// SPDX-License-Identifier: Apache-2.0
// Which API events show which techniques: data/catalog/events.tsv, and events_none.tsv for those
// that were judged to show none; event_channels.tsv says which are not written by default. Views
// point into the DataFiles given, which must outlive the table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"

namespace dcv::events {

struct TechniqueRow {
  std::string_view technique;
  double confidence = 0;       // 0.95, 0.80, 0.65 or 0.50
  std::string_view evidence;   // is, can be, prepares
  std::string_view condition;  // of the row beyond the event's name; "" none
};

struct ApiEvent {
  std::string_view log_source, service, name;
  std::string plain;      // PlainName, what names are compared by
  std::string_view none;  // why it shows no technique; "" when it has rows
  // What of the log must be switched on for it to be there, "AWS::S3::Object" or "DATA_READ"; "" is
  // what the log always has, "-" when that depends.
  std::string_view channel;
  uint32_t first = 0, count = 0;  // its rows in EventTable::rows()
};

// A name as names of that log source are compared: AWS without the API's version
// (CreateFunction20150331), Azure in lower case, Google Cloud in lower case without parts that are
// versions (v1.compute.firewalls.insert, beta.compute.firewalls.insert).
std::string PlainName(std::string_view log_source, std::string_view name);

class EventTable {
 public:
  // Error: a table is missing, broken or not sorted by log source, service and event.
  static Result<EventTable> Load(const DataFiles& data);

  const std::vector<ApiEvent>& events() const { return events_; }
  std::span<const TechniqueRow> rows(const ApiEvent& event) const {
    return std::span(rows_).subspan(event.first, event.count);
  }
  // All events of a log source; empty when the table has none.
  std::span<const ApiEvent> Of(std::string_view log_source) const;
  // Indices into events(), ascending, of the events with that name in any service.
  std::span<const uint32_t> Named(std::string_view log_source, std::string_view name) const;
  // Null when the table has no such event. Services compare in any case.
  const ApiEvent* Find(std::string_view log_source, std::string_view service,
                       std::string_view name) const;

 private:
  Status Read(const DataFiles& data, std::string_view path, bool none);
  Status ReadChannels(const DataFiles& data);
  void Index();

  std::vector<ApiEvent> events_;
  std::vector<TechniqueRow> rows_;
  std::unordered_map<std::string_view, std::pair<uint32_t, uint32_t>> sources_;  // first, count
  std::unordered_map<std::string, std::vector<uint32_t>> names_;  // log source, tab, plain name
};

}  // namespace dcv::events
