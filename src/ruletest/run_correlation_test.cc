// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ruletest/run.h"
#include "ruletest/test_rules.h"

namespace dcv::ruletest {
namespace {

const LoweredRules& Denied() {
  static const LoweredRules rules(
      "name: denied\n" + TrailRule("Denied", "errorCode: AccessDenied") + "---\nname: gone\n" +
      TrailRule("Gone", "eventName: DeleteTrail") +
      "---\ntitle: Many\nname: many\ncorrelation: {type: event_count, rules: [denied], group-by: "
      "[sourceIPAddress], timespan: 5m, condition: {gte: 3}}\n"
      "---\ntitle: Chain\ncorrelation: {type: temporal_ordered, rules: [many, gone], group-by: "
      "[sourceIPAddress], timespan: 1h}\n"
      "---\ntitle: Odd\ncorrelation: {type: temporal, rules: [gone, denied], timespan: 1h}\n");
  return rules;
}

std::string At(int second, const std::string& more, const std::string& ip = "198.51.100.7",
               const std::string& name = "GetTrail") {
  std::string event = TrailEvent(name, ", \"sourceIPAddress\": \"" + ip + "\"" + more);
  const std::string old = "2026-11-20T08:14:52Z";
  return event.replace(event.find(old), old.size(),
                       fmt::format("2026-11-20T08:{:02}:{:02}Z", second / 60, second % 60));
}
std::string Deny(int second, const std::string& ip = "198.51.100.7") {
  return At(second, ", \"errorCode\": \"AccessDenied\"", ip);
}

struct Told {
  bool passed;
  std::string why, codes;
};

Told Ran(const std::vector<std::string>& events, bool match, uint32_t correlation = 0) {
  std::string list;
  for (const std::string& event : events) list += (list.empty() ? "" : ",") + event;
  const std::string text = fmt::format(
      "{{\"rule\": \"r\", \"tests\": [{{\"name\": \"t\", \"match\": {}, \"origin\": "
      "\"synthetic\", \"events\": [{}]}}]}}",
      match, list);
  const TestFile file = ParseTests(text);
  EXPECT_TRUE(file.problems.empty()) << file.problems.front().message;
  const std::vector<std::string> titles = Denied().Titles();
  const FileResult result =
      RunTests({Denied().program(), TestRegistry(), titles, {true, correlation}}, file,
               NaiveMatcher(Denied().program(), TestRegistry()));
  Told told{result.tests.at(0).passed, result.tests[0].why, ""};
  for (const Problem& problem : result.problems) {
    told.codes += std::string(problem.code) + " " + problem.message + "\n";
  }
  return told;
}

TEST(RunCorrelationTest, CountsByEventTime) {
  EXPECT_TRUE(Ran({Deny(0), Deny(10), Deny(20)}, true).passed);
  EXPECT_TRUE(Ran({Deny(20), Deny(0), Deny(10)}, true).passed);  // in any order
  EXPECT_TRUE(Ran({Deny(0), Deny(10)}, false).passed);
  EXPECT_TRUE(Ran({Deny(0), Deny(10), Deny(20, "203.0.113.9")}, false).passed);
  EXPECT_TRUE(Ran({Deny(0), Deny(10), Deny(400)}, false).passed);
  EXPECT_TRUE(
      Ran({"{\"Records\": [" + Deny(0) + "," + Deny(1) + "," + Deny(2) + "]}"}, true).passed);
}

TEST(RunCorrelationTest, ChainsAreRun) {
  const std::string gone = At(60, "", "198.51.100.7", "DeleteTrail");
  EXPECT_TRUE(Ran({Deny(0), Deny(1), Deny(2), gone}, true, 1).passed);
  EXPECT_TRUE(Ran({Deny(0), Deny(1), gone}, false, 1).passed);
  EXPECT_TRUE(
      Ran({At(0, "", "198.51.100.7", "DeleteTrail"), Deny(1), Deny(2), Deny(3)}, false, 1).passed);
}

TEST(RunCorrelationTest, WhySaysTimesAndGroups) {
  const Told told = Ran({Deny(0), At(5, ""), Deny(12, "203.0.113.9")}, true);
  EXPECT_FALSE(told.passed);
  EXPECT_EQ(told.codes, "");
  for (const char* line :
       {"Event 1 (AWS CloudTrail) at +0.000 s: matches 'Denied'\n",
        "  sourceIPAddress is '198.51.100.7'\n",
        "Event 2 (AWS CloudTrail) at +5.000 s: matches none of its rules\n", "is absent\n",
        "Event 3 (AWS CloudTrail) at +12.000 s: matches 'Denied'\n", "no detection\n"}) {
    EXPECT_NE(told.why.find(line), std::string::npos) << line << "in\n" << told.why;
  }
  const Told hit = Ran({Deny(0), Deny(10), Deny(20)}, false);
  EXPECT_FALSE(hit.passed);
  EXPECT_NE(hit.why.find("a detection: 3 over 20 s, sourceIPAddress '198.51.100.7'\n"),
            std::string::npos)
      << hit.why;
}

TEST(RunCorrelationTest, AnEventWithoutATimeIsAnError) {
  std::string timeless = Deny(10);
  timeless.replace(timeless.find("eventTime"), 9, "eventTyme");
  for (const bool match : {true, false}) {
    const Told told = Ran({Deny(0), timeless, Deny(20)}, match);
    EXPECT_FALSE(told.passed);
    EXPECT_EQ(told.codes,
              "T032 an event of 't' has no time: none of eventTime, @timestamp is there and a "
              "time\n");
  }
}

TEST(RunCorrelationTest, AnEventOfAnotherLogSourceIsAnError) {
  const Told told = Ran({Deny(0), TestRegistry().FindById("okta_okta")->sample}, false);
  EXPECT_EQ(told.codes,
            "T030 the event of 't' is recognised as okta_okta; the rule is of aws_cloudtrail\n");
}

TEST(RunCorrelationTest, ManyEventsAreBounded) {
  std::vector<std::string> events;
  for (int i = 0; i < 2000; ++i) events.push_back(Deny(i % 60));
  const Told told = Ran(events, false);
  EXPECT_FALSE(told.passed);
  EXPECT_NE(told.why.find("... 1,990 more events\n"), std::string::npos);
  EXPECT_LT(told.why.size(), 5000u);
}

}  // namespace
}  // namespace dcv::ruletest
