// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0. The rules stand after the results, as the order of an object's members is free, so
// that results can leave as they come.
#include <unordered_map>

#include "report/alert_parts.h"
#include "report/sarif.h"

namespace dcv::report {
namespace {

std::string_view SarifLevel(const AlertRule& rule) {
  const int rank = LevelRank(rule.level);
  if (rank >= LevelRank("high")) return "error";
  return rank == 0 || rank == LevelRank("medium") ? "warning" : "note";
}

const std::string& RuleId(const AlertRule& rule) {
  return rule.id.empty() ? rule.title : rule.id;
}

void WriteText(std::string_view name, std::string_view text, json::Writer& json) {
  json.Key(name).Inline().BeginObject().Field("text", text).EndObject();
}

class Writer : public AlertWriter {
 public:
  Writer(const AlertOptions& options, Sink& sink)
      : options_(options), sink_(sink), json_(sink.buffer) {}

  void Begin() override {
    json_.BeginObject().Field("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.Field("version", "2.1.0").Key("runs").BeginArray().BeginObject();
    json_.Field("columnKind", "unicodeCodePoints").Key("results").BeginArray();
  }

  void Add(const Alert& alert) override {
    const auto [found, fresh] = index_.emplace(alert.rule, rules_.size());
    if (fresh) rules_.push_back(alert.rule);
    json_.BeginObject().Field("ruleId", RuleId(*alert.rule));
    json_.Field("ruleIndex", size_t{found->second}).Field("level", SarifLevel(*alert.rule));
    if (!alert.id.empty()) json_.Field("guid", alert.id);
    WriteText("message", AlertMessage(alert), json_);
    Location(alert.position);
    json_.Key("partialFingerprints").Inline().BeginObject();
    json_.Field("dcvAlertId/v1", alert.id).EndObject();
    Properties(alert);
    json_.EndObject();
    sink_.Poll();
  }

  void End() override {
    json_.EndArray().Key("tool").BeginObject().Key("driver").BeginObject();
    json_.Field("name", "dcv").Field("version", DCV_VERSION).Key("rules").BeginArray();
    for (const AlertRule* rule : rules_) Rule(*rule);
    json_.EndArray().EndObject().EndObject().EndObject().EndArray().EndObject();
  }

 private:
  void Location(const AlertPosition& position) {
    if (position.file.empty()) return;
    json_.Key("locations").BeginArray().BeginObject().Key("physicalLocation").BeginObject();
    json_.Key("artifactLocation").Inline().BeginObject().Field("uri", SarifUri(position.file));
    json_.EndObject().Key("region").Inline().BeginObject();
    if (position.line > 0) json_.Field("startLine", size_t{position.line});
    json_.Field("byteOffset", size_t{position.offset}).EndObject();
    json_.EndObject().EndObject().EndArray();
  }

  void Properties(const Alert& alert) {
    json_.Key("properties").Inline().BeginObject();
    WriteTime("time", alert.time_ms, json_);
    json_.Field("event_id", alert.event_id).Field("source", alert.source);
    WriteMatched(alert, json_);
    WriteCorrelation(alert, json_);
    if (options_.include_event && !alert.event.empty()) {
      json_.Key("event");
      WriteEvent(parser_, alert.event, json_);
    }
    json_.EndObject();
  }

  void Rule(const AlertRule& rule) {
    json_.BeginObject().Field("id", RuleId(rule));
    WriteText("shortDescription", rule.title, json_);
    json_.Key("defaultConfiguration").Inline().BeginObject();
    json_.Field("level", SarifLevel(rule)).EndObject();
    json_.Key("properties").Inline().BeginObject();
    WriteTexts("tags", rule.tags, json_);
    json_.Field("level", rule.level).Field("status", rule.status).Field("file", rule.file);
    json_.EndObject().EndObject();
    sink_.Poll();
  }

  AlertOptions options_;
  Sink& sink_;
  json::Writer json_;
  json::Parser parser_;
  std::vector<const AlertRule*> rules_;  // in the order of their first result
  std::unordered_map<const AlertRule*, size_t> index_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertSarif(const AlertOptions& options, Sink& sink) {
  return std::make_unique<Writer>(options, sink);
}

}  // namespace dcv::report
