// SPDX-License-Identifier: Apache-2.0
// For people: how often each rule matched, and each technique. Only counts are kept.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "report/alert_parts.h"
#include "report/table.h"

namespace dcv::report {
namespace {

struct RuleCount {
  const AlertRule* rule = nullptr;
  size_t hits = 0;
  std::optional<int64_t> first_ms, last_ms;
};

struct TechniqueCount {
  std::string name;
  std::vector<std::string> tactics;
  size_t hits = 0, rules = 0;
  std::string level;
};

std::string TimeText(std::optional<int64_t> milliseconds) {
  // To the second: a table is for an overview.
  const std::string text = milliseconds ? IsoTime(*milliseconds) : "";
  return text.empty() ? "" : text.substr(0, 19) + "Z";
}

std::string FullName(const AlertAttack& attack) {
  if (attack.sub_technique.id.empty()) return attack.technique.name;
  if (attack.sub_technique.name.empty()) return {};
  return attack.technique.name + ": " + attack.sub_technique.name;
}

class Writer : public AlertWriter {
 public:
  explicit Writer(Sink& sink) : sink_(sink) {}

  void Add(const Alert& alert) override {
    const auto [found, fresh] = index_.emplace(alert.rule, counts_.size());
    if (fresh) counts_.push_back({alert.rule, 0, {}, {}});
    RuleCount& count = counts_[found->second];
    ++count.hits;
    if (!alert.time_ms) return;
    count.first_ms = std::min(count.first_ms.value_or(*alert.time_ms), *alert.time_ms);
    count.last_ms = std::max(count.last_ms.value_or(*alert.time_ms), *alert.time_ms);
  }

  void End() override {
    if (counts_.empty()) {
      sink_.buffer += "No alerts.\n";
      return;
    }
    // Most hits first: ~ turns the order of unsigned numbers.
    const auto key = [](const RuleCount& count) {
      const AlertRule& rule = *count.rule;
      return std::tuple<int, size_t, std::string_view, std::string_view, std::string_view>(
          -LevelRank(rule.level), ~count.hits, rule.title, rule.id, rule.file);
    };
    std::sort(counts_.begin(), counts_.end(),
              [&](const RuleCount& a, const RuleCount& b) { return key(a) < key(b); });
    RuleRows();
    TechniqueRows();
    size_t hits = 0;
    for (const RuleCount& count : counts_) hits += count.hits;
    sink_.buffer += fmt::format("\n{} alert{} of {} rule{}.\n", Grouped(hits), hits == 1 ? "" : "s",
                                Grouped(counts_.size()), counts_.size() == 1 ? "" : "s");
  }

 private:
  void RuleRows() {
    Table table({{"LEVEL"},
                 {"HITS", Table::Align::kRight},
                 {"FIRST"},
                 {"LAST"},
                 {"TECHNIQUES"},
                 {"RULE", Table::Align::kLeft, 100}});
    for (const RuleCount& count : counts_) {
      table.Row({count.rule->level, Grouped(count.hits), TimeText(count.first_ms),
                 TimeText(count.last_ms), Join(TechniqueIds(*count.rule), " "), count.rule->title});
    }
    sink_.buffer += table.Text();
  }

  // The rules come in order of level, so the first that names a technique has its highest.
  void TechniqueRows() {
    std::map<std::string, TechniqueCount> techniques;
    for (const RuleCount& count : counts_) {
      for (const std::string& id : TechniqueIds(*count.rule)) {
        TechniqueCount& technique = techniques[id];
        if (technique.rules++ == 0) technique.level = count.rule->level;
        technique.hits += count.hits;
      }
      for (const AlertAttack& attack : count.rule->attacks) {
        if (attack.narrowest().id.empty()) continue;
        TechniqueCount& technique = techniques[attack.narrowest().id];
        technique.name = FullName(attack);
        auto& tactics = technique.tactics;
        const std::string& tactic = attack.tactic.name;
        if (!tactic.empty() && std::find(tactics.begin(), tactics.end(), tactic) == tactics.end()) {
          tactics.push_back(tactic);
        }
      }
    }
    if (techniques.empty()) return;
    std::vector<std::pair<std::string, TechniqueCount>> rows(techniques.begin(), techniques.end());
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return std::tuple(-LevelRank(a.second.level), ~a.second.hits) <
             std::tuple(-LevelRank(b.second.level), ~b.second.hits);
    });
    Table table({{"TECHNIQUE"},
                 {"NAME"},
                 {"TACTICS"},
                 {"HITS", Table::Align::kRight},
                 {"RULES", Table::Align::kRight},
                 {"LEVEL"}});
    for (const auto& [id, count] : rows) {
      table.Row({id, count.name, Join(count.tactics, ", "), Grouped(count.hits),
                 Grouped(count.rules), count.level});
    }
    sink_.buffer += "\n" + table.Text();
  }

  Sink& sink_;
  std::vector<RuleCount> counts_;
  std::unordered_map<const AlertRule*, size_t> index_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertTable(const AlertOptions&, Sink& sink) {
  return std::make_unique<Writer>(sink);
}

}  // namespace dcv::report
