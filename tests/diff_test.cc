// SPDX-License-Identifier: Apache-2.0
// dcv diff by the binary: what it takes for a side, and how it exits.
#include <gtest/gtest.h>

#include <filesystem>

#include "process.h"

namespace dcv::test {
namespace {

constexpr const char* kOn = R"({"FindingPublishingFrequency": "SIX_HOURS", "Status": "ENABLED",
  "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]})";
constexpr const char* kOff = R"({"FindingPublishingFrequency": "SIX_HOURS", "Status": "DISABLED"})";

class DiffVerb : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = FreshFolder();
    Write("old", kOn);
    Write("new", kOff);
  }
  void Write(const std::string& side, const std::string& text) const {
    const std::string into = folder_ + "/" + side + "/111122223333/us-east-1";
    std::filesystem::create_directories(into);
    WriteAll(into + "/detector.json", text);
  }
  Ran Diff(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), "diff");
    return RunDcv(arguments, {.directory = folder_, .input = input});
  }

  std::string folder_;
};

TEST_F(DiffVerb, TheFirstLineIsTheSourceThatWasSwitchedOff) {
  const Ran ran = Diff({"old", "new"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out.rfind("AWS GuardDuty was SWITCHED OFF in 111122223333 us-east-1: ", 0), 0u)
      << ran.out;
}

TEST_F(DiffVerb, FailsOnWhatIsAskedAlone) {
  EXPECT_EQ(Diff({"old", "new", "--fail-on", "lost"}).exit_code, 1);
  EXPECT_EQ(Diff({"old", "new", "--fail-on", "weakened,unknown"}).exit_code, 0);
  EXPECT_EQ(Diff({"new", "old", "--fail-on", "lost"}).exit_code, 0);
  EXPECT_EQ(Diff({"old", "old", "--fail-on", "lost,weakened,unknown"}).exit_code, 0);
}

TEST_F(DiffVerb, AStoredResultIsAsGoodAsItsAnswers) {
  for (const char* side : {"old", "new"}) {
    const Ran stored = RunDcv({"coverage", "-i", side, "--json", "-o", std::string(side) + ".json"},
                              {.directory = folder_});
    ASSERT_EQ(stored.exit_code, 0) << stored.err;
  }
  const Ran answers = Diff({"old", "new", "--format", "csv"});
  EXPECT_EQ(Diff({"old.json", "new.json", "--format", "csv"}).out, answers.out);
  EXPECT_EQ(Diff({"old.json", "new", "--format", "csv"}).out, answers.out);
  EXPECT_EQ(Diff({"-", "new", "--format", "csv"}, ReadAll(folder_ + "/old.json")).out, answers.out);
}

TEST_F(DiffVerb, StandardInputMayBeAnAnswerToo) {
  std::string answer = kOn;  // that says whose it is
  answer.insert(1, R"("ServiceRole": "arn:aws:iam::111122223333:role/guardduty", )");
  const Ran ran = Diff({"-", "new"}, answer);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("lost"), std::string::npos) << ran.out;
}

TEST_F(DiffVerb, ResultsOfOtherSettingsAreRefused) {
  RunDcv({"coverage", "-i", "old", "--covered", "0.9", "--json", "-o", "old.json"},
         {.directory = folder_});
  const Ran ran = Diff({"old.json", "new"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("thresholds"), std::string::npos) << ran.err;
  EXPECT_EQ(Diff({"old.json", "new", "--covered", "0.9"}).exit_code, 0);
}

TEST_F(DiffVerb, ADocumentThatWasCutOrIsAnotherOneIsRefused) {
  RunDcv({"coverage", "-i", "old", "--json", "-o", "old.json"}, {.directory = folder_});
  const std::string whole = ReadAll(folder_ + "/old.json");
  WriteAll(folder_ + "/cut.json", whole.substr(0, whole.size() / 2));
  RunDcv({"inventory", "old", "--json", "-o", "inventory.json"}, {.directory = folder_});
  for (const char* bad : {"cut.json", "inventory.json"}) {
    const Ran ran = Diff({bad, "new"});
    EXPECT_EQ(ran.exit_code, 2) << bad;
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find(bad), std::string::npos) << ran.err;
  }
}

TEST_F(DiffVerb, ARefusedCallIsIncompleteAndNothingIsLost) {
  Write("new",
        "An error occurred (AccessDeniedException) when calling the GetDetector operation: User: "
        "arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: "
        "guardduty:GetDetector");
  const Ran ran = Diff({"old", "new", "--fail-on", "lost"});
  EXPECT_EQ(ran.exit_code, 3) << ran.out;
  EXPECT_EQ(ran.out.rfind("AWS GuardDuty VANISHED in 111122223333 us-east-1: ", 0), 0u) << ran.out;
  EXPECT_NE(ran.out.find("INCOMPLETE: parts of new"), std::string::npos);
  EXPECT_EQ(Diff({"old", "new", "--fail-on", "unknown"}).exit_code, 1);
}

TEST_F(DiffVerb, RulesOfTheSiemDifferTooAndAreNotGivenTwice) {
  std::filesystem::create_directories(folder_ + "/rules");
  WriteAll(folder_ + "/rules/a.yml",
           "title: A\nstatus: test\nlogsource: {product: aws}\n"
           "detection: {s: {a: b}, condition: s}\ntags: [attack.t1078.004]\n");
  const Ran ran = Diff({"old", "old", "--old-rules", "rules", "--format", "csv"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("T1078.004"), std::string::npos) << ran.out;
  RunDcv({"coverage", "-i", "old", "--json", "-o", "old.json"}, {.directory = folder_});
  EXPECT_EQ(Diff({"old.json", "old", "--old-rules", "rules"}).exit_code, 2);
}

}  // namespace
}  // namespace dcv::test
