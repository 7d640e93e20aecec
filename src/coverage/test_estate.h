// SPDX-License-Identifier: Apache-2.0
// For tests: answers in a folder, joined with the small catalogue of tests/data.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "catalog/catalog.h"
#include "coverage/coverage.h"
#include "inventory/read.h"

namespace dcv::coverage::testing {

using Lines = std::vector<std::string>;

inline const DataFiles& SmallData() {
  static const Result<DataFiles> data = DataFiles::FromDirectory(DCV_SOURCE_DIR "/tests/data");
  return *data;
}
inline const catalog::Catalog& SmallCatalog() {
  static const Result<catalog::Catalog> catalog = catalog::Catalog::Load(SmallData());
  return *catalog;
}
inline const attack::Version& SmallVersion(std::string_view name = attack::kDefaultVersion) {
  static const Result<attack::Version> now = attack::Version::Load(SmallData(), "19.1");
  static const Result<attack::Version> before = attack::Version::Load(SmallData(), "18.1");
  return name == "18.1" ? *before : *now;
}

// A folder of answers, read and joined on demand.
class Estate {
 public:
  // `name` tells two estates of one test apart.
  explicit Estate(const std::string& name = "") {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("dcv_" + FileName(test->test_suite_name()) + "_" + FileName(test->name()) + name);
    std::filesystem::remove_all(path_);
  }
  Estate(const Estate&) = delete;
  Estate& operator=(const Estate&) = delete;
  ~Estate() { std::filesystem::remove_all(path_); }

  Estate& Answer(const std::string& name, std::string_view text) {
    return Write("answers/" + name, text);
  }
  Estate& Rule(const std::string& name, std::string_view text) {
    return Write("rules/" + name, text);
  }

  // Reads again what is there now. The result's views live until the next call.
  const Coverage& Evaluate(const Options& options = {}, std::string_view version = "19.1") {
    inventory_ = inventory::Inventory();
    if (std::filesystem::exists(path_ / "answers")) {
      auto read = inventory::Read({(path_ / "answers").string()}, SmallCatalog());
      EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().message);
      inventory_ = *std::move(read);
    }
    if (std::filesystem::exists(path_ / "rules")) {
      EXPECT_TRUE(
          inventory::AddDeployedRules((path_ / "rules").string(), SmallCatalog(), inventory_));
    }
    coverage_ = coverage::Evaluate(SmallCatalog(), SmallVersion(version), inventory_, options);
    return coverage_;
  }
  const inventory::Inventory& inventory() const { return inventory_; }

  const Technique& Get(std::string_view id) const {
    for (const Technique& technique : coverage_.techniques) {
      if (technique.technique->id == id) return technique;
    }
    ADD_FAILURE() << id << " is not in the universe";
    static const Technique kNone;
    return kNone;
  }
  std::string Status(std::string_view id) const { return std::string(ToString(Get(id).status)); }
  const Detection& Find(std::string_view key) const {
    for (const Detection& detection : coverage_.detections) {
      if (detection.key == key) return detection;
    }
    ADD_FAILURE() << key << " is no detection in scope";
    static const Detection kNone;
    return kNone;
  }
  bool Has(std::string_view key) const {
    return std::any_of(coverage_.detections.begin(), coverage_.detections.end(),
                       [&](const Detection& detection) { return detection.key == key; });
  }
  std::string State(std::string_view key) const { return std::string(ToString(Find(key).state())); }
  // "T1496.001" -> "KEY 0.80 curated", best first; "from T1496.001" where rolled up.
  Lines Claims(std::string_view id) const {
    Lines lines;
    for (const Claim& claim : Get(id).claims) lines.push_back(Line(claim));
    return lines;
  }
  // Of rules that are in no provider's list.
  Lines OwnClaims(std::string_view id) const {
    Lines lines;
    for (const Claim& claim : Get(id).claims) {
      if (coverage_.detections[claim.detection].catalogued != Detection::kOwn) continue;
      lines.push_back(Line(claim));
    }
    return lines;
  }
  Lines Accounts() const {
    Lines lines;
    for (const Account& account : coverage_.accounts) {
      lines.push_back(std::string(account.cloud) + " " + std::string(account.account));
    }
    return lines;
  }
  // Notices of one code: "message", "x2" when folded.
  Lines Notices(std::string_view code) const {
    Lines lines;
    for (const Diagnostic& notice : coverage_.diagnostics.Sorted()) {
      if (notice.code != code) continue;
      lines.push_back(notice.message +
                      (notice.count > 1 ? " x" + std::to_string(notice.count) : ""));
    }
    return lines;
  }

 private:
  // Names of tests with parameters have a slash.
  static std::string FileName(std::string name) {
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
  }
  std::string Line(const Claim& claim) const {
    std::string line(coverage_.detections[claim.detection].key);
    line += " " + std::to_string(claim.confidence).substr(0, 4) + " " +
            std::string(catalog::ToString(claim.basis));
    if (claim.rolled_up_from != nullptr) {
      line += " from " + std::string(claim.rolled_up_from->id);
    }
    return line;
  }
  Estate& Write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this;
  }

  std::filesystem::path path_;
  inventory::Inventory inventory_;
  Coverage coverage_;
};

// Answers that many tests need.
inline constexpr const char* kProd = "111122223333/us-east-1/";
inline constexpr const char* kMining = "CryptoCurrency:EC2/BitcoinTool.B";

inline std::string Detector(std::string_view status, std::string_view s3 = "ENABLED") {
  return R"({"FindingPublishingFrequency": "SIX_HOURS", "Status": ")" + std::string(status) +
         R"(", "Features": [{"Name": "S3_DATA_EVENTS", "Status": ")" + std::string(s3) +
         R"("}, {"Name": "RUNTIME_MONITORING", "Status": "DISABLED"},
          {"Name": "EKS_RUNTIME_MONITORING", "Status": "DISABLED"}]})";
}
inline std::string Finding(std::string_view type, std::string_view time = "2026-11-18T02:11:09Z") {
  return R"({"Findings": [{"AccountId": "111122223333", "Region": "us-east-1", "Id": "f01",
    "Type": ")" +
         std::string(type) + R"(", "Title": "x", "Service": {"EventLastSeen": ")" +
         std::string(time) + "\"}}]}";
}
inline std::string ConfigRules(const std::vector<std::string>& identifiers,
                               std::string_view token = "") {
  std::string text = R"({"ConfigRules": [)";
  for (const std::string& identifier : identifiers) {
    text += (text.back() == '[' ? "" : ",") + std::string(R"({"ConfigRuleName": "rule-)") +
            identifier + R"(", "ConfigRuleArn":
      "arn:aws:config:us-east-1:111122223333:config-rule/x", "ConfigRuleState": "ACTIVE",
      "Source": {"Owner": "AWS", "SourceIdentifier": ")" +
            identifier + "\"}}";
  }
  return text + "]" + (token.empty() ? "" : R"(, "NextToken": ")" + std::string(token) + "\"") +
         "}";
}
inline std::string Recorder(bool recording) {
  return std::string(R"({"ConfigurationRecordersStatus": [{"name": "default", "recording": )") +
         (recording ? "true" : "false") + "}]}";
}
inline std::string Compliance(std::string_view identifier, std::string_view type) {
  return R"({"ComplianceByConfigRules": [{"ConfigRuleName": "rule-)" + std::string(identifier) +
         R"(", "Compliance": {"ComplianceType": ")" + std::string(type) + "\"}}]}";
}
inline std::string Refused(std::string_view permission, std::string_view account = "111122223333") {
  return "An error occurred (AccessDenied) when calling the X operation: User: "
         "arn:aws:sts::" +
         std::string(account) +
         ":assumed-role/a/b is not authorized to perform: " + std::string(permission);
}
inline std::string Sigma(std::string_view title, std::string_view status, std::string_view tags) {
  return "title: " + std::string(title) + "\nstatus: " + std::string(status) +
         "\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\ntags: [" +
         std::string(tags) + "]\n";
}

}  // namespace dcv::coverage::testing
