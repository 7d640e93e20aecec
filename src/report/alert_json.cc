// SPDX-License-Identifier: Apache-2.0
// Our own form: one object a line, keys in the order that docs/alerts.md gives.
#include "report/alert_parts.h"

namespace dcv::report {
namespace {

void WriteRule(const AlertRule& rule, json::Writer& json) {
  json.Key("rule").BeginObject().Field("id", rule.id).Field("title", rule.title);
  json.Field("level", rule.level).Field("status", rule.status);
  if (!rule.author.empty()) json.Field("author", rule.author);
  WriteTexts("tags", rule.tags, json);
  WriteTexts("techniques", TechniqueIds(rule), json);
  json.Field("file", rule.file).Field("hash", rule.hash).EndObject();
}

class Writer : public AlertWriter {
 public:
  Writer(const AlertOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  void Add(const Alert& alert) override {
    json::Writer json(sink_.buffer, json::Writer::Style::kCompact);
    json.BeginObject().Field("schema", "dcv.alert/1").Field("alert_id", alert.id);
    json.Field("kind", alert.rule->correlation ? "correlation" : "detection");
    WriteTime("time", alert.time_ms, json);
    json.Key("time_ms");
    if (alert.time_ms) {
      json.Int(*alert.time_ms);
    } else {
      json.Null();
    }
    WriteRule(*alert.rule, json);
    json.Field("event_id", alert.event_id).Field("source", alert.source);
    json.Key("position").BeginObject().Field("file", alert.position.file);
    json.Field("line", size_t{alert.position.line});
    json.Field("offset", size_t{alert.position.offset}).EndObject();
    WriteMatched(alert, json);
    WriteCorrelation(alert, json);
    if (options_.include_event && !alert.event.empty()) {
      json.Key("event");
      WriteEvent(parser_, alert.event, json);
    }
    json.EndObject();
    sink_.buffer += '\n';
    sink_.Poll();
  }

 private:
  AlertOptions options_;
  Sink& sink_;
  json::Parser parser_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertJson(const AlertOptions& options, Sink& sink) {
  return std::make_unique<Writer>(options, sink);
}

}  // namespace dcv::report
