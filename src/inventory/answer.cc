// SPDX-License-Identifier: Apache-2.0
#include "inventory/answer.h"

#include <algorithm>

#include "base/json_locate.h"
#include "base/text.h"

namespace dcv::inventory {

Answer::Answer(const catalog::Catalog& catalog, Inventory& out, const Place& document,
               json::Value root)
    : catalog_(catalog), out_(out), document_(document), root_(root) {
  const ScopeText text = FromPath(file());
  path_scope_ = {Name(text.account), Name(text.region)};
}

void Answer::Report(std::string code, const Place& place, std::string message) {
  std::string where = out_.Pointer(place);
  if (place.line > 0)
    where = "line " + std::to_string(place.line) + (where.empty() ? "" : ", ") + where;
  out_.diagnostics.Add({std::move(code), file(), std::move(where), std::move(message), 1});
}

void Answer::Twice(std::string_view name, const Place& place) {
  Report("I007", place, "'" + std::string(name) + "' is there twice; neither is taken");
}

void Answer::WrongType(const Place& place, std::string_view name, const char* wanted,
                       json::Type got) {
  const std::string subject = name.empty() ? "the element" : "'" + std::string(name) + "'";
  Report("I006", place, subject + " is " + std::string(json::ToString(got)) + ", not " + wanted);
}

json::Value Answer::Typed(json::Value object, std::string_view name, json::Type type,
                          const char* wanted, const Place& place) {
  bool duplicates = false;
  const json::Value value = object.Find(name, &duplicates);
  if (duplicates) {
    Twice(name, place);
    return {};
  }
  const json::Type got = value.type();
  if (got == type) return value;
  if (got != json::Type::kAbsent && got != json::Type::kNull) WrongType(place, name, wanted, got);
  return {};
}

std::string_view Answer::Text(json::Value object, std::string_view name, const Place& place) {
  return Typed(object, name, json::Type::kString, "a string", place).text();
}

json::Value Answer::Object(json::Value object, std::string_view name, const Place& place) {
  return Typed(object, name, json::Type::kObject, "an object", place);
}

json::Value Answer::Array(json::Value object, std::string_view name, const Place& place) {
  return Typed(object, name, json::Type::kArray, "an array", place);
}

std::optional<bool> Answer::Flag(json::Value object, std::string_view name, const Place& place) {
  const json::Value plain = object.Find(name);
  if (plain.Is(json::Type::kString)) {
    const std::string_view text = Text(object, name, place);
    if (EqualsIgnoreCase(text, "true")) return true;
    if (EqualsIgnoreCase(text, "false")) return false;
  }
  return Typed(object, name, json::Type::kBool, "a boolean", place).boolean();
}

Scope Answer::ScopeOf(std::string_view account, std::string_view region) {
  Scope scope = path_scope_;
  if (!account.empty()) {
    if (out_.names.Text(last_account_) != account) last_account_ = Name(account);
    scope.account = last_account_;
  }
  if (!region.empty()) {
    if (out_.names.Text(last_region_) != region) last_region_ = Name(region);
    scope.region = last_region_;
  }
  return scope;
}

Scope Answer::ArnScope(std::string_view arn) {
  const ScopeText text = FromArn(arn);
  return ScopeOf(text.account, text.region);
}

uint8_t Answer::Source(std::string_view id) const {
  const auto source = catalog_.FindSource(id);
  DCV_CHECK(source.has_value());
  return static_cast<uint8_t>(*source);
}

DetectionId Answer::Listed(uint8_t source, std::string_view key, const Place& place) {
  if (auto found = catalog_.FindDetection(source, key)) return *found;
  Report("I009", place,
         Printable(key) + " is not in the list of " + catalog_.sources()[source].title);
  return Own(key);
}

void Answer::Add(const Fact& fact) {
  out_.facts.push_back(fact);
  ++out_.files[document_.file].facts;
}

void Answer::State(uint8_t source, DetectionId detection, inventory::State state, Scope scope,
                   const Place& place, std::string_view detail) {
  Fact fact;
  fact.source = source;
  fact.detection = detection;
  fact.state = state;
  fact.account = scope.account;
  fact.region = scope.region;
  fact.place = place;
  if (!detail.empty()) fact.detail = Name(detail);
  Add(fact);
}

void Answer::Setting(uint8_t source, std::string_view key, inventory::State state, Scope scope,
                     const Place& place, std::string_view detail) {
  State(source, Own(key), state, scope, place, detail);
  out_.facts.back().kind = FactKind::kSetting;
}

void Answer::Fired(uint8_t source, DetectionId detection, Scope scope, const Place& place,
                   std::string_view time, std::string_view id) {
  std::string detail(time);
  if (!id.empty()) detail += (detail.empty() ? "" : " ") + std::string(id);
  State(source, detection, inventory::State::kOn, scope, place, detail);
  out_.facts.back().kind = FactKind::kFired;
}

void Answer::Complied(uint8_t source, DetectionId detection, Compliance compliance, Scope scope,
                      const Place& place) {
  State(source, detection, inventory::State::kOn, scope, place);
  out_.facts.back().kind = FactKind::kCompliance;
  out_.facts.back().compliance = compliance;
}

void Answer::AddTag(Tag tag) {
  // A recommendation comes once per resource: the same tag right after itself is common.
  const size_t look_back = std::min<size_t>(out_.tags.size(), 16);
  for (size_t i = out_.tags.size() - look_back; i < out_.tags.size(); ++i) {
    const Tag& old = out_.tags[i];
    if (old.source == tag.source && old.detection == tag.detection &&
        old.technique == tag.technique) {
      return;
    }
  }
  out_.tags.push_back(std::move(tag));
}

void Answer::Delivered(uint8_t source, DetectionId detection, inventory::State state, Scope scope,
                       const Place& place, std::string_view detail, bool counts) {
  State(source, detection, state, scope, place, detail);
  out_.facts.back().kind = FactKind::kDelivery;
  out_.facts.back().counts = counts;
}

void Answer::AddQuery(uint8_t source, DetectionId detection, Scope scope, const Place& place,
                      events::Language language, std::string_view feed, std::string_view text,
                      bool read_only_events) {
  out_.queries.push_back({source, detection, scope.account, scope.region, language, feed,
                          Name(text), read_only_events, place, 0});
}

void Answer::AddTelemetry(std::string_view log, std::string_view channel, inventory::State state,
                          Scope scope, const Place& place, std::string_view detail) {
  Telemetry row;
  row.log = Name(log);
  row.channel = Name(channel);
  row.account = scope.account;
  row.region = scope.region;
  row.state = state;
  row.detail = Name(detail);
  row.place = place;
  out_.telemetry.push_back(row);
}

void Answer::SetAnswered(uint8_t source, inventory::State state, Scope scope, const Place& place,
                         std::string_view detail) {
  if (!out_.answered.empty()) {
    const Answered& last = out_.answered.back();
    if (last.source == source && last.state == state && last.account == scope.account &&
        last.region == scope.region && last.place.file == place.file) {
      return;
    }
  }
  Answered answered;
  answered.source = source;
  answered.state = state;
  answered.account = scope.account;
  answered.region = scope.region;
  answered.place = place;
  answered.detail = detail.empty() ? 0 : Name(detail);
  out_.answered.push_back(answered);
}

}  // namespace dcv::inventory
