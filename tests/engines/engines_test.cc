// SPDX-License-Identifier: Apache-2.0
// Converted queries on the engines that they are for: the text itself, over the events of a rule
// and their variants, gives the answer of the naive evaluator where the lowering says exact, and
// never less where it says wider.
//   DCV_ENGINES=required   an engine that is not there fails
//   DCV_VARIANTS=N         variants per event of the large corpus (40); 0 all
//   DCV_SIGMAHQ=DIR        the large corpus
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "../conformance.h"
#include "base/files.h"
#include "base/text.h"
#include "dialect/dialects.h"
#include "engine.h"
#include "ir/evaluate.h"
#include "ir/print.h"
#include "ir/synthesise.h"
#include "jobs/read_rules.h"
#include "ruletest/mutate.h"
#include "ruletest/test_file.h"

namespace dcv::test {
namespace {

struct Kind {
  const char* dialect;
  std::unique_ptr<Engine> (*open)(std::string& why);
  bool all_arrays;  // looks into arrays that no documentation tells of
};
constexpr Kind kKinds[] = {{"sqlite", OpenSqlite, false},
                           {"duckdb", OpenDuckdb, false},
                           {"clickhouse", OpenClickhouse, false},
                           {"postgres", OpenPostgres, true}};

std::string Setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

json::Value At(json::Value value, std::string_view pointer) {
  for (std::string_view part : Split(pointer.substr(std::min<size_t>(1, pointer.size())), '/')) {
    if (pointer.empty()) break;
    if (value.Is(json::Type::kArray)) {
      size_t index = std::strtoul(std::string(part).c_str(), nullptr, 10);
      json::Value found;
      for (json::Value element : value.elements()) {
        if (index-- == 0) found = element;
      }
      value = found;
      continue;
    }
    std::string name;
    for (size_t i = 0; i < part.size(); ++i) {
      const bool escape = part[i] == '~' && i + 1 < part.size();
      name += escape ? (part[++i] == '1' ? '/' : '~') : part[i];
    }
    value = value.Find(name);
  }
  return value;
}

// What docs/convert.md says that engines may see otherwise.
bool Beyond(const Kind& kind, const ruletest::Variant& variant, json::Value event) {
  using ruletest::Change;
  switch (variant.change) {
    case Change::kDuplicate:  // which of two members of one name counts
    case Change::kSpelled:    // 1e2 for 100
    case Change::kBig:
    case Change::kFold:  // the Kelvin sign for k
    case Change::kInArray: return true;
    // Versions of SQLite compare names as they are spelled.
    case Change::kNameEscape: return std::string_view(kind.dialect) == "sqlite";
    case Change::kWrapped:
    case Change::kTwo: {
      const json::Value value = At(event, variant.pointer);
      if (value.Is(json::Type::kArray)) return true;  // arrays of arrays
      const size_t slash = variant.pointer.rfind('/');
      const json::Value parent = At(event, variant.pointer.substr(0, slash));
      if (parent.Is(json::Type::kArray)) return true;
      return value.Is(json::Type::kObject) && !kind.all_arrays;
    }
    default: return false;
  }
}

// Letters that fold to another without being its upper case, and arrays of arrays.
bool Beyond(std::string_view event) {
  constexpr std::string_view kLetters[] = {"\u017f",  "\u212a",  "\u03c2",  "\u00b5",  "\u0130",
                                           "\\u017f", "\\u212a", "\\u03c2", "\\u00b5", "\\u0130"};
  for (std::string_view letter : kLetters) {
    if (FindIgnoreCase(event, letter) != std::string_view::npos) return true;
  }
  return event.find("[[") != event.npos || event.find("\\u0000") != event.npos;
}

struct Asked {
  std::string event, what;  // and how it differs from a test's
};

std::vector<Asked> WithVariants(const Kind& kind, const std::string& event, size_t most) {
  std::vector<Asked> all, out = {{event, "as it is"}};
  const Event parsed(event);
  if (!parsed.valid()) return {};
  ruletest::ForEachVariant(event, [&](const ruletest::Variant& variant) {
    if (Beyond(kind, variant, parsed.value()) || Beyond(variant.text)) return;
    if (!Event(variant.text).valid()) return;
    all.push_back({variant.text, fmt::format("{} {}", ToString(variant.change), variant.pointer)});
  });
  const size_t step = most == 0 ? 1 : std::max<size_t>(1, all.size() / most);
  for (size_t i = 0; i < all.size(); i += step) out.push_back(std::move(all[i]));
  return out;
}

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

  void Hold(const ir::Program& program, const ir::Rule& rule, const sigma::Document& document,
            const dialect::Places& places, const std::vector<Asked>& asked) {
    const dialect::Query query = dialect::Render(*dialect::FindDialect(GetParam().dialect), program,
                                                 rule, document, places, {}, false);
    ++tally_.lowerings[std::string(dialect::ToString(query.lowering))];
    if (query.text.empty() || asked.empty()) return;
    std::vector<std::string> events;
    for (const Asked& one : asked) events.push_back(one.event);
    engine_->Load(events);
    std::string error;
    const std::set<uint32_t> held = engine_->Select(query.text, error);
    if (!error.empty()) {
      if (++tally_.refused <= kShown) {
        ADD_FAILURE() << document.title.text << ": " << error.substr(0, 600) << "\n"
                      << query.text.substr(0, 4000);
      }
      return;
    }
    for (uint32_t i = 0; i < events.size(); ++i) {
      const Event event(events[i]);
      const bool naive = ir::Evaluate(program, rule.scope, event.value()) &&
                         ir::Evaluate(program, rule.condition, event.value());
      const bool wider = query.lowering == dialect::Lowering::kWider;
      ++tally_.compared;
      tally_.hits += naive;
      if (naive == held.contains(i)) continue;
      if (wider && !naive) {
        ++tally_.extra;
        continue;
      }
      if (++tally_.differences <= kShown) {
        ADD_FAILURE() << document.title.text << "\nrule " << naive << ", query " << !naive << ", "
                      << asked[i].what << ": " << events[i] << "\n"
                      << ir::ToText(program, rule.condition, 0) << query.text.substr(0, 4000);
      }
    }
  }

  void End(const std::string& what) {
    tally_.Print(fmt::format("{}, {}", GetParam().dialect, what));
    EXPECT_EQ(tally_.differences, 0U);
    EXPECT_EQ(tally_.refused, 0U);
    EXPECT_GT(tally_.hits, 0U);
  }

  std::unique_ptr<Engine> engine_;
  Tally tally_;
};

TEST_P(EngineTest, ConformanceCases) {
  const dialect::Places places(PackedRegistry());
  for (const Case& c : Cases()) {
    const Ready ready(c);
    for (uint32_t index : ready.chosen) {
      const ir::Rule& rule = ready.lowered.program.rules[index];
      std::vector<Asked> events;
      for (const auto* list : {&c.match, &c.no_match}) {
        for (const std::string& event : *list) {
          if (Event(event).valid() && !Beyond(event)) events.push_back({event, "as it is"});
        }
      }
      Hold(ready.lowered.program, rule, ready.file.documents[rule.document], places, events);
    }
  }
  End("conformance");
}

// The events of the tests beside a rule.
std::vector<std::string> TestEvents(const std::string& rule) {
  std::vector<std::string> out;
  const std::string path =
      std::string(DCV_SOURCE_DIR) + "/" + rule.substr(0, rule.rfind('.')) + ".tests.json";
  const Result<std::string> text = ReadFile(path);
  if (!text) return out;
  for (const ruletest::RuleTest& test : ruletest::ParseTests(*text).tests) {
    for (const ruletest::Event& event : test.events) out.emplace_back(event.text);
  }
  return out;
}

TEST_P(EngineTest, BuiltinRules) {
  jobs::Program program;
  ASSERT_TRUE(jobs::LoadProgram("", program).has_value());
  jobs::Rules rules;
  ASSERT_TRUE(jobs::ReadRules(program, {std::string(jobs::kBuiltinRules)}, 1, rules).has_value());
  const dialect::Places places(rules.registry);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    std::vector<Asked> events;
    const std::string& path = rules.inputs[rules.documents[rule.document].first].path;
    for (const std::string& event : TestEvents(path)) {
      for (Asked& one : WithVariants(GetParam(), event, 300)) events.push_back(std::move(one));
    }
    Hold(rules.lowered.program, rule, rules.document(rule.document), places, events);
  }
  End("built-in rules");
}

std::string Synthesised(const jobs::Rules& rules, const ir::Rule& rule) {
  ir::Written written;
  ir::AddWritten(rules.document(rule.document).rule()->detection, written);
  for (const std::string& id : rule.sources) {
    const logsource::Source* source = rules.registry.FindById(id);
    if (source == nullptr) continue;
    const ir::Sample sample{
        source->sample,
        [&](json::Value event) { return rules.registry.Recognise(event) == source; }, id};
    ir::Synthesis made = ir::Synthesise(rules.lowered.program, rule, sample, written);
    if (!made.event.empty()) return std::move(made.event);
  }
  return {};
}

TEST_P(EngineTest, SigmaHq) {
  const std::string folder = Setting("DCV_SIGMAHQ", DCV_SOURCE_DIR "/../shared/data/sigmahq/rules");
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no rules at " << folder;
  const size_t most = std::strtoul(Setting("DCV_VARIANTS", "40").c_str(), nullptr, 10);
  jobs::Program program;
  ASSERT_TRUE(jobs::LoadProgram("", program).has_value());
  jobs::Rules rules;
  ASSERT_TRUE(jobs::ReadRules(program, {folder}, 1, rules).has_value());
  const dialect::Places places(rules.registry);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    const std::string event = Synthesised(rules, rule);
    Hold(rules.lowered.program, rule, rules.document(rule.document), places,
         event.empty() ? std::vector<Asked>() : WithVariants(GetParam(), event, most));
  }
  End("SigmaHQ");
}

INSTANTIATE_TEST_SUITE_P(On, EngineTest, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.dialect); });

}  // namespace
}  // namespace dcv::test
