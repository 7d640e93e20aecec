// SPDX-License-Identifier: Apache-2.0
// The cases of tests/events: what selectors of each language select.
#include <gtest/gtest.h>

#include <set>

#include "base/files.h"
#include "base/yaml.h"
#include "events/claims.h"
#include "events/evaluate.h"
#include "events/eventbridge.h"
#include "events/kql_literals.h"
#include "events/logging_query.h"
#include "events/metric_filter.h"
#include "events/yaral_literals.h"

namespace dcv::events {
namespace {

struct Case {
  std::string file, name, text;
  std::vector<std::pair<Truth, std::string>> events;
  std::set<std::string> problems;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.file << " " << c.name << ": " << c.text;
}

std::vector<Case> Load(const std::string& file) {
  const std::string path = std::string(DCV_SOURCE_DIR) + "/tests/events/" + file + ".yaml";
  const auto text = ReadFile(path);
  if (!text) return {};
  const auto documents = yaml::Parse(*text, path);
  if (!documents) {
    ADD_FAILURE() << documents.error().message;
    return {};
  }
  std::vector<Case> out;
  for (const yaml::Node& node : documents->at(0).items) {
    Case c{file, std::string(node.Text("name")), std::string(node.Text("pattern")), {}, {}};
    EXPECT_FALSE(node.Text("why").empty()) << c.name;
    constexpr std::pair<std::string_view, Truth> kKeys[] = {
        {"match", Truth::kYes}, {"no_match", Truth::kNo}, {"unknown", Truth::kUnknown}};
    for (const auto& [key, truth] : kKeys) {
      for (std::string_view event : node.Texts(key)) c.events.emplace_back(truth, event);
    }
    for (std::string_view code : node.Texts("problems")) c.problems.emplace(code);
    EXPECT_FALSE(c.events.empty()) << c.name;
    out.push_back(std::move(c));
  }
  return out;
}

Truth Ask(const Selector& selector, const std::string& event) {
  std::string padded = event;
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, event.size()));
  if (selector.language != Language::kMetricFilter) {
    EXPECT_TRUE(value.has_value()) << event;
  }
  return Evaluate(selector, {event, value.value_or(json::Value())});
}

void RunAll(const std::string& file, size_t at_least, Parsed (*parse)(std::string_view)) {
  const std::vector<Case> cases = Load(file);
  EXPECT_GE(cases.size(), at_least);
  std::set<std::string> names;
  for (const Case& c : cases) {
    EXPECT_TRUE(names.insert(c.name).second) << c.name << " is there twice";
    const Parsed parsed = parse(c.text);
    std::set<std::string> codes;
    for (const Problem& problem : parsed.problems) codes.emplace(problem.code);
    EXPECT_EQ(codes, c.problems) << c;
    for (const auto& [truth, event] : c.events) {
      EXPECT_EQ(static_cast<int>(Ask(parsed.selector, event)), static_cast<int>(truth))
          << c << "\n  event " << event << "\n  read as " << ToText(parsed.selector.root);
    }
  }
}

TEST(SelectorCasesTest, EventBridge) {
  RunAll("eventbridge", 120, ParseEventBridge);
}

TEST(SelectorCasesTest, MetricFilters) {
  RunAll("metric_filter", 60, ParseMetricFilter);
}

TEST(SelectorCasesTest, Kusto) {
  RunAll("kql", 60, [](std::string_view text) { return ParseKql(text, feed::kAzureActivity); });
}

TEST(SelectorCasesTest, YaraL) {
  RunAll("yaral", 25, [](std::string_view text) { return ParseYaral(text, ""); });
}

TEST(SelectorCasesTest, LoggingQueries) {
  RunAll("logging_query", 60, ParseLoggingQuery);
}

}  // namespace
}  // namespace dcv::events
