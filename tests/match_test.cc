// SPDX-License-Identifier: Apache-2.0
// The matching engine against the naive evaluator: over the conformance cases and over random rules
// and events. DCV_CASES=N asks for N random pairs of rule and event in place of a million.
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "conformance.h"
#include "ir/evaluate.h"
#include "ir/print.h"
#include "match/engine.h"
#include "random_program.h"

namespace dcv::test {
namespace {

// A text of documents, one event a line, padded.
struct Lines {
  explicit Lines(const std::vector<std::string>& events) {
    for (const std::string& event : events) {
      documents.documents.push_back({static_cast<uint32_t>(bytes.size()),
                                     static_cast<uint32_t>(event.size()),
                                     static_cast<uint32_t>(documents.documents.size()), true});
      bytes += event + "\n";
    }
    const size_t size = bytes.size();
    bytes.append(json::Parser::kPadding, '{');  // what follows must not matter
    documents.text = std::string_view(bytes).substr(0, size);
  }
  Lines(const Lines&) = delete;

  std::string bytes;
  Documents documents;
};

using Pairs = std::set<std::pair<uint32_t, uint32_t>>;  // document, rule

Pairs Matched(const match::Engine& engine, const Documents& documents) {
  Pairs pairs;
  match::Matcher matcher(engine);
  matcher.Match(
      documents,
      [&](const match::Event& event, std::span<const uint32_t> rules) {
        for (uint32_t rule : rules) pairs.emplace(event.document, rule);
      },
      [](uint32_t document) { ADD_FAILURE() << "document " << document << " is no JSON"; });
  return pairs;
}

// Every rule on every event.
match::Options All(const ir::Program& program) {
  match::Options options;
  options.rules.emplace();
  for (uint32_t i = 0; i < program.rules.size(); ++i) options.rules->push_back(i);
  return options;
}

class MatchConformance : public testing::TestWithParam<Case> {};

TEST_P(MatchConformance, Matches) {
  const Case& c = GetParam();
  const Ready ready(c);
  const ir::Program& program = ready.lowered.program;
  std::vector<std::string> events = c.match;
  events.insert(events.end(), c.no_match.begin(), c.no_match.end());
  if (events.empty()) return;
  const Lines lines(events);
  const match::Engine engine(program, PackedRegistry(), All(program));
  const Pairs pairs = Matched(engine, lines.documents);
  for (uint32_t i = 0; i < events.size(); ++i) {
    const Event event(events[i]);
    bool got = false;
    for (uint32_t rule : ready.chosen) {
      // Scopes belong to recognised events, which the events of a case need not be.
      got = got || (pairs.contains({i, rule}) &&
                    ir::Evaluate(program, program.rules[rule].scope, event.value()));
    }
    EXPECT_EQ(got, i < c.match.size()) << c << "\n" << c.text << "event " << events[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, MatchConformance, testing::ValuesIn(Cases()),
                         [](const auto& tested) { return "Case" + std::to_string(tested.index); });

void ExpectSame(const ir::Program& program, const std::vector<std::string>& events, uint64_t seed) {
  const Lines lines(events);
  const match::Engine engine(program, PackedRegistry(), All(program));
  const Pairs pairs = Matched(engine, lines.documents);
  for (uint32_t i = 0; i < events.size(); ++i) {
    const Event event(events[i]);
    ASSERT_TRUE(event.valid()) << events[i];
    for (uint32_t rule = 0; rule < program.rules.size(); ++rule) {
      const ir::ExprId condition = program.rules[rule].condition;
      ASSERT_EQ(pairs.contains({i, rule}), ir::Evaluate(program, condition, event.value()))
          << "seed " << seed << " event " << events[i] << "\n"
          << ir::ToText(program, condition, 0);
    }
  }
}

// Plans are compiled by whoever needs them first.
TEST(MatchThreads, ShareAnEngine) {
  Draw draw(7);
  const ir::Program program = RandomProgram(draw, 40);
  std::vector<std::string> events;
  for (int i = 0; i < 50; ++i) events.push_back(RandomEvent(draw));
  const Lines lines(events);
  const match::Engine engine(program, PackedRegistry(), All(program));
  std::vector<Pairs> found(4);
  std::vector<std::thread> threads;
  for (Pairs& pairs : found) {
    threads.emplace_back([&] { pairs = Matched(engine, lines.documents); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Pairs& pairs : found) EXPECT_EQ(pairs, found[0]);
  EXPECT_FALSE(found[0].empty());
}

TEST(MatchRandom, IsTheNaiveEvaluator) {
  const char* const wanted = std::getenv("DCV_CASES");
  const uint64_t cases = wanted == nullptr ? 1'000'000 : std::strtoull(wanted, nullptr, 10);
  constexpr uint64_t kRules = 40, kEvents = 25;
  for (uint64_t seed = 1; seed * kRules * kEvents <= cases; ++seed) {
    Draw draw(seed);
    const ir::Program program = RandomProgram(draw, kRules);
    std::vector<std::string> events;
    for (uint64_t i = 0; i < kEvents; ++i) events.push_back(RandomEvent(draw));
    ExpectSame(program, events, seed);
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace dcv::test
