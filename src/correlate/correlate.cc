// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlate.h"

#include <algorithm>

#include "base/result.h"
#include "correlate/buffer.h"
#include "correlate/plan.h"
#include "correlate/tracker.h"

namespace dcv::correlate {
namespace {

using sigma::CorrelationType;

constexpr uint64_t kInner = uint64_t{1} << 63;  // in the number of an event: it is a detection
constexpr int64_t kTimeLimit = int64_t{1} << 60;
// Of one hit for one need; more values are cut.
constexpr size_t kMaxGroups = 64, kMaxValues = 1024;

// Calls use(key) with every combination of one text of each field, at most `limit` different ones
// that follow each other. False: there were more.
template <typename Use>
bool Combine(std::span<const FieldTexts> texts, std::span<const uint32_t> fields, size_t limit,
             std::string& key, std::vector<size_t>& at, const Use& use) {
  at.assign(fields.size(), 0);
  for (size_t count = 0;; ++count) {
    if (count == limit) return false;
    key.clear();
    for (size_t i = 0; i < fields.size(); ++i) AppendKeyText(texts[fields[i]][at[i]], key);
    use(key);
    size_t field = 0;
    while (field < fields.size() && ++at[field] == texts[fields[field]].size()) at[field++] = 0;
    if (field == fields.size()) return true;
  }
}

bool AnyAbsent(std::span<const FieldTexts> texts, std::span<const uint32_t> fields) {
  return std::any_of(fields.begin(), fields.end(), [&](uint32_t i) { return texts[i].empty(); });
}

}  // namespace

class Correlator::Impl {
 public:
  Impl(const ir::Program& program, Options options, Sink sink)
      : plan_(MakePlan(program)),
        options_(options),
        sink_(std::move(sink)),
        buffer_(options.lateness_ms),
        tallies_(program.correlations.size()) {
    for (const CorrelationPlan& plan : plan_.correlations) {
      trackers_.push_back(MakeTracker(plan));
      if (!plan.refused.empty()) refusals_.push_back({plan.index, plan.refused});
    }
    std::sort(refusals_.begin(), refusals_.end(),
              [](const auto& a, const auto& b) { return a.correlation < b.correlation; });
  }

  const Plan& plan() const { return plan_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }

  void Add(const Hit& hit, std::span<const FieldTexts> texts) {
    const RulePlan& rule = plan_.rules[hit.rule];
    DCV_CHECK(texts.size() == rule.fields.size() && hit.event < kInner);
    const int64_t time = std::clamp(hit.time_ms, -kTimeLimit, kTimeLimit);
    ++hits_;
    if (buffer_.IsLate(time)) {
      ++late_;
    } else {
      for (uint32_t need : rule.needs) {
        AddNeed(need, time, hit.event, texts, [&](const Waiting& one) { buffer_.Add(one); });
      }
      KeepWithin();
    }
    Observe(time);
  }

  void Observe(int64_t time) {
    if (clock_.Observe(std::clamp(time, -kTimeLimit, kTimeLimit))) GiveOut();
  }

  void AdvanceTo(int64_t time) {
    clock_.Advance(std::clamp(time, -kTimeLimit, kTimeLimit));
    GiveOut();
  }

  void Finish() {
    while (buffer_.TakeAnyway(part_)) RunPart();
  }

  Tally tally() const {
    Tally out;
    out.hits = hits_;
    out.late = late_;
    out.hurried = hurried_;
    out.ahead = ahead_;
    out.correlations = tallies_;
    out.state_bytes = bytes();
    out.peak_bytes = std::max(peak_, out.state_bytes);
    for (const auto& tracker : trackers_) {
      out.groups += tracker->groups().size();
      CorrelationTally& one = out.correlations[tracker->plan().index];
      one.evicted = tracker->evicted();
      one.shed = tracker->shed();
    }
    return out;
  }

 private:
  size_t bytes() const { return state_ + waiting_ + buffer_.bytes(); }

  void GiveOut() {
    while (buffer_.Take(clock_.now(), part_)) RunPart();
  }

  // The groups of a hit, and in each the values of it: every combination is handed to `take`.
  template <typename Take>
  void AddNeed(uint32_t number, int64_t time, uint64_t event, std::span<const FieldTexts> texts,
               const Take& take) {
    const Need& need = plan_.needs[number];
    Tracker& tracker = *trackers_[need.correlation];
    CorrelationTally& tally = tallies_[tracker.plan().index];
    if (AnyAbsent(texts, need.group_by)) {
      ++tally.no_group;
      return;
    }
    values_.clear();
    bool whole = ReadValues(tracker.plan(), need, texts);
    if (values_.empty()) {
      ++tally.no_value;
      return;
    }
    groups_.clear();
    Measured(tracker, [&] {
      whole &= Combine(texts, need.group_by, kMaxGroups, key_, at_, [&](std::string_view key) {
        const uint32_t group = tracker.groups().FindOrAdd(key);
        if (std::find(groups_.begin(), groups_.end(), group) == groups_.end()) {
          groups_.push_back(group);
        }
      });
    });
    for (uint32_t group : groups_) {
      tracker.groups()[group].waiting += static_cast<uint32_t>(values_.size());
      for (const Number& value : values_) take(Waiting{time, event, number, group, value});
    }
    tally.hits += groups_.size();
    tally.cut += whole ? 0 : 1;
  }

  // Fills values_; one of no account when the type counts no field. False: there were too many.
  bool ReadValues(const CorrelationPlan& plan, const Need& need,
                  std::span<const FieldTexts> texts) {
    if (need.fields.empty()) {
      values_.emplace_back();
      return true;
    }
    if (AnyAbsent(texts, need.fields)) return true;
    if (plan.type == CorrelationType::kValueCount) {
      return Combine(texts, need.fields, kMaxValues, key_, at_, [&](std::string_view key) {
        const Hash128 hash = HashOf(key);
        values_.emplace_back(static_cast<Billionths>(hash.low));
      });
    }
    const FieldTexts numbers = texts[need.fields.front()];
    for (std::string_view text : numbers.first(std::min(numbers.size(), kMaxValues))) {
      if (const auto number = ParseNumber(text)) values_.emplace_back(*number);
    }
    return numbers.size() <= kMaxValues;
  }

  // The hits of part_, moment by moment.
  void RunPart() {
    for (size_t begin = 0, end = 0; begin < part_.size(); begin = end) {
      const int64_t time = part_[begin].time;
      for (; end < part_.size() && part_[end].time == time; ++end) PrefetchAfter(end);
      moment_ = time;
      RunMoment(time, std::span(part_).subspan(begin, end - begin));
      if (bytes() > options_.max_state_bytes) EvictDown();
    }
  }

  // Windows of many groups lie anywhere in memory: what comes soon is fetched early.
  void PrefetchAfter(size_t i) const {
    constexpr size_t kFar = 16, kNear = 8;
    if (i + kFar < part_.size()) {
      const Waiting& far = part_[i + kFar];
      trackers_[plan_.needs[far.need].correlation]->Prefetch(far.group);
    }
    if (i + kNear < part_.size()) {
      const Waiting& near = part_[i + kNear];
      trackers_[plan_.needs[near.need].correlation]->PrefetchInside(near.group);
    }
  }

  // Correlations in their order, so that inner detections are there when outer ones count them.
  void RunMoment(int64_t time, std::span<const Waiting> hits) {
    chained_.clear();
    while (!hits.empty() || !chained_.empty()) {
      uint32_t correlation = UINT32_MAX;
      if (!hits.empty()) correlation = plan_.needs[hits.front().need].correlation;
      for (const Waiting& one : chained_) {
        correlation = std::min(correlation, plan_.needs[one.need].correlation);
      }
      batch_.clear();
      while (!hits.empty() && plan_.needs[hits.front().need].correlation == correlation) {
        TakeHit(hits.front());
        hits = hits.subspan(1);
      }
      const size_t events = batch_.size();
      std::erase_if(chained_, [&](const Waiting& one) {
        const bool mine = plan_.needs[one.need].correlation == correlation;
        if (mine) TakeHit(one);
        return mine;
      });
      if (batch_.size() > events) {
        std::stable_sort(batch_.begin(), batch_.end(), [](const auto& a, const auto& b) {
          return a.item.target < b.item.target;
        });
      }
      RunCorrelation(correlation, time);
    }
  }

  void TakeHit(const Waiting& one) {
    const Need& need = plan_.needs[one.need];
    batch_.push_back({{one.time, one.event, need.target, one.number}, one.group, need.inner});
  }

  void RunCorrelation(uint32_t correlation, int64_t time) {
    Tracker& tracker = *trackers_[correlation];
    const CorrelationPlan& plan = tracker.plan();
    CorrelationTally& tally = tallies_[plan.index];
    held_.clear();
    Measured(tracker, [&] { tracker.Run(time, batch_, held_); });
    for (const Held& one : held_) {
      Group& group = tracker.groups()[one.group];
      const bool quiet = group.alert_ms != kNever && time - group.alert_ms <= plan.timespan_ms;
      if (quiet) {
        ++tally.quiet;
      } else {
        ++tally.detections;
        group.alert_ms = time;
        group.alert = ++detections_;
        Detect(tracker, one, time);
      }
      Chain(plan.outer, group, time);
      if (!quiet) Chain(plan.outer_counting, group, time);
    }
  }

  void Detect(const Tracker& tracker, const Held& held, int64_t time) {
    const Group& group = tracker.groups()[held.group];
    Detection out;
    out.number = group.alert;
    out.correlation = tracker.plan().index;
    out.last_ms = time;
    out.value = ToDouble(held.reading.numerator, held.reading.denominator);
    const auto texts = KeyTexts(group.key);
    for (size_t i = 0; i < texts.size(); ++i) {
      out.group.emplace_back(tracker.plan().group_by[i], texts[i]);
    }
    Evidence evidence;
    evidence.cap = options_.max_events;
    tracker.Show(held.group, time, evidence);
    out.first_ms = evidence.first_ms == kNever ? time : evidence.first_ms;
    out.events_total = evidence.total;
    for (size_t i = evidence.events.size(); i > 0; --i) {
      const uint64_t event = evidence.events[i - 1];
      if (event & kInner) {
        out.detections.push_back(event & ~kInner);
      } else {
        out.events.push_back(event);
      }
    }
    sink_(out);
  }

  // A detection, or a moment at which the condition holds, is a hit of the correlations above.
  void Chain(const std::vector<uint32_t>& needs, const Group& group, int64_t time) {
    if (needs.empty()) return;
    const uint64_t event = group.alert | kInner;
    const std::vector<std::string_view> keys = KeyTexts(group.key);
    std::vector<FieldTexts> texts;
    for (const std::string_view& text : keys) texts.emplace_back(&text, 1);
    for (uint32_t need : needs) {
      AddNeed(need, time, event, texts, [&](const Waiting& one) { chained_.push_back(one); });
    }
  }

  // After a hit was added. Hits that wait, with the groups made for them, have a share of memory
  // as each correlation has.
  void KeepWithin() {
    peak_ = std::max(peak_, bytes());
    if (bytes() <= options_.max_state_bytes) return;
    EvictDown();
    while (bytes() > Goal()) {
      if (buffer_.TakeAhead(clock_.now(), part_)) {
        ahead_ += part_.size();
        for (const Waiting& one : part_) GiveUp(one);
      } else if (buffer_.TakeAnyway(part_)) {
        hurried_ += part_.size();
        RunPart();
        EvictDown();
      } else {
        return;
      }
    }
  }

  void GiveUp(const Waiting& one) {
    Tracker& tracker = *trackers_[plan_.needs[one.need].correlation];
    Measured(tracker, [&] {
      Group& group = tracker.groups()[one.group];
      if (--group.waiting == 0 && !group.counted) tracker.groups().Release(one.group);
    });
  }

  size_t Goal() const { return options_.max_state_bytes - options_.max_state_bytes / 16; }

  // Until a sixteenth is free again the correlation with most memory gives up what was idle
  // longest, unless it has no more than its share or the hits that wait have more: none can take
  // what another needs.
  void EvictDown() {
    peak_ = std::max(peak_, bytes());
    const size_t share = options_.max_state_bytes / (trackers_.size() + 1);
    std::vector<Tracker*> open;
    for (const auto& tracker : trackers_) {
      if (moment_ != kNever) Measured(*tracker, [&] { tracker->ForgetIdle(moment_); });
      open.push_back(tracker.get());
    }
    while (bytes() > Goal() && !open.empty()) {
      const auto most = std::max_element(open.begin(), open.end(),
                                         [](auto* a, auto* b) { return a->bytes() < b->bytes(); });
      const size_t size = (*most)->bytes();
      if (size <= share || size < waiting_ + buffer_.bytes()) return;
      bool evicted = false;
      Measured(**most, [&] { evicted = (*most)->Evict(); });
      if (!evicted) open.erase(most);
    }
  }

  template <typename Do>
  void Measured(Tracker& tracker, const Do& act) {
    const size_t before = tracker.bytes();
    const size_t waiting = tracker.groups().waiting_bytes();
    act();
    state_ += tracker.bytes() - before;
    waiting_ += tracker.groups().waiting_bytes() - waiting;
  }

  Plan plan_;
  Options options_;
  Sink sink_;
  Clock clock_;
  Buffer buffer_;
  std::vector<std::unique_ptr<Tracker>> trackers_;  // as Plan::correlations
  std::vector<CorrelationTally> tallies_;           // by index in the program
  std::vector<Refusal> refusals_;
  int64_t moment_ = kNever;  // of the hits that were run last
  uint64_t hits_ = 0, late_ = 0, hurried_ = 0, ahead_ = 0, detections_ = 0;
  size_t state_ = 0, waiting_ = 0, peak_ = 0;  // bytes
  // Kept from call to call for their room.
  std::vector<Waiting> part_, chained_;
  std::vector<TrackedHit> batch_;
  std::vector<Held> held_;
  std::vector<Number> values_;
  std::vector<uint32_t> groups_;
  std::vector<size_t> at_;
  std::string key_;
};

Correlator::Correlator(const ir::Program& program, Options options, Sink sink)
    : impl_(std::make_unique<Impl>(program, options, std::move(sink))) {}
Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;
Correlator& Correlator::operator=(Correlator&&) noexcept = default;

std::span<const ir::FieldId> Correlator::Fields(uint32_t rule) const {
  return impl_->plan().rules[rule].fields;
}
bool Correlator::Counts(uint32_t rule) const {
  return !impl_->plan().rules[rule].needs.empty();
}
const std::vector<Refusal>& Correlator::refusals() const {
  return impl_->refusals();
}
void Correlator::Add(const Hit& hit, std::span<const FieldTexts> texts) {
  impl_->Add(hit, texts);
}
void Correlator::Observe(int64_t time_ms) {
  impl_->Observe(time_ms);
}
void Correlator::AdvanceTo(int64_t time_ms) {
  impl_->AdvanceTo(time_ms);
}
void Correlator::Finish() {
  impl_->Finish();
}
Tally Correlator::tally() const {
  return impl_->tally();
}

}  // namespace dcv::correlate
