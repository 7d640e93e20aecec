// SPDX-License-Identifier: Apache-2.0
#include "catalog/check.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/files.h"

namespace dcv::catalog {
namespace {
namespace fs = std::filesystem;

std::set<std::string> Codes(const CheckSummary& summary) {
  std::set<std::string> codes;
  for (const Diagnostic& diagnostic : summary.diagnostics.Sorted()) codes.insert(diagnostic.code);
  return codes;
}

TEST(CheckTest, TheProgramsOwnDataIsSound) {
  const CheckSummary summary = CheckData(DataFiles::Packed());
  for (const Diagnostic& found : summary.diagnostics.Sorted()) {
    ADD_FAILURE() << found.code << " " << found.file << " " << found.place << " " << found.message;
  }
  EXPECT_GT(summary.files, 15u);
  EXPECT_GT(summary.rows, 10000u);
}

// The program's data with the text of one file changed.
DataFiles Changed(const std::string& path, const std::string& from, const std::string& to) {
  const fs::path folder = fs::path(testing::TempDir()) / "dcv_check_changed";
  fs::remove_all(folder);
  fs::create_directories((folder / path).parent_path());
  std::string text = *ReadFile(DCV_SOURCE_DIR "/data/" + path);
  const size_t at = from.empty() ? text.size() : text.find(from);
  EXPECT_NE(at, text.npos) << "the case is out of date: no '" << from << "' in " << path;
  if (at != text.npos) text.replace(at, from.size(), to);
  EXPECT_TRUE(WriteFile((folder / path).string(), text).has_value());
  DataFiles data = *DataFiles::FromDirectory(folder.string());
  EXPECT_TRUE(data.Overlay(DCV_SOURCE_DIR "/data", "").has_value());  // the other files
  return data;
}

struct Row {
  const char *what, *path, *from, *to;
  std::set<std::string> codes;
  const char* message;  // of the first code
};

const std::vector<Row>& Rows() {
  static const char* const kGuardDuty = "catalog/aws/guardduty.tsv";
  static const char* const kPublished = "catalog/published.tsv";
  static const char* const kOldTechniques = "attack/18.1/techniques.tsv";
  static const char* const kTechniques = "attack/19.1/techniques.tsv";
  static const char* const kMapped =
      "AttackSequence:EC2/CompromisedInstanceGroup\tT1059\t0.50\tcurated\tcorrelation\t"
      "detects its outcome\n";
  static const char* const kRetired = "Backdoor:EC2/XORDDOS\t\t\t\t\tretired\n";
  static const char* const kPublishedRow =
      "aws_guardduty\tBackdoor:EC2/C&CActivity.B\tT1071\t0.90\tguardduty\t";
  static const char* const kEvents = "catalog/events.tsv";
  static const char* const kStopLogging =
      "aws_cloudtrail\tcloudtrail.amazonaws.com\tStopLogging\tT1685.002\t0.95\tis\t\n";
  static const std::vector<Row> rows = {
      {"a key that the vendor list does not have",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/Aaa\tT1059\t0.50\tcurated\tcorrelation\tdetects its outcome\n",
       {"K001", "K009"},
       "key AttackSequence:EC2/Aaa is not in data/vendor/aws_guardduty.tsv"},
      {"a technique that no version has",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT0999\t0.50\tcurated\tcorrelation\t"
       "detects its outcome\n",
       {"K002"},
       "T0999 is an active technique of no ATT&CK version here"},
      {"a deprecated technique in the published rows",
       kPublished,
       kPublishedRow,
       "aws_guardduty\tBackdoor:EC2/C&CActivity.B\tT1043\t0.90\tguardduty\t",
       {"K002"},
       "T1043 is an active technique of no ATT&CK version here"},
      {"a confidence between the steps",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT1059\t0.70\tcurated\tcorrelation\t"
       "detects its outcome\n",
       {"K003"},
       "confidence 0.70 is off the scale"},
      {"a step written otherwise",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT1059\t0.5\tcurated\tcorrelation\t"
       "detects its outcome\n",
       {"K003"},
       "confidence 0.5 is off the scale"},
      {"a row out of order",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT1203\t0.50\tcurated\tcorrelation\t"
       "detects its outcome\n",
       {"K004"},
       "row is out of order or repeated"},
      {"a row twice",
       kPublished,
       "aws_config\tACCESS_KEYS_ROTATED\tT1078.004\t0.50\tconfig\tACCESS_KEYS_ROTATED\n",
       "aws_config\tACCESS_KEYS_ROTATED\tT1078.004\t0.50\tconfig\tACCESS_KEYS_ROTATED\n"
       "aws_config\tACCESS_KEYS_ROTATED\tT1078.004\t0.50\tconfig\tACCESS_KEYS_ROTATED\n",
       {"K004"},
       "row is out of order or repeated"},
      {"a detection nobody judged",
       kGuardDuty,
       kRetired,
       "",
       {"K005"},
       "Backdoor:EC2/XORDDOS has neither mapping nor reason"},
      {"a detection judged both ways",
       kGuardDuty,
       kRetired,
       "Backdoor:EC2/XORDDOS\t\t\t\t\tretired\n"
       "Backdoor:EC2/XORDDOS\tT1059\t0.50\tcurated\t\tdetects its outcome\n",
       {"K005"},
       "Backdoor:EC2/XORDDOS has a mapping and a reason for none"},
      {"a reason of its own for a mapping",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT1059\t0.50\tcurated\tcorrelation\tbecause\n",
       {"K006"},
       "'because' is no reason for a mapping"},
      {"a reason of another basis",
       kGuardDuty,
       kMapped,
       "AttackSequence:EC2/CompromisedInstanceGroup\tT1059\t0.50\tctid\tcorrelation\t"
       "detects its outcome\n",
       {"K006"},
       "'detects its outcome' is no reason for a mapping"},
      {"a reason of its own for none",
       kGuardDuty,
       kRetired,
       "Backdoor:EC2/XORDDOS\t\t\t\t\told\n",
       {"K006"},
       "'old' is no reason for no technique"},
      {"a published row tied to nothing",
       kPublished,
       "aws_guardduty\tBackdoor:EC2/C&CActivity.B\tT1071\t0.90\tguardduty\t"
       "Backdoor:EC2/C&CActivity.B\n",
       "aws_guardduty\tBackdoor:EC2/C&CActivity.B\tT1071\t0.90\tguardduty\tNothing\n",
       {"K008"},
       "Nothing is in no vendor list"},
      {"sources.yaml broken",
       "catalog/sources.yaml",
       "kind: posture",
       "kind: poster",
       {"K009"},
       "catalog/sources.yaml:11: a source needs id, title, cloud and kind"},
      {"a parent that does not exist",
       kTechniques,
       "Linux,macOS,Windows\tT1496\tactive",
       "Linux,macOS,Windows\tT9999\tactive",
       {"K010"},
       "its parent T9999 does not exist"},
      {"a successor that does not exist",
       kTechniques,
       "\tT1562\trevoked\tT1685.002",
       "\tT1562\trevoked\tT9999",
       {"K010"},
       "revoked, and its successors lead to no active technique"},
      {"a tactic that does not exist",
       kOldTechniques,
       "Data Obfuscation\tcommand-and-control",
       "Data Obfuscation\tcommand",
       {"K010", "K002"},
       nullptr},
      {"carriage returns", "vendor/gcp_scc.tsv", "\n", "\r\n", {"K011", "K009"}, nullptr},
      {"no last newline",
       "vendor/gcp_scc.tsv",
       "",
       "zzz\t\t\tactive\t\t\t",
       {"K005", "K011"},
       "does not end with a newline"},
      {"another encoding",
       "vendor/gcp_scc.tsv",
       "",
       "zz\xFCz\t\t\tactive\t\t\t\n",
       {"K005", "K011"},
       "is not UTF-8"},
      {"a status that is no word of ours",
       "vendor/gcp_scc.tsv",
       "",
       "zzz\t\t\tretierd\t\t\t\n",
       {"K005", "K012"},
       "'retierd' is no status"},
      {"a kind that is no word of ours",
       "vendor/gcp_scc.tsv",
       "",
       "zzz\t\tpostuer\tactive\t\t\t\n",
       {"K005", "K012"},
       "'postuer' is no kind of detection"},
      {"an event surer than its evidence",
       kEvents,
       kStopLogging,
       "aws_cloudtrail\tcloudtrail.amazonaws.com\tStopLogging\tT1685.002\t0.95\tcan be\t\n",
       {"K003"},
       "confidence 0.95 does not go with 'can be'"},
      {"a condition of its own",
       kEvents,
       kStopLogging,
       "aws_cloudtrail\tcloudtrail.amazonaws.com\tStopLogging\tT1685.002\t0.95\tis\tat night\n",
       {"K012"},
       "'at night' is not a condition"},
      {"a log source that is not there",
       "catalog/log_sources.tsv",
       "T1020.001\taws_vpcflow\t",
       "T1020.001\taws_vpcflows\t",
       {"K013"},
       "no log source aws_vpcflows"},
      {"a reference to nothing",
       "catalog/references.tsv",
       "aws_config\tACCESS_KEYS_ROTATED\tctid\t",
       "aws_config\tACCESS_KEYS_FORGOTTEN\tctid\t",
       {"K014"},
       "aws_config has no ACCESS_KEYS_FORGOTTEN"},
  };
  return rows;
}

TEST(CheckTest, EachFaultHasItsCode) {
  for (const Row& row : Rows()) {
    const CheckSummary summary = CheckData(Changed(row.path, row.from, row.to));
    EXPECT_EQ(Codes(summary), row.codes) << row.what;
    if (row.message == nullptr) continue;
    bool told = false;
    for (const Diagnostic& found : summary.diagnostics.Sorted()) {
      told = told || (row.codes.count(found.code) > 0 && found.message == row.message);
    }
    EXPECT_TRUE(told) << row.what << ": no diagnostic says '" << row.message << "'";
  }
}

TEST(CheckTest, EachCodeHasItsCase) {
  std::set<std::string> cases;
  for (const Row& row : Rows()) cases.insert(row.codes.begin(), row.codes.end());
  EXPECT_EQ(cases, (std::set<std::string>{"K001", "K002", "K003", "K004", "K005", "K006", "K008",
                                          "K009", "K010", "K011", "K012", "K013", "K014"}));
}

TEST(CheckTest, PlacesAreLinesOfTheFile) {
  const CheckSummary summary =
      CheckData(Changed("catalog/aws/guardduty.tsv", "\t0.50\t", "\t0.51\t"));
  const auto found = summary.diagnostics.Sorted();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].file, "data/catalog/aws/guardduty.tsv");
  EXPECT_EQ(found[0].place, "line 2");
}

}  // namespace
}  // namespace dcv::catalog
