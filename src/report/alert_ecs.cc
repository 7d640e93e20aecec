// SPDX-License-Identifier: Apache-2.0
// Elastic Common Schema 8.17 (elastic.co/guide/en/ecs/8.17, read 2026-11-24): one document a line.
// What ECS has no field for stands below `dcv`.
#include <algorithm>

#include "base/uuid.h"
#include "report/alert_parts.h"

namespace dcv::report {
namespace {

// Each id once, in order.
std::vector<NamedId> Distinct(const AlertRule& rule, NamedId AlertAttack::*part) {
  std::vector<NamedId> out;
  for (const AlertAttack& attack : rule.attacks) {
    const NamedId& named = attack.*part;
    const auto same = [&](const NamedId& other) { return other.id == named.id; };
    if (!named.id.empty() && std::none_of(out.begin(), out.end(), same)) out.push_back(named);
  }
  return out;
}

// Ids and names as two lists of one length: a name that is not known is the id.
void WriteLists(const std::vector<NamedId>& all, json::Writer& json) {
  std::vector<std::string> ids, names;
  for (const NamedId& named : all) {
    ids.push_back(named.id);
    names.push_back(named.name.empty() ? named.id : named.name);
  }
  WriteTexts("id", ids, json);
  WriteTexts("name", names, json);
}

class Writer : public AlertWriter {
 public:
  Writer(const AlertOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  void Add(const Alert& alert) override {
    json::Writer json(sink_.buffer, json::Writer::Style::kCompact);
    // Mandatory in ECS: the epoch stands for an event without a readable time, told below `dcv`.
    const std::string time = alert.time_ms ? IsoTime(*alert.time_ms) : "";
    json.BeginObject().Field("@timestamp", time.empty() ? IsoTime(0) : time);
    json.Key("ecs").BeginObject().Field("version", "8.17.0").EndObject();
    json.Field("message", AlertMessage(alert));
    if (!alert.rule->tags.empty()) WriteTexts("tags", alert.rule->tags, json);
    Event(alert, json);
    Rule(*alert.rule, json);
    Threat(*alert.rule, json);
    if (!alert.position.file.empty()) {
      json.Key("log").BeginObject().Key("file").BeginObject();
      json.Field("path", alert.position.file).EndObject().EndObject();
    }
    Own(alert, time.empty(), json);
    json.EndObject();
    sink_.buffer += '\n';
    sink_.Poll();
  }

 private:
  void Event(const Alert& alert, json::Writer& json) const {
    json.Key("event").BeginObject().Field("kind", "alert");
    WriteTexts("category", {"intrusion_detection"}, json);
    WriteTexts("type", {"info"}, json);
    json.Field("id", alert.id).Field("module", "dcv").Field("dataset", "dcv.alert");
    if (const int severity = LevelRank(alert.rule->level); severity > 0) {
      json.Field("severity", int64_t{severity});
    }
    if (alert.correlation) {
      if (alert.correlation->first_ms) WriteTime("start", alert.correlation->first_ms, json);
      if (alert.correlation->last_ms) WriteTime("end", alert.correlation->last_ms, json);
    }
    if (options_.include_event && !alert.event.empty()) json.Field("original", alert.event);
    json.EndObject();
  }

  static void Rule(const AlertRule& rule, json::Writer& json) {
    json.Key("rule").BeginObject();
    if (!rule.id.empty()) json.Field("id", rule.id);
    if (ParseUuid(rule.id)) json.Field("uuid", rule.id);
    json.Field("name", rule.title);
    if (!rule.author.empty()) WriteTexts("author", {rule.author}, json);
    json.EndObject();
  }

  static void Threat(const AlertRule& rule, json::Writer& json) {
    if (rule.attacks.empty()) return;
    json.Key("threat").BeginObject().Field("framework", "MITRE ATT&CK");
    if (const auto tactics = Distinct(rule, &AlertAttack::tactic); !tactics.empty()) {
      json.Key("tactic").BeginObject();
      WriteLists(tactics, json);
      json.EndObject();
    }
    if (const auto techniques = Distinct(rule, &AlertAttack::technique); !techniques.empty()) {
      json.Key("technique").BeginObject();
      WriteLists(techniques, json);
      const auto narrower = Distinct(rule, &AlertAttack::sub_technique);
      if (!narrower.empty()) {
        json.Key("subtechnique").BeginObject();
        WriteLists(narrower, json);
        json.EndObject();
      }
      json.EndObject();
    }
    json.EndObject();
  }

  static void Own(const Alert& alert, bool time_unknown, json::Writer& json) {
    json.Key("dcv").BeginObject().Field("version", DCV_VERSION);
    json.Field("kind", alert.rule->correlation ? "correlation" : "detection");
    json.Field("level", alert.rule->level).Field("status", alert.rule->status);
    json.Field("rule_file", alert.rule->file).Field("rule_hash", alert.rule->hash);
    json.Field("event_id", alert.event_id).Field("source", alert.source);
    json.Field("line", size_t{alert.position.line}).Field("offset", size_t{alert.position.offset});
    if (time_unknown) json.Field("time_unknown", true);
    WriteMatched(alert, json);
    WriteCorrelation(alert, json);
    json.EndObject();
  }

  AlertOptions options_;
  Sink& sink_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertEcs(const AlertOptions& options, Sink& sink) {
  return std::make_unique<Writer>(options, sink);
}

}  // namespace dcv::report
