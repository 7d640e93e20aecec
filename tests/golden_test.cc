// SPDX-License-Identifier: Apache-2.0
// Golden folders: tests/golden/<area>/<case>/. Cases are found by walking; the folder's name says
// what is shown. Set DCV_UPDATE_GOLDEN=1 to write what the binary says now, then read the diff.
//
//   inventory  input/, [args]         -> expected.json   dcv inventory input --json
//   coverage   input/, rules/, [args] -> expected.json   dcv coverage --inventory input --json
//   diff       old/, new/, [args]     -> expected.json   dcv diff old new --json
//   technique  args                   -> expected.md     dcv technique ARGS --format md
//   check      input/, [args]         -> expected.txt    dcv check input
//   explain    input/, args           -> expected.txt    dcv explain ARGS
//   convert    input/, args           -> expected.txt    dcv convert input ARGS
//
// `args` has one argument a line. Inventory, coverage and diff run over the small catalogue of
// tests/data so that the cases outlive changes of data/; for a technique case the argument
// SMALL_DATA stands for that folder. The exit code must be 3 exactly when the result says it is
// incomplete, and 1 exactly when an error of a rule is printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

struct Area {
  const char* name;
  std::vector<std::string> command;
  std::vector<std::string> after;  // follow the case's own arguments
  const char* expected;
  bool small_data;
};
const std::vector<Area> kAreas = {
    {"inventory", {"inventory", "input"}, {"--json"}, "expected.json", true},
    {"coverage", {"coverage", "--inventory", "input"}, {"--json"}, "expected.json", true},
    {"diff", {"diff", "old", "new"}, {"--json"}, "expected.json", true},
    {"technique", {"technique"}, {"--format", "md"}, "expected.md", false},
    {"check", {"check", "input"}, {}, "expected.txt", false},
    {"explain", {"explain"}, {}, "expected.txt", false},
    {"convert", {"convert", "input"}, {}, "expected.txt", false},
};

struct Case {
  const Area* area;
  fs::path folder;
};

std::vector<Case> FindCases() {
  std::vector<Case> cases;
  for (const Area& area : kAreas) {
    for (const auto& entry :
         fs::directory_iterator(fs::path(DCV_SOURCE_DIR) / "tests" / "golden" / area.name)) {
      cases.push_back({&area, entry.path()});
    }
  }
  std::sort(cases.begin(), cases.end(),
            [](const Case& a, const Case& b) { return a.folder < b.folder; });
  return cases;
}

// The small catalogue, the program's own texts for diagnostics and its table of API events.
std::string SmallData() {
  static const std::string path = [] {
    const fs::path folder = fs::path(::testing::TempDir()) / "dcv_small_data";
    fs::remove_all(folder);
    fs::copy(fs::path(DCV_SOURCE_DIR) / "tests" / "data", folder, fs::copy_options::recursive);
    fs::copy(fs::path(DCV_SOURCE_DIR) / "data" / "diagnostics.tsv", folder / "diagnostics.tsv");
    for (const char* events : {"events.tsv", "events_none.tsv", "event_fields.tsv",
                               "event_conditions.tsv", "event_channels.tsv"}) {
      const fs::path table = fs::path("catalog") / events;
      fs::copy(fs::path(DCV_SOURCE_DIR) / "data" / table, folder / table);
    }
    return folder.string();
  }();
  return path;
}

class Golden : public ::testing::TestWithParam<Case> {};

TEST_P(Golden, BinarySaysWhatIsExpected) {
  const auto& [area, folder] = GetParam();
  std::vector<std::string> arguments = area->command;
  if (area->small_data) arguments.insert(arguments.begin(), {"--data", SmallData()});
  std::istringstream lines(ReadAll((folder / "args").string()));
  for (std::string line; std::getline(lines, line);) {
    arguments.push_back(line == "SMALL_DATA" ? SmallData() : line);
  }
  arguments.insert(arguments.end(), area->after.begin(), area->after.end());
  const Ran ran = RunDcv(arguments, {.directory = folder.string()});
  const bool incomplete = ran.out.find("\"incomplete\": true") != std::string::npos;
  bool failed = false;
  for (const char* sign : {": error P", ": error R", "\"passed\": false", "\"failed\": true"}) {
    if (ran.out.find(sign) != std::string::npos) failed = true;
  }
  ASSERT_EQ(ran.exit_code, failed ? 1 : incomplete ? 3 : 0) << ran.err << ran.out;
  const std::string expected = (folder / area->expected).string();
  const std::string actual = WithoutVersion(ran.out);
  if (const char* update = std::getenv("DCV_UPDATE_GOLDEN"); update != nullptr && *update == '1') {
    WriteAll(expected, actual);
    return;
  }
  ASSERT_TRUE(fs::exists(expected)) << "no " << expected << "; make it with DCV_UPDATE_GOLDEN=1";
  EXPECT_EQ(actual, ReadAll(expected)) << "in " << folder;
}

std::string NameOf(const ::testing::TestParamInfo<Case>& test) {
  return std::string(test.param.area->name) + "_" + test.param.folder.filename().string();
}

INSTANTIATE_TEST_SUITE_P(, Golden, ::testing::ValuesIn(FindCases()), NameOf);

TEST(GoldenFolders, HaveInputAndNothingUnknown) {
  for (const auto& [area, folder] : FindCases()) {
    const std::string of(area->name);
    const bool two = of == "diff";
    EXPECT_TRUE(fs::exists(folder / (of == "technique" ? "args"
                                     : two             ? "old"
                                                       : "input")))
        << folder;
    EXPECT_EQ(fs::exists(folder / "new"), two) << folder;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "input" || name == "rules" || name == "args" || name == area->expected ||
                  (two && (name == "old" || name == "new")))
          << entry.path();
    }
  }
}

}  // namespace
}  // namespace dcv::test
