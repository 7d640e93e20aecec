// SPDX-License-Identifier: Apache-2.0
// Made events: each is held to the naive evaluator, and to the shape of the sample.
#include "ir/synthesise.h"

#include <re2/re2.h>

#include "ir/event_tree.h"
#include "ir/regex_sample.h"
#include "ir/test_rule.h"
#include "logsource/test_source.h"

namespace dcv::ir {
namespace {

constexpr const char* kSample =
    R"({"kind":"s","name":"n","count":3,"on":false,"who":{"ip":"192.0.2.1","tags":["a"]},)"
    R"("raw":"{\"act\":\"read\"}","params":[{"name":"Role","value":"user"}],"time":"2026-03-02T10:00:00Z"})";

// A log source whose sample is kSample, recognised by kind=s*.
Result<logsource::Registry> SampleRegistry() {
  return logsource::LoadFiles(
      {{"s.yaml", logsource::SourceText(
                      "s", {{"recognise", "[['kind=s*']]"},
                            {"fields",
                             "{kind: {}, name: {}, count: {}, on: {}, time: {}, gone: {paths: []}, "
                             "ip: {paths: [sourceIp, who.ip]}, tags: {paths: ['who.tags']}, act: "
                             "{paths: ['raw{}.act']}, role: {paths: "
                             "['params[name=Role].value']}, plan: {paths: "
                             "['params[name=Plan].value']}, who: {type: object}, "
                             "who.city: {}}"},
                            {"sample", "'" + std::string(kSample) + "'"}})}});
}

Synthesis MakeFor(const std::string& detection) {
  const auto registry = SampleRegistry();
  if (!registry) {
    ADD_FAILURE() << registry.error().message;
    return {};
  }
  const TestRules rules(RuleText(detection), &*registry);
  if (rules.program().rules.empty()) {
    ADD_FAILURE() << rules.Message();
    return {};
  }
  Written written;
  AddWritten(rules.document(0).rule()->detection, written);
  const Sample sample{
      kSample, [&](json::Value event) { return registry->Recognise(event) != nullptr; }, "s"};
  Synthesis made = Synthesise(rules.program(), rules.program().rules[0], sample, written);
  if (!made.event.empty()) {
    EXPECT_TRUE(rules.Matches(made.event)) << made.event;
  }
  return made;
}

std::string Made(const std::string& search) {
  const Synthesis made = MakeFor("a:\n    " + search + "\ncondition: a");
  EXPECT_EQ(made.why, "") << search;
  return made.event;
}

std::string Why(const std::string& detection) {
  const Synthesis made = MakeFor(detection);
  EXPECT_EQ(made.event, "") << detection;
  return made.why;
}

bool Has(const std::string& event, const std::string& part) {
  return event.find(part) != std::string::npos;
}

TEST(Synthesise, ValuesStandWhereTheSampleHasThemInTheirKind) {
  EXPECT_TRUE(Has(Made("name: StopLogging"), R"("name":"StopLogging")")) << "case as written";
  EXPECT_TRUE(Has(Made("count: 12"), R"("count":12)"));
  EXPECT_TRUE(Has(Made("count|gt: 100"), R"("count":101)"));
  EXPECT_TRUE(Has(Made("on: true"), R"("on":true)"));
  EXPECT_TRUE(Has(Made("ip|cidr: 10.0.0.0/8"), R"("who":{"ip":"10.0.0.0")"))
      << "the path that the sample has";
  EXPECT_TRUE(Has(Made("tags: b"), R"("tags":["b"])"));
  EXPECT_TRUE(Has(Made("act: write"), R"("raw":"{\"act\":\"write\"}")"));
  EXPECT_TRUE(Has(Made("role: admin"), R"({"name":"Role","value":"admin"})"));
  EXPECT_TRUE(Has(Made("plan: paid"), R"({"name":"Plan","value":"paid"})"));
  EXPECT_TRUE(Has(Made("who.city: Rome"), R"("city":"Rome")"));
  EXPECT_TRUE(Has(Made("who|contains: Rome"), R"("who":{"example":"Rome"})"));
  EXPECT_TRUE(Has(Made("time|hour: 4"), "T04:00:00Z"));
}

TEST(Synthesise, EveryOperator) {
  EXPECT_TRUE(Has(Made("name|contains|all: [one, two]"), "onetwo"));
  Made("name|startswith: a\n    kind|endswith: s");
  Made("name: 'a*b?c'");
  Made("name|re: '^(foo|bar)-[0-9]{3,}$'");
  Made("name|exists: true");
  EXPECT_FALSE(Has(Made("name|exists: false"), R"("name":"n")"));
  Made("name: null");
  Made("name|fieldref: act");
  EXPECT_TRUE(Has(MakeFor("a: [needle]\ncondition: a").event, "needle"));
}

TEST(Synthesise, NegationsChangeOrTakeAway) {
  const Synthesis changed = MakeFor("a:\n    name: m\nb:\n    on: false\ncondition: a and not b");
  EXPECT_TRUE(Has(changed.event, R"("on":true)")) << changed.event << changed.why;
  const Synthesis kept = MakeFor(
      "a:\n    name|contains: m\nb:\n    name: m\n"
      "condition: a and not b");
  EXPECT_TRUE(Has(kept.event, R"("name":"examplemexample")")) << kept.event << kept.why;
  const Synthesis kind = MakeFor("a:\n    kind: s\ncondition: not a");
  EXPECT_TRUE(Has(kind.event, R"("kind":"sx")")) << "stays recognised" << kind.event;
}

TEST(Synthesise, ASecondWayIsTakenWhenTheFirstIsClosed) {
  const Synthesis made = MakeFor("a:\n    gone: x\nb:\n    name: m\ncondition: 1 of them");
  EXPECT_TRUE(Has(made.event, R"("name":"m")")) << made.why;
}

TEST(Synthesise, WhyNot) {
  EXPECT_EQ(Why("a:\n    gone: x\ncondition: a"), "s has no field gone");
  EXPECT_EQ(Why("a:\n    nobody: x\ncondition: a"), "field nobody is in no documentation of s");
  EXPECT_EQ(Why("a:\n    kind: other\ncondition: a"), "what it asks for makes the event none of s");
  EXPECT_NE(Why("a:\n    name: x\nb:\n    name: y\ncondition: a and b"), "");
}

// Ways that do not end: pairs of fields that contradict, and more values than any event holds.
TEST(Synthesise, HostileRulesEndSoon) {
  std::string pairs = "a:\n", all = "a:\n    name|contains|all:\n";
  for (int i = 0; i < 40; ++i) {
    pairs += "    who.f" + std::to_string(i) + ": [a, b, c]\n";
  }
  EXPECT_NE(Why(pairs + "b:\n    gone: x\ncondition: a and b"), "");
  for (int i = 0; i < 3000; ++i) all += "        - v" + std::to_string(i) + "\n";
  EXPECT_EQ(Why(all + "condition: a"), "it asks for too much at once");
  std::string some = "a:\n    name|contains|all:\n";
  for (int i = 0; i < 900; ++i) some += "        - v" + std::to_string(i) + "\n";
  EXPECT_NE(MakeFor(some + "condition: a").event, "");
  EXPECT_NE(Why(some + "b:\n    name: x\ncondition: a and b"), "");
}

TEST(RegexSample, MatchesItsExpression) {
  for (const char* regex :
       {"abc", "^a.c$", "a|b", "(?i)Foo(?:bar|baz)?", "[^a-z]{2}", R"(\d{1,3}\.\d+)",
        R"([[:alpha:]_\-]+\s*=)", "(?P<n>x)y*z+?", R"(\Qa.b\E!)", R"(\x41[\x42-\x44])",
        R"(\bword\b)", "[]a]", "(a{2}){3}", "\u00e4[\u00f6]", "((a|b)(c|d))?$"}) {
    for (const bool filled : {false, true}) {
      const auto sample = RegexSample(regex, filled);
      ASSERT_TRUE(sample.has_value()) << regex;
      EXPECT_TRUE(RE2::PartialMatch(*sample, RE2(regex))) << regex << " on " << *sample;
    }
  }
}

TEST(RegexSample, SaysWhenItCannot) {
  for (const std::string& regex :
       {std::string(R"(\pL)"), std::string("(a"), std::string("[a"), std::string("a)"),
        std::string("\\"), std::string("[[:none:]]"), std::string("(?"), std::string("[\\"),
        std::string(2000, '('), std::string("(a{999}){999}")}) {
    EXPECT_FALSE(RegexSample(regex, true).has_value()) << regex.substr(0, 20);
  }
}

TEST(EventTree, PutValueRemove) {
  Tree tree = *ParseTree(R"({"a":[{"b":1},{"b":2}],"j":"{\"k\":[]}","s":"x","n":null})");
  const auto path = [](const char* text) { return *logsource::ParsePath(text); };
  EXPECT_EQ(ValueAt(tree, path("a.b")).text, "1");
  EXPECT_EQ(KnownSegments(tree, path("a[].c")), 2u);
  EXPECT_FALSE(PutAt(tree, path("s.t"), Tree::String("y")));
  EXPECT_TRUE(PutAt(tree, path("n.t[].u"), Tree::String("y")));
  EXPECT_TRUE(PutAt(tree, path("j{}.k.z"), Tree::String("w")));
  EXPECT_TRUE(PutAt(tree, path("new{}.k"), Tree::String("w")));
  RemoveAt(tree, path("a.b"));
  EXPECT_EQ(ToJson(tree), R"({"a":[{},{}],"j":"{\"k\":[{\"z\":\"w\"}]}","s":"x",)"
                          R"("n":{"t":[{"u":"y"}]},"new":"{\"k\":\"w\"}"})");
  EXPECT_FALSE(ParseTree("{").has_value());
}

}  // namespace
}  // namespace dcv::ir
