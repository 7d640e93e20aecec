// SPDX-License-Identifier: Apache-2.0
// Places, limits and print of Logging queries; what they select is in tests/events.
#include "events/logging_query.h"

#include <gtest/gtest.h>

namespace dcv::events {
namespace {

std::string Told(std::string_view query) {
  const Parsed parsed = ParseLoggingQuery(query);
  if (parsed.problems.empty()) return "";
  const Problem& problem = parsed.problems[0];
  return std::string(problem.code) + " " + std::to_string(problem.place.line) + ":" +
         std::to_string(problem.place.column) + " " + problem.message;
}

TEST(LoggingQueryTest, ProblemsSayWhere) {
  EXPECT_EQ(Told("a = 1 AND\n  (b = 2"), "E009 2:3 a parenthesis is not closed");
  EXPECT_EQ(Told("a = \"x"), "E009 1:5 a quoted text does not end");
  EXPECT_EQ(Told("a = 1 OR"), "E009 1:9 the query ends where a comparison should be");
  EXPECT_EQ(Told("a = 1)"), "E009 1:6 a parenthesis closes that was not opened");
  EXPECT_EQ(Told("a = 1 AND OR b = 2"), "E009 1:13 OR has nothing before it");
  EXPECT_EQ(Told("a = 1 and b = 2"), "E012 1:7 \"and\" is looked for as a text");
  EXPECT_EQ(Told("sample(insertId, 0.5)"), "E010 1:1 sample(...) is kept as unknown");
}

TEST(LoggingQueryTest, CommentsAndLineEndsAreBlanks) {
  EXPECT_EQ(ToText(ParseLoggingQuery("-- first\na = 1 -- second\nb = 2").selector.root),
            "a = 1 and b = 2");
}

TEST(LoggingQueryTest, PrintsInWords) {
  EXPECT_EQ(ToText(ParseLoggingQuery("a.\"b/c\" = (x OR \"y z\") NOT d:* e !~ \"^f\" \"g\" h >= 5")
                       .selector.root),
            "(a.\"b/c\" = x or a.\"b/c\" = \"y z\") and not (d exists) and e does not match ^f and "
            "any field contains g and h >= 5");
}

TEST(LoggingQueryTest, LimitsAreTold) {
  EXPECT_EQ(Told(std::string(kMaxText + 1, 'x')), "E002 1:1 the query is larger than 64 KiB");
  EXPECT_EQ(Told(std::string(1000, '(') + "a"), "E009 1:66 nested deeper than 64");
  std::string many = "a=1";
  for (size_t i = 0; i < kMaxComparisons; ++i) many += " a=1";
  EXPECT_EQ(Told(many).substr(0, 4), "E009");
}

}  // namespace
}  // namespace dcv::events
