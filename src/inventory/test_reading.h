// SPDX-License-Identifier: Apache-2.0
// For tests: an inventory read from a text or from files, and what it says as lines to compare.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/data_files.h"
#include "catalog/catalog.h"
#include "inventory/read.h"

namespace dcv::inventory::testing {

using Lines = std::vector<std::string>;

// The catalogue in the binary.
inline const catalog::Catalog& PackedCatalog() {
  static const DataFiles data = DataFiles::Packed();
  static const Result<catalog::Catalog> catalog = catalog::Catalog::Load(data);
  return *catalog;
}

inline std::string Key(const Inventory& inventory, const Fact& fact) {
  if ((fact.detection & kOwnName) != 0) {
    return std::string(inventory.names.Text(fact.detection & ~kOwnName));
  }
  return std::string(PackedCatalog().detections()[fact.detection].key);
}

// "on CLOUD_TRAIL_ENABLED @111122223333/us-east-1 pass {detail} /ConfigRules/0", with "fired",
// "setting" or "compliance" after the state where it is not a plain state.
inline std::string Line(const Inventory& inventory, const Fact& fact) {
  static const char* const kKinds[] = {"", " fired", " compliance", " setting", " delivery"};
  static const char* const kOutcomes[] = {"", " pass", " fail"};
  std::string line = std::string(ToString(fact.state)) + kKinds[static_cast<size_t>(fact.kind)] +
                     " " + Key(inventory, fact) + " @" +
                     std::string(inventory.names.Text(fact.account));
  if (fact.region != 0) line += "/" + std::string(inventory.names.Text(fact.region));
  line += kOutcomes[static_cast<size_t>(fact.compliance)];
  if (fact.detail != 0) line += " {" + std::string(inventory.names.Text(fact.detail)) + "}";
  line += " " + inventory.Pointer(fact.place);
  if (fact.place.line > 0) line += " line " + std::to_string(fact.place.line);
  return line;
}

inline Lines Facts(const Inventory& inventory) {
  Lines lines;
  for (const Fact& fact : inventory.facts) lines.push_back(Line(inventory, fact));
  return lines;
}

// Facts about one key: readers of plans give one for every detection of the list.
inline Lines FactsOf(const Inventory& inventory, std::string_view key) {
  Lines lines;
  for (const Fact& fact : inventory.facts) {
    if (Key(inventory, fact) == key) lines.push_back(Line(inventory, fact));
  }
  return lines;
}

// "I006 /Rules/0: message", "x2" when folded; the file's name only where there are several.
inline Lines Notices(const Inventory& inventory) {
  Lines lines;
  for (const Diagnostic& notice : inventory.diagnostics.Sorted()) {
    std::string line = notice.code + " ";
    if (inventory.files.size() > 1) {
      line += std::filesystem::path(notice.file).filename().string() + " ";
    }
    line += notice.place + ": " + notice.message;
    if (notice.count > 1) line += " x" + std::to_string(notice.count);
    lines.push_back(std::move(line));
  }
  return lines;
}

inline Lines Codes(const Inventory& inventory) {
  Lines codes;
  for (const Diagnostic& notice : inventory.diagnostics.Sorted()) codes.push_back(notice.code);
  return codes;
}

// "aws_config @111122223333/us-east-1 on"
inline Lines AnsweredLines(const Inventory& inventory) {
  Lines lines;
  for (const Answered& answered : inventory.answered) {
    lines.push_back(PackedCatalog().sources()[answered.source].id + " @" +
                    std::string(inventory.names.Text(answered.account)) + "/" +
                    std::string(inventory.names.Text(answered.region)) + " " +
                    std::string(ToString(answered.state)));
  }
  return lines;
}

// "okta_rule T1539", with " author" when the rule says so itself.
inline Lines Tags(const Inventory& inventory) {
  Lines lines;
  for (const Tag& tag : inventory.tags) {
    Fact fact;
    fact.detection = tag.detection;
    lines.push_back(Key(inventory, fact) + " " + tag.technique +
                    (tag.basis == catalog::Basis::kAuthor ? " author" : ""));
  }
  return lines;
}

// "on aws_cloudtrail AWS::S3::Object @111122223333/us-east-1 {trail main}"; sorted.
inline Lines LogLines(const Inventory& inventory) {
  Lines lines;
  for (const Telemetry& row : inventory.telemetry) {
    const auto text = [&](uint32_t name) { return std::string(inventory.names.Text(name)); };
    std::string line = std::string(ToString(row.state)) + " " + text(row.log);
    if (row.channel != 0) line += " " + text(row.channel);
    line += " @" + text(row.account) + "/" + text(row.region);
    if (row.detail != 0) line += " {" + text(row.detail) + "}";
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

inline Inventory FromText(std::string_view text, const std::string& path = "answer.json") {
  return ReadText(text, path, PackedCatalog());
}

inline Lines Shapes(const Inventory& inventory) {
  return inventory.files.empty() ? Lines() : inventory.files[0].shapes;
}

// A folder that is there as long as this is.
class Folder {
 public:
  Folder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("dcv_" + std::string(test->test_suite_name()) + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string path() const { return path_.string(); }
  std::string Add(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  Inventory Read(size_t threads = 1) const {
    ReadOptions options;
    options.threads = threads;
    auto inventory = inventory::Read({path()}, PackedCatalog(), options);
    EXPECT_TRUE(inventory.has_value()) << (inventory ? "" : inventory.error().message);
    return inventory ? *std::move(inventory) : Inventory();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace dcv::inventory::testing
