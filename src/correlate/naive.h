// SPDX-License-Identifier: Apache-2.0
// For tests: docs/correlation.md said again with maps and whole recounts, obviously right and slow.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "correlate/number.h"
#include "correlate/test_stream.h"

namespace dcv::correlate {

class Naive {
 public:
  Naive(const ir::Program& program, std::vector<TestHit> hits)
      : program_(program), hits_(std::move(hits)) {}

  std::vector<Detection> Run() {
    std::set<int64_t> times;
    for (const TestHit& hit : hits_) times.insert(hit.time_ms);
    for (int64_t time : times) {
      holding_.clear();
      std::set<uint32_t> done;
      while (done.size() < program_.correlations.size()) {
        for (uint32_t i = 0; i < program_.correlations.size(); ++i) {
          if (done.count(i) == 0 && InnerAreDone(i, done)) {
            RunCorrelation(i, time);
            done.insert(i);
          }
        }
      }
    }
    return out_;
  }

 private:
  using Group = std::vector<std::string>;
  struct Item {
    int64_t time;
    uint64_t event;
    bool inner;
    size_t target;
    std::vector<std::string> value;
  };
  struct State {
    std::vector<Item> items;
    std::optional<int64_t> alert_ms;
    uint64_t alert = 0;
  };
  struct Holding {
    Group group;
    uint64_t alert;
    bool quiet;
  };

  bool InnerAreDone(uint32_t index, const std::set<uint32_t>& done) const {
    for (const ir::Reference& reference : program_.correlations[index].rules) {
      if (reference.correlation && done.count(reference.index) == 0) return false;
    }
    return true;
  }

  static bool IsTemporal(const ir::Correlation& c) {
    return c.type == sigma::CorrelationType::kTemporal ||
           c.type == sigma::CorrelationType::kTemporalOrdered;
  }

  static std::vector<std::vector<std::string>> Product(
      const std::vector<std::vector<std::string>>& lists) {
    std::vector<std::vector<std::string>> out = {{}};
    for (const auto& list : lists) {
      std::vector<std::vector<std::string>> longer;
      for (const auto& begin : out) {
        for (const auto& text : list) {
          longer.push_back(begin);
          longer.back().push_back(text);
        }
      }
      out = longer;
    }
    return out;
  }

  // Which of the different rules the i-th reference is.
  static size_t TargetOf(const ir::Correlation& c, size_t i) {
    std::vector<std::pair<bool, uint32_t>> seen;
    for (size_t j = 0; j <= i; ++j) {
      const std::pair<bool, uint32_t> key(c.rules[j].correlation, c.rules[j].index);
      const auto found = std::find(seen.begin(), seen.end(), key);
      if (j == i) return static_cast<size_t>(found - seen.begin());
      if (found == seen.end()) seen.push_back(key);
    }
    return 0;
  }

  void RunCorrelation(uint32_t index, int64_t time) {
    const ir::Correlation& c = program_.correlations[index];
    std::set<Group> touched;
    for (size_t i = 0; i < c.rules.size(); ++i) {
      const ir::Reference& reference = c.rules[i];
      const auto take = [&](uint64_t event, bool inner, const Texts& fields) {
        std::vector<std::vector<std::string>> keys, values;
        for (ir::FieldId id : reference.group_by) keys.push_back(At(fields, id));
        if (!IsTemporal(c)) {
          for (ir::FieldId id : reference.fields) values.push_back(At(fields, id));
        }
        std::set<Group> groups;
        for (const Group& group : Product(keys)) groups.insert(group);
        for (const Group& group : groups) {
          for (const auto& value : Product(values)) {
            Insert(index, group, {time, event, inner, TargetOf(c, i), value}, touched);
          }
        }
      };
      if (!reference.correlation) {
        for (const TestHit& hit : hits_) {
          if (hit.time_ms == time && hit.rule == reference.index) {
            take(hit.event, false, hit.fields);
          }
        }
        continue;
      }
      const bool every = IsTemporal(c) || c.type == sigma::CorrelationType::kValueCount;
      for (const Holding& one : holding_[reference.index]) {
        if (one.quiet && !every) continue;
        Texts fields;
        for (size_t k = 0; k < one.group.size(); ++k) {
          fields[program_.correlations[reference.index].group_by[k]] = {one.group[k]};
        }
        take(one.alert, true, fields);
      }
    }
    for (const Group& group : touched) Judge(index, group, time);
  }

  std::vector<std::string> At(const Texts& fields, ir::FieldId id) const {
    const auto found = fields.find(program_.fields()[id].name);
    return found == fields.end() ? std::vector<std::string>() : found->second;
  }

  void Insert(uint32_t index, const Group& group, const Item& item, std::set<Group>& touched) {
    const ir::Correlation& c = program_.correlations[index];
    State& state = states_[{index, group}];
    const bool numbers = !IsTemporal(c) && c.type != sigma::CorrelationType::kEventCount &&
                         c.type != sigma::CorrelationType::kValueCount;
    if (numbers && !ParseNumber(item.value.front())) return;
    touched.insert(group);
    if (c.type == sigma::CorrelationType::kEventCount || numbers) {
      for (const Item& other : state.items) {
        if (!item.inner && !other.inner && other.event == item.event &&
            other.target != item.target) {
          return;
        }
      }
    }
    state.items.push_back(item);
  }

  // What counts in the window: all of it, or the newest of each different value or rule.
  static std::vector<Item> Counted(const ir::Correlation& c, const std::vector<Item>& window) {
    if (!IsTemporal(c) && c.type != sigma::CorrelationType::kValueCount) return window;
    std::map<std::pair<size_t, std::vector<std::string>>, Item> newest;
    for (const Item& item : window) {
      const auto key = IsTemporal(c) ? std::make_pair(item.target, std::vector<std::string>())
                                     : std::make_pair(size_t{0}, item.value);
      const auto found = newest.find(key);
      const auto order = [](const Item& one) {
        return std::make_tuple(one.time, one.inner, one.event);
      };
      if (found == newest.end() || order(found->second) <= order(item)) {
        newest.insert_or_assign(key, item);
      }
    }
    std::vector<Item> out;
    for (const auto& [key, item] : newest) out.push_back(item);
    return out;
  }

  // Billionths; the mean and the rank as the number of billionths and what they are divided by.
  static std::pair<Billionths, Billionths> Value(const ir::Correlation& c,
                                                 const std::vector<Item>& counted) {
    std::vector<Billionths> numbers;
    Billionths sum = 0;
    for (const Item& item : counted) {
      if (item.value.empty() || c.type == sigma::CorrelationType::kValueCount) continue;
      numbers.push_back(*ParseNumber(item.value.front()));
      sum += numbers.back();
    }
    switch (c.type) {
      case sigma::CorrelationType::kValueSum: return {sum, 1};
      case sigma::CorrelationType::kValueAvg: return {sum, static_cast<Billionths>(numbers.size())};
      case sigma::CorrelationType::kValueMedian:
      case sigma::CorrelationType::kValuePercentile: {
        std::sort(numbers.begin(), numbers.end());
        const auto scaled = static_cast<Billionths>(numbers.size() - 1) *
                            static_cast<Billionths>(c.percentile * 1000 + 0.5);
        const auto below = static_cast<size_t>(scaled / 100'000);
        const Billionths gap = below + 1 < numbers.size() ? numbers[below + 1] - numbers[below] : 0;
        return {numbers[below] + gap * (scaled % 100'000) / 100'000, 1};
      }
      default: return {static_cast<Billionths>(counted.size()) * kOne, 1};
    }
  }

  static bool Compare(sigma::Comparison comparison, Billionths left, Billionths right) {
    switch (comparison) {
      case sigma::Comparison::kGt: return left > right;
      case sigma::Comparison::kGte: return left >= right;
      case sigma::Comparison::kLt: return left < right;
      case sigma::Comparison::kLte: return left <= right;
      case sigma::Comparison::kEq: return left == right;
      case sigma::Comparison::kNeq: return left != right;
    }
    return false;
  }

  // `positive`: what names stand for; `negative`: what they stand for under an odd number of nots.
  bool Evaluate(const ir::Correlation& c, const sigma::Condition& condition,
                const std::set<size_t>& positive, const std::set<size_t>& negative) const {
    using Kind = sigma::Condition::Kind;
    const auto& operands = condition.operands;
    const auto holds = [&](const sigma::Condition& one) {
      return Evaluate(c, one, positive, negative);
    };
    if (condition.kind == Kind::kAnd) return std::all_of(operands.begin(), operands.end(), holds);
    if (condition.kind == Kind::kOr) return std::any_of(operands.begin(), operands.end(), holds);
    if (condition.kind == Kind::kNot) return !Evaluate(c, operands.front(), negative, positive);
    std::set<size_t> chosen;
    for (size_t i = 0; i < c.rules.size(); ++i) {
      if (condition.kind == Kind::kName ? c.rules[i].name == condition.name
                                        : sigma::Selects(condition.name, c.rules[i].name)) {
        chosen.insert(TargetOf(c, i));
      }
    }
    size_t count = 0;
    for (size_t target : chosen) count += positive.count(target);
    return count >= (condition.count == sigma::Condition::kAll
                         ? chosen.size()
                         : static_cast<size_t>(condition.count));
  }

  // Whether hits of the targets, in order, are in the window.
  static bool InOrder(const std::vector<Item>& window, const std::set<size_t>& targets) {
    int64_t from = window.front().time;
    for (const Item& item : window) from = std::min(from, item.time);
    for (size_t target : targets) {
      std::optional<int64_t> first;
      for (const Item& item : window) {
        if (item.target == target && item.time >= from && (!first || item.time < *first)) {
          first = item.time;
        }
      }
      if (!first) return false;
      from = *first;
    }
    return true;
  }

  bool HoldsInOrder(const ir::Correlation& c, const std::vector<Item>& window) const {
    std::set<size_t> seen;
    size_t targets = 0;
    for (size_t i = 0; i < c.rules.size(); ++i) targets = std::max(targets, TargetOf(c, i) + 1);
    for (const Item& item : window) seen.insert(item.target);
    for (size_t bits = 0; bits < (size_t{1} << targets); ++bits) {
      std::set<size_t> some;
      for (size_t i = 0; i < targets; ++i) {
        if ((bits >> i) & 1) some.insert(i);
      }
      if (!InOrder(window, some)) continue;
      bool holds = c.expression ? Evaluate(c, *c.expression, some, seen) : true;
      for (const auto& [comparison, number] : c.thresholds) {
        holds = holds && Compare(comparison, static_cast<Billionths>(some.size()) * kOne,
                                 ToBillionths(number));
      }
      if (holds) return true;
    }
    return false;
  }

  void Judge(uint32_t index, const Group& group, int64_t time) {
    const ir::Correlation& c = program_.correlations[index];
    State& state = states_[{index, group}];
    const auto timespan = static_cast<int64_t>(c.timespan_seconds) * 1000;
    std::vector<Item> window;
    for (const Item& item : state.items) {
      if (item.time >= time - timespan) window.push_back(item);
    }
    const std::vector<Item> counted = Counted(c, window);
    const auto [value, divisor] = Value(c, counted);
    bool holds = true;
    if (c.type == sigma::CorrelationType::kTemporalOrdered) {
      holds = HoldsInOrder(c, window);
    } else {
      for (const auto& [comparison, number] : c.thresholds) {
        holds = holds && Compare(comparison, value, ToBillionths(number) * divisor);
      }
      std::set<size_t> seen;
      for (const Item& item : window) seen.insert(item.target);
      if (c.expression) holds = holds && Evaluate(c, *c.expression, seen, seen);
    }
    if (!holds) return;
    const bool quiet = state.alert_ms && time - *state.alert_ms <= timespan;
    if (!quiet) {
      state.alert_ms = time;
      state.alert = out_.size() + 1;
      Detect(index, group, time, counted, ToDouble(value, static_cast<uint64_t>(divisor)));
    }
    holding_[index].push_back({group, state.alert, quiet});
  }

  void Detect(uint32_t index, const Group& group, int64_t time, const std::vector<Item>& counted,
              double value) {
    Detection out;
    out.number = out_.size() + 1;
    out.correlation = index;
    out.first_ms = out.last_ms = time;
    out.value = value;
    for (size_t i = 0; i < group.size(); ++i) {
      out.group.emplace_back(program_.correlations[index].group_by[i], group[i]);
    }
    for (const Item& item : counted) {
      out.first_ms = std::min(out.first_ms, item.time);
      (item.inner ? out.detections : out.events).push_back(item.event);
    }
    out.events_total = counted.size();
    out_.push_back(out);
  }

  const ir::Program& program_;
  std::vector<TestHit> hits_;
  std::map<std::pair<uint32_t, Group>, State> states_;
  std::map<uint32_t, std::vector<Holding>> holding_;
  std::vector<Detection> out_;
};

}  // namespace dcv::correlate
