// SPDX-License-Identifier: Apache-2.0
// `dcv detect`: rules -> lower -> match::Engine; logs -> stream -> match -> alerts, correlate ->
// alerts; all in the order of the logs.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/parallel.h"
#include "base/text.h"
#include "correlate/correlate.h"
#include "ir/evaluate.h"
#include "jobs/alerts.h"
#include "jobs/detect_summary.h"
#include "jobs/output.h"
#include "jobs/read_rules.h"
#include "match/engine.h"
#include "stream/stream.h"

namespace dcv::jobs {
namespace {

// An event that rules matched, with all that is told of it later.
struct Found {
  std::vector<uint32_t> rules;
  std::vector<report::Alert> alerts;  // one per rule that reports
  std::string event;                  // when alerts show it or correlations name it
  std::string key;                    // report::EventKey
  report::AlertPosition position;
  std::optional<int64_t> time_ms;
  std::string id, source;
  // Per rule that correlations count: the texts of Correlator::Fields.
  std::vector<std::vector<std::vector<std::string>>> texts;
};

struct Batch : stream::Product {
  std::vector<Found> found;
  std::vector<std::pair<uint64_t, std::string>> broken;  // line, beginning of it
  uint64_t broken_total = 0;
  size_t Bytes() const override {
    size_t bytes = sizeof *this;
    for (const Found& item : found) {
      bytes += sizeof item + item.event.size() + item.alerts.size() * 1024;
    }
    return bytes;
  }
};

// What one worker needs.
struct Worker {
  explicit Worker(const match::Engine& engine) : matcher(engine) {}
  match::Matcher matcher;
  json::Parser parser;
  std::string padded;
};

// Which rules the user's --logsource leaves: those that ask for nothing else.
Result<match::Options> Restrict(const Rules& rules, const std::string& logsource) {
  match::Options options;
  if (logsource.empty()) return options;
  std::unordered_map<std::string_view, std::string_view> said;
  for (std::string_view part : Split(logsource, ',')) {
    const size_t equals = part.find('=');
    const std::string_view key = Trim(part.substr(0, equals));
    if (equals == part.npos || (key != "product" && key != "category" && key != "service")) {
      return InvalidInput(
          "--logsource takes product=P,category=C,service=S, not " + Printable(logsource),
          "for example --logsource product=windows,category=process_creation");
    }
    said[key] = Trim(part.substr(equals + 1));
  }
  options.rules.emplace();
  const ir::Program& program = rules.lowered.program;
  for (uint32_t i = 0; i < program.rules.size(); ++i) {
    const sigma::LogSource& source = rules.document(program.rules[i].document).rule()->logsource;
    const auto fits = [&](std::string_view key, const sigma::Text& wanted) {
      return wanted.text.empty() || EqualsIgnoreCase(wanted.text, said[key]);
    };
    if (fits("product", source.product) && fits("category", source.category) &&
        fits("service", source.service)) {
      options.rules->push_back(i);
    }
  }
  return options;
}

class Detection {
 public:
  Detection(const DetectRequest& request, const Rules& rules, const attack::Version& version,
            match::Options options, report::AlertWriter& writer)
      : request_(request),
        rules_(rules),
        alert_rules_(rules, version),
        engine_(rules.lowered.program, rules.registry, std::move(options)),
        correlator_(rules.lowered.program, CorrelateOptions(request),
                    [this](const correlate::Detection& found) { Correlated(found); }),
        writer_(writer) {}

  Result<stream::Summary> Run(stream::Progress& progress) {
    stream::Options options;
    options.threads = request_.threads;
    options.max_line = request_.max_line;
    const size_t threads = ThreadCount(options.threads, SIZE_MAX);
    for (size_t i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(engine_));
    writer_.Begin();
    Result<stream::Summary> summary = stream::Run(
        request_.logs, options,
        [this](size_t worker, stream::Block& block) { return Work(*workers_[worker], block); },
        [this](uint32_t, const stream::Input& input, std::unique_ptr<stream::Product> product) {
          Deliver(input, static_cast<Batch&>(*product));
          return Ok();
        },
        request_.stop, &progress);
    correlator_.Finish();
    writer_.End();
    return summary;
  }

  DetectTally Tally() const {
    DetectTally tally = tally_;
    for (const auto& worker : workers_) tally.match.Add(worker->matcher.tally());
    tally.correlate = correlator_.tally();
    return tally;
  }
  const correlate::Correlator& correlator() const { return correlator_; }
  const AlertRules& alert_rules() const { return alert_rules_; }

 private:
  static correlate::Options CorrelateOptions(const DetectRequest& request) {
    correlate::Options options;
    options.lateness_ms = request.lateness_ms < 0 ? INT64_MAX : request.lateness_ms;
    options.max_state_bytes = request.max_state;
    return options;
  }

  std::unique_ptr<stream::Product> Work(Worker& worker, stream::Block& block) {
    auto batch = std::make_unique<Batch>();
    worker.matcher.Match(
        block.documents,
        [&](const match::Event& event, std::span<const uint32_t> rules) {
          Found& found = batch->found.emplace_back();
          found.rules.assign(rules.begin(), rules.end());
          Tell(worker, block, event, found);
        },
        [&](uint32_t number) {
          const Document& document = block.documents.documents[number];
          if (++batch->broken_total > kShownBroken) return;
          batch->broken.emplace_back(
              block.first_line + document.line,
              Printable(block.documents.text.substr(document.begin, document.size), 60));
        });
    if (batch->found.empty() && batch->broken_total == 0) return nullptr;
    return batch;
  }

  void Tell(Worker& worker, const stream::Block& block, const match::Event& event, Found& found) {
    const Document& document = block.documents.documents[event.document];
    found.position.line = block.first_line + document.line;
    if (event.offset > document.begin && !block.rewritten) {
      const auto* const begin = block.documents.text.data();
      found.position.line +=
          static_cast<uint64_t>(std::count(begin + document.begin, begin + event.offset, '\n'));
    }
    found.position.offset = block.offset + (block.rewritten ? 0 : event.offset);
    worker.padded.assign(event.json ? event.text : std::string_view("null"));
    worker.padded.append(json::Parser::kPadding, ' ');
    const size_t size = worker.padded.size() - json::Parser::kPadding;
    const auto value = worker.parser.Parse(std::string_view(worker.padded).substr(0, size));
    const json::Value json = value.value_or(json::Value());
    found.time_ms = TimeOf(event.source, json);
    found.id = EventIdOf(event.source, json);
    found.source = event.source == nullptr ? "" : event.source->id;
    found.key = report::EventKey(found.id, event.text);
    if (request_.include_event) found.event = event.text;
    for (uint32_t rule : found.rules) {
      if (alert_rules_.Reports(rule)) found.alerts.push_back(AlertOf(rule, json, event, found));
      if (correlator_.Counts(rule)) {
        auto& texts = found.texts.emplace_back();
        for (ir::FieldId field : correlator_.Fields(rule)) {
          texts.push_back(ir::PresentTexts(rules_.lowered.program, field, json));
        }
      }
    }
  }

  report::Alert AlertOf(uint32_t rule, json::Value json, const match::Event& event,
                        const Found& found) const {
    report::Alert alert;
    alert.rule = &alert_rules_.rule(rule);
    alert.id = report::AlertId(alert.rule->hash, {found.key});
    alert.time_ms = found.time_ms;
    alert.event_id = found.id;
    alert.source = found.source;
    alert.position = found.position;
    if (event.json) {
      AddDetails(rules_, rule, json, alert);
    } else {
      alert.matched.push_back({"", "", Printable(event.text, 500)});
    }
    return alert;
  }

  void Deliver(const stream::Input& input, Batch& batch) {
    for (const auto& [line, text] : batch.broken) {
      tally_.diagnostics.Add(
          {"D005", input.name, fmt::format("line {}", line), "no JSON: " + text});
    }
    tally_.broken += batch.broken_total;
    for (Found& found : batch.found) {
      found.position.file = input.name;
      for (report::Alert& alert : found.alerts) {
        alert.position.file = input.name;
        alert.event = found.event;
        Write(alert);
      }
      Correlate(found);
    }
  }

  void Correlate(const Found& found) {
    size_t at = 0;
    for (uint32_t rule : found.rules) {
      if (!correlator_.Counts(rule)) continue;
      const auto& texts = found.texts[at++];
      if (!found.time_ms) {
        ++tally_.untimed;
        continue;
      }
      const uint64_t number = keys_.size();
      keys_.push_back({found.key, found.id, found.position});
      std::vector<std::vector<std::string_view>> views;
      for (const auto& field : texts) views.emplace_back(field.begin(), field.end());
      std::vector<correlate::FieldTexts> spans(views.begin(), views.end());
      correlator_.Add({*found.time_ms, number, rule}, spans);
    }
  }

  void Correlated(const correlate::Detection& found) {
    if (!alert_rules_.ReportsCorrelation(found.correlation)) return;
    report::Alert alert;
    alert.rule = &alert_rules_.correlation(found.correlation);
    alert.time_ms = found.last_ms;
    report::AlertCorrelation& correlation = alert.correlation.emplace();
    correlation.group = found.group;
    correlation.value = found.value;
    correlation.first_ms = found.first_ms;
    correlation.last_ms = found.last_ms;
    correlation.events = found.events_total;
    std::vector<std::string> keys;
    for (uint64_t event : found.events) {
      keys.push_back(keys_[event].key);
      if (!keys_[event].id.empty()) correlation.event_ids.push_back(keys_[event].id);
      alert.position = keys_[event].position;
    }
    for (const auto& [name, value] : found.group) keys.push_back(name + "=" + value);
    keys.push_back(std::to_string(found.last_ms));
    alert.id = report::AlertId(alert.rule->hash, keys);
    Write(alert);
  }

  void Write(const report::Alert& alert) {
    ++tally_.alerts;
    const int rank = report::LevelRank(alert.rule->level);
    if (!request_.fail_on_match.empty() && rank >= report::LevelRank(request_.fail_on_match)) {
      tally_.failed = true;
    }
    writer_.Add(alert);
  }

  struct Known {
    std::string key, id;
    report::AlertPosition position;
  };
  static constexpr uint64_t kShownBroken = 20;  // of a block

  const DetectRequest& request_;
  const Rules& rules_;
  const AlertRules alert_rules_;
  const match::Engine engine_;
  correlate::Correlator correlator_;
  report::AlertWriter& writer_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Known> keys_;  // events that correlations count, by their number
  DetectTally tally_;
};

std::unique_ptr<report::AlertWriter> OpenWriter(const DetectRequest& request, report::Sink& sink) {
  const report::AlertOptions options{request.include_event, request.attack};
  for (const report::AlertFormat& format : report::AlertFormats()) {
    if (request.output.format == format.name) return format.open(options, sink);
  }
  return report::AlertJson(options, sink);
}

}  // namespace

Result<Outcome> Detect(const Program& program, const DetectRequest& request) {
  DCV_TRY(const Pipelines pipelines, ReadPipelines(request.pipelines));
  if (Status status = AllRead(pipelines); !status) return status.error();
  Rules rules;
  if (Status status = ReadRules(program, request.rules, request.threads, rules, pipelines,
                                {request.allowlist, request.at});
      !status) {
    return status.error();
  }
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  DCV_TRY(match::Options options, Restrict(rules, request.logsource));
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  const std::unique_ptr<report::AlertWriter> writer = OpenWriter(request, file.sink());
  Detection detection(request, rules, version, std::move(options), *writer);
  stream::Progress progress;
  const ProgressLine line(program.progress && !request.quiet, progress);
  DCV_TRY(const stream::Summary summary, detection.Run(progress));
  if (Status status = file.Close(); !status) return status.error();
  const DetectTally tally = detection.Tally();
  return Summarise(program, request, rules, detection.correlator(), tally, summary);
}

}  // namespace dcv::jobs
