// SPDX-License-Identifier: Apache-2.0
#include "sigma/parse.h"

#include <gtest/gtest.h>

namespace dcv::sigma {
namespace {

constexpr const char* kRule = R"(title: Trail stopped
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb74
status: stable
level: medium
logsource:
    product: aws
    service: cloudtrail
    team: blue
tags:
    - attack.defense-evasion
    - attack.t1562.008
    - attack.T1496
    - attack.t1562.008
detection:
    selection:
        eventName|startswith: [Stop, Delete]
        errorCode: null
    keywords:
        - alpha
        - 12
    mixed:
        - eventType: AwsApiCall
        - beta
    condition: selection and not (keywords or mixed)
owner: {team: blue, people: [ann, bob]}
)";

std::vector<std::string> Codes(const File& file) {
  std::vector<std::string> out;
  for (const Problem& problem : file.problems) out.emplace_back(problem.code);
  return out;
}

std::string Rule(const std::string& detection, const std::string& more = "") {
  return "title: x\nlogsource: {product: aws}\ndetection:\n" + detection + more;
}

TEST(ParseTest, ReadsARule) {
  const File file = Parse(kRule);
  ASSERT_EQ(file.documents.size(), 1u) << (file.problems.empty() ? "" : file.problems[0].message);
  EXPECT_TRUE(file.problems.empty());
  const Document& document = file.documents[0];
  EXPECT_EQ(document.title.text, "Trail stopped");
  EXPECT_EQ(document.level.place, (Place{4, 8}));
  EXPECT_EQ(document.Techniques(), (std::vector<std::string>{"T1562.008", "T1496"}));
  ASSERT_NE(document.rule(), nullptr);
  const sigma::Rule& rule = *document.rule();
  EXPECT_EQ(rule.logsource.service.text, "cloudtrail");
  ASSERT_EQ(rule.logsource.custom.size(), 1u);
  ASSERT_EQ(rule.detection.searches.size(), 3u);
  const Search& selection = rule.detection.searches[0].search;
  ASSERT_EQ(selection.kind, Search::Kind::kAll);
  const Item& item = selection.parts[0].item;
  EXPECT_EQ(item.field.text, "eventName");
  EXPECT_EQ(item.field.place, (Place{16, 9}));
  EXPECT_EQ(item.modifiers, std::vector<Modifier>{Modifier::kStartsWith});
  EXPECT_TRUE(item.list);
  EXPECT_EQ(selection.parts[1].item.values[0].kind, ValueKind::kNull);
  const Search& keywords = *rule.detection.Find("keywords");
  EXPECT_EQ(keywords.kind, Search::Kind::kItem);
  EXPECT_EQ(keywords.item.values.size(), 2u);
  EXPECT_EQ(rule.detection.Find("mixed")->kind, Search::Kind::kAny);
  ASSERT_EQ(document.custom.size(), 1u);
  EXPECT_EQ(document.custom[0].key.scalar, "owner");
}

TEST(ParseTest, WhatIsWrongHasACodeAndAPlace) {
  struct Row {
    std::string text;
    const char* code;
    Place place;
    size_t documents;
  };
  const std::string good = "  s: {a: 1}\n  condition: s\n";
  const Row rows[] = {
      {"title: [\n", "P001", {2, 1}, 0},
      {Rule("  s: {a: 1}\n  s: {b: 1}\n  condition: s\n"), "P002", {5, 3}, 0},
      {"just text\n", "P004", {1, 1}, 0},
      {"# nothing\n---\njust: text\n", "P004", {3, 1}, 0},
      {"title: x\n", "P004", {1, 1}, 0},
      {Rule(good, "filter: {}\n"), "P005", {6, 1}, 0},
      {"logsource: {product: a}\ndetection:\n" + good, "P006", {1, 1}, 0},
      {"title: x\ndetection:\n" + good, "P006", {1, 1}, 0},
      {"title: x\nlogsource: {x: y}\ndetection:\n" + good, "P006", {2, 12}, 0},
      {Rule("  s: {a: 1}\n"), "P006", {4, 3}, 0},
      {Rule("  s: {a: {b: 1}}\n  condition: s\n"), "P007", {4, 10}, 0},
      {Rule(good, "level: hihg\n"), "P008", {6, 8}, 1},
      {Rule(good, "id: 1234\n"), "P009", {6, 5}, 1},
      {Rule(good, "date: 2024-02-30\n"), "P010", {6, 7}, 1},
      {Rule(good, "name: " + std::string(257, 'x') + "\n"), "P011", {6, 7}, 1},
      {Rule("  s: {a|contian: 1}\n  condition: s\n"), "P012", {4, 7}, 0},
      {Rule("  s: {a|re|contains|startswith: 1}\n  condition: s\n"), "P013", {4, 7}, 0},
      {Rule("  s t: {a: 1}\n  s: {a: 1}\n  condition: s\n"), "P014", {4, 3}, 1},
      {Rule("  s: {a: 1}\n  condition: s and\n"), "P015", {5, 19}, 0},
      {Rule("  s: {a: 1}\n  condition: s | count() > 5\n"), "P016", {5, 16}, 0},
      {Rule("  s: {a: []}\n  condition: s\n"), "P017", {4, 10}, 0},
      {Rule("  s: {}\n  condition: s\n"), "P017", {4, 6}, 0},
      {Rule("  s: {a: [x, null]}\n  condition: s\n"), "P018", {4, 14}, 1},
      {Rule(good, "date: 2024/1/2\n"), "P019", {6, 7}, 1},
      {Rule(good + "  timeframe: 5m\n"), "P022", {6, 3}, 1},
  };
  for (const Row& row : rows) {
    const File file = Parse(row.text);
    ASSERT_EQ(Codes(file), std::vector<std::string>{row.code}) << row.text;
    EXPECT_EQ(file.problems[0].place, row.place)
        << row.text << file.problems[0].place.line << ":" << file.problems[0].place.column;
    EXPECT_EQ(file.documents.size(), row.documents) << row.text;
    EXPECT_EQ(file.broken, 1 - row.documents) << row.text;
  }
}

TEST(ParseTest, OneBrokenDocumentCostsOnlyItself) {
  const std::string text = std::string(kRule) + "---\ntitle: [\n---\n" + kRule + "---\n" + kRule;
  const File file = Parse(text);
  EXPECT_EQ(file.documents.size(), 3u);
  EXPECT_EQ(file.broken, 1u);
  EXPECT_EQ(Codes(file), std::vector<std::string>{"P001"});
}

TEST(ParseTest, TheDateOfSigma1IsMendedByAnEdit) {
  const File file = Parse(Rule("  s: {a: 1}\n  condition: s\n", "date: 2024/1/2\n"));
  ASSERT_EQ(file.problems.size(), 1u);
  ASSERT_EQ(file.problems[0].fix.size(), 1u);
  EXPECT_EQ(file.problems[0].fix[0].old, "2024/1/2");
  EXPECT_EQ(file.problems[0].fix[0].replacement, "2024-01-02");
}

std::string CorrelationText(const std::string& body) {
  return "title: c\ncorrelation:\n" + body;
}

TEST(ParseTest, ReadsEveryTypeOfCorrelation) {
  const std::string base = "  rules: [a, b]\n  group-by: [user]\n  timespan: 5m\n";
  for (const char* type : {"event_count", "value_count", "value_sum", "value_avg",
                           "value_percentile", "value_median", "temporal", "temporal_ordered"}) {
    const std::string name = type;
    const std::string field = name.rfind("value", 0) == 0 ? "field: f, " : "";
    const std::string percentile = name == "value_percentile" ? "percentile: 95, " : "";
    const File file = Parse(CorrelationText("  type: " + name + "\n" + base + "  condition: {" +
                                            field + percentile + "gte: 2, lt: 9.5}\n"));
    ASSERT_EQ(file.documents.size(), 1u) << name << file.problems[0].message;
    const Correlation* correlation = file.documents[0].correlation();
    ASSERT_NE(correlation, nullptr);
    EXPECT_EQ(ToString(correlation->type), name);
    EXPECT_EQ(correlation->thresholds.size(), 2u);
    EXPECT_EQ(correlation->thresholds[1].second, 9.5);
  }
}

TEST(ParseTest, WhatACorrelationLacksIsNamed) {
  struct Row {
    const char *body, *code;
  };
  for (const Row& row : {
           Row{"  rules: [a]\n  timespan: 5m\n", "P023"},
           Row{"  type: event_cuont\n  rules: [a]\n  timespan: 5m\n", "P023"},
           Row{"  type: event_count\n  timespan: 5m\n  condition: {gte: 1}\n", "P024"},
           Row{"  type: event_count\n  rules: [a]\n  condition: {gte: 1}\n", "P024"},
           Row{"  type: event_count\n  rules: [a]\n  timespan: 5m\n", "P024"},
           Row{"  type: event_count\n  rules: [a]\n  timespan: 5x\n  condition: {gte: 1}\n",
               "P020"},
           Row{"  type: event_count\n  rules: [a]\n  timespan: 5m\n  condition: {ge: 1}\n", "P024"},
           Row{"  type: event_count\n  rules: [a]\n  timespan: 5m\n  condition: {gte: x}\n",
               "P007"},
           Row{"  type: value_count\n  rules: [a]\n  timespan: 5m\n  condition: {gte: 1}\n",
               "P024"},
           Row{"  type: value_percentile\n  rules: [a]\n  timespan: 5m\n"
               "  condition: {field: f, gte: 1}\n",
               "P024"},
           Row{"  type: temporal\n  rules: [a]\n  timespan: 5m\n  group_by: [x]\n", "P024"},
       }) {
    const File file = Parse(CorrelationText(row.body));
    EXPECT_EQ(Codes(file), std::vector<std::string>{row.code}) << row.body;
    EXPECT_TRUE(file.documents.empty()) << row.body;
  }
}

TEST(ParseTest, GenerateIsReadAtBothPlaces) {
  const std::string body =
      "  type: event_count\n  rules: [a]\n  timespan: 1w\n  condition: {gte: 1}\n";
  EXPECT_FALSE(Parse(CorrelationText(body)).documents.at(0).correlation()->generate);
  EXPECT_TRUE(
      Parse(CorrelationText(body + "generate: true\n")).documents.at(0).correlation()->generate);
  const File inside = Parse(CorrelationText(body + "  generate: true\n"));
  EXPECT_TRUE(inside.documents.at(0).correlation()->generate);
  EXPECT_EQ(Codes(inside), std::vector<std::string>{"P021"});
}

TEST(ParseTest, Filters) {
  const std::string head = "title: f\nlogsource: {product: aws}\nfilter:\n";
  const std::string rest = "  selection: {user: admin}\n  condition: not selection\n";
  EXPECT_EQ(Parse(head + "  rules: [a, b]\n" + rest).documents.at(0).filter()->rules.size(), 2u);
  EXPECT_TRUE(Parse(head + "  rules: any\n" + rest).documents.at(0).filter()->any);
  EXPECT_TRUE(Parse(head + "  rules: []\n" + rest).documents.at(0).filter()->any);
  EXPECT_EQ(Codes(Parse(head + rest)), std::vector<std::string>{"P006"});
}

TEST(ParseTest, LegacyCollections) {
  const File file = Parse(R"(action: global
title: g
detection: {condition: s}
---
logsource: {product: aws}
detection: {s: {a: 1}}
---
logsource: {product: azure}
detection: {s: {a: 2}}
---
action: repeat
title: again
---
action: reset
---
title: alone
logsource: {product: gcp}
detection: {s: {a: 3}, condition: s}
)");
  ASSERT_EQ(file.documents.size(), 4u);
  EXPECT_EQ(file.documents[0].title.text, "g");
  EXPECT_TRUE(file.documents[0].legacy);
  EXPECT_EQ(file.documents[1].rule()->logsource.product.text, "azure");
  EXPECT_EQ(file.documents[2].title.text, "again");
  EXPECT_EQ(file.documents[2].rule()->logsource.product.text, "azure");
  EXPECT_FALSE(file.documents[3].legacy);
  EXPECT_EQ(Codes(file), (std::vector<std::string>{"P025", "P025", "P025"}));
}

TEST(ParseTest, NothingToRepeat) {
  const File file = Parse("action: repeat\ntitle: x\n");
  EXPECT_EQ(Codes(file), (std::vector<std::string>{"P025", "P026"}));
  EXPECT_EQ(file.broken, 1u);
}

TEST(ParseTest, WhatALegacyCollectionSaysOnceIsToldOnce) {
  const File file = Parse(R"(action: global
title: g
date: 2024/01/02
logsource: {product: p}
detection: {timeframe: 5m, condition: s}
---
detection: {s: {f: x}}
---
detection: {s: {f: y}}
---
action: repeat
detection: {s: {f: z}}
)");
  EXPECT_EQ(file.documents.size(), 3u);
  EXPECT_EQ(Codes(file), (std::vector<std::string>{"P025", "P019", "P022", "P025"}));
}

}  // namespace
}  // namespace dcv::sigma
