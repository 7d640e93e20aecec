// SPDX-License-Identifier: Apache-2.0
#include "events/table.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "base/tsv.h"
#include "catalog/catalog.h"

namespace dcv::events {
namespace {

// Digits of a date with or without underscores, then perhaps v and a number: 20150331v2,
// 2014_11_06. 0 when the name does not end so.
size_t VersionLength(std::string_view name) {
  size_t end = name.size();
  const auto digits_before = [&](size_t at) {
    size_t begin = at;
    while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
    return at - begin;
  };
  if (const size_t number = digits_before(end);
      number > 0 && number < 3 && end > number && name[end - number - 1] == 'v') {
    end -= number + 1;
  }
  size_t begin = end;
  size_t digits = 0;
  while (begin > 0 && digits < 8) {
    const char c = name[begin - 1];
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c != '_') {
      break;
    }
    --begin;
  }
  return digits == 8 && begin > 0 ? name.size() - begin : 0;
}

bool IsVersion(std::string_view part) {
  if (part == "alpha" || part == "beta") return true;
  if (part.size() < 2 || part[0] != 'v' || part[1] < '0' || part[1] > '9') return false;
  return part.find_first_not_of("0123456789abehlpt", 1) == part.npos;  // v1, v2beta1, v1alpha
}

std::string WithoutVersions(const std::string& name) {
  std::string out;
  for (std::string_view part : Split(name, '.')) {
    if (IsVersion(part)) continue;
    if (!out.empty()) out += '.';
    out += part;
  }
  return out;
}

}  // namespace

std::string PlainName(std::string_view log_source, std::string_view name) {
  if (log_source == "aws_cloudtrail") {
    return std::string(name.substr(0, name.size() - VersionLength(name)));
  }
  if (log_source == "gcp_audit") return WithoutVersions(Lower(name));
  if (log_source.starts_with("azure_")) return Lower(name);
  return std::string(name);
}

Result<EventTable> EventTable::Load(const DataFiles& data) {
  EventTable table;
  if (Status status = table.Read(data, "catalog/events.tsv", false); !status) return status.error();
  if (Status status = table.Read(data, "catalog/events_none.tsv", true); !status) {
    return status.error();
  }
  table.Index();
  if (Status status = table.ReadChannels(data); !status) return status.error();
  return table;
}

Status EventTable::ReadChannels(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/event_channels.tsv";
  if (!data.Has(kPath)) return Ok();
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv rows, Tsv::Parse(text, kPath, {"log_source", "service", "event", "channel"}));
  for (size_t row = 0; row < rows.rows(); ++row) {
    const auto key = std::make_tuple(rows.cell(row, 0), rows.cell(row, 1), rows.cell(row, 2));
    const auto found = std::lower_bound(
        events_.begin(), events_.end(), key, [](const ApiEvent& event, const auto& wanted) {
          return std::tie(event.log_source, event.service, event.name) < wanted;
        });
    if (found == events_.end() || std::tie(found->log_source, found->service, found->name) != key) {
      return InvalidInput(std::string(kPath) + ":" + std::to_string(row + 2) +
                          ": no event of events.tsv or events_none.tsv");
    }
    found->channel = rows.cell(row, 3);
  }
  return Ok();
}

Status EventTable::Read(const DataFiles& data, std::string_view path, bool none) {
  DCV_TRY(const std::string_view text, data.Text(path));
  std::vector<std::string_view> columns = {"log_source", "service", "event"};
  if (none) {
    columns.emplace_back("reason");
  } else {
    columns.insert(columns.end(), {"technique", "confidence", "evidence", "condition"});
  }
  DCV_TRY(const Tsv rows, Tsv::Parse(text, path, columns));
  const size_t before = events_.size();
  for (size_t row = 0; row < rows.rows(); ++row) {
    const auto fail = [&](std::string_view what) {
      return InvalidInput(std::string(path) + ":" + std::to_string(row + 2) + ": " +
                          std::string(what));
    };
    ApiEvent event{rows.cell(row, 0), rows.cell(row, 1), rows.cell(row, 2), {}, {}, {}, 0, 0};
    const auto key = [](const ApiEvent& e) { return std::tie(e.log_source, e.service, e.name); };
    if (events_.size() == before || key(events_.back()) != key(event)) {
      if (events_.size() > before && key(event) < key(events_.back())) {
        return fail("rows are not in order");
      }
      event.first = static_cast<uint32_t>(rows_.size());
      event.plain = PlainName(event.log_source, event.name);
      if (none) event.none = rows.cell(row, 3);
      events_.push_back(std::move(event));
    } else if (none) {
      return fail("the event is there twice");
    }
    if (none) continue;
    const auto confidence = catalog::ParseConfidence(rows.cell(row, 4));
    if (!confidence) return fail("bad confidence");
    rows_.push_back({rows.cell(row, 3), *confidence, rows.cell(row, 5), rows.cell(row, 6)});
    ++events_.back().count;
  }
  return Ok();
}

void EventTable::Index() {
  std::stable_sort(events_.begin(), events_.end(), [](const ApiEvent& a, const ApiEvent& b) {
    return std::tie(a.log_source, a.service, a.name) < std::tie(b.log_source, b.service, b.name);
  });
  for (uint32_t i = 0; i < events_.size(); ++i) {
    const ApiEvent& event = events_[i];
    ++sources_.try_emplace(event.log_source, i, 0).first->second.second;
    names_[std::string(event.log_source) + '\t' + event.plain].push_back(i);
  }
}

std::span<const ApiEvent> EventTable::Of(std::string_view log_source) const {
  const auto found = sources_.find(log_source);
  if (found == sources_.end()) return {};
  return std::span(events_).subspan(found->second.first, found->second.second);
}

std::span<const uint32_t> EventTable::Named(std::string_view log_source,
                                            std::string_view name) const {
  const auto found = names_.find(std::string(log_source) + '\t' + PlainName(log_source, name));
  if (found == names_.end()) return {};
  return found->second;
}

const ApiEvent* EventTable::Find(std::string_view log_source, std::string_view service,
                                 std::string_view name) const {
  for (uint32_t index : Named(log_source, name)) {
    if (EqualsIgnoreCase(events_[index].service, service)) return &events_[index];
  }
  return nullptr;
}

}  // namespace dcv::events
