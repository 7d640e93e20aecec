// SPDX-License-Identifier: Apache-2.0
// `dcv test` as a user runs it: verdicts, places, exit codes, formats, hostile files.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kId = "6f3e2c1a-0b9d-4c8e-8a7f-5d4c3b2a1f40";

std::string Rule(const std::string& selection = "eventName: StopLogging") {
  return std::string("title: Trail stopped\nid: ") + kId +
         "\nstatus: test\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\n"
         "detection:\n  selection: {" +
         selection + "}\n  condition: selection\n";
}

std::string Event(const std::string& name, const std::string& more = "") {
  return "{\"eventVersion\": \"1.11\", \"eventTime\": \"2026-11-20T08:14:52Z\", \"eventSource\": "
         "\"cloudtrail.amazonaws.com\", \"eventName\": \"" +
         name + "\", \"awsRegion\": \"eu-central-1\", \"eventID\": \"0a1b\"" + more + "}";
}

std::string One(const std::string& name, bool match, const std::string& event,
                const std::string& origin = "\"synthetic\"") {
  return "{\"name\": \"" + name + "\", \"match\": " + (match ? "true" : "false") +
         ", \"origin\": " + origin + ", \"event\": " + event + "}";
}

std::string Tests(const std::vector<std::string>& tests, const std::string& id = kId) {
  std::string out = "{\"rule\": \"" + id + "\", \"tests\": [\n";
  for (size_t i = 0; i < tests.size(); ++i) out += (i > 0 ? ",\n" : "") + tests[i];
  return out + "\n]}\n";
}

std::string Good() {
  return Tests(
      {One("stopped", true, Event("StopLogging")), One("started", false, Event("StartLogging"))});
}

class TestVerb : public ::testing::Test {
 protected:
  void SetUp() override { folder_ = FreshFolder(); }
  void Add(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
    WriteAll(folder_ + "/" + name, text);
  }
  Ran Dcv(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "test");
    return RunDcv(arguments, {.directory = folder_});
  }
  // A rule with these tests: the exit code must be as given, and the output have the text.
  void Expect(const std::string& tests, int code, const std::string& text) {
    Add("r.yml", Rule());
    Add("r.tests.json", tests);
    const Ran ran = Dcv({"r.yml"});
    EXPECT_EQ(ran.exit_code, code) << ran.out << ran.err;
    EXPECT_NE(ran.out.find(text), std::string::npos) << text << "\nis not in\n" << ran.out;
  }
  std::string folder_;
};

TEST_F(TestVerb, AGoodFilePasses) {
  Add("rules/a.yml", Rule());
  Add("rules/a.tests.json", Good());
  for (const char* path : {"rules", "rules/a.yml", "rules/a.tests.json"}) {
    const Ran ran = Dcv({path});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out,
              "1 rule, 2 tests: 2 passed, 0 failed; 0 rules without tests; 0 errors, 0 warnings\n");
  }
}

TEST_F(TestVerb, AFailingMatchSaysWhy) {
  const std::string tests =
      Tests({One("stopped", true, Event("StartLogging")), One("other", false, Event("GetTrail"))});
  Expect(tests, 1, "r.tests.json:2:1: FAILED 'stopped': must match and does not\n");
  const Ran ran = Dcv({"r.yml"});
  EXPECT_NE(ran.out.find("Event 1 (AWS CloudTrail): does not match"), std::string::npos);
  EXPECT_NE(ran.out.find("has 'StartLogging'"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("2 tests: 1 passed, 1 failed;"), std::string::npos) << ran.out;
  // The same words as explain has for the same event.
  Add("event.json", Event("StartLogging"));
  const Ran explained = RunDcv({"explain", "r.yml", "event.json"}, {.directory = folder_});
  const std::string line = "selection: failed\n";
  EXPECT_NE(explained.out.find(line), std::string::npos) << explained.out;
  EXPECT_NE(ran.out.find(line), std::string::npos) << ran.out;
}

TEST_F(TestVerb, AFailingNoMatchSaysWhy) {
  Expect(Tests({One("stopped", true, Event("StopLogging")),
                One("near", false, Event("StopLogging", ", \"readOnly\": false"))}),
         1, "r.tests.json:3:1: FAILED 'near': must not match and does\n    Event 1 (AWS");
}

TEST_F(TestVerb, FaultsOfTheFileHaveTheirPlace) {
  Expect("{\"rule\": \"x\",\n \"tests\": [}", 2, "r.tests.json:2:12: error T001: ");
  Expect(Tests({One("a", true, "5")}), 2, "r.tests.json:2:62: error T004: an event is a number");
  Expect("{\"rule\": \"" + std::string(kId) + "\", \"tests\": [], \"x\": 1}", 2,
         "r.tests.json:1:63: error T003: ");
  Expect(Tests({One("a", true, Event("StopLogging"), "\"invented\"")}), 2, "error T006: ");
  Expect(Tests({One("a", true, Event("StopLogging"))}, "0f0e"), 2,
         "error T021: r.yml has no rule with the id 0f0e\n    it has: 6f3e");
  Expect("", 2, "error T001: ");
}

TEST_F(TestVerb, OtherFilesAreRunAllTheSame) {
  Add("a.yml", Rule());
  Add("a.tests.json", "{");
  std::string other = Rule();
  other.replace(other.find("6f3e"), 4, "7f3e");
  Add("b.yml", other);
  Add("b.tests.json", Tests({One("stopped", true, Event("StopLogging")),
                             One("started", false, Event("StartLogging"))},
                            std::string("7") + (kId + 1)));
  const Ran ran = Dcv({"."});
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_NE(ran.out.find("a.tests.json:1:"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("2 passed, 0 failed"), std::string::npos) << ran.out;
  // A failed test decides the exit code.
  Add("b.tests.json", Tests({One("stopped", true, Event("x")), One("started", false, Event("y"))},
                            std::string("7") + (kId + 1)));
  EXPECT_EQ(Dcv({"."}).exit_code, 1);
}

TEST_F(TestVerb, WhatTestsMustHave) {
  Expect(Tests({One("a", true, Event("StopLogging"), "\"recorded\""),
                One("b", false, Event("StartLogging"))}),
         1, "r.tests.json:2:1: error T011: ");
  Expect(Tests({One("a", true, Event("StopLogging"))}), 1, "error T010: ");
  Expect(Tests({One("a", true, Event("StopLogging")), One("b", false, "{\"eventName\": \"x\"}")}),
         1, "r.tests.json:3:63: error T030: ");
  Expect(Tests({One("a", true, Event("StopLogging")), One("b", false, Event("x")),
                One("c", false, Event("x"))}),
         0, "r.tests.json:4:63: warning T012: ");
}

TEST_F(TestVerb, FilesWithoutTheirOther) {
  Add("r.yml", Rule());
  Ran ran = Dcv({"."});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("r.yml: warning T022: 'Trail stopped' has no tests"), std::string::npos);
  EXPECT_NE(ran.out.find("1 rule, 0 tests: 0 passed, 0 failed; 1 rule without tests;"),
            std::string::npos)
      << ran.out;
  ran = Dcv({".", "--require-tests"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.out.find("error T023: "), std::string::npos) << ran.out;
  Add("r.tests.json", Good());
  Add("other.tests.json", Good());
  ran = Dcv({"."});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_NE(ran.out.find("other.tests.json: error T020: "), std::string::npos) << ran.out;
  EXPECT_EQ(Dcv({"other.tests.json"}).exit_code, 2);
  EXPECT_EQ(Dcv({"nowhere"}).exit_code, 2);
  EXPECT_EQ(Dcv({"nowhere.tests.json"}).exit_code, 2);
  EXPECT_EQ(Dcv({}).exit_code, 2);
}

TEST_F(TestVerb, ARuleWithErrorsCannotBeTested) {
  Add("r.yml", Rule("eventName|re: '('"));
  Add("r.tests.json", Good());
  const Ran lowered = Dcv({"."});
  EXPECT_EQ(lowered.exit_code, 2);
  EXPECT_NE(lowered.out.find("error T024: the rule has errors: line 7: "), std::string::npos)
      << lowered.out;
  Add("r.yml", Rule("eventName|startwith: x"));
  const Ran parsed = Dcv({"."});
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_NE(parsed.out.find("error T024: a rule of ./r.yml has errors: "), std::string::npos)
      << parsed.out;
}

TEST_F(TestVerb, CorrelationsAreTestedWithTheirRules) {
  Add("many.yml",
      "title: Denied\nname: denied\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n"
      "  s: {errorCode: AccessDenied}\n  condition: s\n---\ntitle: Many denied\nid: " +
          std::string(kId) +
          "\ncorrelation: {type: event_count, rules: [denied], group-by: [awsRegion], timespan: "
          "5m, condition: {gte: 2}}\n");
  const std::string denied = Event("x", ", \"errorCode\": \"AccessDenied\"");
  const auto list = [](bool match, const std::string& events) {
    return std::string("{\"name\": \"") + (match ? "a" : "b") +
           "\", \"match\": " + (match ? "true" : "false") +
           ", \"origin\": \"synthetic\", \"events\": [" + events + "]}";
  };
  Add("many.tests.json", Tests({list(true, denied + "," + denied), list(false, denied)}));
  const Ran good = Dcv({"."});
  EXPECT_EQ(good.exit_code, 0) << good.out;
  EXPECT_NE(good.out.find("2 rules, 2 tests: 2 passed, 0 failed; 0 rules without tests"),
            std::string::npos)
      << good.out;
  Add("many.tests.json", Tests({list(true, denied), list(false, Event("x"))}));
  const Ran bad = Dcv({"."});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_NE(bad.out.find("at +0.000 s: matches 'Denied'"), std::string::npos) << bad.out;
  EXPECT_NE(bad.out.find("no detection"), std::string::npos) << bad.out;
}

TEST_F(TestVerb, JsonAndJUnitSayTheSame) {
  Add("r.yml", Rule());
  Add("r.tests.json", Tests({One("stopped <&>", true, Event("x")), One("b", false, Event("y"))}));
  const Ran ran = Dcv({"r.yml", "--json"});
  EXPECT_EQ(ran.exit_code, 1);
  const std::string padded = ran.out + std::string(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto document = parser.Parse(std::string_view(padded).substr(0, ran.out.size()));
  ASSERT_TRUE(document.has_value()) << ran.out;
  EXPECT_EQ(document->Find("schema").text(), "dcv.test/1");
  EXPECT_EQ(document->Find("failed").number(), 1);
  const Ran junit = Dcv({"r.yml", "--format", "junit", "-o", "out.xml"});
  EXPECT_EQ(junit.exit_code, 1);
  EXPECT_EQ(junit.out, "");
  const std::string xml = ReadAll(folder_ + "/out.xml");
  EXPECT_NE(xml.find("<testsuite name=\"r.yml\" tests=\"2\" failures=\"1\">"), std::string::npos)
      << xml;
  EXPECT_NE(xml.find("name=\"stopped &lt;&amp;&gt;\""), std::string::npos) << xml;
}

TEST_F(TestVerb, ThreadsDoNotChangeTheReport) {
  for (int i = 0; i < 40; ++i) {
    std::string rule = Rule(), tests = Good();
    const std::string id = std::to_string(1000 + i);
    rule.replace(rule.find("6f3e"), 4, id);
    tests.replace(tests.find("6f3e"), 4, id);
    if (i % 3 == 0) tests.replace(tests.find("\"match\": true"), 13, "\"match\": false");
    Add("r" + id + ".yml", rule);
    Add("r" + id + ".tests.json", tests);
  }
  const Ran one = Dcv({".", "--json", "--threads", "1"});
  EXPECT_EQ(one.exit_code, 1);
  for (const char* threads : {"2", "8"}) {
    EXPECT_EQ(Dcv({".", "--json", "--threads", threads}).out, one.out) << threads;
  }
}

TEST_F(TestVerb, VariantsAreCountedAndAgree) {
  Add("r.yml", Rule());
  Add("r.tests.json", Good());
  const Ran ran = Dcv({"r.yml", "--mutate"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("r.tests.json: info: depends on /eventName\n"), std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find(" variants of the events, 0 not readable: 0 differences\n"),
            std::string::npos)
      << ran.out;
  EXPECT_EQ(Dcv({"r.yml", "--mutate"}).out, ran.out);
}

TEST_F(TestVerb, HostileFilesAreTold) {
  const auto event = [](const std::string& inner) {
    return Tests({One("a", true, "{\"a\": " + inner)});
  };
  Expect(event(std::string(100'000, '[')), 2, "error T002: nested deeper than 256");
  Expect(event("\"" + std::string(2 << 20, 'x') + "\"}"), 2, "error T002: the event is larger");
  Expect(std::string(17 << 20, ' '), 2, "error T002: the file is larger");
  Expect(std::string(100, '\0'), 2, "error T001: ");
  Expect("\xFF\xFE{", 2, "error T001: ");
  std::string many = "{\"rule\": \"x\", \"tests\": [1";
  for (int i = 0; i < 2'000'000; ++i) many += ",1";
  Expect(many + "]}", 2, "error T002: ");
  const Ran ran = Dcv({"r.yml"});
  EXPECT_LT(ran.peak_bytes, size_t{300} << 20);
  EXPECT_LT(ran.out.size(), 2000u);
  Add("r.tests.json",
      Tests({One("a", true, Event("StopLogging", ", \"n\": " + std::string(5000, '9'))),
             One("b", false, Event("x"))}));
  const Ran big = Dcv({"r.yml"});
  EXPECT_EQ(big.exit_code, 1);
  EXPECT_NE(big.out.find("error T031: "), std::string::npos) << big.out;
}

}  // namespace
}  // namespace dcv::test
