// SPDX-License-Identifier: Apache-2.0
// Converted correlations on the engines that they are for: random correlations over random events,
// and the groups and times that the query returns against those of the naive recount. Where the
// lowering says exact, what is left of the answer after each detection's quiet time is the very
// detections; where it says wider, every group that was detected is in it.
//   DCV_ENGINES=required     an engine that is not there fails
//   DCV_CORRELATIONS=N       random correlations of each engine (300)
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <random>

#include "base/data_files.h"
#include "base/files.h"
#include "base/text.h"
#include "correlate/naive.h"
#include "dialect/correlation.h"
#include "dialect/dialects.h"
#include "engine.h"

namespace dcv::test {
namespace {

struct Kind {
  const char* dialect;
  std::unique_ptr<Engine> (*open)(std::string& why);
};
constexpr Kind kKinds[] = {{"sqlite", OpenSqlite},
                           {"duckdb", OpenDuckdb},
                           {"clickhouse", OpenClickhouse},
                           {"postgres", OpenPostgres}};

std::string Setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

// Rules a, b and c hold where the event names them.
constexpr const char* kRules =
    "title: a\nname: a\nlogsource: {product: p, service: s}\n"
    "detection: {x: {is: A}, condition: x}\n"
    "---\ntitle: b\nname: b\nlogsource: {product: p, service: s}\n"
    "detection: {x: {is: B}, condition: x}\n"
    "---\ntitle: c\nname: c\nlogsource: {product: p, service: s}\n"
    "detection: {x: {is: C}, condition: x}\n";

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  size_t Below(size_t limit) { return engine_() % limit; }
  bool Chance(size_t percent) { return Below(100) < percent; }
  std::string Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }

 private:
  std::mt19937 engine_;
};

std::string ConditionOf(Random& random, const std::string& type,
                        const std::vector<std::string>& rules, bool chained) {
  const bool temporal = type.starts_with("temporal");
  if (temporal && random.Chance(50)) return "";
  if (temporal && random.Chance(60)) {
    const std::string &first = rules.front(), &last = rules.back();
    return ", condition: '" +
           random.Pick({"1 of them", "all of them", last + " and not " + first + " or " + last,
                        first + " and " + last, "2 of * or " + first, "not " + last}) +
           "'";
  }
  if (type == "temporal_ordered") return ", condition: {gte: 1}";
  const bool counts = temporal || type == "event_count" || type == "value_count";
  std::string out = ", condition: {" +
                    random.Pick({"gte", "gte", "gte", "gt", "lt", "lte", "eq", "neq"}) + ": " +
                    std::to_string(1 + random.Below(temporal ? 1
                                                    : counts ? 3
                                                             : 6));
  if (counts && random.Chance(20) && out.find("lte") == out.npos) out += ", lte: 9";
  if (!temporal && type != "event_count") {
    out += chained                                      ? ", field: user"
           : type == "value_count" && random.Chance(30) ? ", field: [v, host]"
                                                        : ", field: v";
  }
  if (type == "value_percentile") {
    out += ", percentile: " + random.Pick({"0", "25", "90", "99.9", "100"});
  }
  return out + "}";
}

std::string CorrelationText(Random& random, const std::string& name, bool chained) {
  const std::string type =
      random.Pick({"event_count", "event_count", "value_count", "value_sum", "value_avg",
                   "value_median", "value_percentile", "temporal", "temporal_ordered"});
  std::vector<std::string> rules;
  for (const char* rule : {"a", "b", "c"}) {
    if (random.Chance(60)) rules.emplace_back(rule);
  }
  if (rules.empty()) rules = {"a"};
  if (random.Chance(30)) std::reverse(rules.begin(), rules.end());
  if (chained)
    rules.insert(rules.begin() + static_cast<long>(random.Below(rules.size() + 1)), "one");
  const std::string groups =
      name == "one" ? "user, host" : random.Pick({"", "user", "host", "host, user"});
  // Another field for the user of c.
  const bool aliased = !chained && groups.find("user") != groups.npos && random.Chance(20);
  const std::string alias =
      aliased ? ", aliases: {user: {a: user, b: user, c: other}}" : std::string();
  return fmt::format(
      "---\ntitle: {0}\nname: {0}\ncorrelation: {{type: {1}, rules: [{2}], group-by: [{3}], "
      "timespan: {4}s{5}{6}}}\n",
      name, type, Join(rules, ", "), groups, 1 + random.Below(5), alias,
      ConditionOf(random, type, rules, chained));
}

struct Made {
  std::vector<std::string> events;
  std::vector<correlate::TestHit> hits;
};

std::string Json(const std::vector<std::string>& texts, bool number) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(number ? text : "\"" + text + "\"");
  return out.size() == 1 ? out.front() : "[" + Join(out, ",") + "]";
}

Made MakeEvents(Random& random) {
  Made out;
  const size_t events = 5 + random.Below(30);
  for (uint64_t event = 0; event < events; ++event) {
    correlate::Texts fields;
    const auto ms = static_cast<int64_t>(random.Below(40) * 500);
    std::string text = fmt::format("{{\"n\":{},\"time\":\"2026-11-24T10:00:{:02}.{:03}Z\"", event,
                                   ms / 1000, ms % 1000);
    if (random.Chance(10)) {
      text = fmt::format("{{\"n\":{},\"time\":{}", event, int64_t{1795514400000} + ms);
    }
    for (const char* name : {"user", "host", "other"}) {
      if (random.Chance(5)) continue;
      fields[name].push_back(random.Pick({"x", "y", ""}));
      if (random.Chance(10)) fields[name].push_back(random.Pick({"x", "z"}));
    }
    const bool number = random.Chance(50);
    if (random.Chance(90)) {
      fields["v"].push_back(number ? random.Pick({"1", "2", "2.5", "-3", "7"})
                                   : random.Pick({"1", "2", "2.5", "-3", "no", ""}));
    }
    for (const auto& [name, texts] : fields) {
      text += ",\"" + name + "\":" + Json(texts, name == "v" && number);
    }
    std::vector<std::string> is;
    for (uint32_t rule = 0; rule < 3; ++rule) {
      if (!random.Chance(45)) continue;
      is.emplace_back(1, static_cast<char>('A' + rule));
      out.hits.push_back({int64_t{1795514400000} + ms, event, rule, fields});
    }
    out.events.push_back(text + ",\"is\":" + Json(is, false) + "}");
  }
  return out;
}

using Times = std::map<std::string, std::vector<int64_t>>;  // of a group

Times TimesOf(const std::vector<correlate::Detection>& detections, uint32_t correlation) {
  Times out;
  for (const correlate::Detection& one : detections) {
    if (one.correlation != correlation) continue;
    std::string group;
    for (const auto& [name, text] : one.group) group += text + "|";
    out[group].push_back(one.last_ms);
  }
  return out;
}

// Of "time|group|" in order of time, without what comes in the quiet time after a detection.
Times Detections(const std::vector<std::string>& rows, int64_t timespan_ms) {
  Times out;
  for (const std::string& row : rows) {
    const size_t bar = row.find('|');
    const int64_t time = std::stoll(row.substr(0, bar));
    std::vector<int64_t>& times = out[row.substr(bar + 1)];
    if (times.empty() || time - times.back() > timespan_ms) times.push_back(time);
  }
  return out;
}

std::string ToText(const Times& all) {
  std::string out;
  for (const auto& [group, times] : all) {
    out += "[" + group + "]";
    for (int64_t time : times) out += fmt::format(" {}", time - 1795514400000);
    out += "\n";
  }
  return out;
}

class CorrelationTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    std::string why;
    engine_ = GetParam().open(why);
    if (engine_ != nullptr) return;
    if (Setting("DCV_ENGINES", "") == "required") FAIL() << GetParam().dialect << ": " << why;
    GTEST_SKIP() << GetParam().dialect << ": " << why;
  }

  // The text of time and groups of each row.
  std::vector<std::string> Ask(const std::string& query, const ir::Correlation& correlation,
                               std::string& error) {
    std::string columns = "CAST(time_ms AS TEXT) || '|'";
    for (const std::string& name : correlation.group_by) columns += " || \"" + name + "\" || '|'";
    return engine_->Rows("SELECT " + columns + " FROM (" + query + ") AS answer ORDER BY time_ms",
                         error);
  }

  void Hold(const std::string& text, const Made& made, uint32_t index) {
    const ir::TestRules rules(text);
    const ir::Correlation& correlation = rules.program().correlations[index];
    const dialect::CorrelationSource source{
        [&](uint32_t document) -> const sigma::Document& { return rules.document(document); },
        [](uint32_t) { return false; }};
    const dialect::Query query =
        dialect::RenderCorrelation(*dialect::FindDialect(GetParam().dialect), rules.program(),
                                   correlation, source, places_, {});
    ++lowerings_[std::string(dialect::ToString(query.lowering))];
    if (query.text.empty()) return;
    std::string error;
    const std::vector<std::string> rows = Ask(query.text, correlation, error);
    ASSERT_EQ(error, "") << text << query.text;
    const Times wanted = TimesOf(correlate::Naive(rules.program(), made.hits).Run(), index);
    const Times found = Detections(rows, static_cast<int64_t>(correlation.timespan_seconds) * 1000);
    detections_ += wanted.size();
    if (query.lowering == dialect::Lowering::kExact) {
      exact_by_type_[std::string(ToString(correlation.type))] += wanted.size();
      ASSERT_EQ(ToText(found), ToText(wanted)) << text << Join(made.events, "\n") << "\n"
                                               << query.text;
      return;
    }
    for (const auto& [group, times] : wanted) {
      ASSERT_TRUE(found.contains(group)) << group << "\n"
                                         << text << Join(made.events, "\n") << query.text;
    }
  }

  std::unique_ptr<Engine> engine_;
  const logsource::Registry registry_{};
  const dialect::Places places_{registry_};
  std::map<std::string, size_t> lowerings_, exact_by_type_;
  size_t detections_ = 0;
};

TEST_P(CorrelationTest, RandomCorrelations) {
  const size_t most = std::strtoul(Setting("DCV_CORRELATIONS", "300").c_str(), nullptr, 10);
  for (uint32_t seed = 0; seed < most; ++seed) {
    Random random(seed);
    std::string text = kRules + CorrelationText(random, "one", false);
    const bool chained = random.Chance(30);
    if (chained) text += CorrelationText(random, "two", true);
    if (const ir::TestRules rules(text); !rules.Codes().empty()) continue;
    const Made made = MakeEvents(random);
    engine_->Load(made.events);
    Hold(text, made, 0);
    if (chained) Hold(text, made, 1);
    if (HasFatalFailure()) return;
  }
  fmt::print("{}: ", GetParam().dialect);
  for (const auto& [lowering, count] : lowerings_) fmt::print("{} {}, ", count, lowering);
  fmt::print("{} groups detected; exact:", detections_);
  for (const auto& [type, count] : exact_by_type_) fmt::print(" {} {}", type, count);
  fmt::print("\n");
  EXPECT_EQ(exact_by_type_.size(), 8u);
  EXPECT_GT(lowerings_["exact"], lowerings_["wider"]);
  EXPECT_GT(detections_, most / 2);
}

// The correlations of rules/ have a query in every target that is asked here, or their refusal is
// told.
TEST(BuiltinCorrelations, AreSaidOrRefusedWithAReason) {
  const auto registry = logsource::Registry::Load(DataFiles::Packed());
  ASSERT_TRUE(registry.has_value());
  const dialect::Places places(*registry);
  std::map<std::string, std::map<std::string, size_t>> lowerings;
  for (const char* file :
       {"aws/cloudtrail/aws_admin_role_passed_to_compute", "aws/cloudtrail/aws_denied_calls_burst",
        "aws/cloudtrail/aws_secrets_read_in_bulk",
        "azure/signinlogs/azure_signinlogs_password_spray", "okta/okta/okta_push_fatigue"}) {
    const Result<std::string> text =
        ReadFile(std::string(DCV_SOURCE_DIR "/rules/") + file + ".yml");
    ASSERT_TRUE(text.has_value()) << file;
    const ir::TestRules rules(*text, &*registry);
    const dialect::CorrelationSource source{
        [&](uint32_t document) -> const sigma::Document& { return rules.document(document); },
        [](uint32_t) { return false; }};
    for (const dialect::Dialect* target : dialect::Dialects()) {
      for (const ir::Correlation& correlation : rules.program().correlations) {
        const dialect::Query query =
            dialect::RenderCorrelation(*target, rules.program(), correlation, source, places, {});
        const std::string lowering(ToString(query.lowering));
        ++lowerings[target->id][lowering];
        EXPECT_EQ(query.text.empty(), lowering == "impossible");
        if (lowering != "impossible") continue;
        ASSERT_FALSE(query.notes.empty()) << file << " " << target->id;
        if (Setting("DCV_VERBOSE", "") == "1") {
          fmt::print("{} {}: {}\n", target->id, file, query.notes.back().text);
        }
      }
    }
  }
  for (const char* target :
       {"sqlite", "postgres", "duckdb", "clickhouse", "databricks", "athena"}) {
    EXPECT_EQ(lowerings[target]["impossible"], 0U) << target;
  }
  for (const auto& [target, counts] : lowerings) {
    fmt::print("{}:", target);
    for (const auto& [lowering, count] : counts) fmt::print(" {} {}", count, lowering);
    fmt::print("\n");
  }
}

INSTANTIATE_TEST_SUITE_P(On, CorrelationTest, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.dialect); });

}  // namespace
}  // namespace dcv::test
