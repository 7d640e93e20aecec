// SPDX-License-Identifier: Apache-2.0
// Random correlations over random hits, in random order within the lateness, held to the naive
// recount.
#include <random>

#include "base/text.h"
#include "correlate/naive.h"

namespace dcv::correlate {
namespace {

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  size_t Below(size_t limit) { return engine_() % limit; }
  bool Chance(size_t percent) { return Below(100) < percent; }
  std::string Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }

 private:
  std::mt19937 engine_;
};

std::string RandomRules(Random& random, bool chained) {
  std::vector<std::string> rules;
  for (const char* name : {"a", "b", "c"}) {
    if (random.Chance(60)) rules.push_back(name);
  }
  if (rules.empty() || random.Chance(5)) rules.push_back("a");
  if (random.Chance(30)) std::reverse(rules.begin(), rules.end());
  if (chained)
    rules.insert(rules.begin() + static_cast<long>(random.Below(rules.size() + 1)), "one");
  return Join(rules, ", ");
}

std::string RandomCondition(Random& random, const std::string& type, const std::string& rules,
                            bool chained) {
  const bool temporal = type.starts_with("temporal");
  if (temporal && random.Chance(40)) {
    const std::string some = rules.substr(rules.rfind(' ') + 1);
    const std::string first = rules.substr(0, rules.find(','));
    return ", condition: '" +
           random.Pick({"1 of them", "all of them", some + " and not " + first + " or " + some,
                        "not " + some, first + " and " + some, "2 of * or " + first, "not 2 of *",
                        "not (" + first + " or " + some + ")"}) +
           "'";
  }
  if (temporal && random.Chance(50)) return "";
  std::string out = ", condition: {";
  if (type == "temporal_ordered") return out + "gte: 1}";
  const bool counts = temporal || type == "event_count" || type == "value_count";
  const std::string number = std::to_string(1 + random.Below(counts ? 3 : 6));
  out += random.Pick({"gte", "gte", "gte", "gt", "lt", "lte", "eq", "neq"}) + ": ";
  out += temporal ? "1" : number;
  if (counts && random.Chance(20) && out.find("lte") == out.npos) out += ", lte: 9";
  if (!temporal && type != "event_count") {
    // Of an inner correlation only the groups are there to be counted.
    out += chained                                      ? ", field: user"
           : type == "value_count" && random.Chance(30) ? ", field: [v, host]"
                                                        : ", field: v";
  }
  if (type == "value_percentile")
    out += ", percentile: " + random.Pick({"0", "25", "90", "99.9", "100"});
  return out + "}";
}

std::string RandomCorrelation(Random& random, const std::string& name, bool chained) {
  const std::string type =
      random.Pick({"event_count", "value_count", "value_sum", "value_avg", "value_median",
                   "value_percentile", "temporal", "temporal_ordered"});
  const std::string rules = RandomRules(random, chained);
  // The inner one groups by user and host, so that the outer one may by either or none.
  const std::string group =
      name == "one" ? "user, host" : random.Pick({"", "user", "host", "host, user"});
  return Correlated(name, "type: " + type + ", rules: [" + rules + "], group-by: [" + group +
                              "], timespan: " + std::to_string(1 + random.Below(5)) + "s" +
                              RandomCondition(random, type, rules, chained));
}

std::vector<TestHit> RandomHits(Random& random) {
  std::vector<TestHit> out;
  const size_t events = 5 + random.Below(30);
  for (uint64_t event = 0; event < events; ++event) {
    Texts fields;
    const int64_t time = static_cast<int64_t>(random.Below(40)) * 500 - 7000;
    for (const char* name : {"user", "host"}) {
      if (random.Chance(5)) continue;
      fields[name].push_back(random.Pick({"x", "y", ""}));
      if (random.Chance(10)) fields[name].push_back(random.Pick({"x", "z"}));
    }
    if (random.Chance(90)) fields["v"].push_back(random.Pick({"1", "2", "2.50", "-3", "7", "no"}));
    if (random.Chance(10)) fields["v"].push_back(random.Pick({"1", "4"}));
    for (uint32_t rule = 0; rule < 3; ++rule) {
      if (random.Chance(45)) out.push_back({time, event, rule, fields});
    }
  }
  return out;
}

// What must be equal. Of an order only that it holds: which of several chains is named is free.
std::string Canonical(const ir::Program& program, std::vector<Detection> detections) {
  std::string out;
  for (Detection& one : detections) {
    const bool order =
        program.correlations[one.correlation].type == sigma::CorrelationType::kTemporalOrdered;
    if (order) one.value = 0;
    out += std::to_string(one.number) + ": " + TestStream::Text(one);
    if (!order) {
      out += " from " + std::to_string(one.first_ms) + " of " + std::to_string(one.events_total);
      for (auto* list : {&one.events, &one.detections}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
        out += " [";
        for (uint64_t event : *list) out += " " + std::to_string(event);
        out += " ]";
      }
    }
    out += "\n";
  }
  return out;
}

// Arrival by time plus up to `lateness`; other events keep the clock at the newest hit.
std::string InRandomOrder(const std::shared_ptr<ir::TestRules>& rules, std::vector<TestHit> hits,
                          int64_t lateness, Random& random) {
  std::vector<std::pair<int64_t, size_t>> arrival;
  for (size_t i = 0; i < hits.size(); ++i) {
    arrival.emplace_back(
        hits[i].time_ms + static_cast<int64_t>(random.Below(static_cast<size_t>(lateness) + 1)), i);
  }
  std::sort(arrival.begin(), arrival.end());
  Options options;
  options.lateness_ms = lateness;
  TestStream stream(rules, options);
  int64_t newest = INT64_MIN;
  for (const auto& [at, i] : arrival) {
    stream.Add(hits[i]);
    newest = std::max(newest, hits[i].time_ms);
    for (int k = 0; k < 64; ++k) stream.correlator().Observe(newest);
  }
  const std::string out = Canonical(rules->program(), stream.Finish());
  EXPECT_EQ(stream.correlator().tally().late, 0u);
  return out;
}

TEST(RandomTest, AsTheNaiveRecount) {
  size_t detections = 0, ran = 0;
  std::map<std::string, size_t> by_type;
  for (uint32_t seed = 0; seed < 4000; ++seed) {
    Random random(seed);
    std::string text = NamedRules(3) + RandomCorrelation(random, "one", false);
    if (random.Chance(50)) text += RandomCorrelation(random, "two", true);
    const auto rules = std::make_shared<ir::TestRules>(text);
    if (rules->Codes() != "") continue;  // asks for more rules than there are
    ++ran;
    const std::vector<TestHit> hits = RandomHits(random);
    const std::vector<Detection> wanted = Naive(rules->program(), hits).Run();
    const std::string naive = Canonical(rules->program(), wanted);
    detections += wanted.size();
    for (const Detection& one : wanted) {
      ++by_type[std::string(ToString(rules->program().correlations[one.correlation].type))];
    }
    for (int64_t lateness : {int64_t{0}, int64_t{300}, int64_t{4000}, int64_t{300'000}}) {
      ASSERT_EQ(InRandomOrder(rules, hits, lateness, random), naive)
          << "seed " << seed << " lateness " << lateness << "\n"
          << text;
    }
  }
  EXPECT_GT(ran, 3000u);
  EXPECT_GT(detections, 5000u);
  EXPECT_EQ(by_type.size(), 8u);
  for (const auto& [type, count] : by_type) EXPECT_GT(count, 200u) << type;
}

}  // namespace
}  // namespace dcv::correlate
