// SPDX-License-Identifier: Apache-2.0
// `dcv filter new` as a user runs it: its result is checked and explained with the rule.
#include <gtest/gtest.h>

#include "process.h"

namespace dcv::test {
namespace {

constexpr const char* kRule =
    "title: Key Made\nid: 0d894093-71bc-43c3-8c4d-ecfc28dcf5d9\nstatus: test\nlevel: low\n"
    "description: Made for a test of the program.\n"
    "logsource: {product: aws, service: cloudtrail}\n"
    "detection:\n  s: {eventSource: iam.amazonaws.com, eventName: CreateAccessKey}\n"
    "  condition: s\n";

class Filter : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = FreshFolder();
    WriteAll(folder_ + "/rule.yml", kRule);
  }
  Ran Run(std::vector<std::string> arguments, const std::string& input = {}) {
    return RunDcv(std::move(arguments), {.directory = folder_, .input = input});
  }
  std::string folder_;
};

constexpr const char* kRole = "userIdentity.arn=arn:aws:iam::111122223333:role/Deploy*";

// The text that docs/alerts.md shows.
TEST_F(Filter, TextOfTheManual) {
  const Ran ran = Run({"filter", "new", "rule.yml", "--field", kRole});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_NE(ran.out.find("condition: not selection\n"), std::string::npos);
  EXPECT_NE(ReadAll(DCV_SOURCE_DIR "/docs/alerts.md").find("\n" + ran.out + "```\n"),
            std::string::npos)
      << ran.out;
}

TEST_F(Filter, ResultPassesCheckAndTakesEventsOut) {
  const Ran made =
      Run({"filter", "new", "rule.yml", "--field", kRole, "--field",
           "sourceIPAddress|cidr=10.0.0.0/8", "--name", "Nightly keys", "-o", "f.yml"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out, "");
  EXPECT_NE(ReadAll(folder_ + "/f.yml").find("title: Nightly keys\n"), std::string::npos);
  const Ran check = Run({"check", "."});
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_NE(check.out.find("2 rules in 2 files: 0 errors, 0 warnings"), std::string::npos)
      << check.out;
  WriteAll(folder_ + "/both.yml", kRule + ("---\n" + ReadAll(folder_ + "/f.yml")));
  const std::string head =
      R"({"eventVersion":"1.08","eventSource":"iam.amazonaws.com","eventName":"CreateAccessKey",)"
      R"("awsRegion":"us-east-1","userIdentity":{"arn":"arn:aws:iam::111122223333:role/)";
  WriteAll(folder_ + "/known.json", head + R"(DeployAll"},"sourceIPAddress":"10.1.2.3"})");
  WriteAll(folder_ + "/other.json", head + R"(Admin"},"sourceIPAddress":"10.1.2.3"})");
  EXPECT_NE(Run({"explain", "both.yml", "known.json"}).out.find("does not match"),
            std::string::npos);
  EXPECT_EQ(Run({"explain", "both.yml", "other.json"}).out.find("does not match"),
            std::string::npos);
}

TEST_F(Filter, DoubtIsToldOnStderr) {
  const Ran ran = Run({"filter", "new", "rule.yml", "--field", "ip|cidr=10.1.2.3/8"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.err.find("warning P107"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out.find("P107"), std::string::npos);
}

TEST_F(Filter, WhatCannotBeRightIsRefused) {
  WriteAll(folder_ + "/broken.yml",
           "title: T\nlogsource: {product: aws}\ndetection: {s: {a: b}}\n");
  WriteAll(folder_ + "/nameless.yml",
           "title: T\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\n");
  WriteAll(folder_ + "/meaningless.yml",
           "title: T\nname: t\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: t}\n");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"rule.yml"}, "--field is required"},
      {{"rule.yml", "--field", "who"}, "--field takes FIELD=VALUE"},
      {{"rule.yml", "--field", "a|cider=b"}, "did you mean cidr?"},
      {{"rule.yml", "--field", "a|cidr=b"}, "'b'"},
      {{"rule.yml", "--field", "a|re=("}, "regular expression"},
      {{"nowhere.yml", "--field", "a=b"}, "nowhere.yml"},
      {{"broken.yml", "--field", "a=b"}, "broken.yml:3:12: P006"},
      {{"nameless.yml", "--field", "a=b"}, "neither id nor name"},
      {{"meaningless.yml", "--field", "a=b"}, "P100"}};
  for (const auto& [arguments, text] : cases) {
    std::vector<std::string> all = {"filter", "new"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ran ran = Run(all);
    EXPECT_EQ(ran.exit_code, 2) << text;
    EXPECT_EQ(ran.out, "") << text;
    EXPECT_NE(ran.err.find(text), std::string::npos) << text << "\n" << ran.err;
  }
}

TEST_F(Filter, FromStandardInput) {
  const Ran ran = Run({"filter", "new", "-", "--field", "a=b"}, kRule);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("0d894093-71bc-43c3-8c4d-ecfc28dcf5d9"), std::string::npos);
}

}  // namespace
}  // namespace dcv::test
