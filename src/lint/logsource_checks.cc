// SPDX-License-Identifier: Apache-2.0
// Checks of log sources, and of conditions that a log source implies.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

constexpr std::string_view kEventId = "EventID";

bool Holds(const sigma::Item& item, std::string_view text) {
  return std::any_of(item.values.begin(), item.values.end(),
                     [&](const auto& value) { return EqualsIgnoreCase(value.text, text); });
}

std::string Suggestion(std::string_view word, const Names& known) {
  if (word.empty() || known.count(word) > 0) return {};
  const std::string near = Nearest(Lower(word), {known.begin(), known.end()});
  return near.empty() || near == word ? "" : "did you mean " + near + "?";
}

// Whether the item takes all of the event ids of the category that one service has.
bool TakesAllEvents(const Knowledge& knowledge, const sigma::Item& item,
                    std::string_view category) {
  for (const WindowsEvent& event : knowledge.windows_events) {
    if (event.category != category || !Holds(item, event.id)) continue;
    const bool all = std::all_of(knowledge.windows_events.begin(), knowledge.windows_events.end(),
                                 [&](const auto& other) {
                                   return other.service != event.service ||
                                          other.category != category || Holds(item, other.id);
                                 });
    if (all) return true;
  }
  return false;
}

// Whether a line of the tables says that the field has the item's values anyway.
bool IsImplied(const Subject& s, const sigma::Item& item) {
  if (s.sources.empty()) return false;
  return std::all_of(s.sources.begin(), s.sources.end(), [&](const auto& match) {
    const auto& alternatives = match.line->when;
    return !alternatives.empty() &&
           std::all_of(alternatives.begin(), alternatives.end(), [&](const auto& implied) {
             return std::any_of(
                 implied.fields.begin(), implied.fields.end(), [&](const auto& field) {
                   return field.first == item.field.text &&
                          field.second.size() == item.values.size() &&
                          std::all_of(field.second.begin(), field.second.end(),
                                      [&](const auto& value) { return Holds(item, value); });
                 });
           });
  });
}

}  // namespace

void FieldnameLogsource(const Subject& s, Report& report) {
  if (s.logsource == nullptr) return;
  for (const auto& [key, value] : s.logsource->custom) {
    report.Add(s, key.place, "'" + Printable(key.text) + "' is no attribute of log sources");
  }
}

void LogsourceUnknown(const Subject& s, Report& report) {
  if (s.document->rule() == nullptr || !s.sources.empty()) return;
  const sigma::LogSource& source = *s.logsource;
  const Knowledge& knowledge = *s.world->knowledge;
  if (knowledge.logsources.count({source.product.text, source.category.text, source.service.text}) >
      0) {
    return;
  }
  std::string remedy = Suggestion(source.product.text, knowledge.products);
  if (remedy.empty()) remedy = Suggestion(source.category.text, knowledge.categories);
  if (remedy.empty()) remedy = Suggestion(source.service.text, knowledge.services);
  std::vector<std::string> parts;
  for (const sigma::Text* text : {&source.product, &source.category, &source.service}) {
    if (!text->empty()) parts.push_back(Printable(text->text));
  }
  report.Add(s, source.place, "no public rule uses the log source " + Join(parts, "/"),
             std::move(remedy));
}

void SysmonMissingEventid(const Subject& s, Report& report) {
  if (!s.IsWindows() || s.logsource->service.text != "sysmon" || s.document->rule() == nullptr)
    return;
  if (std::any_of(s.items.begin(), s.items.end(),
                  [](const ItemAt& at) { return at.item->field.text == kEventId; })) {
    return;
  }
  report.Add(s, s.logsource->place, "a rule over all of Sysmon names no EventID",
             "add EventID, or the category in the place of service: sysmon");
}

void SpecificInsteadOfGenericLogsource(const Subject& s, Report& report) {
  if (!s.IsWindows() || !s.logsource->category.empty()) return;
  for (const ItemAt& at : s.items) {
    if (at.item->field.text != kEventId || !at.item->modifiers.empty()) continue;
    for (const sigma::Value& value : at.item->values) {
      for (const WindowsEvent& event : s.world->knowledge->windows_events) {
        if (event.service != s.logsource->service.text || event.id != value.text) continue;
        report.Add(s, value.place, "event " + value.text + " has a category of its own",
                   "write category: " + std::string(event.category) + " in the place of service");
        break;
      }
    }
  }
}

void CategoryEventId(const Subject& s, Report& report) {
  if (!s.IsWindows() || s.logsource->category.empty()) return;
  for (const ItemAt& at : s.items) {
    if (at.item->field.text != kEventId || !at.item->modifiers.empty()) continue;
    if (!TakesAllEvents(*s.world->knowledge, *at.item, s.logsource->category.text)) continue;
    report.Add(s, at.place(), "the category implies this EventID");
  }
}

void CategoryWindowsProviderName(const Subject& s, Report& report) {
  if (!s.IsWindows() || s.logsource->category.empty()) return;
  for (const ItemAt& at : s.items) {
    if (at.item->field.text != "Provider_Name") continue;
    report.Add(s, at.place(), "a category stands for events of any provider, but one is named",
               "name the service in the place of the category, or leave the provider out");
  }
}

void RedundantField(const Subject& s, Report& report) {
  if (s.document->rule() == nullptr) return;
  for (const ItemAt& at : s.items) {
    const sigma::Item& item = *at.item;
    if (item.field.empty() || !item.modifiers.empty()) continue;
    if (item.field.text == kEventId && s.IsWindows() && !s.logsource->category.empty()) continue;
    bool implied = IsImplied(s, item);
    if (s.IsWindows() && item.field.text == "Provider_Name") {
      const auto found = s.world->knowledge->providers.find(s.logsource->service.text);
      implied =
          implied || (found != s.world->knowledge->providers.end() && Holds(item, found->second));
    }
    if (implied) report.Add(s, at.place(), "the log source implies this already");
  }
}

}  // namespace dcv::lint
