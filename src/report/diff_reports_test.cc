// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/json.h"
#include "coverage/test_snapshots.h"
#include "report/diff.h"
#include "report/gates.h"

namespace dcv::report {
namespace {

using coverage::ChangeKind;
using coverage::testing::Detector;
using coverage::testing::Estate;
using coverage::testing::kProd;

class DiffReports : public ::testing::Test {
 protected:
  void SetUp() override {
    Estate before{"before"}, after{"after"};
    before.Answer(std::string(kProd) + "detector.json", Detector("ENABLED"));
    after.Answer(std::string(kProd) + "detector.json", Detector("DISABLED"));
    before_ = coverage::testing::SnapshotOf(before, before.Evaluate());
    after_ = coverage::testing::SnapshotOf(after, after.Evaluate());
    difference_ = *coverage::Diff(before_, after_);
  }
  std::string Render(std::string_view name, std::vector<ChangeKind> fail_on = {}) {
    const DiffReport report{before_, after_, difference_, "old/", "new/", std::move(fail_on),
                            false};
    Sink sink;
    for (const DiffFormat& format : DiffFormats()) {
      if (format.name == name) format.render(report, sink);
    }
    return sink.buffer;
  }

  coverage::Snapshot before_, after_;
  coverage::Difference difference_;
};

TEST_F(DiffReports, TheFirstLineIsTheSourceThatWasSwitchedOff) {
  const std::string table = Render("table");
  EXPECT_EQ(table.substr(0, 62), "AWS GuardDuty was SWITCHED OFF in 111122223333 us-east-1: 4 of");
  EXPECT_NE(table.find("lost    T1619"), std::string::npos) << table;
  EXPECT_NE(table.find("Discovery:S3/MaliciousIPCaller on -> off in 111122223333 us-east-1"),
            std::string::npos);
  EXPECT_EQ(table.find("FAILED"), std::string::npos);
  EXPECT_NE(Render("table", {ChangeKind::kLost}).find("FAILED: "), std::string::npos);
  EXPECT_NE(Render("md").find("## Estate"), std::string::npos);
}

TEST_F(DiffReports, CsvHasSourcesFirstThenARowForEachChange) {
  const std::string csv = Render("csv");
  const size_t lines = static_cast<size_t>(std::count(csv.begin(), csv.end(), '\n'));
  EXPECT_EQ(lines, 1 + difference_.sources.size() + difference_.changes.size());
  EXPECT_NE(csv.find("\r\nsource-switched-off,aws,111122223333,"), std::string::npos);
  // Each record has as many cells as the header.
  size_t commas = 0, begin = 0;
  for (size_t line = 0; line < lines; ++line) {
    const size_t end = csv.find("\r\n", begin);
    size_t here = 0;
    bool quoted = false;
    for (char c : csv.substr(begin, end - begin)) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) ++here;
    }
    if (line == 0) commas = here;
    EXPECT_EQ(here, commas) << csv.substr(begin, end - begin);
    begin = end + 2;
  }
}

TEST_F(DiffReports, JsonIsOneDocument) {
  std::string text = Render("json", {ChangeKind::kLost});
  text.append(json::Parser::kPadding, '\0');
  json::Parser parser;
  const auto root =
      parser.Parse(std::string_view(text).substr(0, text.size() - json::Parser::kPadding));
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->Find("schema").text(), "dcv.diff/1");
  EXPECT_EQ(root->Find("failed").boolean(), true);
}

TEST_F(DiffReports, JUnitHasACaseForEachFailureAndOneForAKindWithout) {
  const std::string junit = Render("junit", {ChangeKind::kLost, ChangeKind::kUnknown});
  EXPECT_NE(junit.find("<testcase classname=\"dcv diff\" name=\"no technique is unknown\"/>"),
            std::string::npos);
  EXPECT_NE(junit.find("<failure type=\"diff-lost\""), std::string::npos);
  const std::string sarif = Render("sarif", {ChangeKind::kLost});
  EXPECT_NE(sarif.find("\"ruleId\": \"diff-lost\""), std::string::npos);
  EXPECT_EQ(Render("sarif").find("ruleId"), std::string::npos);
}

TEST(GateReports, SayWhatFailedAndHowManyHold) {
  const std::vector<coverage::Gate> gates = {
      {"fail-under", "at least 50 % of techniques are covered", true, "60 of 100", ""},
      {"require/T1485", "T1485 is at least deployed", false, "mapped: \"X\" is off", "a/b.json"}};
  EXPECT_EQ(GateText(gates),
            "FAILED T1485 is at least deployed\n       mapped: \"X\" is off\n1 of 2 gates hold.\n");
  Sink junit, sarif;
  GatesJUnit("dcv coverage", gates, junit);
  EXPECT_NE(junit.buffer.find("tests=\"2\" failures=\"1\""), std::string::npos);
  EXPECT_NE(junit.buffer.find("message=\"mapped: &quot;X&quot; is off\""), std::string::npos);
  GatesSarif(gates, sarif);
  EXPECT_NE(sarif.buffer.find("\"uri\": \"a/b.json\""), std::string::npos);
  EXPECT_EQ(sarif.buffer.find("60 of 100"), std::string::npos);
}

}  // namespace
}  // namespace dcv::report
