// SPDX-License-Identifier: Apache-2.0
// Executed SQL as a third opinion: over the conformance cases, and over random rules and events
// with the naive evaluator and the matching engine. DCV_CASES=N compares N random pairs of rule and
// event in place of 100,000.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "conformance.h"
#include "ir/evaluate.h"
#include "ir/print.h"
#include "match/engine.h"
#include "random_program.h"
#include "sql_oracle.h"

namespace dcv::test {
namespace {

// How many were said in SQL, and why the others were not.
struct Share {
  size_t said = 0, all = 0;
  std::map<std::string, size_t> reasons;

  void Count(const std::string& reason) {
    ++all;
    reason.empty() ? ++said : ++reasons[reason];
  }
  void Print(const char* what) const {
    fmt::print("{}: {} of {} said in SQL\n", what, said, all);
    for (const auto& [reason, count] : reasons) fmt::print("  {}: {}\n", reason, count);
  }
};

// The answer of SQL on each event of a case; "" or why there is none.
std::string Ask(const Case& c, const std::vector<std::string>& events, std::set<uint32_t>& held) {
  const Ready ready(c);
  const ir::Program& program = ready.lowered.program;
  std::vector<std::string> queries;
  for (uint32_t index : ready.chosen) {
    const ir::Rule& rule = program.rules[index];
    ir::Program asked = program;
    std::string reason;
    const auto sql = ToSql(asked, asked.And({rule.scope, rule.condition}), reason);
    if (!sql) return reason;
    queries.push_back(*sql);
  }
  const SqlEvents database(events);
  if (!database.beyond().empty()) return "number or letter of an event";
  for (const std::string& sql : queries) held.merge(database.Select(sql));
  return "";
}

TEST(Sql, AnswersTheConformanceCases) {
  Share cases;
  for (const Case& c : Cases()) {
    std::vector<std::string> events = c.match;
    events.insert(events.end(), c.no_match.begin(), c.no_match.end());
    if (events.empty()) continue;
    std::set<uint32_t> held;
    const std::string reason = Ask(c, events, held);
    cases.Count(reason);
    if (!reason.empty()) continue;
    for (uint32_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(held.contains(i), i < c.match.size()) << c << "\n" << c.text << events[i];
    }
  }
  cases.Print("conformance cases with events");
  EXPECT_GT(cases.said * 2, cases.all);
}

struct Corner {
  const char* path;
  ir::Op op;
  const char* text;
  const char* event;
  bool holds;
};

// What cases and random events seldom meet.
constexpr Corner kCorners[] = {
    {"c[name=x].v", ir::Op::kEquals, "1", R"({"c":{"name":"X","v":1}})", true},
    {"c[name=1].v", ir::Op::kEquals, "1", R"({"c":{"name":1,"v":1}})", false},
    {"c[name=x].v", ir::Op::kEquals, "1", R"({"c":{"name":["x"],"v":1}})", false},
    {"a", ir::Op::kEquals, R"({"z\"":[1,null,true],"b":{"d":"\n"}})",
     R"({"a":{ "z\"" : [1, null, true] , "b" : {"\u0064":"\u000a"} }})", true},
    {"a", ir::Op::kEquals, "\u03bcs", "{\"a\":\"\u00b5S\"}", true},
    {"a", ir::Op::kGlob, "b\\?*", R"({"a":"b?c"})", true},
    {"a", ir::Op::kGlob, "b\\?*", R"({"a":"bcc"})", false},
    {"a", ir::Op::kGlob, "b[c]", R"({"a":"b[c]"})", true},
    {"a", ir::Op::kGlob, "b[c]", R"({"a":"bc"})", false},
};

TEST(Sql, AnswersTheCorners) {
  for (const Corner& corner : kCorners) {
    ir::Program program;
    ir::Predicate predicate;
    const auto path = logsource::ParsePath(corner.path);
    ASSERT_TRUE(path.has_value()) << corner.path;
    predicate.field = program.Intern(ir::Field{corner.path, {*path}});
    predicate.op = corner.op;
    if (corner.op == ir::Op::kGlob) predicate.pattern = sigma::Pattern::Parse(corner.text);
    if (corner.op == ir::Op::kEquals) predicate.text = corner.text;
    const ir::ExprId leaf = program.Leaf(program.Intern(predicate));
    std::string reason;
    const auto sql = ToSql(program, leaf, reason);
    ASSERT_TRUE(sql.has_value()) << reason;
    const SqlEvents database({corner.event});
    EXPECT_TRUE(database.beyond().empty()) << corner.event;
    EXPECT_EQ(database.Select(*sql).contains(0), corner.holds) << corner.event;
    EXPECT_EQ(ir::Evaluate(program, leaf, Event(corner.event).value()), corner.holds)
        << corner.event;
  }
}

TEST(Sql, LeavesOutEventsThatSqliteReadsDifferently) {
  const SqlEvents database({R"({"a":1})", R"({"a":18446744073709551615})", R"({"a":1e-7})",
                            "{\"a\":\"\u03a9\"}", R"({"a":"\u0000"})", R"({"a":0.1})"});
  EXPECT_EQ(database.beyond(), (std::set<uint32_t>{1, 2, 3, 4}));
}

using Pairs = std::set<std::pair<uint32_t, uint32_t>>;  // event, rule

// Every rule on every event.
Pairs Matched(const ir::Program& program, const std::vector<std::string>& events) {
  std::string bytes;
  Documents documents;
  for (const std::string& event : events) {
    documents.documents.push_back({static_cast<uint32_t>(bytes.size()),
                                   static_cast<uint32_t>(event.size()),
                                   static_cast<uint32_t>(documents.documents.size()), true});
    bytes += event + "\n";
  }
  const size_t size = bytes.size();
  bytes.append(json::Parser::kPadding, ' ');
  documents.text = std::string_view(bytes).substr(0, size);
  match::Options options;
  options.rules.emplace();
  for (uint32_t i = 0; i < program.rules.size(); ++i) options.rules->push_back(i);
  const match::Engine engine(program, PackedRegistry(), options);
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

class RandomPairs {
 public:
  // One program, one set of events.
  void Compare(uint64_t seed) {
    Draw draw(seed);
    const ir::Program program = RandomProgram(draw, 40);
    std::vector<std::string> events;
    for (int i = 0; i < 100; ++i) events.push_back(RandomEvent(draw));
    const SqlEvents database(events);
    const Pairs matched = Matched(program, events);
    for (uint32_t i = 0; i < events.size(); ++i) {
      events_.Count(database.beyond().contains(i) ? "number or letter of the event" : "");
    }
    for (uint32_t rule = 0; rule < program.rules.size(); ++rule) {
      const ir::ExprId condition = program.rules[rule].condition;
      std::string reason;
      const auto sql = ToSql(program, condition, reason);
      rules_.Count(reason);
      if (!sql) continue;
      const std::set<uint32_t> held = database.Select(*sql);
      for (uint32_t i = 0; i < events.size(); ++i) {
        if (database.beyond().contains(i)) continue;
        const Event event(events[i]);
        ASSERT_TRUE(event.valid()) << events[i];
        const bool naive = ir::Evaluate(program, condition, event.value());
        const bool engine = matched.contains({i, rule});
        const bool by_sql = held.contains(i);
        ASSERT_TRUE(naive == by_sql && engine == by_sql)
            << "SQL " << by_sql << ", evaluator " << naive << ", engine " << engine << ", seed "
            << seed << ", event " << events[i] << "\n"
            << ir::ToText(program, condition, 0) << "\n"
            << *sql;
        ++compared_;
        hits_ += by_sql ? 1 : 0;
      }
    }
  }
  uint64_t compared() const { return compared_; }
  uint64_t hits() const { return hits_; }
  void Print() const {
    rules_.Print("random rules");
    events_.Print("random events");
    fmt::print("pairs compared: {}, of which the rule holds: {}\n", compared_, hits_);
  }

 private:
  Share rules_, events_;
  uint64_t compared_ = 0, hits_ = 0;
};

TEST(Sql, IsTheNaiveEvaluatorAndTheEngine) {
  const char* const wanted = std::getenv("DCV_CASES");
  const uint64_t cases = wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
  RandomPairs pairs;
  for (uint64_t seed = 1; pairs.compared() < cases && !HasFatalFailure(); ++seed) {
    pairs.Compare(seed);
  }
  pairs.Print();
  EXPECT_GT(pairs.hits() * 20, pairs.compared());
  EXPECT_GT((pairs.compared() - pairs.hits()) * 20, pairs.compared());
}

}  // namespace
}  // namespace dcv::test
