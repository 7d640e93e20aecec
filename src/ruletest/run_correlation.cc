// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/text.h"
#include "correlate/correlate.h"
#include "ir/evaluate.h"
#include "logsource/event_time.h"
#include "ruletest/running.h"

namespace dcv::ruletest {
namespace {

class CorrelationRun {
 public:
  CorrelationRun(const Subject& subject, const RuleTest& test, Problems& problems)
      : subject_(subject),
        test_(test),
        problems_(problems),
        rules_(RulesOf(subject.program, subject.target)),
        correlator_(subject.program, Options(), [this](const correlate::Detection& detection) {
          if (detection.correlation == subject_.target.index) Note(detection);
        }) {}

  TestResult Run(const std::vector<std::vector<Matched>>& answers) {
    if (Refused()) return {false, why_};
    for (size_t i = 0; i < test_.events.size(); ++i) Feed(test_.events[i], answers[i]);
    correlator_.Finish();
    if (!timeless_ && (detections_ > 0) == test_.match) return {true, ""};
    why_ = Bounded(std::move(why_));
    if (left_out_ > 0) why_ += fmt::format("... {} more events\n", Grouped(left_out_));
    return {false, why_ + (detections_ == 0 ? "no detection\n" : told_)};
  }

 private:
  // The tests have all of their events: they may come in any order.
  static correlate::Options Options() {
    correlate::Options options;
    options.lateness_ms = std::numeric_limits<int64_t>::max();
    return options;
  }

  bool Refused() {
    for (const correlate::Refusal& refusal : correlator_.refusals()) {
      if (refusal.correlation != subject_.target.index) continue;
      problems_.push_back({"T024", test_.place, refusal.reason});
      why_ = "the correlation cannot run: " + refusal.reason + "\n";
      return true;
    }
    return false;
  }

  void Feed(const Event& event, const std::vector<Matched>& answer) {
    size_t at = 0;
    OpenedEvent(event).Visit(subject_.registry, [&](json::Value bare, const auto* source) {
      if (at == answer.size()) return;  // a matcher that loses events fails the test
      std::vector<uint32_t> hits;
      for (uint32_t rule : answer[at++].rules) {
        if (std::binary_search(rules_.begin(), rules_.end(), rule)) hits.push_back(rule);
      }
      ++number_;
      const auto time = source == nullptr ? std::nullopt : logsource::EventTime(*source, bare);
      if (!time && !hits.empty()) Timeless(event, source);
      if (time) {
        if (!first_) first_ = time;
        for (uint32_t rule : hits) Add(rule, *time, bare);
      }
      Tell(bare, source, time, hits);
    });
  }

  void Add(uint32_t rule, int64_t time, json::Value bare) {
    std::vector<std::vector<std::string>> texts;
    for (ir::FieldId field : correlator_.Fields(rule)) {
      texts.push_back(ir::PresentTexts(subject_.program, field, bare));
    }
    std::vector<std::vector<std::string_view>> views;
    for (const auto& field : texts) views.emplace_back(field.begin(), field.end());
    const std::vector<correlate::FieldTexts> fields(views.begin(), views.end());
    correlator_.Add({time, number_, rule}, fields);
  }

  void Timeless(const Event& event, const logsource::Source* source) {
    timeless_ = true;
    std::vector<std::string> paths;
    if (source != nullptr) {
      for (const logsource::Path& path : source->timestamp) {
        paths.push_back(logsource::ToText(path));
      }
    }
    const std::string wanted = paths.empty()
                                   ? "its log source has no table that names one"
                                   : "none of " + Join(paths, ", ") + " is there and a time";
    problems_.push_back(
        {"T032", event.place,
         fmt::format("an event of '{}' has no time: {}", Printable(test_.name), wanted)});
  }

  // "Event 2 (AWS CloudTrail) at +12.000 s: matches 'Console login failed'"
  void Tell(json::Value bare, const logsource::Source* source, std::optional<int64_t> time,
            const std::vector<uint32_t>& hits) {
    if (number_ > kTracedEvents || why_.size() > kMaxWhyBytes) {
      ++left_out_;
      return;
    }
    std::vector<std::string> titles;
    for (uint32_t rule : hits) titles.push_back("'" + Printable(subject_.titles[rule]) + "'");
    const std::string when =
        time ? fmt::format("at {:+.3f} s", static_cast<double>(*time - *first_) / 1000)
             : std::string("at no time");
    why_ += fmt::format("Event {} ({}) {}: matches {}\n", number_,
                        source == nullptr ? "not recognised" : source->title, when,
                        titles.empty() ? "none of its rules" : Join(titles, ", "));
    for (uint32_t rule : hits) TellFields(rule, bare);
    if (!hits.empty()) return;
    for (uint32_t rule : rules_) {
      why_ += "  '" + Printable(subject_.titles[rule]) + "'\n";
      const std::string trace =
          TraceWhole(subject_.program, subject_.program.rules[rule], bare, source, number_);
      for (std::string_view line : Split(trace, '\n')) {
        if (!line.empty()) why_.append("    ").append(line).append("\n");
      }
    }
  }

  void TellFields(uint32_t rule, json::Value bare) {
    for (ir::FieldId field : correlator_.Fields(rule)) {
      std::vector<std::string> texts;
      for (const std::string& text : ir::PresentTexts(subject_.program, field, bare)) {
        texts.push_back("'" + Printable(text) + "'");
      }
      why_ += "  " + Printable(subject_.program.fields()[field].name) +
              (texts.empty() ? " is absent" : " is " + Join(texts, ", ")) + "\n";
    }
  }

  void Note(const correlate::Detection& detection) {
    if (++detections_ > 1) return;
    told_ = fmt::format("a detection: {} over {} s", detection.value,
                        static_cast<double>(detection.last_ms - detection.first_ms) / 1000);
    for (const auto& [name, text] : detection.group) {
      told_ += ", " + Printable(name) + " '" + Printable(text) + "'";
    }
    told_ += "\n";
  }

  const Subject& subject_;
  const RuleTest& test_;
  Problems& problems_;
  const std::vector<uint32_t> rules_;
  size_t detections_ = 0, left_out_ = 0;
  uint64_t number_ = 0;
  std::optional<int64_t> first_;
  bool timeless_ = false;
  std::string why_, told_;
  correlate::Correlator correlator_;
};

}  // namespace

TestResult RunCorrelation(const Subject& subject, const RuleTest& test,
                          const std::vector<std::vector<Matched>>& answers, Problems& problems) {
  return CorrelationRun(subject, test, problems).Run(answers);
}

}  // namespace dcv::ruletest
