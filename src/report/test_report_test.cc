// SPDX-License-Identifier: Apache-2.0
#include "report/test.h"

#include <gtest/gtest.h>

#include "base/data_files.h"
#include "base/json.h"
#include "report/xml.h"

namespace dcv::report {
namespace {

TestReport Report() {
  TestReport report;
  TestedRule good{"a.yml", "a.tests.json", "id-a", "Rule <A>", {}, {}, {}};
  good.tests = {{"fine & well", "synthetic", true, false, true, 1, {3, 5}, ""},
                {"wrong", "recorded", false, true, false, 2, {4, 5}, "Event 2 (X): matches\n"}};
  good.variants = TestVariants{
      1200, 3, 1, {{"wrong", "folded", "/k", "{\"k\": 1}", "the matcher"}}, {"/eventName"}};
  TestedRule bare{"b.yml", "", "id-b", "Rule B", {{"T022", {}, "the rule has no tests"}}, {}, {}};
  report.tested = {good, bare};
  report.rules = 2;
  report.without_tests = 1;
  report.tests = 2;
  report.passed = 1;
  report.failed = 1;
  report.warnings = 1;
  return report;
}

std::string Render(const std::string& name, const TestReport& report) {
  static const DataFiles data = DataFiles::Packed();
  const auto codes = DiagnosticCodes::Load(data);
  EXPECT_TRUE(codes.has_value());
  Sink sink;
  for (const TestFormat& format : TestFormats()) {
    if (name == format.name) format.render(*codes, report, sink);
  }
  return sink.buffer;
}

TEST(TestReportTest, Text) {
  EXPECT_EQ(Render("text", Report()),
            "a.tests.json:4:5: FAILED 'wrong': must not match and does\n"
            "    Event 2 (X): matches\n"
            "a.tests.json: 'wrong', folded at /k: the answers differ\n"
            "    the matcher\n"
            "    {\"k\": 1}\n"
            "a.tests.json: info: depends on /eventName\n"
            "b.yml: warning T022: the rule has no tests\n"
            "    Write X.tests.json beside X.yml (docs/testing.md).\n"
            "2 rules, 2 tests: 1 passed, 1 failed; 1 rule without tests; 0 errors, 1 warning\n"
            "1,200 variants of the events, 3 not readable: 1 difference\n");
}

TEST(TestReportTest, WithoutVariantsNothingIsSaidOfThem) {
  TestReport report = Report();
  report.tested[0].variants.reset();
  EXPECT_EQ(Render("text", report).find("variant"), std::string::npos);
  EXPECT_EQ(Render("json", report).find("variants"), std::string::npos);
  EXPECT_EQ(Render("junit", report).find("variants"), std::string::npos);
}

TEST(TestReportTest, Json) {
  std::string text = Render("json", Report());
  const size_t size = text.size();
  text.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto root = parser.Parse(std::string_view(text).substr(0, size));
  ASSERT_TRUE(root.has_value()) << text;
  EXPECT_EQ(root->Find("schema").text(), "dcv.test/1");
  EXPECT_EQ(root->Find("failed").number(), 1);
  EXPECT_EQ(root->Find("rules_without_tests").number(), 1);
  EXPECT_EQ(root->Find("variants").Find("count").number(), 1200);
  std::vector<json::Value> tested;
  for (json::Value rule : root->Find("tested").elements()) tested.push_back(rule);
  ASSERT_EQ(tested.size(), 2u);
  EXPECT_EQ(tested[0].Find("title").text(), "Rule <A>");
  std::vector<json::Value> tests;
  for (json::Value test : tested[0].Find("tests").elements()) tests.push_back(test);
  ASSERT_EQ(tests.size(), 2u);
  EXPECT_EQ(tests[0].Find("passed").boolean(), true);
  EXPECT_TRUE(tests[0].Find("why").Is(json::Type::kAbsent));
  EXPECT_EQ(tests[1].Find("why").text(), "Event 2 (X): matches\n");
  EXPECT_EQ(tests[1].Find("line").number(), 4);
  for (json::Value diagnostic : tested[1].Find("diagnostics").elements()) {
    EXPECT_EQ(diagnostic.Find("code").text(), "T022");
    EXPECT_EQ(diagnostic.Find("severity").text(), "warning");
    EXPECT_EQ(diagnostic.Find("file").text(), "b.yml");
  }
}

TEST(TestReportTest, JUnitCountsItsCases) {
  const std::string xml = Render("junit", Report());
  EXPECT_NE(xml.find("<testsuite name=\"a.yml\" tests=\"3\" failures=\"2\">"), xml.npos) << xml;
  EXPECT_NE(xml.find("<testcase classname=\"Rule &lt;A&gt;\" name=\"fine &amp; well\"/>"),
            xml.npos);
  EXPECT_NE(xml.find("<failure message=\"must not match and does\">a.tests.json:4:5\nEvent 2"),
            xml.npos);
  EXPECT_EQ(xml.find("b.yml"), xml.npos);  // a warning is no failure
}

TEST(XmlTest, OnlyWhatXmlCanSay) {
  EXPECT_EQ(Xml("a<b>&\"c\"\n\x01\x7F"), "a&lt;b&gt;&amp;&quot;c&quot;\n \x7F");
  EXPECT_EQ(Xml("caf\u00e9 \U0001F600"), "caf\u00e9 \U0001F600");
  EXPECT_EQ(Xml("\xFF\xC3"), "\uFFFD\uFFFD");
  EXPECT_EQ(Xml("\uFFFE\uFFFF\uFFFD"), "\uFFFD\uFFFD\uFFFD");
}

}  // namespace
}  // namespace dcv::report
