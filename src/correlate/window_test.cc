// SPDX-License-Identifier: Apache-2.0
// Windows and groups in their large forms, against plain containers.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

#include "correlate/distinct_window.h"
#include "correlate/groups.h"
#include "correlate/rank_window.h"

namespace dcv::correlate {
namespace {

TEST(WindowTest, RanksAsASortedVector) {
  for (int64_t percentile : {0, 1, 50, 95, 99, 100}) {
    CorrelationPlan plan;
    plan.percentile_micros = percentile * 1'000'000;
    RankWindow::Shared shared(plan);
    RankWindow window;
    std::deque<std::pair<int64_t, int64_t>> hits;
    std::mt19937 random(1);
    int64_t time = 0;
    for (int i = 0; i < 6000; ++i) {
      // Windows swell to some thousands and run empty again.
      time += i % 3000 == 2999 ? 5000 : static_cast<int64_t>(random() % 3);
      const int64_t number = static_cast<int64_t>(random() % 500) - 250;
      hits.emplace_back(time, number);
      while (hits.front().first < time - 2000) hits.pop_front();
      window.Add(shared, {time, 0, 0, Number(number * static_cast<Billionths>(kOne))}, time - 2000);
      if (i % 7 != 0) continue;
      std::vector<int64_t> sorted;
      for (const auto& hit : hits) sorted.push_back(hit.second);
      std::sort(sorted.begin(), sorted.end());
      const size_t scaled = (sorted.size() - 1) * static_cast<size_t>(percentile);
      const int64_t low = sorted[scaled / 100];
      const int64_t high = sorted[std::min(scaled / 100 + 1, sorted.size() - 1)];
      const int64_t hundredths = low * 100 + (high - low) * static_cast<int64_t>(scaled % 100);
      const Reading reading = window.Read(shared, time - 2000);
      ASSERT_TRUE(reading.numerator * 100 == hundredths * static_cast<Billionths>(kOne))
          << "hit " << i << " percentile " << percentile;
    }
  }
}

TEST(WindowTest, DifferentValuesAsAMap) {
  CorrelationPlan plan;
  plan.type = sigma::CorrelationType::kValueCount;
  DistinctWindow::Shared shared(plan);
  DistinctWindow window;
  std::map<uint64_t, std::pair<int64_t, uint64_t>> newest;
  std::mt19937 random(2);
  int64_t time = 0;
  for (uint64_t i = 0; i < 30'000; ++i) {
    time += i % 4000 == 3999 ? 3000 : static_cast<int64_t>(random() % 3);
    const int64_t from = time - 2500;
    // Low bits in common, so that probes run over each other.
    const uint64_t value = (random() % 1500) << (i % 2 == 0 ? 4 : 0);
    Number number;
    number.low = value;
    window.Add(shared, {time, i, 0, number}, from);
    newest[value] = {time, i};
    if (i % 11 != 0) continue;
    std::erase_if(newest, [&](const auto& one) { return one.second.first < from; });
    const Reading reading = window.Read(shared, from);
    ASSERT_TRUE(reading.numerator == static_cast<Billionths>(newest.size()) * kOne) << i;
    if (i % 1001 != 0) continue;
    Evidence evidence;
    evidence.cap = 5000;
    window.Show(shared, from, evidence);
    std::set<uint64_t> wanted;
    int64_t first = time;
    for (const auto& [key, one] : newest) {
      wanted.insert(one.second);
      first = std::min(first, one.first);
    }
    EXPECT_EQ(std::set<uint64_t>(evidence.events.begin(), evidence.events.end()), wanted);
    EXPECT_EQ(evidence.first_ms, first);
  }
}

TEST(GroupsTest, ComeAndGo) {
  Groups groups(100);
  std::map<std::string, uint32_t> live;
  std::mt19937 random(3);
  for (int i = 0; i < 50'000; ++i) {
    std::string key;
    AppendKeyText("user" + std::to_string(random() % 3000), key);
    AppendKeyText("a longer text that is not kept inside of the string itself", key);
    const uint32_t id = groups.FindOrAdd(key);
    const auto known = live.find(key);
    if (known != live.end()) {
      ASSERT_EQ(id, known->second);
    }
    live[key] = id;
    groups.MoveToNewest(id, i);
    ASSERT_EQ(groups[id].key, key);
    if (random() % 3 == 0) {
      const uint32_t oldest = groups.oldest();
      live.erase(groups[oldest].key);
      groups.LeaveOrder(oldest);
      groups.Release(oldest);
    }
    ASSERT_EQ(groups.size(), live.size());
  }
  EXPECT_GT(live.size(), 500u);
  EXPECT_EQ(groups.waiting_bytes(), 0u);
  int64_t last = -1;
  while (groups.oldest() != Groups::kNone) {
    const uint32_t oldest = groups.oldest();
    EXPECT_GT(groups[oldest].last_ms, last);
    last = groups[oldest].last_ms;
    groups.LeaveOrder(oldest);
    groups.Release(oldest);
  }
  EXPECT_EQ(groups.size(), 0u);
  EXPECT_EQ(groups.bytes() + groups.waiting_bytes(), 0u);
}

TEST(GroupsTest, KeysAreTheirTexts) {
  std::string key, other;
  AppendKeyText("a", key);
  AppendKeyText("", key);
  AppendKeyText("bc", key);
  EXPECT_EQ(KeyTexts(key), (std::vector<std::string_view>{"a", "", "bc"}));
  AppendKeyText("ab", other);
  AppendKeyText("", other);
  AppendKeyText("c", other);
  EXPECT_NE(key, other);
  EXPECT_TRUE(KeyTexts("").empty());
}

}  // namespace
}  // namespace dcv::correlate
