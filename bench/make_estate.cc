// SPDX-License-Identifier: Apache-2.0
#include "make_estate.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <set>

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "row.h"

namespace dcv::bench {
namespace fs = std::filesystem;
namespace {

constexpr size_t kRowsPerPage = 100;
constexpr uint32_t kEvery = 20;  // accounts after which the kinds repeat

enum class Cloud { kAws, kAzure, kGcp };

Cloud CloudOf(size_t account) {
  switch (account % kEvery) {
    case 3:
    case 9:
    case 15: return Cloud::kAzure;
    case 19: return Cloud::kGcp;
    default: return Cloud::kAws;
  }
}

// The name a provider gives the account, and its folder's.
std::string AccountName(size_t account) {
  Random random(account);
  switch (CloudOf(account)) {
    case Cloud::kAws: return std::to_string(100000000000u + account * 1000003u);
    case Cloud::kAzure: return Guid(Hex(random, 32));
    case Cloud::kGcp: return "nw-project-" + std::to_string(account);
  }
  return {};
}

// What stands around the rows of an answer, as the provider's command line prints it.
struct Envelope {
  const char* open;
  const char* close;
  const char* next;  // with a token for another page, or nullptr: one document however long
};
Envelope AwsList(const char* open) {
  return {open, "\n    ]\n}\n",
          "\n    ],\n    \"NextToken\": \"eyJOZXh0VG9rZW4iOiBudWxsfQ==\"\n}\n"};
}
const Envelope kAzureList = {"{\n  \"value\": [\n", "\n  ]\n}\n", nullptr};
const Envelope kGcloudList = {"[\n", "\n]\n", nullptr};

// Vendor keys that are not retired.
std::vector<std::string> Keys(const catalog::Catalog& catalog, std::string_view source_id) {
  std::vector<std::string> keys;
  const catalog::Source& source = catalog.sources()[*catalog.FindSource(source_id)];
  for (uint32_t i = source.first; i < source.first + source.count; ++i) {
    const catalog::Detection& detection = catalog.detections()[i];
    if (!detection.retired()) keys.emplace_back(detection.key);
  }
  return keys;
}

std::vector<std::string> Plans(const catalog::Catalog& catalog, std::string_view source_id) {
  std::set<std::string> plans;
  for (const catalog::Detection& detection : catalog.detections()) {
    if (catalog.sources()[detection.source].id != source_id) continue;
    for (std::string_view plan : Split(detection.plan, '|')) {
      if (!plan.empty()) plans.emplace(plan);
    }
  }
  return {plans.begin(), plans.end()};
}

class AccountMaker {
 public:
  using Shapes = std::map<std::string, RowShape, std::less<>>;
  AccountMaker(const Shapes& shapes, const catalog::Catalog& catalog, size_t account,
               std::string folder)
      : shapes_(shapes), catalog_(catalog), random_(account + 1), folder_(std::move(folder)) {
    values_["account"] = AccountName(account);
  }

  void Aws(size_t detections) {
    for (const char* region : {"us-east-1", "eu-west-1"}) {
      values_["region"] = region;
      AwsRegion(std::string(region) + "/", detections / 2);
    }
  }

  void Azure(size_t detections) {
    const std::vector<std::string> plans = Plans(catalog_, "azure_defender_alerts");
    Keyed("pricings", "azure_pricing", kAzureList, plans, plans.size());
    const size_t rest = Left(detections, Keys(catalog_, "azure_defender_alerts").size());
    Keyed("policy-states", "azure_policy_state", kAzureList, Keys(catalog_, "azure_policy"),
          rest * 55 / 100);
    Keyed("assessments", "azure_assessment", kAzureList, Keys(catalog_, "azure_defender"),
          rest * 45 / 100);
  }

  void Gcp(size_t detections) {
    const std::vector<std::string> keys = Keys(catalog_, "gcp_scc");
    const std::vector<std::string> services = Plans(catalog_, "gcp_scc");
    Keyed("scc-services", "scc_service", kGcloudList, services, services.size());
    Keyed("scc-findings", "scc_finding", kGcloudList, keys, Left(detections, keys.size()));
  }

  Status status() const { return status_; }

 private:
  static size_t Left(size_t wanted, size_t taken) { return wanted > taken ? wanted - taken : 0; }

  // Shares in percent of what GetDetector leaves, chosen so that sizes are like an export's.
  void AwsRegion(const std::string& region, size_t detections) {
    const std::vector<std::string> types = Keys(catalog_, "aws_guardduty");
    const std::vector<std::string> controls = Keys(catalog_, "aws_securityhub");
    One(region + "get-detector", "guardduty_detector", "", "\n");
    Write(region + "list-detectors.json",
          "{\n    \"DetectorIds\": [\n        \"" + Hex(random_, 32) + "\"\n    ]\n}\n");
    One(region + "describe-configuration-recorder-status", "config_recorder",
        "{\n    \"ConfigurationRecordersStatus\": [\n", "\n    ]\n}\n");
    const size_t rest = Left(detections, types.size());
    ConfigRules(region, rest * 26 / 100);
    Keyed(
        region + "batch-get-security-controls", "securityhub_control",
        {"{\n    \"SecurityControls\": [\n", "\n    ],\n    \"UnprocessedIds\": []\n}\n", nullptr},
        controls, rest * 22 / 100);
    Keyed(region + "describe-standards-controls", "securityhub_standards_control",
          AwsList("{\n    \"Controls\": [\n"), controls, rest * 16 / 100);
    Keyed(region + "get-findings.securityhub", "securityhub_finding",
          AwsList("{\n    \"Findings\": [\n"), controls, rest * 8 / 100);
    Keyed(region + "get-findings.guardduty", "guardduty_finding",
          {"{\n    \"Findings\": [\n", "\n    ]\n}\n", nullptr}, types, rest * 2 / 100);
  }

  // Six of seven managed, half of these put there by a service, which adds to the name.
  void ConfigRules(const std::string& region, size_t count) {
    const std::vector<std::string> managed = Keys(catalog_, "aws_config");
    std::vector<Values> rows;
    const uint32_t start = random_.Below(static_cast<uint32_t>(managed.size()));
    for (size_t i = 0; i < count; ++i) {
      Values row;
      if (random_.Below(7) != 0) {
        row["identifier"] = managed[(start + i) % managed.size()];
        row["owner"] = "AWS";
        row["name"] = Lower(row["identifier"]);
        std::replace(row["name"].begin(), row["name"].end(), '_', '-');
        if (random_.Below(2) == 0)
          row["name"] = "securityhub-" + row["name"] + "-" + Hex(random_, 8);
      } else {
        row["owner"] = "CUSTOM_LAMBDA";
        row["name"] = "nw-" + Words(random_, 3, '-') + "-" + Hex(random_, 4);
        row["identifier"] = "arn:aws:lambda:" + values_["region"] + ":" + values_["account"] +
                            ":function:" + row["name"];
      }
      rows.push_back(std::move(row));
    }
    auto value = [&](size_t i) -> const Values& { return rows[i]; };
    Rows(region + "describe-config-rules", "config_rule", AwsList("{\n    \"ConfigRules\": [\n"),
         count, value);
    Rows(region + "describe-compliance-by-config-rule", "config_compliance",
         AwsList("{\n    \"ComplianceByConfigRules\": [\n"), count, value);
  }

  // Rows of these keys in turn, beginning anywhere.
  void Keyed(const std::string& name, std::string_view shape, const Envelope& envelope,
             const std::vector<std::string>& keys, size_t count) {
    const uint32_t start = random_.Below(static_cast<uint32_t>(keys.size()));
    Rows(name, shape, envelope, count, [&](size_t i) {
      return Values{{"key", keys[(start + i) % keys.size()]}};
    });
  }

  void Rows(const std::string& name, std::string_view shape, const Envelope& envelope, size_t count,
            const std::function<Values(size_t)>& row) {
    if (count == 0) return;
    std::string text;
    size_t page = 1;
    for (size_t i = 0; i < count; ++i) {
      text += text.empty() ? envelope.open : ",\n";
      Fill(shape, row(i), text);
      const bool full = envelope.next != nullptr && (i + 1) % kRowsPerPage == 0;
      if (i + 1 < count && !full) continue;
      text += i + 1 < count ? envelope.next : envelope.close;
      const std::string number = envelope.next == nullptr ? "" : ".page" + std::to_string(page++);
      Write(name + number + ".json", text);
      text.clear();
    }
  }

  void One(const std::string& name, std::string_view shape, const char* open, const char* close) {
    std::string text = open;
    Fill(shape, {}, text);
    Write(name + ".json", text + close);
  }

  void Fill(std::string_view shape, const Values& row, std::string& out) {
    for (const auto& [name, value] : row) values_[name] = value;
    values_["id"] = Hex(random_, 32);
    shapes_.find(shape)->second.Fill(values_, random_, out);
  }

  void Write(const std::string& name, const std::string& text) {
    const std::string path = folder_ + "/" + name;
    fs::create_directories(fs::path(path).parent_path());
    if (Status written = WriteFile(path, text); !written) status_ = written;
  }

  const Shapes& shapes_;
  const catalog::Catalog& catalog_;
  Random random_;
  std::string folder_;
  Values values_;
  Status status_ = Ok();
};

Status MakeAll(const Estate& estate, const std::string& shapes_folder,
               const catalog::Catalog& catalog, EstateSize size) {
  DCV_TRY(const std::vector<std::string> paths, ListFiles(shapes_folder));
  AccountMaker::Shapes shapes;
  for (const std::string& path : paths) {
    DCV_TRY(shapes[fs::path(path).stem().string()], RowShape::Load(path));
  }
  std::vector<Status> statuses(size.accounts, Ok());
  ParallelFor(size.accounts, 0, [&](size_t, size_t account) {
    AccountMaker maker(shapes, catalog, account, estate.folders[account]);
    switch (CloudOf(account)) {
      case Cloud::kAws: maker.Aws(size.detections); break;
      case Cloud::kAzure: maker.Azure(size.detections); break;
      case Cloud::kGcp: maker.Gcp(size.detections); break;
    }
    statuses[account] = maker.status();
  });
  for (const Status& status : statuses) {
    if (!status) return status;
  }
  return Ok();
}

}  // namespace

Result<Estate> MakeEstate(const std::string& out, const std::string& shapes,
                          const catalog::Catalog& catalog, EstateSize size) {
  Estate estate;
  for (size_t account = 0; account < size.accounts; ++account) {
    estate.folders.push_back(out + "/" + AccountName(account));
  }
  // The note is written last and its name is hidden, so that dcv does not read it.
  const std::string note = out + "/.made";
  const std::string wanted =
      std::to_string(size.accounts) + " accounts of " + std::to_string(size.detections) + "\n";
  const Result<std::string> there = ReadFile(note);
  if (!there || *there != wanted) {
    fs::create_directories(out);
    if (Status made = MakeAll(estate, shapes, catalog, size); !made) return made.error();
    if (Status noted = WriteFile(note, wanted); !noted) return noted.error();
  }
  DCV_TRY(const std::vector<std::string> files, ListFiles(out));
  estate.files = files.size();
  for (const std::string& file : files) estate.bytes += fs::file_size(file);
  return estate;
}

}  // namespace dcv::bench
