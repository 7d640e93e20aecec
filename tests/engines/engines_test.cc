// SPDX-License-Identifier: Apache-2.0
// Converted queries on the engines that they are for: the text itself, over the events of a rule
// and their variants, gives the answer of the naive evaluator where the lowering says exact, and
// never less where it says wider.
//   DCV_ENGINES=required   an engine that is not there fails
//   DCV_VARIANTS=N         variants per event of the large corpus (40); 0 all
//   DCV_SIGMAHQ=DIR        the large corpus
//   DCV_LEVELS=DIR         writes DIR/TARGET.tsv, the library's rules whose queries gave the rule's
//                          answers, in place of holding data/verification.tsv to them
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/files.h"
#include "corpora.h"
#include "dialect/dialects.h"
#include "dialect/levels.h"
#include "engine.h"
#include "ir/print.h"

namespace dcv::test {
namespace {

struct Kind {
  const char* dialect;
  std::unique_ptr<Engine> (*open)(std::string& why);
  Sight sight;
};
constexpr Kind kKinds[] = {{"sqlite", OpenSqlite, {.spelled_names = true}},
                           {"duckdb", OpenDuckdb, {}},
                           {"clickhouse", OpenClickhouse, {}},
                           {"postgres", OpenPostgres, {.all_arrays = true}}};

constexpr size_t kShown = 10;  // of differences, and of refusals

struct Tally {
  std::map<std::string, size_t> lowerings;
  size_t compared = 0, hits = 0, extra = 0, differences = 0, refused = 0;

  void Print(const std::string& what) const {
    fmt::print("{}: ", what);
    for (const auto& [lowering, count] : lowerings) fmt::print("{} {}, ", count, lowering);
    fmt::print(
        "{} answers, {} of them hits; {} more by wider queries; {} differences, {} refused\n",
        compared, hits, extra, differences, refused);
  }
};

class EngineTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    std::string why;
    engine_ = GetParam().open(why);
    if (engine_ != nullptr) return;
    if (Setting("DCV_ENGINES", "") == "required") FAIL() << GetParam().dialect << ": " << why;
    GTEST_SKIP() << GetParam().dialect << ": " << why;
  }

  void Hold(const Subject& subject) {
    const dialect::Query query =
        dialect::Render(*dialect::FindDialect(GetParam().dialect), subject.program, subject.rule,
                        subject.document, subject.places, {}, false);
    ++tally_.lowerings[std::string(dialect::ToString(query.lowering))];
    if (query.text.empty() || subject.events.empty()) return;
    std::vector<std::string> events;
    for (const Asked& one : subject.events) events.push_back(one.event);
    engine_->Load(events);
    std::string error;
    const std::set<uint32_t> held = engine_->Select(query.text, error);
    if (!error.empty()) {
      if (++tally_.refused <= kShown) {
        ADD_FAILURE() << subject.document.title.text << ": " << error.substr(0, 600) << "\n"
                      << query.text.substr(0, 4000);
      }
      return;
    }
    const size_t before = tally_.differences, hits = tally_.hits;
    for (uint32_t i = 0; i < events.size(); ++i) Compare(subject, query, i, held.contains(i));
    const size_t matched = tally_.hits - hits;
    if (tally_.differences == before && matched > 0 && matched < events.size()) {
      executed_[subject.document.id.text] = dialect::Digest(query.text);
    }
  }

  void Compare(const Subject& subject, const dialect::Query& query, uint32_t i, bool held) {
    const Asked& asked = subject.events[i];
    const bool naive = Holds(subject, asked.event);
    ++tally_.compared;
    tally_.hits += naive;
    if (naive == held) return;
    if (query.lowering == dialect::Lowering::kWider && !naive) {
      ++tally_.extra;
      return;
    }
    if (++tally_.differences > kShown) return;
    ADD_FAILURE() << subject.document.title.text << "\nrule " << naive << ", query " << !naive
                  << ", " << asked.what << ": " << asked.event << "\n"
                  << ir::ToText(subject.program, subject.rule.condition, 0)
                  << query.text.substr(0, 4000);
  }

  void End(const std::string& what) {
    tally_.Print(fmt::format("{}, {}", GetParam().dialect, what));
    EXPECT_EQ(tally_.differences, 0U);
    EXPECT_EQ(tally_.refused, 0U);
    EXPECT_GT(tally_.hits, 0U);
  }

  // data/verification.tsv says "executed" of the very queries that were.
  void HoldRecord() {
    const std::string target = GetParam().dialect;
    if (const std::string folder = Setting("DCV_LEVELS", ""); !folder.empty()) {
      std::ofstream out(folder + "/" + target + ".tsv");
      for (const auto& [rule, digest] : executed_) {
        out << rule << '\t' << target << "\texecuted\t" << digest << '\n';
      }
      return;
    }
    const Result<std::string> text = ReadFile(DCV_SOURCE_DIR "/data/verification.tsv");
    ASSERT_TRUE(text.has_value());
    const Result<dialect::Levels> levels = dialect::Levels::Parse(*text);
    ASSERT_TRUE(levels.has_value()) << levels.error().message;
    std::map<std::string, std::string> recorded;
    for (const auto& [key, row] : levels->rows()) {
      if (key.second == target && row.level == dialect::Level::kExecuted) {
        recorded[key.first] = row.digest;
      }
    }
    EXPECT_EQ(recorded, executed_) << "run tests/engines/levels";
  }

  std::unique_ptr<Engine> engine_;
  Tally tally_;
  std::map<std::string, std::string> executed_;  // by rule id: digest of the query
};

TEST_P(EngineTest, ConformanceCases) {
  ForEachConformanceCase([&](const Subject& subject) { Hold(subject); });
  End("conformance");
}

TEST_P(EngineTest, BuiltinRules) {
  const Status status =
      ForEachBuiltinRule(GetParam().sight, 300, [&](const Subject& subject) { Hold(subject); });
  ASSERT_TRUE(status.has_value());
  End("built-in rules");
  HoldRecord();
}

TEST_P(EngineTest, SigmaHq) {
  const std::string folder = SigmaHqFolder();
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no rules at " << folder;
  const size_t most = std::strtoul(Setting("DCV_VARIANTS", "40").c_str(), nullptr, 10);
  const Status status =
      ForEachRuleOf(folder, GetParam().sight, most, [&](const Subject& subject) { Hold(subject); });
  ASSERT_TRUE(status.has_value());
  End("SigmaHQ");
}

INSTANTIATE_TEST_SUITE_P(On, EngineTest, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.dialect); });

}  // namespace
}  // namespace dcv::test
