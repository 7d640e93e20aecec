// SPDX-License-Identifier: Apache-2.0
// Answers of real estates and the providers' own samples. They are not part of this repository:
// DCV_SHARED_DATA names the folder (default ../shared/data beside the source).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "base/files.h"
#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

std::string Folder() {
  const char* set = std::getenv("DCV_SHARED_DATA");
  const fs::path data =
      set != nullptr ? fs::path(set) : fs::path(DCV_SOURCE_DIR) / "../shared/data";
  return (data.lexically_normal() / "inventory").string();
}

class RealData : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(Folder())) GTEST_SKIP() << Folder() << " is not there";
  }
};

TEST_F(RealData, EveryFileGivesAShapeOrANoticeThatNamesIt) {
  const Ran ran = RunDcv({"inventory", Folder(), "--json"});
  ASSERT_TRUE(ran.exit_code == 0 || ran.exit_code == 3) << ran.exit_code << "\n" << ran.err;
  EXPECT_EQ(ran.err, "");
  std::string padded = ran.out;
  padded.resize(padded.size() + json::Parser::kPadding);
  json::Parser parser;
  const auto root = parser.Parse({padded.data(), ran.out.size()});
  ASSERT_TRUE(root);
  std::map<std::string, size_t> notices;
  for (json::Value notice : root->Find("notices").elements()) {
    ++notices[std::string(notice.Find("file").text())];
  }
  std::map<std::string, size_t> outcomes;
  size_t files = 0;
  for (json::Value file : root->Find("files").elements()) {
    ++files;
    const std::string path(file.Find("path").text());
    const std::string shape(file.Find("shape").text());
    EXPECT_TRUE(!shape.empty() || notices.count(path) > 0) << path << " vanished";
    ++outcomes[shape.empty() ? "(named in a notice)" : shape];
  }
  const auto listed = ListFiles(Folder());
  ASSERT_TRUE(listed);
  EXPECT_EQ(files + notices.count(""), listed->size());
  for (const auto& [outcome, count] : outcomes) {
    std::printf("%5zu %s\n", count, outcome.c_str());
  }
}

TEST_F(RealData, RecordedAnswersAreReadAsWhatTheyAre) {
  struct Row {
    const char* file;
    const char* fact;  // its beginning, as the CSV report writes it
  };
  const Ran ran = RunDcv({"inventory", Folder(), "--format", "csv"});
  const std::string root = Folder() + "/";
  for (const Row& row : {
           Row{"aws/awscli/guardduty_get-findings.json",
               "aws_guardduty,Recon:IAMUser/UserPermissions,fired,on,111122223333,us-east-1,"},
           Row{"aws/awscli/guardduty_list-detectors.json",
               "aws_guardduty,'@detector,setting,on,,,"},
           Row{"aws/awscli/securityhub_get-enabled-standards.json",
               "aws_securityhub,'@standard/pci-dss/v/3.2.1,setting,on,123456789012,us-west-1,"},
           Row{"aws/recorded/"
               "config_DescribeConfigRules__test_toggle_config_managed_rule_1.json",
               "aws_config,S3_BUCKET_PUBLIC_WRITE_PROHIBITED,state,on,644160558196,us-east-1,"},
           Row{"aws/recorded/"
               "config_DescribeConfigRules__test_toggle_config_managed_rule_2.json",
               "aws_config,S3_BUCKET_PUBLIC_WRITE_PROHIBITED,state,off,644160558196,us-east-1,"},
           Row{"azure/recorded/"
               "Microsoft_Authorization_policyAssignments__test_find_by_name_0.json",
               "azure_policy,06a78e20-9358-41c9-923c-fb736d382a4d,state,on,"
               "ea42f556-5106-4743-99b0-c129bfa71a47,,"},
           Row{"gcp/recorded/"
               "get_v1_organizations_111111111111_sources_findings_1__filter-scc-findings.json",
               "gcp_scc,BUCKET_LOGGING_DISABLED,compliance,on,organizations/111111111111,,fail,"},
           Row{"chronicle/test_rules.json",
               "gcp_chronicle,okta_new_api_token_created,state,unknown,projects/1234567891234,,"},
       }) {
    bool found = false;
    for (size_t at = ran.out.find(row.fact); at != ran.out.npos && !found;
         at = ran.out.find(row.fact, at + 1)) {
      found = ran.out.substr(at, ran.out.find('\n', at) - at).find(root + row.file) !=
              std::string::npos;
    }
    EXPECT_TRUE(found) << row.file << " has no fact " << row.fact;
  }
  // Defender's test alert is the sample of Microsoft's own specification.
  EXPECT_EQ(ran.out.find("VM_EICAR"), std::string::npos);
}

TEST_F(RealData, CoverageOfAllOfItIsDeterministic) {
  const Ran one = RunDcv({"coverage", "--inventory", Folder(), "--json", "--threads", "1"});
  const Ran two = RunDcv({"coverage", "--inventory", Folder(), "--json", "--threads", "2"});
  EXPECT_EQ(one.exit_code, 3);
  EXPECT_EQ(two.exit_code, 3);
  EXPECT_TRUE(one.out == two.out);
}

// SigmaHQ's active rules: all parse and lower, and nothing in them is called an error.
TEST_F(RealData, EveryActiveRuleOfSigmaHqIsRight) {
  const fs::path rules = fs::path(Folder()).parent_path() / "sigmahq";
  if (!fs::is_directory(rules)) GTEST_SKIP() << rules << " is not there";
  const Ran ran = RunDcv({"check", (rules / "rules").string(),
                          (rules / "rules-compliance").string(), "--severity", "warning"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("3,144 rules in 3,144 files: 0 errors"), std::string::npos) << ran.out;
}

// What Sigma 1 could say is refused as such, with the way out.
TEST_F(RealData, LegacyRulesOfSigmaHqAreRefusedWithTheReason) {
  const fs::path rules = fs::path(Folder()).parent_path() / "sigmahq" / "unsupported";
  if (!fs::is_directory(rules)) GTEST_SKIP() << rules << " is not there";
  const Ran ran = RunDcv({"check", rules.string(), "--severity", "error"});
  EXPECT_EQ(ran.exit_code, 1);
  size_t refused = 0;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(": error ") == std::string::npos) continue;
    EXPECT_NE(line.find(": error P016: "), std::string::npos) << line;
    ++refused;
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_NE(line.find("write a correlation rule"), std::string::npos) << line;
  }
  EXPECT_EQ(refused, 58u);
}

}  // namespace
}  // namespace dcv::test
