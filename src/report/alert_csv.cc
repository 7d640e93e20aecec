// SPDX-License-Identifier: Apache-2.0
// One row an alert, for spreadsheets; lists are joined by "; ".
#include <fmt/format.h>

#include "base/text.h"
#include "report/alert_parts.h"
#include "report/csv.h"

namespace dcv::report {
namespace {

std::string TimeText(std::optional<int64_t> milliseconds) {
  return milliseconds ? IsoTime(*milliseconds) : "";
}

std::string MatchedText(const Alert& alert) {
  std::vector<std::string> parts;
  for (const MatchedValue& value : alert.matched) parts.push_back(value.field + "=" + value.value);
  return Join(parts, "; ");
}

class Writer : public AlertWriter {
 public:
  explicit Writer(Sink& sink) : sink_(sink) {}

  void Begin() override {
    AppendCsv(sink_.buffer, {"time", "level", "title", "rule_id", "kind", "techniques", "source",
                             "event_id", "file", "line", "offset", "selections", "matched", "group",
                             "value", "events", "first", "last", "alert_id"});
  }

  void Add(const Alert& alert) override {
    const AlertRule& rule = *alert.rule;
    std::vector<std::string> row = {TimeText(alert.time_ms),
                                    rule.level,
                                    rule.title,
                                    rule.id,
                                    rule.correlation ? "correlation" : "detection",
                                    Join(TechniqueIds(rule), "; "),
                                    alert.source,
                                    alert.event_id,
                                    alert.position.file,
                                    std::to_string(alert.position.line),
                                    std::to_string(alert.position.offset),
                                    Join(alert.selections, "; "),
                                    MatchedText(alert)};
    if (alert.correlation) {
      std::vector<std::string> group;
      for (const auto& [field, value] : alert.correlation->group) {
        group.push_back(field + "=" + value);
      }
      row.push_back(Join(group, "; "));
      row.push_back(fmt::format("{}", alert.correlation->value));
      row.push_back(std::to_string(alert.correlation->events));
      row.push_back(TimeText(alert.correlation->first_ms));
      row.push_back(TimeText(alert.correlation->last_ms));
    } else {
      row.resize(row.size() + 5);
    }
    row.push_back(alert.id);
    AppendCsv(sink_.buffer, row);
    sink_.Poll();
  }

 private:
  Sink& sink_;
};

}  // namespace

std::unique_ptr<AlertWriter> AlertCsv(const AlertOptions&, Sink& sink) {
  return std::make_unique<Writer>(sink);
}

}  // namespace dcv::report
