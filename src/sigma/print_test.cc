// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "sigma/parse.h"

namespace dcv::sigma {
namespace {

void ExpectRoundTrip(const std::string& text) {
  const File file = Parse(text);
  ASSERT_FALSE(file.documents.empty()) << text;
  for (const Document& document : file.documents) {
    const std::string printed = ToYaml(document);
    const File again = Parse(printed);
    ASSERT_EQ(again.documents.size(), 1u)
        << printed << (again.problems.empty() ? "" : again.problems[0].message);
    EXPECT_TRUE(again.documents[0] == document) << text << "\nprinted:\n" << printed;
    EXPECT_EQ(ToYaml(again.documents[0]), printed);
  }
}

TEST(PrintTest, ReadsBackAsTheSame) {
  ExpectRoundTrip(R"(title: "it's: #1"
name: n
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb74
related: [{id: 4db60cc0-36fb-42b7-9b58-a5b53019fb75, type: derived}]
taxonomy: t
status: test
description: |
    two
    lines
license: MIT
references: [https://example.com/a, 'x: y']
author: A, B
date: 2024-01-02
modified: 2024-02-03
tags: [attack.t1078]
logsource: {category: c, product: p, service: s, definition: d, custom: yes}
detection:
    one: {a|contains|all: [x, 'y*', "\t"], b: '', c: null, d: 010, e: 'true', f: true, g: 1.50}
    two: [{a: 1}, {b: 2, c: [3, '4']}, word, [x, y]]
    three: word
    four: ['no', on, 12:30:45]
    five: {'|all': [p, q]}
    six: {'': z}
    condition: [one and (two or not three), 1 of f*]
fields: [a, b]
falsepositives: [Unknown]
level: low
scope: [server]
x-map: {a: [1, {b: c}], d: {}, e: []}
x-list: [[1, 2], {a: 1, b: 2}]
x-text: '1'
)");
  ExpectRoundTrip(R"(title: c
correlation:
    type: value_percentile
    rules: [a, b]
    group-by: [user, ip]
    timespan: 15m
    generate: true
    aliases: {user: {a: u.name, b: login}}
    condition: {field: [x, y], percentile: 95, gte: 1000000000000, lt: 1e30}
)");
  ExpectRoundTrip(
      "title: c\ncorrelation: {type: temporal, rules: [a, b], timespan: 1h, condition: a and b}\n");
  ExpectRoundTrip(
      "title: f\nlogsource: {product: aws}\nfilter: {rules: any, s: {a: b}, condition: not s}\n");
}

TEST(PrintTest, LongKeysAreWrittenOut) {
  const std::string key(2000, 'k');
  ExpectRoundTrip("title: t\nlogsource: {product: p}\ndetection:\n  s:\n    ? " + key +
                  "\n    : [a, b]\n  condition: s\n? x" + key + "\n: {a: 1}\n");
}

// Values made of what YAML and Sigma treat specially.
TEST(PrintTest, AnyTextReadsBack) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {
      "a", " ", "\n",   "\t", ":", "#",  "'",   "\"",  "\\",     "*",      "?",
      "-", "[", "{",    "&",  "!", "|",  ">",   "%",   "@",      "no",     "1",
      "~", ".", "\x01", "ä",  "–", "\r", "---", "...", "\u2028", "\u0085", "\xEF\xBB\xBF"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (size_t n = random() % 6; n > 0; --n) text += pieces[random() % pieces.size()];
    Document document;
    document.title.text = "t";
    sigma::Rule rule;
    rule.logsource.product.text = "p";
    Search search;
    search.item.field.text = text.empty() ? "f" : "f" + std::to_string(round);
    search.item.values.push_back({ValueKind::kString, text, true, {}});
    rule.detection.searches.push_back({{"s", {}}, search});
    rule.detection.conditions.push_back({{"s", {}}, std::get<Condition>(ParseCondition("s"))});
    document.body = rule;
    document.description.text = text.empty() ? "d" : text;
    const std::string printed = ToYaml(document);
    const File again = Parse(printed);
    ASSERT_EQ(again.documents.size(), 1u)
        << printed << (again.problems.empty() ? "" : again.problems[0].message);
    ASSERT_TRUE(again.documents[0] == document) << testing::PrintToString(text) << printed;
  }
}

}  // namespace
}  // namespace dcv::sigma
