// SPDX-License-Identifier: Apache-2.0
#include "ruletest/run.h"

#include "ruletest/test_rules.h"

namespace dcv::ruletest {
namespace {

std::string OneTest(const std::string& events, bool match) {
  return std::string("{\"name\": \"t\", \"match\": ") + (match ? "true" : "false") +
         ", \"origin\": \"synthetic\", " + events + "}";
}
std::string File(const std::string& tests) {
  return "{\"rule\": \"r\", \"tests\": [" + tests + "]}";
}
std::string One(const std::string& event, bool match) {
  return File(OneTest("\"event\": " + event, match));
}

FileResult Ran(const LoweredRules& rules, const std::string& text, Target target = {}) {
  const TestFile file = ParseTests(text);
  EXPECT_TRUE(file.problems.empty()) << file.problems.front().message;
  const std::vector<std::string> titles = rules.Titles();
  return RunTests({rules.program(), TestRegistry(), titles, target}, file,
                  NaiveMatcher(rules.program(), TestRegistry()));
}

const LoweredRules& Stop() {
  static const LoweredRules rules(TrailRule("Stopped", "eventName: StopLogging"));
  return rules;
}

TEST(RunTest, PassesAndFails) {
  for (const bool match : {true, false}) {
    for (const char* name : {"StopLogging", "StartLogging"}) {
      const FileResult result = Ran(Stop(), One(TrailEvent(name), match));
      ASSERT_EQ(result.tests.size(), 1u);
      EXPECT_EQ(result.tests[0].passed, (std::string_view(name) == "StopLogging") == match) << name;
      EXPECT_EQ(result.tests[0].why.empty(), result.tests[0].passed);
      EXPECT_TRUE(result.problems.empty());
    }
  }
}

TEST(RunTest, WhySaysWhatWasThere) {
  const FileResult failed = Ran(Stop(), One(TrailEvent("StartLogging"), true));
  const std::string& why = failed.tests[0].why;
  EXPECT_NE(why.find("Event 1 (AWS CloudTrail): does not match\n"), why.npos) << why;
  EXPECT_NE(why.find("selection: failed\n"), why.npos) << why;
  EXPECT_NE(why.find("has 'StartLogging'"), why.npos) << why;
  const FileResult matched = Ran(Stop(), One(TrailEvent("StopLogging"), false));
  EXPECT_NE(matched.tests[0].why.find("Event 1 (AWS CloudTrail): matches\n"), why.npos);
}

TEST(RunTest, OfSeveralEventsOneMustMatchOrNone) {
  const std::string some = "\"events\": [" + TrailEvent("StartLogging") + "," +
                           TrailEvent("StopLogging") + "," + TrailEvent("GetTrail") + "]";
  const std::string none =
      "\"events\": [" + TrailEvent("StartLogging") + "," + TrailEvent("GetTrail") + "]";
  EXPECT_TRUE(Ran(Stop(), File(OneTest(some, true))).tests[0].passed);
  EXPECT_TRUE(Ran(Stop(), File(OneTest(none, false))).tests[0].passed);
  EXPECT_FALSE(Ran(Stop(), File(OneTest(none, true))).tests[0].passed);
  const FileResult result = Ran(Stop(), File(OneTest(some, false)));
  EXPECT_FALSE(result.tests[0].passed);
  // Of a test that must not match the events that did are told, by their numbers.
  EXPECT_EQ(result.tests[0].why.find("Event 1"), std::string::npos);
  EXPECT_NE(result.tests[0].why.find("Event 2"), std::string::npos) << result.tests[0].why;
}

TEST(RunTest, EnvelopesAreOpened) {
  const std::string records =
      "{\"Records\": [" + TrailEvent("StartLogging") + "," + TrailEvent("StopLogging") + "]}";
  EXPECT_TRUE(Ran(Stop(), One(records, true)).tests[0].passed);
  EXPECT_FALSE(Ran(Stop(), One(records, false)).tests[0].passed);
  const FileResult result = Ran(Stop(), One("{\"Records\": [" + TrailEvent("x") + "]}", true));
  EXPECT_NE(result.tests[0].why.find("Event 1 (AWS CloudTrail)"), std::string::npos);
}

TEST(RunTest, AnEventTheRuleNeverSeesIsAnError) {
  const std::string okta = TestRegistry().FindById("okta_okta")->sample;
  for (const bool match : {true, false}) {
    const FileResult result = Ran(Stop(), One(okta, match));
    ASSERT_EQ(result.problems.size(), 1u);
    EXPECT_EQ(result.problems[0].code, "T030");
    EXPECT_EQ(result.problems[0].message,
              "the event of 't' is recognised as okta_okta; the rule is of aws_cloudtrail");
    EXPECT_EQ(result.tests[0].passed, !match);
    if (match) {
      EXPECT_NE(result.tests[0].why.find("not tried on this event"), std::string::npos);
    }
  }
  const FileResult nothing = Ran(Stop(), One("{\"eventName\": \"StopLogging\"}", true));
  ASSERT_EQ(nothing.problems.size(), 1u);
  EXPECT_EQ(nothing.problems[0].message,
            "the event of 't' is recognised by no log source; the rule is of aws_cloudtrail");
  EXPECT_TRUE(nothing.tests[0].passed);  // tried on whatever has its fields, and still an error
}

TEST(RunTest, ARuleWithoutATableSeesWhatNothingRecognises) {
  const LoweredRules rules(
      "title: T\nlogsource: {product: acme}\ndetection: {s: {a: b}, condition: s}\n");
  const FileResult result = Ran(rules, One("{\"a\": \"b\"}", true));
  EXPECT_TRUE(result.tests[0].passed);
  EXPECT_TRUE(result.problems.empty());
  const FileResult trail = Ran(rules, One(TrailEvent("x", ", \"a\": \"b\""), true));
  EXPECT_FALSE(trail.tests[0].passed);
  EXPECT_EQ(trail.problems.size(), 1u);
}

TEST(RunTest, ScopeOfTheLogSourceCounts) {
  const LoweredRules rules(
      "title: T\nlogsource: {product: windows, category: process_creation}\n"
      "detection: {s: {CommandLine: x}, condition: s}\n");
  ASSERT_NE(rules.program().rules[0].scope, rules.program().True());
  const auto event = [](int id) {
    return "{\"Channel\": \"Microsoft-Windows-Sysmon/Operational\", \"Provider_Name\": "
           "\"Microsoft-Windows-Sysmon\", \"EventID\": " +
           std::to_string(id) + ", \"CommandLine\": \"x\"}";
  };
  EXPECT_TRUE(Ran(rules, One(event(1), true)).tests[0].passed);
  const FileResult other = Ran(rules, One(event(3), true));
  EXPECT_FALSE(other.tests[0].passed);
  EXPECT_NE(other.tests[0].why.find("the log source implies:"), std::string::npos)
      << other.tests[0].why;
}

TEST(RunTest, AnEventThatCannotBeReadFailsItsTest) {
  const FileResult result =
      Ran(Stop(),
          File(OneTest("\"event\": " + TrailEvent("x", ", \"n\": 123456789012345678901"), false) +
               "," + OneTest("\"event\": " + TrailEvent("StopLogging"), true)));
  ASSERT_EQ(result.problems.size(), 1u);
  EXPECT_EQ(result.problems[0].code, "T031");
  EXPECT_FALSE(result.tests[0].passed);
  EXPECT_TRUE(result.tests[1].passed);
}

TEST(RunTest, ManyEventsAreBounded) {
  std::string events;
  for (int i = 0; i < 500; ++i) events += (i > 0 ? "," : "") + TrailEvent("x");
  const FileResult result = Ran(Stop(), File(OneTest("\"events\": [" + events + "]", true)));
  EXPECT_NE(result.tests[0].why.find("... 490 more events"), std::string::npos);
  EXPECT_LT(result.tests[0].why.size(), 10'000u);
}

TEST(RunTest, AMatcherThatIsWrongIsNamed) {
  const std::string text = One(TrailEvent("StopLogging"), true);
  const TestFile file = ParseTests(text);
  const Matcher blind = [](std::string_view) -> Result<std::vector<Matched>> {
    return std::vector<Matched>{{"aws_cloudtrail", {}}};
  };
  const std::vector<std::string> titles = Stop().Titles();
  const FileResult result = RunTests({Stop().program(), TestRegistry(), titles, {}}, file, blind);
  EXPECT_FALSE(result.tests[0].passed);
  EXPECT_NE(result.tests[0].why.find("disagree"), std::string::npos) << result.tests[0].why;
}

TEST(NaiveMatcherTest, TellsOfEveryBareEvent) {
  const LoweredRules rules(TrailRule("A", "eventName: StopLogging") + "---\n" +
                           TrailRule("B", "eventName|startswith: Sto") + "---\n" +
                           "title: C\nlogsource: {product: acme}\ndetection: {s: {eventName: "
                           "StopLogging}, condition: s}\n");
  const Matcher match = NaiveMatcher(rules.program(), TestRegistry());
  const auto ask = [&](std::string text) {
    const size_t size = text.size();
    text.append(json::Parser::kPadding, ' ');
    return match(std::string_view(text).substr(0, size));
  };
  const auto two =
      ask("[" + TrailEvent("StopLogging") + "," + TrailEvent("Stop") + "," + TrailEvent("x") + "]");
  ASSERT_TRUE(two.has_value());
  const std::vector<Matched> wanted = {
      {"aws_cloudtrail", {0, 1}}, {"aws_cloudtrail", {1}}, {"aws_cloudtrail", {}}};
  EXPECT_EQ(*two, wanted);
  const auto bare = ask("{\"eventName\": \"StopLogging\"}");
  ASSERT_TRUE(bare.has_value());
  EXPECT_EQ(*bare, (std::vector<Matched>{{"", {0, 1, 2}}}));
  EXPECT_FALSE(ask("{\"a\": ").has_value());
}

// A rule that holds for an event without any field says nothing of what nobody recognises.
TEST(NaiveMatcherTest, UnrecognisedEventsNeedSomethingToMatch) {
  const LoweredRules rules(
      "title: A\nlogsource: {product: aws, service: cloudtrail}\ndetection: {s: {a: b}, "
      "condition: not s}\n");
  const Matcher match = NaiveMatcher(rules.program(), TestRegistry());
  const auto ask = [&](std::string text) {
    const size_t size = text.size();
    text.append(json::Parser::kPadding, ' ');
    return *match(std::string_view(text).substr(0, size));
  };
  EXPECT_EQ(ask("{\"c\": 1}"), (std::vector<Matched>{{"", {}}}));
  EXPECT_EQ(ask(TrailEvent("x")), (std::vector<Matched>{{"aws_cloudtrail", {0}}}));
}

TEST(RulesOfTest, ChainsOfCorrelationsAreResolved) {
  const LoweredRules rules(
      "name: a\n" + TrailRule("A", "eventName: A") + "---\nname: b\n" +
      TrailRule("B", "eventName: B") + "---\n" + TrailRule("C", "eventName: C") +
      "---\ntitle: D\nname: d\ncorrelation: {type: event_count, rules: [a], group-by: [awsRegion], "
      "timespan: 5m, condition: {gte: 2}}\n"
      "---\ntitle: E\ncorrelation: {type: temporal, rules: [d, b], group-by: [awsRegion], "
      "timespan: 1h}\n");
  ASSERT_EQ(rules.program().correlations.size(), 2u);
  EXPECT_EQ(RulesOf(rules.program(), {true, 0}), (std::vector<uint32_t>{0}));
  EXPECT_EQ(RulesOf(rules.program(), {true, 1}), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(RulesOf(rules.program(), {false, 2}), (std::vector<uint32_t>{2}));
}

}  // namespace
}  // namespace dcv::ruletest
