// SPDX-License-Identifier: Apache-2.0
// Labelled logs of others through the engine: tools/replay runs the binary of this build, and its
// rows are those in tests/data/replay. The logs are not part of this repository.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::vector<std::string>> Rows(const std::string& tsv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(tsv);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string>& row = rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
  }
  if (!rows.empty()) rows.erase(rows.begin());  // the heading
  return rows;
}

class RealDataReplay : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("DCV_SHARED_DATA");
    data_ = set != nullptr ? fs::path(set) : fs::path(DCV_SOURCE_DIR) / "../shared/data";
    data_ = data_.lexically_normal();
    for (const char* part : {"telemetry", "sigmahq"}) {
      if (!fs::is_directory(data_ / part)) GTEST_SKIP() << data_ / part << " is not there";
    }
  }

  // What `tools/replay NAME --tsv` prints, compared with what was recorded; its rows.
  std::vector<std::vector<std::string>> Replay(const std::string& name) {
    const std::string recorded = DCV_SOURCE_DIR "/tests/data/replay/" + name + ".tsv";
    const std::string command = "DCV='" DCV_BINARY "' DCV_SHARED_DATA='" + data_.string() +
                                "' '" DCV_SOURCE_DIR "/tools/replay' " + name + " --tsv";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
      ADD_FAILURE() << command << " does not start";
      return {};
    }
    std::string printed;
    std::array<char, 4096> bytes;
    for (size_t n = 0; (n = fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) {
      printed.append(bytes.data(), n);
    }
    const int status = pclose(pipe);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command;
    if (std::getenv("DCV_UPDATE_GOLDEN") != nullptr) WriteAll(recorded, printed);
    EXPECT_EQ(printed, ReadAll(recorded)) << "tools/replay " << name << " --tsv prints otherwise";
    return Rows(printed);
  }

  fs::path data_;
};

// SigmaHQ's regression data: at least as many events match as it says, or all where it says none.
TEST_F(RealDataReplay, RulesOfSigmaHqMatchTheEventsThatTheyMust) {
  const auto rows = Replay("regression");
  EXPECT_EQ(rows.size(), 120u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 4u);
    const std::string& must = row[2].empty() ? row[1] : row[2];
    EXPECT_GE(std::stoi(row[3]), std::stoi(must)) << row[0];
  }
}

TEST_F(RealDataReplay, RulesFireOnSimulatedAttacksOnAws) {
  std::set<std::string> hit;
  for (const auto& row : Replay("stratus")) {
    ASSERT_EQ(row.size(), 5u);
    if (row[1] == "own" && std::stoi(row[4]) > 0) hit.insert(row[0]);
  }
  EXPECT_GE(hit.size(), 27u);  // of 35
}

TEST_F(RealDataReplay, RulesFireOnKubernetesTraces) {
  EXPECT_FALSE(Replay("falco").empty());
}

TEST_F(RealDataReplay, RulesFireOnTestEventsOfAVendor) {
  EXPECT_FALSE(Replay("panther").empty());
}

}  // namespace
}  // namespace dcv::test
