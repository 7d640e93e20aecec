// SPDX-License-Identifier: Apache-2.0
// Logs of real systems, made by others. They are not part of this repository: DCV_SHARED_DATA names
// the folder (default ../shared/data beside the source).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/data_files.h"
#include "base/files.h"
#include "base/text.h"
#include "logsource/logsource.h"

namespace dcv::logsource {
namespace {

namespace fs = std::filesystem;

std::string Folder() {
  const char* set = std::getenv("DCV_SHARED_DATA");
  const fs::path data =
      set != nullptr ? fs::path(set) : fs::path(DCV_SOURCE_DIR) / "../shared/data";
  return (data.lexically_normal() / "telemetry").string();
}

// Why a file is below 95 of 100.
struct Known {
  std::string_view file, reason;
};
constexpr Known kKnown[] = {
    {"aws/c7n_eventbridge.ndjson", "events of other services: Auto Scaling, Config, Health"},
    {"aws/panther_aws_alb.ndjson", "no table"},
    {"aws/panther_aws_bedrockmodelinvocation.ndjson", "no table"},
    {"aws/panther_aws_s3serveraccess.ndjson", "events of one or two fields"},
    {"aws/panther_aws_securityfindingformat.ndjson", "no table"},
    {"aws/panther_aws_vpcflow.ndjson", "empty events"},
    {"azure/panther_azure_monitoractivity.ndjson", "resource logs of storage accounts"},
    {"azure/stratus_doc_events.ndjson", "resource logs of storage accounts and vaults"},
    {"gcp/csa_fixtures.ndjson", "rows of a BigQuery export, load balancer logs"},
    {"gcp/panther_gcp_auditlog.ndjson", "names in lower case, events of one field"},
    {"gcp/panther_gcp_httploadbalancer.ndjson", "no table"},
    {"gcp/plaso_gcp_logging.jsonl", "log entries without an audit payload"},
    {"gworkspace/panther_gsuite_activityevent.ndjson", "gmail, calendar, mobile, rules, groups"},
    {"kubernetes/falco/fal_01_003.json", "no event: {\"kind\":0}"},
    {"linux/otrf/syslog_sysmon_log4shell_cve2021_44228_jndi_reference.json.gz", "XML in syslog"},
    {"linux/otrf/vminsights_vmconnection_log4shell_cve2021_44228_jndi_reference.json.gz",
     "no table"},
    {"m365/panther_microsoftintune_auditlogs.ndjson", "no table: Intune"},
    {"multi/splunk_data_source_examples.ndjson.gz", "products without tables; texts, not JSON"},
    {"okta/panther_okta_systemlog.ndjson", "empty events"},
    {"saas/panther_other.ndjson.gz", "products without tables"},
};

std::string Text(const std::string& path) {
  std::string text;
  auto reader = ByteReader::Open(path);
  EXPECT_TRUE(reader.has_value()) << path;
  char buffer[1 << 16];
  while (reader) {
    const auto got = (*reader)->Read(buffer, sizeof buffer);
    EXPECT_TRUE(got.has_value()) << path;
    if (!got || *got == 0) break;
    text.append(buffer, *got);
  }
  text.append(json::Parser::kPadding, ' ');
  return text;
}

// What the collectors of this data put around an event beside what they say of it.
json::Value Inside(json::Value document) {
  for (const char* label : {"rule_id", "_file", "stratus_id", "data_source"}) {
    if (document.Find(label).Is(json::Type::kAbsent)) continue;
    for (const char* member : {"log", "event"}) {
      const json::Value inside = document.Find(member);
      if (inside.Is(json::Type::kObject) || inside.Is(json::Type::kArray)) return inside;
    }
  }
  return document;
}

using Counts = std::map<std::string, size_t>;  // source -> events; "" not recognised

Counts Count(const Registry& registry, const std::string& text) {
  Counts counts;
  const auto document = [&](json::Value value) {
    Unwrap(registry, Inside(value), [&](json::Value, const Source* source) {
      ++counts[source != nullptr ? source->id : ""];
    });
  };
  const std::string_view all(text.data(), text.size() - json::Parser::kPadding);
  json::Parser parser;
  if (const auto whole = parser.Parse(all)) {
    document(*whole);
    return counts;
  }
  for (std::string_view line : Split(all, '\n')) {
    if (Trim(line).empty()) continue;
    const auto value = parser.Parse(line);
    EXPECT_TRUE(value.has_value()) << line.substr(0, 80);
    if (value) document(*value);
  }
  return counts;
}

TEST(RealData, EventsAreRecognised) {
  const std::string folder = Folder();
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " is not there";
  const auto data = DataFiles::FromDirectory(DCV_SOURCE_DIR "/data");
  ASSERT_TRUE(data.has_value());
  const auto registry = Registry::Load(*data);
  ASSERT_TRUE(registry.has_value()) << registry.error().message;
  const auto files = ListFiles(folder);
  ASSERT_TRUE(files.has_value());
  for (const std::string& file : *files) {
    if (file.find(".json") == file.npos && file.find(".ndjson") == file.npos) continue;
    const std::string name = file.substr(folder.size() + 1);
    const Counts counts = Count(*registry, Text(file));
    size_t events = 0, unrecognised = 0;
    std::string sources;
    for (const auto& [source, count] : counts) {
      events += count;
      if (source.empty()) unrecognised = count;
      sources += " " + (source.empty() ? "-" : source) + " " + std::to_string(count);
    }
    ASSERT_GT(events, 0u) << name;
    const bool low = unrecognised * 20 > events;
    const auto* known = std::find_if(std::begin(kKnown), std::end(kKnown),
                                     [&](const Known& row) { return row.file == name; });
    EXPECT_EQ(low, known != std::end(kKnown)) << name << ":" << sources;
    std::printf("%5zu of %5zu  %s:%s%s%s\n", events - unrecognised, events, name.c_str(),
                sources.c_str(), low ? "; " : "",
                known != std::end(kKnown) ? std::string(known->reason).c_str() : "");
  }
}

}  // namespace
}  // namespace dcv::logsource
