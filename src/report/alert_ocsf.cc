// SPDX-License-Identifier: Apache-2.0
// OCSF 1.5.0, class Detection Finding (schema.ocsf.io/1.5.0/classes/detection_finding, read
// 2026-11-24): one event a line.
#include "report/alert_parts.h"

namespace dcv::report {
namespace {

constexpr int64_t kClass = 2004, kCategory = 2, kCreate = 1, kNew = 1, kRule = 1;

struct SeverityName {
  int64_t id;
  std::string_view caption;
};

SeverityName SeverityOf(const AlertRule& rule) {
  constexpr SeverityName kSeverities[] = {{0, "Unknown"}, {1, "Informational"}, {2, "Low"},
                                          {3, "Medium"},  {4, "High"},          {5, "Critical"}};
  return kSeverities[LevelRank(rule.level)];
}

void WriteNamed(std::string_view key, const NamedId& named, json::Writer& json) {
  if (named.id.empty()) return;
  json.Key(key).BeginObject().Field("uid", named.id);
  if (!named.name.empty()) json.Field("name", named.name);
  json.EndObject();
}

class Writer : public AlertWriter {
 public:
  Writer(const AlertOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  void Add(const Alert& alert) override {
    json::Writer json(sink_.buffer, json::Writer::Style::kCompact);
    json.BeginObject();
    Classification(alert, json);
    Times(alert, json);
    Metadata(alert, json);
    FindingInfo(alert, json);
    Evidences(alert, json);
    if (options_.include_event && !alert.event.empty()) json.Field("raw_data", alert.event);
    Unmapped(alert, json);
    json.EndObject();
    sink_.buffer += '\n';
    sink_.Poll();
  }

 private:
  static void Classification(const Alert& alert, json::Writer& json) {
    const SeverityName severity = SeverityOf(*alert.rule);
    json.Field("activity_id", kCreate).Field("activity_name", "Create");
    json.Field("category_uid", kCategory).Field("category_name", "Findings");
    json.Field("class_uid", kClass).Field("class_name", "Detection Finding");
    json.Field("type_uid", kClass * 100 + kCreate);
    json.Field("severity_id", severity.id).Field("severity", severity.caption);
    json.Field("status_id", kNew).Field("status", "New");
    json.Field("is_alert", true).Field("message", AlertMessage(alert));
  }

  // `time` is mandatory: 0 stands for an event without a readable time, told in `unmapped`.
  static void Times(const Alert& alert, json::Writer& json) {
    json.Field("time", alert.time_ms.value_or(0));
    if (!alert.correlation) return;
    if (alert.correlation->first_ms) json.Field("start_time", *alert.correlation->first_ms);
    if (alert.correlation->last_ms) json.Field("end_time", *alert.correlation->last_ms);
    json.Field("count", static_cast<int64_t>(alert.correlation->events));
  }

  static void Metadata(const Alert& alert, json::Writer& json) {
    json.Key("metadata").BeginObject().Field("version", "1.5.0").Field("uid", alert.id);
    json.Key("product").BeginObject().Field("name", "dcv").Field("version", DCV_VERSION);
    json.EndObject();
    if (!alert.source.empty()) json.Field("log_name", alert.source);
    json.EndObject();
  }

  void FindingInfo(const Alert& alert, json::Writer& json) const {
    const AlertRule& rule = *alert.rule;
    json.Key("finding_info").BeginObject().Field("uid", alert.id).Field("title", rule.title);
    json.Key("analytic").BeginObject().Field("type_id", kRule).Field("type", "Rule");
    if (!rule.id.empty()) json.Field("uid", rule.id);
    json.Field("name", rule.title).EndObject();
    Attacks(rule, json);
    if (!alert.source.empty()) WriteTexts("data_sources", {alert.source}, json);
    const auto& correlation = alert.correlation;
    const auto first = correlation ? correlation->first_ms : alert.time_ms;
    const auto last = correlation ? correlation->last_ms : alert.time_ms;
    if (first) json.Field("first_seen_time", *first);
    if (last) json.Field("last_seen_time", *last);
    if (correlation) RelatedEvents(*correlation, json);
    json.EndObject();
  }

  void Attacks(const AlertRule& rule, json::Writer& json) const {
    if (rule.attacks.empty()) return;
    json.Key("attacks").BeginArray();
    for (const AlertAttack& attack : rule.attacks) {
      json.BeginObject();
      if (!options_.attack_version.empty()) json.Field("version", options_.attack_version);
      WriteNamed("tactic", attack.tactic, json);
      WriteNamed("technique", attack.technique, json);
      WriteNamed("sub_technique", attack.sub_technique, json);
      json.EndObject();
    }
    json.EndArray();
  }

  static void RelatedEvents(const AlertCorrelation& correlation, json::Writer& json) {
    json.Field("related_events_count", static_cast<int64_t>(correlation.events));
    if (correlation.event_ids.empty()) return;
    json.Key("related_events").BeginArray();
    for (const std::string& id : correlation.event_ids) {
      json.BeginObject().Field("uid", id).EndObject();
    }
    json.EndArray();
  }

  // What the rule saw, under `data`: which object of OCSF a field of a raw log belongs to is not
  // known here.
  static void Evidences(const Alert& alert, json::Writer& json) {
    json.Key("evidences").BeginArray().BeginObject();
    if (!alert.event_id.empty()) json.Field("uid", alert.event_id);
    json.Key("data").BeginObject();
    WriteMatched(alert, json);
    WriteCorrelation(alert, json);
    json.Field("file", alert.position.file).Field("line", size_t{alert.position.line});
    json.Field("offset", size_t{alert.position.offset});
    json.EndObject().EndObject().EndArray();
  }

  static void Unmapped(const Alert& alert, json::Writer& json) {
    json.Key("unmapped").BeginObject().Field("rule_file", alert.rule->file);
    json.Field("rule_hash", alert.rule->hash).Field("rule_status", alert.rule->status);
    WriteTexts("rule_tags", alert.rule->tags, json);
    if (!alert.time_ms) json.Field("time_unknown", true);
    json.EndObject();
  }

  AlertOptions options_;
  Sink& sink_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertOcsf(const AlertOptions& options, Sink& sink) {
  return std::make_unique<Writer>(options, sink);
}

}  // namespace dcv::report
