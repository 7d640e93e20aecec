// SPDX-License-Identifier: Apache-2.0
// `dcv check` and `dcv explain` as a user runs them: formats, exit codes, fixes, hostile files.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

std::string Rule(const std::string& detection, const std::string& more = "") {
  return "title: A rule\nid: 6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40\nstatus: test\nlevel: low\n"
         "description: Made for a test of the program.\n"
         "logsource: {product: aws, service: cloudtrail}\ndetection:\n" +
         detection + more;
}

std::string GoodRule() {
  return Rule("  s: {eventName: StopLogging}\n  condition: s\n");
}

class Check : public ::testing::Test {
 protected:
  void SetUp() override { folder_ = FreshFolder(); }
  std::string Add(const std::string& name, const std::string& text) {
    const std::string path = folder_ + "/" + name;
    WriteAll(path, text);
    return path;
  }
  Ran Run(std::vector<std::string> arguments) {
    return RunDcv(std::move(arguments), {.directory = folder_});
  }
  std::string folder_;
};

TEST_F(Check, ExitCodes) {
  Add("good.yml", GoodRule());
  EXPECT_EQ(Run({"check", "good.yml"}).exit_code, 0);
  EXPECT_EQ(Run({"check", "."}).exit_code, 0);
  Add("bad.yml", Rule("  s: {eventName: StopLogging}\n  condition: t\n"));
  EXPECT_EQ(Run({"check", "."}).exit_code, 1);
  EXPECT_EQ(Run({"check", "nowhere"}).exit_code, 2);
  fs::create_directories(folder_ + "/empty");
  EXPECT_EQ(Run({"check", "empty"}).exit_code, 2);
  EXPECT_EQ(Run({"check"}).exit_code, 2);
  Add("old.yml", Rule("  s: {eventName: StopLogging}\n  condition: s\n", "date: 2024/01/02\n"));
  EXPECT_EQ(Run({"check", "old.yml"}).exit_code, 0);
  EXPECT_EQ(Run({"check", "old.yml", "--fail-on", "warning"}).exit_code, 1);
  EXPECT_EQ(Run({"check", "data"}).exit_code, 0);
}

TEST_F(Check, ATruncatedFileMakesTheResultIncomplete) {
  Add("good.yml", GoodRule());
  Add("cut.yml.gz", std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", 11));
  const Ran ran = Run({"check", "."});
  EXPECT_EQ(ran.exit_code, 3) << ran.out;
  EXPECT_NE(ran.out.find("error P027"), std::string::npos) << ran.out;
}

TEST_F(Check, JsonHasWhatIsPromised) {
  Add("a.yml", Rule("  s: {eventName|startwith: x}\n  condition: s\n"));
  const Ran ran = Run({"check", "a.yml", "--json"});
  EXPECT_EQ(ran.exit_code, 1);
  const std::string padded = ran.out + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto document = parser.Parse(std::string_view(padded).substr(0, ran.out.size()));
  ASSERT_TRUE(document.has_value()) << ran.out;
  EXPECT_EQ(document->Find("schema").text(), "dcv.check/1");
  EXPECT_EQ(document->Find("files").number(), 1);
  EXPECT_EQ(document->Find("rules").number(), 1);
  size_t count = 0;
  for (json::Value diagnostic : document->Find("diagnostics").elements()) {
    ++count;
    EXPECT_EQ(diagnostic.Find("file").text(), "a.yml");
    EXPECT_EQ(diagnostic.Find("line").number(), 8);
    EXPECT_EQ(diagnostic.Find("column").number(), 7);
    EXPECT_EQ(diagnostic.Find("code").text(), "P012");
    EXPECT_EQ(diagnostic.Find("severity").text(), "error");
    EXPECT_EQ(diagnostic.Find("remedy").text(), "did you mean startswith?");
  }
  EXPECT_EQ(count, 1u);
}

TEST_F(Check, SarifAndJUnitNameTheSame) {
  Add("a b.yml", Rule("  s: {eventName|startwith: \"<&>\"}\n  condition: s\n"));
  const Ran sarif = Run({"check", "a b.yml", "--format", "sarif"});
  const std::string padded = sarif.out + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto document = parser.Parse(std::string_view(padded).substr(0, sarif.out.size()));
  ASSERT_TRUE(document.has_value()) << sarif.out;
  EXPECT_EQ(document->Find("version").text(), "2.1.0");
  for (json::Value run : document->Find("runs").elements()) {
    EXPECT_EQ(run.Find("tool").Find("driver").Find("name").text(), "dcv");
    for (json::Value result : run.Find("results").elements()) {
      EXPECT_EQ(result.Find("ruleId").text(), "P012");
      EXPECT_EQ(result.Find("level").text(), "error");
    }
  }
  EXPECT_NE(sarif.out.find("a%20b.yml"), std::string::npos);
  const Ran junit = Run({"check", "a b.yml", "--format", "junit"});
  EXPECT_NE(junit.out.find("tests=\"1\" failures=\"1\""), std::string::npos) << junit.out;
  EXPECT_NE(junit.out.find("type=\"P012\""), std::string::npos) << junit.out;
}

TEST_F(Check, FixMendsTheFileAndNothingElse) {
  const std::string path =
      Add("a.yml", Rule("  s: {eventName: StopLogging}\n  condition: s\n", "date: 2024/1/2\n"));
  const std::string before = ReadAll(path);
  const Ran ran = Run({"check", "a.yml", "--fix"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("1 fixed"), std::string::npos) << ran.out;
  std::string expected = before;
  expected.replace(expected.find("2024/1/2"), 8, "2024-01-02");
  EXPECT_EQ(ReadAll(path), expected);
  EXPECT_EQ(Run({"check", "a.yml", "--fix"}).out.find("fixed"), std::string::npos);
}

TEST_F(Check, StandardInputAndSeverity) {
  Add("a.yml", Rule("  s: {eventName: StopLogging}\n  condition: s\n", "date: 2024/01/02\n"));
  const Ran ran = Run({"check", "a.yml", "--severity", "error"});
  EXPECT_EQ(ran.out, "1 rule in 1 file: 0 errors, 1 warning, 0 infos\n");
}

// Each hostile file costs only itself: a good one beside it is still checked.
TEST_F(Check, HostileFilesAreToldWithPlaceAndCostOnlyThemselves) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  std::string documents;
  for (int i = 0; i < 1000; ++i) documents += "---\n" + GoodRule();
  const auto condition = [](const std::string& text) {
    return Rule("  s: {eventName: StopLogging}\n  condition: " + text + "\n");
  };
  struct Row {
    const char *name, *code;
    std::string text;
  };
  const Row rows[] = {
      {"alias_bomb", "P003", bomb},
      {"scalar_10_mb", "",
       Rule("  s: {eventName: " + std::string(10 << 20, 'x') + "}\n  condition: s\n")},
      {"larger_than_64_mib", "P003", std::string((64 << 20) + 1, '#')},
      {"documents_1000", "", documents},
      {"nul", "P001", Rule(std::string("  s: {a: \"\0\"}\n", 14) + "  condition: s\n")},
      {"tab", "P001", "title: x\n\tlevel: low\n"},
      {"bom", "", "\xEF\xBB\xBF" + GoodRule()},
      {"latin1", "P001", "title: caf\xE9\n"},
      {"nested_yaml", "P003", "title: " + std::string(5000, '[') + "\n"},
      {"nested_condition", "P015",
       condition(std::string(10000, '(') + "s" + std::string(10000, ')'))},
      {"nots", "P015", condition([] {
         std::string text;
         for (int i = 0; i < 10000; ++i) text += "not ";
         return text + "s";
       }())},
      {"selector", "P101", condition("1 of nothing_*")},
      {"regex", "P102",
       Rule("  s: {eventName|re: '(((((a{1,100}){1,100}){1,100}){1,100}){1,100})'}"
            "\n  condition: s\n")},
      {"look_ahead", "P102", Rule("  s: {eventName|re: '(?=x)y'}\n  condition: s\n")},
  };
  for (const Row& row : rows) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Add("good.yml", GoodRule());
    Add("hostile.yml", row.text);
    const Ran ran = Run({"check", ".", "--severity", "error"});
    const std::string code = row.code;
    EXPECT_EQ(ran.exit_code, code.empty() ? 0 : 1) << row.name << ran.out.substr(0, 500) << ran.err;
    EXPECT_EQ(ran.out.find("good.yml"), std::string::npos) << row.name;
    if (code.empty()) continue;
    const std::string wanted = "hostile.yml:";
    ASSERT_EQ(ran.out.substr(0, 2 + wanted.size()), "./" + wanted) << row.name << ran.out;
    EXPECT_NE(ran.out.find(": error " + code + ": "), std::string::npos) << row.name << ran.out;
    EXPECT_LT(ran.out.size(), 2000u) << row.name;
  }
}

TEST_F(Check, ExplainTellsBrokenEventsAndRules) {
  Add("rule.yml", GoodRule());
  Add("event.ndjson", "{\"eventName\": \"stoplogging\"}\nnot json\n\n{\"eventName\": \"x\"}\n");
  const Ran ran = Run({"explain", "rule.yml", "event.ndjson"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("1 of 2 events match"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("line 2: not JSON"), std::string::npos) << ran.out;
  Add("broken.json", "{\"eventName\": ");
  EXPECT_EQ(Run({"explain", "rule.yml", "broken.json"}).exit_code, 2);
  Add("bad.yml", Rule("  s: {eventName: StopLogging}\n  condition: t\n"));
  EXPECT_EQ(Run({"explain", "bad.yml"}).exit_code, 1);
}

TEST_F(Check, ListsAreWhatTheProgramHas) {
  Add("rule.yml", GoodRule());
  const Ran rules = Run({"list", "rules", "--rules", "."});
  EXPECT_EQ(rules.exit_code, 0);
  EXPECT_NE(rules.out.find("aws/cloudtrail"), std::string::npos) << rules.out;
  EXPECT_NE(Run({"list", "checks"}).out.find("dangling_detection"), std::string::npos);
  EXPECT_NE(Run({"list", "logsources"}).out.find("aws_cloudtrail"), std::string::npos);
}

}  // namespace
}  // namespace dcv::test
