// SPDX-License-Identifier: Apache-2.0
#include "report/alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/sha.h"
#include "base/text.h"
#include "base/uuid.h"

namespace dcv::report {
namespace {

constexpr std::string_view kPrefix = "attack.";

// What follows "attack." in lower case with - for _, or "".
std::string AttackTag(std::string_view tag) {
  if (!EqualsIgnoreCase(tag.substr(0, kPrefix.size()), kPrefix)) return {};
  std::string out = Lower(tag.substr(kPrefix.size()));
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

std::string UpperId(std::string id) {
  if (!id.empty()) id[0] = 'T';
  return id;
}

NamedId Named(const attack::Technique& technique) {
  return {std::string(technique.id), std::string(technique.name)};
}

NamedId Named(const attack::Tactic& tactic) {
  return {std::string(tactic.id), std::string(tactic.name)};
}

// The technique without a tactic.
AlertAttack Of(const attack::Version& version, const attack::Technique& technique) {
  if (technique.parent.empty()) return {{}, Named(technique), {}};
  const attack::Technique* parent = version.Find(technique.parent);
  NamedId above = parent != nullptr ? Named(*parent) : NamedId{std::string(technique.parent), {}};
  return {{}, std::move(above), Named(technique)};
}

AlertAttack OfUnknown(const std::string& id) {
  const size_t dot = id.find('.');
  if (dot == id.npos) return {{}, {id, {}}, {}};
  return {{}, {id.substr(0, dot), {}}, {id, {}}};
}

class AttackReading {
 public:
  AttackReading(const std::vector<std::string>& tags, const attack::Version& version)
      : version_(version) {
    for (const std::string& text : tags) {
      const std::string tag = AttackTag(text);
      if (LooksLikeTechniqueId(tag)) {
        techniques_.push_back(UpperId(tag));
        continue;
      }
      for (size_t i = 0; i < version.tactics().size(); ++i) {
        const attack::Tactic& tactic = version.tactics()[i];
        if (tag == tactic.shortname || tag == Lower(tactic.id)) tactics_.insert(i);
      }
    }
  }

  std::vector<AlertAttack> Read() {
    for (const std::string& id : techniques_) {
      const attack::Technique* technique = version_.Translate(id);
      if (!seen_.insert(technique != nullptr ? std::string(technique->id) : id).second) continue;
      if (technique == nullptr) {
        out_.push_back(OfUnknown(id));
      } else {
        Add(*technique);
      }
    }
    for (size_t tactic : tactics_) {
      if (used_.count(tactic) == 0) out_.push_back({Named(version_.tactics()[tactic]), {}, {}});
    }
    return std::move(out_);
  }

 private:
  void Add(const attack::Technique& technique) {
    std::vector<size_t> tactics;
    for (size_t tactic : technique.tactics) {
      if (tactics_.count(tactic) > 0) tactics.push_back(tactic);
    }
    used_.insert(tactics.begin(), tactics.end());
    if (tactics.empty()) tactics = technique.tactics;
    AlertAttack attack = Of(version_, technique);
    if (tactics.empty()) out_.push_back(attack);
    for (size_t tactic : tactics) {
      attack.tactic = Named(version_.tactics()[tactic]);
      out_.push_back(attack);
    }
  }

  const attack::Version& version_;
  std::vector<std::string> techniques_;
  std::set<size_t> tactics_, used_;  // indices, in the order of the matrix
  std::set<std::string> seen_;
  std::vector<AlertAttack> out_;
};

}  // namespace

std::vector<AlertAttack> AttacksOf(const std::vector<std::string>& tags,
                                   const attack::Version& version) {
  return AttackReading(tags, version).Read();
}

std::string RuleHash(std::string_view canonical_text) {
  return Hex(Sha256(canonical_text));
}

std::string EventKey(std::string_view event_id, std::string_view event) {
  return event_id.empty() ? "sha256:" + Hex(Sha256(event)) : std::string(event_id);
}

std::string AlertId(std::string_view rule_hash, std::vector<std::string> event_keys) {
  std::sort(event_keys.begin(), event_keys.end());
  std::string name = fmt::format("alert\n{}\n", rule_hash);
  // With its length before it no key can pass for two.
  for (const std::string& key : event_keys) name += fmt::format("{}:{}\n", key.size(), key);
  return ToString(UuidV5(kDcvNames, name));
}

int LevelRank(std::string_view level) {
  constexpr std::string_view kLevels[] = {"informational", "low", "medium", "high", "critical"};
  const auto* found = std::find(std::begin(kLevels), std::end(kLevels), level);
  return found == std::end(kLevels) ? 0 : static_cast<int>(found - std::begin(kLevels)) + 1;
}

std::string IsoTime(int64_t milliseconds) {
  // 0000-01-01 and the end of 9999, in milliseconds since 1970.
  constexpr int64_t kFirst = -62'167'219'200'000, kLast = 253'402'300'799'999;
  if (milliseconds < kFirst || milliseconds > kLast) return {};
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(milliseconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string AlertMessage(const Alert& alert) {
  constexpr size_t kShown = 3;
  std::string out = Printable(alert.rule->title, 200);
  size_t shown = 0;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (shown++ >= kShown) return;
    out += fmt::format("{}{} = {}", shown == 1 ? ": " : ", ", Printable(name, 80),
                       Printable(value, 120));
  };
  if (alert.correlation) {
    for (const auto& [field, value] : alert.correlation->group) add(field, value);
    add("value", fmt::format("{}", alert.correlation->value));
  }
  for (const MatchedValue& value : alert.matched) add(value.field, value.value);
  return out;
}

}  // namespace dcv::report
