// SPDX-License-Identifier: Apache-2.0
#include "correlate/buffer.h"

#include <gtest/gtest.h>

namespace dcv::correlate {
namespace {

TEST(ClockTest, HalfOfTheLast) {
  Clock clock;
  for (int64_t i = 0; i < 31; ++i) EXPECT_FALSE(clock.Observe(i));
  EXPECT_EQ(clock.now(), kNever);
  EXPECT_TRUE(clock.Observe(31));
  EXPECT_EQ(clock.now(), 16);
  for (int64_t i = 32; i < 64; ++i) clock.Observe(i);
  EXPECT_EQ(clock.now(), 32);
}

TEST(ClockTest, OutliersMoveNothing) {
  Clock clock;
  for (int i = 0; i < 64; ++i) clock.Observe(1000);
  for (int i = 0; i < 31; ++i) clock.Observe(int64_t{1} << 59);
  clock.Observe(1001);
  EXPECT_LE(clock.now(), 1001);
  for (int i = 0; i < 64; ++i) clock.Observe(1001);
  EXPECT_EQ(clock.now(), 1001);
  for (int i = 0; i < 1000; ++i) clock.Observe(i % 3 == 0 ? int64_t{1} << 59 : 1002);
  EXPECT_EQ(clock.now(), 1002) << "a third is dated ahead";
  for (int i = 0; i < 64; ++i) clock.Observe(0);
  EXPECT_EQ(clock.now(), 1002) << "never back";
}

TEST(ClockTest, AGapInTheLogIsPassed) {
  Clock clock;
  for (int i = 0; i < 64; ++i) clock.Observe(0);
  for (int i = 0; i < 64; ++i) clock.Observe(86'400'000);
  EXPECT_EQ(clock.now(), 86'400'000);
}

std::vector<int64_t> Times(const std::vector<Waiting>& part) {
  std::vector<int64_t> out;
  for (const Waiting& one : part) out.push_back(one.time);
  return out;
}

using Order = std::vector<int64_t>;

TEST(BufferTest, GivesOutInOrder) {
  Buffer buffer(1600);  // parts of 100 ms
  for (int64_t time : {250, 99, 0, -1, -100, 50}) buffer.Add({time, 0, 0, 0, {}});
  std::vector<Waiting> part;
  EXPECT_FALSE(buffer.Take(kNever, part));
  EXPECT_FALSE(buffer.Take(1599, part));
  ASSERT_TRUE(buffer.Take(1600, part));
  EXPECT_EQ(Times(part), (Order{-100, -1}));
  EXPECT_FALSE(buffer.Take(1600, part));
  EXPECT_TRUE(buffer.IsLate(-1));
  EXPECT_FALSE(buffer.IsLate(0));
  ASSERT_TRUE(buffer.Take(1700, part));
  EXPECT_EQ(Times(part), (Order{0, 50, 99}));
  ASSERT_TRUE(buffer.TakeAnyway(part));
  EXPECT_EQ(Times(part), Order{250});
  EXPECT_TRUE(buffer.IsLate(249));
  EXPECT_FALSE(buffer.IsLate(250)) << "more of the last moment may come";
  EXPECT_FALSE(buffer.TakeAnyway(part));
  EXPECT_EQ(buffer.size(), 0u);
  EXPECT_EQ(buffer.bytes(), 0u);
}

TEST(BufferTest, SortsByTimeThenNeedThenEvent) {
  Buffer buffer(0);
  buffer.Add({7, 2, 0, 0, {}});
  buffer.Add({7, 1, 1, 0, {}});
  buffer.Add({7, 1, 0, 0, {}});
  buffer.Add({6, 9, 9, 0, {}});
  std::vector<Waiting> part;
  ASSERT_TRUE(buffer.TakeAnyway(part));
  ASSERT_EQ(part.size(), 4u);
  EXPECT_EQ(part[0].time, 6);
  EXPECT_EQ(part[1].event, 1u);
  EXPECT_EQ(part[2].event, 2u);
  EXPECT_EQ(part[3].need, 1u);
}

TEST(BufferTest, FarTimesAndUnboundedLateness) {
  Buffer buffer(INT64_MAX);
  constexpr int64_t kFar = int64_t{1} << 60;
  buffer.Add({kFar, 0, 0, 0, {}});
  buffer.Add({-kFar, 0, 0, 0, {}});
  std::vector<Waiting> part;
  EXPECT_FALSE(buffer.Take(kFar, part));
  EXPECT_FALSE(buffer.TakeAhead(-kFar, part));
  ASSERT_TRUE(buffer.TakeAnyway(part));
  EXPECT_EQ(Times(part), Order{-kFar});
  ASSERT_TRUE(buffer.TakeAnyway(part));
  EXPECT_EQ(Times(part), Order{kFar});
}

TEST(BufferTest, WhatIsDatedAheadCanBeTakenOut) {
  Buffer buffer(1600);
  buffer.Add({0, 0, 0, 0, {}});
  buffer.Add({5000, 0, 0, 0, {}});
  buffer.Add({5001, 0, 0, 0, {}});
  std::vector<Waiting> part;
  EXPECT_FALSE(buffer.TakeAhead(kNever, part));
  EXPECT_FALSE(buffer.TakeAhead(3400, part));
  ASSERT_TRUE(buffer.TakeAhead(3399, part));
  EXPECT_EQ(Times(part), (Order{5000, 5001}));
  EXPECT_FALSE(buffer.IsLate(0));
  buffer.Add({5000, 0, 0, 0, {}});
  EXPECT_FALSE(buffer.TakeAhead(3399, part)) << "half is not most";
}

}  // namespace
}  // namespace dcv::correlate
