// SPDX-License-Identifier: Apache-2.0
// The rule library inside the binary: listed, shown on technique pages, run over logs, proved.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

// A JSON text and its root.
class Parsed {
 public:
  explicit Parsed(const std::string& text) : padded_(text + std::string(64, ' ')) {
    const auto root = parser_.Parse(std::string_view(padded_).substr(0, text.size()));
    EXPECT_TRUE(root.has_value()) << text.substr(0, 500);
    root_ = root.value_or(json::Value());
  }
  const json::Value* operator->() const { return &root_; }

 private:
  std::string padded_;
  json::Parser parser_;
  json::Value root_;
};

std::vector<std::string> RuleFilesOfTheTree() {
  std::vector<std::string> out;
  const fs::path root = DCV_SOURCE_DIR;
  for (const auto& entry : fs::recursive_directory_iterator(root / "rules")) {
    if (entry.path().extension() != ".yml") continue;
    out.push_back(entry.path().lexically_relative(root).generic_string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string Rule(const std::string& detection) {
  return "title: A rule\nid: 6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40\n"
         "logsource: {product: aws, service: cloudtrail}\ndetection:\n" +
         detection;
}

TEST(Library, EveryRuleOfTheTreeIsInside) {
  const Ran ran = RunDcv({"list", "rules", "--json"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const Parsed list(ran.out);
  std::vector<std::string> files;
  for (json::Value rule : list->Find("rules").elements()) {
    EXPECT_FALSE(rule.Find("id").text().empty());
    EXPECT_FALSE(rule.Find("level").text().empty());
    files.emplace_back(rule.Find("file").text());
  }
  files.erase(std::unique(files.begin(), files.end()), files.end());
  EXPECT_EQ(files, RuleFilesOfTheTree());
}

TEST(Library, EveryRuleIsProvedReachableAndTheMatcherAgrees) {
  const Ran ran = RunDcv({"list", "rules", "--reachable", "--json"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const Parsed list(ran.out);
  EXPECT_EQ(list->Find("reachable").number(), list->Find("proved").number());
  std::string events;
  size_t rules = 0;
  for (json::Value rule : list->Find("rules").elements()) {
    const bool proved = rule.Find("event").Is(json::Type::kObject);
    EXPECT_EQ(proved, rule.Find("kind").text() == "rule") << rule.Plain();
    if (proved) events += rule.Find("event").Plain() + "\n";
    rules += proved;
  }
  EXPECT_EQ(list->Find("reachable").number(), static_cast<double>(rules));
  const std::string folder = FreshFolder();
  WriteAll(folder + "/events.ndjson", events);
  const Ran detect = RunDcv({"detect", "builtin", folder + "/events.ndjson", "-q"});
  EXPECT_EQ(detect.exit_code, 0) << detect.err;
  // Rules that only correlations count do not report; all others do.
  EXPECT_GT(std::count(detect.out.begin(), detect.out.end(), '\n'), 50);
}

TEST(Library, ReasonsOfUnreachableRules) {
  const std::string folder = FreshFolder();
  WriteAll(folder + "/a.yml", Rule("  s: {status: Success}\n  condition: s\n"));
  WriteAll(folder + "/b.yml", Rule("  s: {noSuchField: 1}\n  condition: s\n"));
  WriteAll(folder + "/c.yml", Rule("  s: {eventName: StopLogging}\n  condition: s\n"));
  WriteAll(folder + "/d.yml", Rule("  s: {eventName: StopLogging}\n  condition: t\n"));
  const Ran ran = RunDcv({"list", "rules", "--reachable", "--rules", folder});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("aws_cloudtrail has no field status"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("field noSuchField is in no documentation of aws_cloudtrail"),
            std::string::npos);
  EXPECT_NE(ran.out.find("\n1 of 4 rules can match an event of their log source\n"),
            std::string::npos)
      << ran.out;
}

TEST(Library, TheWordStandsWhereRulesStand) {
  const std::string folder = FreshFolder();
  WriteAll(folder + "/e.json",
           R"({"eventVersion":"1.11","eventSource":"cloudtrail.amazonaws.com","awsRegion":"x",)"
           R"("eventName":"StopLogging","userIdentity":{"type":"IAMUser"}})");
  const Ran ran = RunDcv({"detect", "builtin", folder + "/e.json", "-q"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("a5b4dc02-0a38-4340-970d-d50179bf657b"), std::string::npos) << ran.out;
  EXPECT_EQ(RunDcv({"check", "builtin"}).exit_code, 0);
  const Ran fix = RunDcv({"check", "builtin", "--fix"});
  EXPECT_EQ(fix.exit_code, 2);
  EXPECT_EQ(fix.out, "");
  const Ran none = RunDcv({"--data", DCV_SOURCE_DIR "/data", "list", "rules"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("has no rules/"), std::string::npos) << none.err;
}

TEST(Library, TechniquePagesHaveTheirRules) {
  const Ran ran = RunDcv({"technique", "T1496", "--json"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const Parsed page(ran.out);
  size_t own = 0, below = 0;
  for (json::Value rule : page->Find("rules").elements()) {
    const bool sub = *rule.Find("sub_technique").boolean();
    ++(sub ? below : own);
    EXPECT_EQ(rule.Find("technique").text() != "T1496", sub);
    if (rule.Find("status").text() == "experimental") {
      EXPECT_TRUE(rule.Find("note").text().starts_with("tune before you enable: "));
    }
  }
  EXPECT_GE(own, 1u);
  EXPECT_GE(below, 1u);
  const Ran published = RunDcv({"technique", "T1496", "--mapping", "published"});
  EXPECT_EQ(published.out.find("CloudSigma"), std::string::npos) << "the figures stand alone";
}

}  // namespace
}  // namespace dcv::test
