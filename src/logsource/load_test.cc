// SPDX-License-Identifier: Apache-2.0
#include "logsource/load.h"

#include <gtest/gtest.h>

#include "logsource/test_source.h"

namespace dcv::logsource {
namespace {

using Texts = std::vector<std::string>;

Texts Shown(const std::vector<Path>& paths) {
  Texts out;
  for (const Path& path : paths) out.push_back(ToText(path));
  return out;
}

TEST(LoadTest, EveryKey) {
  const auto source = ReadSource(R"(
id: s
title: The S log
from: [https://a.example, https://b.example]
retrieved: 2026-11-24
sigma:
  - {product: p, service: s}
  - {category: c, when: [{type: [1, 2], b: x}, {b: y}], fields: [a, bee]}
timestamp: [time, '"@timestamp"']
discriminator: type
recognise:
  - [type, 'a.b[n=v].c=x=*y', '"q=r"=1']
envelopes: ["Records[]", "message{}"]
shapes: ["{}", "data.{}"]
open: [request, 'list[].object']
tables: {splunk: index=s, sentinel: S_CL}
fields:
  type: {type: number, note: A note., elastic: event.type, udm: u}
  a: {paths: [], spellings: [A, a_a]}
  b: {paths: ["x.y", "z[]"], spellings: bee, values: {Success: ['0'], Failure: {not: ['0', '1']}, One: 1}}
  c:
sample: |
  {"type": 1}
)",
                                 "logsources/s.yaml");
  ASSERT_TRUE(source.has_value()) << source.error().message;
  EXPECT_EQ(source->id + source->title + source->retrieved, "sThe S log2026-11-24");
  EXPECT_EQ(source->from, (Texts{"https://a.example", "https://b.example"}));
  ASSERT_EQ(source->sigma.size(), 2u);
  EXPECT_EQ(source->sigma[0].attributes, (Attributes{"p", "", "s"}));
  EXPECT_EQ(source->sigma[1].attributes, (Attributes{"", "c", ""}));
  EXPECT_EQ(source->sigma[1].fields, (Texts{"a", "b"}));
  ASSERT_EQ(source->sigma[1].when.size(), 2u);
  const auto& implied = source->sigma[1].when[0].fields;
  ASSERT_EQ(implied.size(), 2u);
  EXPECT_EQ(implied[0], (std::pair<std::string, Texts>("type", {"1", "2"})));
  EXPECT_EQ(implied[1], (std::pair<std::string, Texts>("b", {"x"})));
  EXPECT_EQ(Shown(source->timestamp), (Texts{"time", "@timestamp"}));
  EXPECT_EQ(Shown(source->discriminator), Texts{"type"});
  ASSERT_EQ(source->recognise.size(), 1u);
  const auto& terms = source->recognise[0];
  ASSERT_EQ(terms.size(), 3u);
  EXPECT_EQ(ToText(terms[0].path), "type");
  EXPECT_EQ(terms[0].value, std::nullopt);
  EXPECT_EQ(ToText(terms[1].path) + " " + *terms[1].value, "a.b[n=v].c x=*y");
  EXPECT_EQ(ToText(terms[2].path) + " " + *terms[2].value, "q=r 1");
  EXPECT_EQ(Shown(source->envelopes), (Texts{"Records[]", "message{}"}));
  EXPECT_EQ(source->shapes, (Texts{"{}", "data.{}"}));
  EXPECT_EQ(source->open, (Texts{"request", "list.object"}));
  EXPECT_EQ(source->tables.at("splunk") + source->tables.at("sentinel"), "index=sS_CL");
  EXPECT_EQ(source->sample, "{\"type\": 1}\n");
}

TEST(LoadTest, Fields) {
  const auto source = ReadSource(SourceText("s", {{"fields", R"(
  type: {type: number, note: A note., elastic: event.type, udm: u}
  a: {paths: [], spellings: [A, a_a]}
  b: {paths: ["x.y", "z[]"], spellings: bee, values: {Success: ['0'], Failure: {not: ['0', '1']}, One: 1}}
  c.d:)"},
                                                  {"shapes", "['{}', 'data.{}']"}}),
                                 "logsources/s.yaml");
  ASSERT_TRUE(source.has_value()) << source.error().message;
  ASSERT_EQ(source->fields.size(), 4u);
  const Field& type = source->fields[0];
  EXPECT_EQ(type.name + type.note, "typeA note.");
  EXPECT_EQ(type.type, FieldType::kNumber);
  EXPECT_EQ(Shown(type.paths), (Texts{"type", "data.type"}));
  EXPECT_EQ(type.columns.at("elastic") + type.columns.at("udm"), "event.typeu");
  EXPECT_EQ(type.columns.size(), 2u);
  EXPECT_EQ(source->fields[1].spellings, (Texts{"A", "a_a"}));
  EXPECT_TRUE(source->fields[1].paths.empty());
  const Field& b = source->fields[2];
  EXPECT_EQ(b.type, FieldType::kString);
  EXPECT_EQ(Shown(b.paths), (Texts{"x.y", "data.x.y", "z[]", "data.z[]"}));
  EXPECT_EQ(b.values,
            (std::vector<ValueMap>{
                {"Success", {"0"}, false}, {"Failure", {"0", "1"}, true}, {"One", {"1"}, false}}));
  EXPECT_EQ(Shown(source->fields[3].paths), (Texts{"c.d", "data.c.d"}));
  EXPECT_EQ(source->Find("bee"), &b);
  EXPECT_EQ(source->Find("Bee"), nullptr);
  EXPECT_EQ(source->Find("c.d"), &source->fields[3]);
  EXPECT_EQ(source->Find(""), nullptr);
}

TEST(LoadTest, OfTheOptionalKeysNoneIsNeeded) {
  const auto source = ReadSource(SourceText("s"), "logsources/s.yaml");
  ASSERT_TRUE(source.has_value()) << source.error().message;
  EXPECT_EQ(source->shapes, Texts{"{}"});
  EXPECT_EQ(Shown(source->fields[0].paths), Texts{"name"});
  EXPECT_TRUE(source->envelopes.empty() && source->open.empty() && source->tables.empty());
  const auto none = ReadSource(SourceText("s", {{"shapes", "[]"}}), "logsources/s.yaml");
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(none->shapes, Texts{"{}"});
}

TEST(LoadTest, IsOpen) {
  const auto source = ReadSource(SourceText("s", {{"open", "[a.b, c]"}}), "logsources/s.yaml");
  ASSERT_TRUE(source.has_value());
  for (const char* name : {"a.b", "a.b.c", "c", "c.x.y", "c[].x", "c{}.x", "a[].b{}.c"}) {
    EXPECT_TRUE(source->IsOpen(name)) << name;
  }
  for (const char* name : {"", "a", "a.bc", "a.c", "cx", "C.x", "x.c", "[]", ".c"}) {
    EXPECT_FALSE(source->IsOpen(name)) << name;
  }
}

TEST(LoadTest, FaultsNamePlaceAndReason) {
  struct Row {
    const char *key, *value, *message;
  };
  for (const Row& row : {
           Row{"titel", "x", "8:1: unknown key 'titel'"},
           Row{"id", "other", "3:5: the id 'other' is not the file's name 's'"},
           Row{"title", "", "1:1: 'title' is missing"},
           Row{"title", "''", "8:8: the text is empty"},
           Row{"title", "[a]", "8:8: expected a text"},
           Row{"title", "[", "9:1: did not find expected node content"},
           Row{"from", "[]", "2:7: expected at least one page"},
           Row{"from", "[a, [b]]", "2:11: expected a text"},
           Row{"from", "[a, b, a]", "2:14: 'a' is there twice"},
           Row{"from", "{a: b}", "2:7: expected a list"},
           Row{"retrieved", "yesterday", "5:12: expected a day"},
           Row{"sigma", "", "1:1: 'sigma' is missing"},
           Row{"sigma", "[]", "7:8: expected a list of log sources"},
           Row{"sigma", "[{}]", "7:9: expected a product, a category or a service"},
           Row{"sigma", "[{prodct: x}]", "7:10: unknown key 'prodct'"},
           Row{"sigma", "[x]", "7:9: expected keys and values"},
           Row{"sigma", "[{product: x, fields: [nam]}]", "7:31: no field 'nam' in `fields`"},
           Row{"sigma", "[{product: x, when: []}]", "7:28: expected a list of alternatives"},
           Row{"sigma", "[{product: x, when: [{}]}]", "7:29: expected field: values"},
           Row{"sigma", "[{product: x, when: [{x: [1]}]}]", "7:30: no field 'x' in `fields`"},
           Row{"sigma", "[{product: x, when: [{name: []}]}]", "7:36: expected at least one value"},
           Row{"recognise", "[]", "4:12: expected a list of lists of terms"},
           Row{"recognise", "[[]]", "4:13: expected a list of terms"},
           Row{"recognise", "[[a..b=c]]",
               "4:14: bad path 'a..b': a name is missing at character 3"},
           Row{"recognise", "[['a=']]", "4:14: a value is missing after '='"},
           Row{"recognise", "[[=a]]", "4:14: bad path '': a name is missing at character 1"},
           Row{"timestamp", "['[].a']", "8:13: the path '[].a' begins with no name"},
           Row{"discriminator", "a[", "1:16: bad path 'a[': a name is missing at character 3"},
           Row{"envelopes", "['a[', b]", "1:13: bad path 'a[': a name is missing at character 3"},
           Row{"shapes", "[a]", "7:10: bad shape 'a'"},
           Row{"open", "['a{}']", "4:8: an open object is named by names alone"},
           Row{"tables", "{splank: x}", "8:10: unknown key 'splank'"},
           Row{"sample", "", "1:1: 'sample' is missing"},
       }) {
    const auto source = ReadSource(SourceText("s", {{row.key, row.value}}), "logsources/s.yaml");
    ASSERT_FALSE(source.has_value()) << row.key << ": " << row.value;
    EXPECT_EQ(source.error().message, std::string("logsources/s.yaml:") + row.message) << row.value;
    EXPECT_EQ(source.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(LoadTest, FaultsOfFields) {
  struct Row {
    const char *fields, *message;
  };
  for (const Row& row : {
           Row{"{}", "1:9: expected fields"},
           Row{"[name]", "1:9: expected fields"},
           Row{"{'': {}}", "1:10: the field's name is empty"},
           Row{"{a: b}", "1:13: expected keys and values"},
           Row{"{a: {path: [x]}}", "1:14: unknown key 'path'"},
           Row{"{a: {type: integer}}", "1:20: unknown type 'integer'"},
           Row{"{a: {type: [number]}}", "1:20: unknown type ''"},
           Row{"{a: {}, a: {}}", "1:17: duplicate key 'a'"},
           Row{"{a: {spellings: [b]}, b: {}}", "1:26: the name 'b' is taken by line 1"},
           Row{"{a: {spellings: [c]}, b: {spellings: [c]}}",
               "1:47: the name 'c' is taken by line 1"},
           Row{"{a: {spellings: [a]}}", "1:26: the name 'a' is taken by line 1"},
           Row{"{a: {paths: [b, b]}}", "1:25: 'b' is there twice"},
           Row{"{a: {paths: ['b..c']}}", "1:22: bad path 'b..c': a name is missing at character 3"},
           Row{"{a: {paths: ['[].a']}}", "1:22: the path '[].a' begins with no name"},
           Row{"{a..b: {}}", "1:10: bad path 'a..b': a name is missing at character 3"},
           Row{"{a: {values: x}}", "1:22: expected values and what they are"},
           Row{"{a: {values: {x: []}}}", "1:26: expected at least one value"},
           Row{"{a: {values: {x: {nott: [1]}}}}", "1:27: unknown key 'nott'"},
           Row{"{a: {values: {x: {}}}}", "1:26: 'not' is missing"},
           Row{"{a: {note: ''}}", "1:20: the text is empty"},
           Row{"{a: {splunk: [x]}}", "1:22: expected a text"},
       }) {
    const auto source = ReadSource(SourceText("s", {{"fields", row.fields}}), "logsources/s.yaml");
    ASSERT_FALSE(source.has_value()) << row.fields;
    EXPECT_EQ(source.error().message, std::string("logsources/s.yaml:") + row.message);
  }
}

TEST(LoadTest, WhatIsNoSource) {
  for (const auto& [text, message] :
       {std::pair{"", "s.yaml:1:1: expected one document, not 0"},
        std::pair{"a: b\n---\nc: d\n", "s.yaml:1:1: expected one document, not 2"},
        std::pair{"[1]", "s.yaml:1:1: expected keys and values"},
        std::pair{"text", "s.yaml:1:1: expected keys and values"}}) {
    const auto source = ReadSource(text, "s.yaml");
    ASSERT_FALSE(source.has_value()) << text;
    EXPECT_EQ(source.error().message, message);
  }
  const auto hint = ReadSource("titl: x", "s.yaml");
  ASSERT_FALSE(hint.has_value());
  EXPECT_EQ(hint.error().hint, "did you mean title?");
}

}  // namespace
}  // namespace dcv::logsource
