// SPDX-License-Identifier: Apache-2.0
// `dcv convert` as a user runs it: formats, exit codes, what is told.
#include <gtest/gtest.h>

#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

std::string Rule(const std::string& detection) {
  return "title: A rule\nid: 6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40\nstatus: test\nlevel: low\n"
         "logsource: {product: aws, service: cloudtrail}\ndetection:\n" +
         detection;
}

class Convert : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = FreshFolder();
    WriteAll(folder_ + "/good.yml", Rule("  s: {eventName: StopLogging}\n  condition: s\n"));
    WriteAll(folder_ + "/regex.yml", Rule("  s: {eventName|re: 'St.p'}\n  condition: s\n"));
    WriteAll(folder_ + "/broken.yml", Rule("  s: {eventName: x}\n  condition: t\n"));
  }
  Ran Run(std::vector<std::string> arguments) {
    return RunDcv(std::move(arguments), {.directory = folder_});
  }
  std::string folder_;
};

TEST_F(Convert, PrintsQueries) {
  const Ran ran = Run({"convert", "-t", "duckdb,sqlite", "good.yml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("-- A rule (good.yml)\nSELECT event\n"), ran.out.npos) << ran.out;
  EXPECT_NE(ran.out.find("list_filter"), ran.out.npos);
  EXPECT_NE(ran.out.find("json_each"), ran.out.npos);
  EXPECT_EQ(ran.out, Run({"convert", "-t", "duckdb,sqlite", "good.yml"}).out);
}

TEST_F(Convert, GoesOnAfterWhatCannotBeConverted) {
  const Ran ran = Run({"convert", "-t", "sqlite", "."});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.out.find("'stoplogging'"), ran.out.npos) << ran.out;
  EXPECT_NE(ran.err.find("regex.yml: sqlite: C003"), ran.err.npos) << ran.err;
  EXPECT_NE(ran.err.find("broken.yml:"), ran.err.npos) << ran.err;
}

TEST_F(Convert, WritesJson) {
  const Ran ran = Run({"convert", "-t", "sqlite,duckdb", "good.yml", "regex.yml", "--json"});
  EXPECT_EQ(ran.exit_code, 2);
  std::string padded = ran.out + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto document = parser.Parse(std::string_view(padded).substr(0, ran.out.size()));
  ASSERT_TRUE(document.has_value()) << ran.out;
  EXPECT_EQ(document->Find("schema").text(), "dcv.convert/1");
  std::string lowerings;
  for (json::Value query : document->Find("queries").elements()) {
    lowerings += std::string(query.Find("target").text()) + " " +
                 std::string(query.Find("lowering").text()) + "; ";
    EXPECT_EQ(query.Find("rule_id").text(), "6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40");
    EXPECT_EQ(query.Find("query").text().empty(), query.Find("lowering").text() == "impossible");
  }
  EXPECT_EQ(lowerings, "sqlite exact; duckdb exact; sqlite impossible; duckdb exact; ");
}

TEST_F(Convert, ExplainsSideBySide) {
  const Ran ran = Run({"convert", "-t", "sqlite", "good.yml", "--explain"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("eventName is 'StopLogging'"), ran.out.find("| SELECT event")) << ran.out;
  EXPECT_NE(ran.out.find("sqlite: exact"), ran.out.npos);
}

TEST_F(Convert, NamesWrongTargets) {
  const Ran ran = Run({"convert", "-t", "sqlit", "good.yml"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.err.find("did you mean sqlite?"), ran.err.npos) << ran.err;
  EXPECT_EQ(Run({"convert", "-t", "sqlite", "nowhere"}).exit_code, 2);
  EXPECT_EQ(Run({"convert", "good.yml"}).exit_code, 2);
}

TEST_F(Convert, WritesArtefactsOfOneTarget) {
  const Ran ran = Run({"convert", "-t", "splunk", "good.yml", "--format", "savedsearch"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out.find("[A rule - 6f3e2c1a]\n"), 0u) << ran.out;
  EXPECT_NE(ran.out.find("cron_schedule = */5 * * * *\n"), ran.out.npos) << ran.out;
  const Ran wrong = Run({"convert", "-t", "sentinel", "good.yml", "--format", "savedsearch"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("C011"), wrong.err.npos) << wrong.err;
  EXPECT_NE(wrong.err.find("plain json sentinel-arm sentinel-yaml"), wrong.err.npos) << wrong.err;
  const Ran two = Run({"convert", "-t", "eql,esql", "good.yml", "--format", "elastic-ndjson"});
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_EQ(two.out, "");
}

TEST_F(Convert, RefusesRunsThatAScheduleCannotSay) {
  const std::vector<std::string> base = {"convert", "-t", "sentinel", "good.yml", "--every"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    return Run(more);
  };
  EXPECT_EQ(with({"7m", "--format", "sentinel-yaml"}).exit_code, 2);
  EXPECT_EQ(with({"5m"}).exit_code, 2);
  EXPECT_EQ(with({"5m", "--format", "sentinel-yaml", "--explain"}).exit_code, 2);
  const Ran often = with({"1m", "--format", "sentinel-yaml"});
  EXPECT_EQ(often.exit_code, 2);
  EXPECT_NE(often.err.find("good.yml: sentinel: C010 "), often.err.npos) << often.err;
  EXPECT_EQ(with({"1h", "--format", "sentinel-yaml"}).exit_code, 0);
}

TEST_F(Convert, TellsWhatFailedOncePerTargetAndCode) {
  WriteAll(folder_ + "/regex_too.yml", Rule("  s: {eventName|re: 'Dele.e'}\n  condition: s\n"));
  const Ran ran = Run({"convert", "-t", "sqlite", "regex.yml", "regex_too.yml"});
  EXPECT_NE(ran.err.find("(and 1 more rule)"), ran.err.npos) << ran.err;
  EXPECT_EQ(ran.err.find("regex_too.yml"), ran.err.npos) << ran.err;
  const Ran all = Run({"convert", "-t", "sqlite", "regex.yml", "regex_too.yml", "--verbose"});
  EXPECT_NE(all.err.find("regex_too.yml: sqlite: C003"), all.err.npos) << all.err;
}

TEST_F(Convert, ListsDialects) {
  const Ran ran = Run({"list", "dialects"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("postgres"), ran.out.npos) << ran.out;
  EXPECT_NE(ran.out.find("sentinel-arm sentinel-yaml"), ran.out.npos) << ran.out;
}

}  // namespace
}  // namespace dcv::test
