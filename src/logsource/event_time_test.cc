// SPDX-License-Identifier: Apache-2.0
#include "logsource/event_time.h"

#include <gtest/gtest.h>

#include "logsource/test_json.h"

namespace dcv::logsource {
namespace {

// 2026-11-20T08:14:52Z
constexpr int64_t kMoment = 1'795'162'492'000;

TEST(ParseTimeTest, FormsOfOneMoment) {
  for (const char* text : {
           "2026-11-20T08:14:52Z",
           "2026-11-20t08:14:52z",
           "2026-11-20 08:14:52",
           "2026-11-20T08:14:52+00:00",
           "2026-11-20T08:14:52.000000000Z",
           "2026-11-20 08:14:52,000 UTC",
           "2026-11-20T09:14:52+01:00",
           "2026-11-20T09:14:52+0100",
           "2026-11-20T09:14:52+01",
           "2026-11-19T22:44:52-09:30",
           " 2026-11-20T08:14:52Z\n",
           "1795162492",
           "1795162492.0",
           "1.795162492e9",
           "1795162492000",
           "1795162492000000",
           "1795162492000000000",
           "20/Nov/2026:08:14:52 +0000",
           "[20/Nov/2026:10:14:52 +0200]",
           "Fri Nov 20 08:14:52 2026",
           "Fri Nov 20 08:14:52.000000 2026",
           "Fri Nov 20 09:14:52 +0100 2026",
           "/Date(1795162492000)/",
           "audit(1795162492.000:24287)",
           "audit(1795162492.000:24287):",
       }) {
    EXPECT_EQ(ParseTime(text), kMoment) << text;
  }
}

TEST(ParseTimeTest, PartsOfASecondAreCutToMilliseconds) {
  EXPECT_EQ(ParseTime("2026-11-20T08:14:52.1Z"), kMoment + 100);
  EXPECT_EQ(ParseTime("2026-11-20T08:14:52.123456789Z"), kMoment + 123);
  EXPECT_EQ(ParseTime("2026-11-20T08:14:52.9999Z"), kMoment + 999);
  EXPECT_EQ(ParseTime("1795162492.243"), kMoment + 243);
  EXPECT_EQ(ParseTime("1795162492243999"), kMoment + 243);
  EXPECT_EQ(ParseTime("1795162492243999999"), kMoment + 243);
  EXPECT_EQ(ParseTime("audit(1364481363.243:24287)"), 1'364'481'363'243);
}

TEST(ParseTimeTest, EveryMillisecondOfDecimalSecondsComesBack) {
  for (int ms = 0; ms < 1000; ++ms) {
    const std::string text = fmt::format("1795162492.{:03}", ms);
    EXPECT_EQ(ParseTime(text), kMoment + ms) << text;
  }
}

TEST(ParseTimeTest, DatesAreOfTheCalendar) {
  EXPECT_EQ(ParseTime("1970-01-01"), 0);
  EXPECT_EQ(ParseTime("1969-12-31T23:59:59Z"), -1000);
  EXPECT_EQ(ParseTime("2024-02-29"), 1'709'164'800'000);
  EXPECT_EQ(ParseTime("2016-12-31T23:59:60Z"), ParseTime("2017-01-01T00:00:00Z"));
  EXPECT_EQ(ParseTime("2026-11-20T08:14Z"), kMoment - 52'000);
}

TEST(ParseTimeTest, WhatIsNoMoment) {
  for (const char* text : {"",
                           "yesterday",
                           "2026",
                           "2026-11",
                           "2026-13-01",
                           "2025-02-29",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T08:60:00Z",
                           "2026-11-20T08:14:61Z",
                           "2026-11-20T08:14:52+1",
                           "2026-11-20T08",
                           "2026-11-20T08:14:52Zz",
                           "2026-11-20T08:14:52.Z",
                           "2026-11-20T08:14:52+25:00",
                           "2026-11-20X08:14:52",
                           "20261120",
                           "0",
                           "-1795162492",
                           "12345",
                           "1e30",
                           "nan",
                           "20/Nox/2026:08:14:52 +0000",
                           "Fri Nov 20 08:14:52",
                           "Nov 20 08:14:52",
                           "audit(x:1)",
                           "/Date(x)/",
                           "1795162492 s"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseTime(std::string(100'000, '1')), std::nullopt);
}

Source WithPaths(std::initializer_list<const char*> paths) {
  Source source;
  for (const char* path : paths) source.timestamp.push_back(*ParsePath(path));
  return source;
}

TEST(EventTimeTest, FirstPathThatLeadsToAMoment) {
  const Source source = WithPaths({"a.time", "b"});
  const auto time = [&](const char* event) { return EventTime(source, TestJson(event).value()); };
  EXPECT_EQ(time(R"({"a": {"time": "2026-11-20T08:14:52Z"}, "b": 0})"), kMoment);
  EXPECT_EQ(time(R"({"a": {"time": "unknown"}, "b": 1795162492000})"), kMoment);
  EXPECT_EQ(time(R"({"a": {"time": null}, "b": "1795162492"})"), kMoment);
  EXPECT_EQ(time(R"({"b": [true, 1795162492.243]})"), kMoment + 243);
  EXPECT_EQ(time(R"({"a": {"time": {"x": 1795162492}}})"), std::nullopt);
  EXPECT_EQ(time("{}"), std::nullopt);
}

// Whoever writes a log source gives paths that lead to its events' times.
TEST(EventTimeTest, EverySampleHasItsTime) {
  const DataFiles data = DataFiles::Packed();
  const auto registry = Registry::Load(data);
  ASSERT_TRUE(registry.has_value()) << registry.error().message;
  for (const Source& source : registry->sources()) {
    const TestJson sample(source.sample);
    const auto time = EventTime(source, sample.value());
    ASSERT_TRUE(time.has_value()) << source.id << " " << source.sample;
    EXPECT_GT(*time, *ParseTime("2010-01-01")) << source.id;
    EXPECT_LT(*time, *ParseTime("2100-01-01")) << source.id;
  }
}

}  // namespace
}  // namespace dcv::logsource
