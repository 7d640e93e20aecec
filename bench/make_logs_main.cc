// SPDX-License-Identifier: Apache-2.0
// dcv_make_logs TELEMETRY LANE MEGABYTES OUT: a corpus for dcv_match_bench, one JSON event a line,
// made of the real events below TELEMETRY with their ids, numbers and addresses drawn anew. LANE:
// cloudtrail, mixed (Azure, Entra, GCP, Okta, Kubernetes, Microsoft 365), process (Windows process
// creation), blobs (Windows events that carry their rendered message).
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "logsource/logsource.h"
#include "row.h"
#include "stream/stream.h"

namespace dcv::bench {
namespace {

struct Lane {
  const char* name;
  std::vector<const char*> folders;
  std::set<std::string_view> sources;
};
const Lane kLanes[] = {
    {"cloudtrail", {"aws/stratus", "aws/otrf"}, {"aws_cloudtrail"}},
    {"mixed",
     {"azure", "entra", "gcp", "okta", "kubernetes", "m365"},
     {"azure_activitylogs", "azure_auditlogs", "azure_signinlogs", "gcp_audit", "okta_okta",
      "kubernetes_audit", "m365_audit", "m365_exchange"}},
    {"process", {"windows/otrf"}, {"windows_sysmon", "windows_security", "windows_eventlog"}},
    {"blobs",
     {"windows/otrf"},
     {"windows_sysmon", "windows_security", "windows_eventlog", "windows_powershell"}},
};

bool IsProcess(json::Value event) {
  const std::string id = event.Find("EventID").Plain();
  return (id == "1" || id == "4688") && !event.Find("CommandLine").Plain().empty();
}

bool Fits(const Lane& lane, json::Value event) {
  const std::string_view name = lane.name;
  if (name == "process") return IsProcess(event);
  if (name == "blobs") return event.Find("Message").text().size() > 200;
  return true;
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

// Runs of digits of eight and more, and of lower-case hex of ten and more, drawn anew; the last two
// digits of shorter runs behind a dot, as in addresses and fractions of seconds, too.
void Vary(std::string_view event, Random& random, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (size_t at = 0; at < event.size();) {
    size_t digits = at, hex = at;
    while (digits < event.size() && event[digits] >= '0' && event[digits] <= '9') ++digits;
    while (hex < event.size() && IsHex(event[hex])) ++hex;
    const bool address = digits > at && at > 0 && event[at - 1] == '.' && digits - at <= 3;
    if (digits - at >= 8 || address) {
      out += static_cast<char>('1' + random.Below(address ? 1 : 9));  // no leading zero
      for (size_t i = at + 1; i < digits; ++i) out += static_cast<char>('0' + random.Below(6));
      at = digits;
    } else if (hex - at >= 10) {
      for (size_t i = at; i < hex; ++i) out += kHex[random.Below(16)];
      at = hex;
    } else {
      const size_t end = std::max(at + 1, hex);
      out += event.substr(at, end - at);
      at = end;
    }
  }
}

Result<std::vector<std::string>> ReadEvents(const std::string& telemetry, const Lane& lane,
                                            const logsource::Registry& registry) {
  std::vector<std::string> events, paths;
  for (const char* folder : lane.folders) paths.push_back(telemetry + "/" + folder);
  json::Parser parser;
  std::string padded;
  const auto take = [&](json::Value value, const logsource::Source* source) {
    if (source == nullptr || !lane.sources.contains(source->id) || !Fits(lane, value)) return;
    events.push_back(value.Plain());
  };
  stream::Options options;
  options.threads = 1;
  const auto work = [&](size_t, stream::Block& block) -> std::unique_ptr<stream::Product> {
    for (const Document& document : block.documents.documents) {
      if (!document.json) continue;
      padded.assign(block.documents.text.substr(document.begin, document.size));
      padded.append(json::Parser::kPadding, ' ');
      if (const auto value = parser.Parse(std::string_view(padded).substr(0, document.size))) {
        logsource::Unwrap(registry, *value, take);
      }
    }
    return nullptr;
  };
  const auto deliver = [](uint32_t, const stream::Input&, std::unique_ptr<stream::Product>) {
    return Ok();
  };
  DCV_TRY([[maybe_unused]] const stream::Summary summary,
          stream::Run(paths, options, work, deliver));
  if (events.empty()) return InvalidInput("no event of the lane below " + telemetry);
  return events;
}

int Main(const std::string& telemetry, std::string_view name, size_t megabytes,
         const std::string& path) {
  const auto registry = logsource::Registry::Load(DataFiles::Packed());
  if (!registry) return 70;
  for (const Lane& lane : kLanes) {
    if (lane.name != name) continue;
    const auto events = ReadEvents(telemetry, lane, *registry);
    auto writer = FileWriter::Open(path);
    if (!events || !writer) {
      std::fprintf(stderr, "%s\n", (!events ? events.error() : writer.error()).message.c_str());
      return 2;
    }
    Random random(1);
    std::string out;
    size_t bytes = 0, count = 0;
    while (bytes < megabytes * 1'000'000) {
      out.clear();
      Vary((*events)[random.Below(static_cast<uint32_t>(events->size()))], random, out);
      out += '\n';
      writer->Write(out);
      bytes += out.size();
      ++count;
    }
    std::printf("%s: %zu events of %zu, %.1f MB, %zu bytes each\n", path.c_str(), count,
                events->size(), static_cast<double>(bytes) / 1e6, bytes / count);
    return writer->Close() ? 0 : 2;
  }
  std::fprintf(stderr, "no lane of that name\n");
  return 2;
}

}  // namespace
}  // namespace dcv::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: dcv_make_logs TELEMETRY LANE MEGABYTES OUT\n");
    return 2;
  }
  return dcv::bench::Main(argv[1], argv[2], static_cast<size_t>(std::atoi(argv[3])), argv[4]);
}
