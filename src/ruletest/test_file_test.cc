// SPDX-License-Identifier: Apache-2.0
#include "ruletest/test_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace dcv::ruletest {
namespace {

std::string File(const std::string& tests) {
  return "{\"rule\": \"r\", \"tests\": [\n" + tests + "\n]}\n";
}
const std::string kMatch =
    R"({"name": "a", "match": true, "origin": "synthetic", "event": {"x": 1}})";
const std::string kOther =
    R"({"name": "b", "match": false, "origin": "synthetic", "event": {"x": 2}})";

// "T003 2:5", in order.
std::string Codes(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) {
    out += fmt::format("{}{} {}:{}", out.empty() ? "" : ", ", problem.code, problem.place.line,
                       problem.place.column);
  }
  return out;
}
std::string ParseCodes(const std::string& text) {
  const TestFile file = ParseTests(text);
  EXPECT_EQ(file.broken, !file.problems.empty());
  return Codes(file.problems);
}

TEST(ParseTestsTest, AllKeys) {
  const std::string text = R"({
  "rule": "6f3e2c1a",
  "tests": [
    {"name": "caf\u00e9", "match": true, "origin": "recorded", "source": "a lab", "note": "n",
     "event": {"a": {"b": [1, "}"]}, "big": 123456789012345678901234567890}},
    {"name": "two", "match": false, "near_miss": true, "origin": "documented", "source": "page",
     "events": [{}, {"x": "\"]"}]}
  ]
})";
  const TestFile file = ParseTests(text);
  EXPECT_EQ(Codes(file.problems), "");
  EXPECT_EQ(file.rule, "6f3e2c1a");
  EXPECT_EQ(file.rule_place, (Place{2, 11}));
  ASSERT_EQ(file.tests.size(), 2u);
  const RuleTest& first = file.tests[0];
  EXPECT_EQ(first.name, "caf\u00e9");
  EXPECT_TRUE(first.match);
  EXPECT_FALSE(first.near_miss);
  EXPECT_EQ(first.origin, Origin::kRecorded);
  EXPECT_EQ(first.source, "a lab");
  EXPECT_EQ(first.note, "n");
  EXPECT_EQ(first.place, (Place{4, 5}));
  ASSERT_EQ(first.events.size(), 1u);
  EXPECT_EQ(first.events[0].text,
            R"({"a": {"b": [1, "}"]}, "big": 123456789012345678901234567890})");
  EXPECT_EQ(first.events[0].place, (Place{5, 15}));
  const RuleTest& second = file.tests[1];
  EXPECT_TRUE(second.near_miss);
  EXPECT_EQ(second.origin, Origin::kDocumented);
  ASSERT_EQ(second.events.size(), 2u);
  EXPECT_EQ(second.events[0].text, "{}");
  EXPECT_EQ(second.events[1].text, R"({"x": "\"]"})");
}

TEST(ParseTestsTest, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(ParseCodes("\xEF\xBB\xBF" + File(kMatch)), "");
}

TEST(ParseTestsTest, FaultsHaveTheirPlaces) {
  struct Row {
    std::string text, codes;
  };
  const Row rows[] = {
      {"", "T001 1:1"},
      {"{\"rule\": \"r\",\n \"tests\": [}", "T001 2:12"},
      {File(kMatch) + "x", "T001 4:1"},
      {"{\"rule\": \"é\" x", "T001 1:14"},  // columns are characters
      {"[]", "T004 1:1"},
      {"{}", "T005 1:1, T005 1:1"},
      {"{\"rule\": 5, \"tests\": {}}", "T004 1:10, T004 1:22"},
      {"{\"rule\": \" \", \"tests\": []}", "T005 1:10"},
      {"{\"rule\": \"r\", \"tests\": [], \"rule\": \"s\"}", "T007 1:28"},
      {"{\"rule\": \"r\", \"tests\": [], \"test\": []}", "T003 1:28"},
      {File("5"), "T004 2:1"},
      {File("{}"), "T005 2:1, T005 2:1, T005 2:1, T005 2:1"},
      {File(R"({"name": "a", "match": 1, "origin": "synthetic", "event": {}})"), "T004 2:24"},
      {File(R"({"name": "a", "match": true, "origin": "made up", "event": {}})"), "T006 2:40"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic"})"), "T005 2:1"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic", "event": []})"), "T004 2:62"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic", "events": []})"), "T005 2:63"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic", "events": [1]})"), "T004 2:64"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic", "events": {}})"), "T004 2:63"},
      {File(R"({"name": "a", "match": true, "origin": "synthetic", "event": {}, "events": [{}]})"),
       "T008 2:1"},
      {File(
           R"({"name": "a", "match": true, "near_miss": true, "origin": "synthetic", "event": {}})"),
       "T008 2:43"},
      {File(R"({"nmae": "a", "match": true, "origin": "synthetic", "event": {}})"),
       "T003 2:2, T005 2:1"},
      {File("{\"name\": \"\xFF\"}"), "T001 2:11"},
  };
  for (const Row& row : rows) EXPECT_EQ(ParseCodes(row.text), row.codes) << row.text;
}

TEST(ParseTestsTest, MessagesSayWhatAndWhatToDo) {
  const TestFile file =
      ParseTests(File(R"({"name": "a", "mach": true, "origin": "synthetic", "event": {}})"));
  ASSERT_EQ(file.problems.size(), 2u);
  EXPECT_EQ(file.problems[0].message, "a test has no key 'mach'");
  EXPECT_EQ(file.problems[0].remedy, "did you mean match?");
  EXPECT_EQ(file.problems[1].message, "the test has no \"match\"");
}

TEST(ParseTestsTest, AFaultCostsItsTestOnly) {
  const TestFile file = ParseTests(File(kMatch + ",\n{}," + kOther));
  EXPECT_TRUE(file.broken);
  ASSERT_EQ(file.tests.size(), 2u);
  EXPECT_EQ(file.tests[1].name, "b");
}

TEST(ParseTestsTest, NamesMayBeEscaped) {
  const TestFile file = ParseTests(File(
      "{\"n\\u0061me\": \"a\", \"match\": true, \"origin\": \"synth\\u0065tic\", \"event\": {}}"));
  EXPECT_EQ(Codes(file.problems), "");
  ASSERT_EQ(file.tests.size(), 1u);
  EXPECT_EQ(file.tests[0].name, "a");
}

TEST(ParseTestsTest, LimitsAreTold) {
  const auto event = [](const std::string& text) {
    return File(R"({"name": "a", "match": true, "origin": "synthetic", "event": )" + text + "}");
  };
  EXPECT_EQ(ParseCodes(event("{\"a\": \"" + std::string(kMaxEventBytes - 9, 'x') + "\"}")), "");
  EXPECT_EQ(ParseCodes(event("{\"a\": \"" + std::string(kMaxEventBytes, 'x') + "\"}")),
            "T002 2:62");
  const std::string deep(5000, '[');
  EXPECT_EQ(ParseCodes(event("{\"a\": " + deep)).substr(0, 7), "T002 2:");
  EXPECT_EQ(ParseCodes(std::string(kMaxFileBytes + 1, ' ')), "T002 1:1");
  std::string many;
  for (size_t i = 0; i <= kMaxTests; ++i) many += (many.empty() ? "" : ",") + kMatch;
  EXPECT_EQ(ParseCodes(File(many)), "T002 1:24");
  std::string values = "{\"rule\": \"r\", \"tests\": [], \"x\": [0";
  for (size_t i = 0; i < 100'000; ++i) values += ",0";
  EXPECT_EQ(ParseCodes(values + "]}"), "T002 1:1");
  std::string events;
  for (size_t i = 0; i <= kMaxEvents; ++i) events += events.empty() ? "{}" : ",{}";
  EXPECT_EQ(ParseCodes(File(R"({"name": "a", "match": true, "origin": "synthetic", "events": [)" +
                            events + "]}"))
                .substr(0, 7),
            "T002 2:");
  EXPECT_EQ(ParseCodes(File("{\"name\": \"" + std::string(5000, 'x') +
                            R"(", "match": true, "origin": "synthetic", "event": {}})")),
            "T002 2:10");
}

TEST(ParseTestsTest, ProblemsAreBounded) {
  std::string tests = "{}";
  for (int i = 0; i < 900; ++i) tests += ",\n{}";
  EXPECT_EQ(ParseTests(File(tests)).problems.size(), 100u);
}

std::string CheckCodes(const std::string& text, bool correlation = false) {
  const TestFile file = ParseTests(text);
  EXPECT_EQ(Codes(file.problems), "") << text;
  return Codes(CheckTests(file, correlation));
}

TEST(CheckTestsTest, BothSides) {
  EXPECT_EQ(CheckCodes(File(kMatch + "," + kOther)), "");
  EXPECT_EQ(CheckCodes(File(kMatch)), "T010 1:10");
  EXPECT_EQ(CheckCodes(File(kOther)), "T010 1:10");
  EXPECT_EQ(CheckCodes(File("")), "T010 1:10");
  // What a test left out would have said is not known.
  EXPECT_EQ(Codes(CheckTests(ParseTests(File(kMatch + ",{}")), false)), "");
}

TEST(CheckTestsTest, SourceUnlessSynthetic) {
  for (const char* origin : {"recorded", "documented"}) {
    EXPECT_EQ(CheckCodes(File(kMatch + ",\n{\"name\": \"c\", \"match\": false, \"origin\": \"" +
                              origin + "\", \"event\": {}}")),
              "T011 3:1");
  }
}

TEST(CheckTestsTest, Twice) {
  const std::string same =
      ",\n{\"name\": \"c\", \"match\": false, \"origin\": \"synthetic\", \"event\": {\"x\" :\n1}}";
  EXPECT_EQ(CheckCodes(File(kMatch + "," + kOther + same)), "T012 3:63");
  EXPECT_EQ(CheckCodes(File(kMatch + "," + kOther + same), true), "T012 3:1");
  // Blanks in texts count.
  EXPECT_EQ(CheckCodes(File(
                R"({"name": "a", "match": true, "origin": "synthetic", "event": {"x": "a\" b"}},
                   {"name": "b", "match": false, "origin": "synthetic", "event": {"x": "a\"  b"}})")),
            "");
  const auto two = [](const char* name, const char* match, const char* events) {
    return fmt::format(
        "{{\"name\": \"{}\", \"match\": {}, \"origin\": \"synthetic\", "
        "\"events\": {}}}",
        name, match, events);
  };
  // Equal events in one list are what a correlation counts.
  const std::string counted =
      File(two("a", "true", "[{\"x\": 1}, {\"x\": 1}]") + "," + two("b", "false", "[{\"x\": 1}]"));
  EXPECT_EQ(CheckCodes(counted, true), "");
  EXPECT_NE(CheckCodes(counted, false), "");
  EXPECT_EQ(
      CheckCodes(File(kMatch + "," + kOther + ",\n" +
                      R"({"name": "a", "match": false, "origin": "synthetic", "event": {}})")),
      "T013 3:1");
}

}  // namespace
}  // namespace dcv::ruletest
