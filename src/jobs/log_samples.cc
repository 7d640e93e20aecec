// SPDX-License-Identifier: Apache-2.0
#include "jobs/log_samples.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "inventory/scope.h"
#include "logsource/event_time.h"
#include "report/alert.h"
#include "stream/stream.h"

namespace dcv::jobs {
namespace {

// Log, channel, account, region.
using Key = std::tuple<std::string_view, std::string, std::string, std::string>;

struct Seen {
  uint64_t events = 0;
  std::optional<int64_t> first, last;  // milliseconds
  uint32_t file = 0;                   // number of the first input

  void Add(const Seen& other) {
    events += other.events;
    if (other.first && (!first || *other.first < *first)) first = other.first;
    if (other.last && (!last || *other.last > *last)) last = other.last;
  }
};

struct Counted : stream::Product {
  std::map<Key, Seen> seen;
  uint64_t unknown = 0, broken = 0;
  size_t Bytes() const override { return sizeof *this + seen.size() * 256; }
};

std::string FirstText(json::Value event, const std::vector<logsource::Path>& paths) {
  std::string found;
  for (const logsource::Path& path : paths) {
    logsource::Visit(event, path, [&](json::Value value) {
      if (value.Is(json::Type::kString) || value.Is(json::Type::kNumber)) found = value.Plain();
      return found.empty();
    });
    if (!found.empty()) break;
  }
  return found;
}

// As inventories name accounts.
std::string AccountOf(const logsource::Source& source, json::Value event) {
  const std::string text = FirstText(event, source.account);
  if (text.empty()) return text;
  if (text.starts_with("arn:")) return std::string(inventory::FromArn(text).account);
  if (source.id.starts_with("gcp_")) {
    return text.find('/') == text.npos ? "projects/" + text
                                       : std::string(inventory::FromGcpName(text));
  }
  if (text.starts_with('/')) return Lower(inventory::FromAzureId(text));
  return source.id.starts_with("azure_") ? Lower(text) : text;
}

std::string RegionOf(const logsource::Source& source, json::Value event) {
  const std::string text = FirstText(event, source.region);
  return text.starts_with("arn:") ? std::string(inventory::FromArn(text).region) : text;
}

// CloudTrail's data events are of the type of the resource that they touch. Source: CloudTrail
// record contents, eventCategory and resources (read 2026-11).
std::string CloudTrailChannel(json::Value event) {
  const std::string_view category = event.Find("eventCategory").text();
  const bool data =
      category == "Data" || (category.empty() && event.Find("managementEvent").boolean() == false);
  if (category == "Insight" || category == "NetworkActivity") return std::string(category);
  if (!data) return {};
  std::string channel;
  for (json::Value resource : event.Find("resources").elements()) {
    const std::string_view type = resource.Find("type").text();
    // the bucket is named beside the object
    if (channel.empty() || channel == "AWS::S3::Bucket") channel = type;
  }
  return channel.empty() ? "Data" : channel;
}

// Data access logs say in authorizationInfo what kind of access it was. Source: Cloud Audit Logs,
// AuthorizationInfo.permissionType (read 2026-11).
std::string GoogleChannel(json::Value event) {
  if (event.Find("logName").text().find("data_access") == std::string_view::npos) return {};
  const json::Value payload = event.Find("protoPayload");
  std::string type = "data_access";
  for (json::Value info : payload.Find("authorizationInfo").elements()) {
    const std::string_view said = info.Find("permissionType").text();
    if (said == "ADMIN_READ" || said == "DATA_READ" || said == "DATA_WRITE") type = said;
  }
  const std::string_view service = payload.Find("serviceName").text();
  return service.empty() ? type : type + " " + std::string(service);
}

std::string ChannelOf(const logsource::Source& source, json::Value event) {
  if (source.id == "aws_cloudtrail") return CloudTrailChannel(event);
  if (source.id == "gcp_audit") return GoogleChannel(event);
  return {};
}

class Samples {
 public:
  Samples(const logsource::Registry& registry, size_t threads)
      : registry_(registry), parsers_(ThreadCount(threads, SIZE_MAX)) {}

  std::unique_ptr<stream::Product> Work(size_t worker, const stream::Block& block) {
    auto out = std::make_unique<Counted>();
    for (const Document& document : block.documents.documents) {
      if (!document.json) {
        ++out->unknown;
        continue;
      }
      const auto value =
          parsers_[worker].Parse(block.documents.text.substr(document.begin, document.size));
      if (!value) {
        ++out->broken;
        continue;
      }
      logsource::Unwrap(registry_, *value, [&](json::Value event, const logsource::Source* source) {
        Count(event, source, *out);
      });
    }
    return out;
  }

  void Deliver(const stream::Input& input, const Counted& counted,
               inventory::Inventory& inventory) {
    if (inventory.files.empty() || inventory.files.back().path != input.name || !started_) {
      inventory.files.push_back({input.name, {"log sample"}, 0});
      started_ = true;
    }
    const auto file = static_cast<uint32_t>(inventory.files.size() - 1);
    for (const auto& [key, seen] : counted.seen) {
      const auto [found, fresh] = total_.try_emplace(key, seen);
      if (fresh) {
        found->second.file = file;
      } else {
        found->second.Add(seen);
      }
    }
    Report(inventory, input.name, counted.unknown, "events of no log that dcv knows");
    Report(inventory, input.name, counted.broken, "documents that are no JSON");
  }

  void Finish(inventory::Inventory& inventory) const {
    for (const auto& [key, seen] : total_) {
      const auto& [log, channel, account, region] = key;
      inventory::Telemetry row;
      row.log = inventory.names.Id(log);
      row.channel = inventory.names.Id(channel);
      row.account = inventory.names.Id(account);
      row.region = inventory.names.Id(region);
      row.state = inventory::State::kOn;
      row.events = seen.events;
      if (seen.first) row.first = inventory.names.Id(report::IsoTime(*seen.first));
      if (seen.last) row.last = inventory.names.Id(report::IsoTime(*seen.last));
      row.place.file = seen.file;
      if (account.empty() && OfOneAccount(log)) {  // "" would stand for every account
        row.state = inventory::State::kUnknown;
        row.detail = inventory.names.Id("the events do not name their account");
      }
      inventory.telemetry.push_back(row);
    }
  }

 private:
  void Count(json::Value event, const logsource::Source* source, Counted& out) const {
    if (source == nullptr) {
      ++out.unknown;
      return;
    }
    Seen seen;
    seen.events = 1;
    seen.first = seen.last = logsource::EventTime(*source, event);
    out.seen[{source->id, ChannelOf(*source, event), AccountOf(*source, event),
              RegionOf(*source, event)}]
        .Add(seen);
  }

  // Whether events of the log say, or should, whose they are.
  bool OfOneAccount(std::string_view log) const {
    const logsource::Source* source = registry_.FindById(log);
    return source != nullptr && !source->account.empty();
  }

  static void Report(inventory::Inventory& inventory, const std::string& file, uint64_t count,
                     std::string_view what) {
    if (count == 0) return;
    inventory.diagnostics.Add({"I042", file, "", std::string(what), count});
  }

  const logsource::Registry& registry_;
  std::vector<json::Parser> parsers_;
  std::map<Key, Seen> total_;
  bool started_ = false;
};

}  // namespace

Status AddLogSamples(const std::vector<std::string>& paths, const logsource::Registry& registry,
                     size_t threads, inventory::Inventory& inventory) {
  Samples samples(registry, threads);
  stream::Options options;
  options.threads = threads;
  const Result<stream::Summary> summary = stream::Run(
      paths, options,
      [&](size_t worker, stream::Block& block) { return samples.Work(worker, block); },
      [&](uint32_t, const stream::Input& input, std::unique_ptr<stream::Product> product) {
        samples.Deliver(input, static_cast<Counted&>(*product), inventory);
        return Ok();
      });
  if (!summary) return summary.error();
  inventory.bytes += summary->tally.bytes;
  inventory.diagnostics.Append(summary->diagnostics);
  samples.Finish(inventory);
  return Ok();
}

}  // namespace dcv::jobs
