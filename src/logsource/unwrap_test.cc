// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "logsource/test_json.h"
#include "logsource/test_source.h"

namespace dcv::logsource {
namespace {

using Texts = std::vector<std::string>;

// What is visited: the source and the event's `n`.
class UnwrapTest : public ::testing::Test {
 protected:
  Texts Unwrapped(std::string_view document) const {
    const TestJson json(document);
    Texts out;
    Unwrap(*registry_, json.value(), [&](json::Value event, const Source* source) {
      out.push_back((source != nullptr ? source->id : "none") + ":" + Shown(event.Find("n")));
    });
    return out;
  }

  const Result<Registry> registry_ = LoadFiles(
      {{"a.yaml",
        SourceText("a", {{"envelopes", "['Records[]', detail, 'message{}', 'original{}']"}})},
       {"b.yaml",
        SourceText(
            "b", {{"envelopes", "['items[]', 'message{}', 'items[].inner', 'logs[].text{}']"}})}});
};

TEST_F(UnwrapTest, TheBareEventFirst) {
  EXPECT_EQ(Unwrapped(R"({"kind":"a","n":1,"Records":[{"kind":"b","n":2}]})"), Texts{"a:1"});
}

TEST_F(UnwrapTest, Envelopes) {
  EXPECT_EQ(registry_->envelopes().size(), 7u);
  EXPECT_EQ(Unwrapped(R"({"Records":[{"kind":"a","n":1},{"kind":"A","n":2}]})"),
            (Texts{"a:1", "a:2"}));
  EXPECT_EQ(Unwrapped(R"({"detail":{"kind":"b","n":1}})"), Texts{"b:1"}) << "any source's envelope";
  EXPECT_EQ(Unwrapped(R"({"message":"{\"kind\":\"b\",\"n\":1}"})"), Texts{"b:1"});
}

TEST_F(UnwrapTest, WhatIsNotRecognisedIsTheDocument) {
  EXPECT_EQ(Unwrapped(R"({"n":0,"Records":[{"n":1}]})"), Texts{"none:0"});
  EXPECT_EQ(Unwrapped(R"({"n":0,"Records":[]})"), Texts{"none:0"});
  EXPECT_EQ(Unwrapped(R"({"n":0,"message":"no JSON"})"), Texts{"none:0"});
  EXPECT_EQ(Unwrapped(R"({"n":0,"message":{"kind":"a"}})"), Texts{"none:0"});
  EXPECT_EQ(Unwrapped("7"), Texts{"none:absent"});
  EXPECT_EQ(Unwrapped("null"), Texts{"none:absent"});
}

TEST_F(UnwrapTest, BesideARecognisedEventTheOthersAreEventsToo) {
  EXPECT_EQ(
      Unwrapped(R"({"n":0,"Records":[{"n":1},{"kind":"a","n":2},7,[{"kind":"b","n":3}],[],null]})"),
      (Texts{"none:1", "a:2", "none:absent", "b:3", "none:absent"}));
  EXPECT_EQ(Unwrapped(R"({"Records":[{"n":1},{"n":2},{"kind":"a","n":3},{"n":4}]})"),
            (Texts{"none:1", "none:2", "a:3", "none:4"}));
  EXPECT_EQ(Unwrapped(R"([{"Records":[{"n":1}],"n":0},{"Records":[{"n":2},{"kind":"a","n":3}]}])"),
            (Texts{"none:0", "none:2", "a:3"}))
      << "each document for itself";
}

TEST_F(UnwrapTest, AnElementFromWhichTheEnvelopeLeadsNowhereIsAnEvent) {
  EXPECT_EQ(Unwrapped(R"({"logs":[{"n":1,"text":"no JSON"},{"n":2},
                                  {"n":3,"text":"{\"kind\":\"a\",\"n\":4}"},
                                  {"n":5,"text":"{\"n\":6}"},{"n":7,"text":[]},{"kind":"b","n":8},
                                  {"detail":{"kind":"a","n":9}}]})"),
            (Texts{"none:1", "none:2", "a:4", "none:6", "none:7", "b:8", "a:9"}));
  EXPECT_EQ(Unwrapped(R"({"n":0,"logs":[{"n":1,"text":"no JSON"},{"n":2}]})"), Texts{"none:0"});
}

TEST_F(UnwrapTest, TheOthersOfEachEnvelopeOfEnvelopes) {
  const std::string inner = R"({"Records":[{"n":2},{"kind":"a","n":3},{"n":4}]})";
  EXPECT_EQ(Unwrapped(R"({"logs":[{"n":1},{"text":)" + Quoted(inner) + R"(},{"n":5}]})"),
            (Texts{"none:1", "none:2", "a:3", "none:4", "none:5"}));
  EXPECT_EQ(
      Unwrapped(R"({"Records":[{"n":1},{"n":2,"Records":[{"n":3}]},{"detail":)" + inner + "}]}"),
      (Texts{"none:1", "none:2", "none:2", "a:3", "none:4"}));
}

TEST_F(UnwrapTest, TheFirstEnvelopeThatLeadsToAnEvent) {
  EXPECT_EQ(
      Unwrapped(R"({"message":"{\"kind\":\"a\",\"n\":1}","original":"{\"kind\":\"a\",\"n\":1}"})"),
      Texts{"a:1"});
  EXPECT_EQ(Unwrapped(R"({"items":[{"inner":{"kind":"a","n":1}}]})"), Texts{"a:1"});
  EXPECT_EQ(Unwrapped(R"({"Records":[{"n":0}],"items":[{"kind":"b","n":1}]})"), Texts{"b:1"});
}

TEST_F(UnwrapTest, EnvelopesInEnvelopesUpToThree) {
  std::string text = R"({"kind":"a","n":1})";
  text = R"({"detail":)" + text + "}";
  text = R"({"message":)" + Quoted(text) + "}";
  text = R"({"Records":[)" + text + "]}";
  EXPECT_EQ(Unwrapped(text), Texts{"a:1"});
  EXPECT_EQ(Unwrapped("[" + text + ",[" + text + "]]"), (Texts{"a:1", "a:1"}));
  EXPECT_EQ(Unwrapped(R"({"n":9,"detail":)" + text + "}"), Texts{"none:9"});
}

TEST_F(UnwrapTest, ArraysAtTheTopDistribute) {
  EXPECT_EQ(Unwrapped(R"([{"kind":"a","n":1},{"n":2},[[{"detail":{"kind":"b","n":3}}]],[]])"),
            (Texts{"a:1", "none:2", "b:3"}));
  EXPECT_EQ(Unwrapped("[]"), Texts{});
  EXPECT_EQ(Unwrapped(std::string(500, '[') + "{}" + std::string(500, ']')), Texts{"none:absent"});
}

TEST_F(UnwrapTest, AnEmptyRegistryRecognisesNothing) {
  const TestJson json(R"({"kind":"a"})");
  size_t visits = 0;
  Unwrap(Registry(), json.value(), [&](json::Value, const Source* source) {
    EXPECT_EQ(source, nullptr);
    ++visits;
  });
  EXPECT_EQ(visits, 1u);
}

}  // namespace
}  // namespace dcv::logsource
