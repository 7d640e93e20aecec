// SPDX-License-Identifier: Apache-2.0
// What was read, as a table, JSON and CSV.
#include <map>
#include <set>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/csv.h"
#include "report/notices.h"
#include "report/report.h"
#include "report/table.h"

namespace dcv::report {
namespace {

using inventory::Fact;
using inventory::FactKind;
using inventory::Inventory;

constexpr size_t kNoticesShown = 20;

std::string_view KeyOf(const Context& context, const Inventory& inventory, const Fact& fact) {
  if ((fact.detection & inventory::kOwnName) != 0) {
    return inventory.names.Text(fact.detection & ~inventory::kOwnName);
  }
  return context.catalog.detections()[fact.detection].key;
}

const char* KindOf(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::kState: return "state";
    case FactKind::kFired: return "fired";
    case FactKind::kCompliance: return "compliance";
    case FactKind::kSetting: return "setting";
    case FactKind::kDelivery: return "delivery";
  }
  return "state";
}

const char* ComplianceOf(const Fact& fact) {
  switch (fact.compliance) {
    case inventory::Compliance::kNone: return "";
    case inventory::Compliance::kPass: return "pass";
    case inventory::Compliance::kFail: return "fail";
  }
  return "";
}

// What proves the row: file, place in it and line.
void WriteEvidence(const Inventory& inventory, const inventory::Place& place, json::Writer& json) {
  json.Key("evidence").BeginObject().Field("file", inventory.files[place.file].path);
  json.Field("pointer", inventory.Pointer(place));
  if (place.line > 0) json.Field("line", size_t{place.line});
  json.EndObject();
}

void WriteFact(const Context& context, const Inventory& inventory, const Fact& fact,
               json::Writer& json) {
  json.Inline().BeginObject().Field("key", KeyOf(context, inventory, fact));
  json.Field("source", context.catalog.sources()[fact.source].id);
  json.Field("state", ToString(fact.state)).Field("kind", KindOf(fact));
  json.Field("account", inventory.names.Text(fact.account));
  json.Field("region", inventory.names.Text(fact.region));
  if (fact.compliance != inventory::Compliance::kNone) json.Field("compliance", ComplianceOf(fact));
  if (fact.detail != 0) json.Field("detail", inventory.names.Text(fact.detail));
  WriteEvidence(inventory, fact.place, json);
  json.EndObject();
}

void WriteTelemetry(const Inventory& inventory, const inventory::Telemetry& row,
                    json::Writer& json) {
  const auto text = [&](uint32_t name) { return inventory.names.Text(name); };
  json.Inline().BeginObject().Field("log", text(row.log)).Field("channel", text(row.channel));
  json.Field("state", ToString(row.state));
  json.Field("account", text(row.account)).Field("region", text(row.region));
  if (row.detail != 0) json.Field("detail", text(row.detail));
  if (row.events > 0) {
    json.Field("events", row.events).Field("first", text(row.first)).Field("last", text(row.last));
  }
  WriteEvidence(inventory, row.place, json);
  json.EndObject();
}

std::string TelemetryTable(const Inventory& inventory) {
  if (inventory.telemetry.empty()) return {};
  using enum Table::Align;
  const auto text = [&](uint32_t name) { return std::string(inventory.names.Text(name)); };
  Table table({{"LOG"},
               {"CHANNEL"},
               {"ACCOUNT"},
               {"REGION"},
               {"STATE"},
               {"EVENTS", kRight},
               {"FIRST"},
               {"LAST"},
               {"EVIDENCE"}});
  std::set<std::vector<std::string>> rows;  // sorted; trails come from several answers
  for (const inventory::Telemetry& row : inventory.telemetry) {
    const std::string& file = inventory.files[row.place.file].path;
    rows.insert({text(row.log), text(row.channel), text(row.account), text(row.region),
                 std::string(ToString(row.state)),
                 row.events > 0 ? Grouped(row.events) : std::string(), text(row.first),
                 text(row.last), row.detail == 0 ? file : text(row.detail)});
  }
  for (const auto& row : rows) table.Row(row);
  return table.Text() + "\n";
}

}  // namespace

void InventoryTable(const Context& context, const Inventory& inventory, Sink& sink) {
  using enum Table::Align;
  struct Counts {
    size_t on = 0, off = 0, unknown = 0, settings = 0, fired = 0, failing = 0;
  };
  std::map<std::tuple<uint8_t, std::string_view, std::string_view>, Counts> scopes;
  for (const Fact& fact : inventory.facts) {
    Counts& counts = scopes[{fact.source, inventory.names.Text(fact.account),
                             inventory.names.Text(fact.region)}];
    if (fact.kind == FactKind::kSetting) ++counts.settings;
    if (fact.kind == FactKind::kFired) ++counts.fired;
    if (fact.compliance == inventory::Compliance::kFail) ++counts.failing;
    if (fact.kind != FactKind::kState) continue;
    ++(fact.state == inventory::State::kOn    ? counts.on
       : fact.state == inventory::State::kOff ? counts.off
                                              : counts.unknown);
  }
  Table table({{"SOURCE"},
               {"ACCOUNT"},
               {"REGION"},
               {"ON", kRight},
               {"OFF", kRight},
               {"UNKNOWN", kRight},
               {"FIRED", kRight},
               {"NOT COMPLIANT", kRight},
               {"SETTINGS", kRight}});
  for (const auto& [scope, counts] : scopes) {
    table.Row({context.catalog.sources()[std::get<0>(scope)].title, std::string(std::get<1>(scope)),
               std::string(std::get<2>(scope)), std::to_string(counts.on),
               std::to_string(counts.off), std::to_string(counts.unknown),
               std::to_string(counts.fired), std::to_string(counts.failing),
               std::to_string(counts.settings)});
  }
  std::map<std::string, size_t> shapes;
  size_t unread = 0;
  for (const inventory::File& file : inventory.files) {
    for (const std::string& shape : file.shapes) ++shapes[shape];
    if (file.shapes.empty()) ++unread;
  }
  Table answers({{"ANSWER"}, {"FILES", kRight}});
  for (const auto& [shape, count] : shapes) answers.Row({shape, std::to_string(count)});
  sink.buffer += table.Text() + "\n" + TelemetryTable(inventory) + answers.Text() + "\n";
  sink.buffer += Grouped(inventory.facts.size()) + " facts from " +
                 Grouped(inventory.files.size()) + " files; " + Grouped(unread) +
                 " files gave nothing.\n";
  const std::string notices = NoticeText(context.codes, inventory.diagnostics, kNoticesShown);
  if (!notices.empty()) sink.buffer += "\n" + notices;
}

void InventoryJson(const Context& context, const Inventory& inventory, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.inventory/1").Field("version", DCV_VERSION);
  json.Key("facts").BeginArray();
  for (const Fact& fact : inventory.facts) {
    WriteFact(context, inventory, fact, json);
    sink.Poll();
  }
  json.EndArray().Key("telemetry").BeginArray();
  for (const inventory::Telemetry& row : inventory.telemetry) {
    WriteTelemetry(inventory, row, json);
    sink.Poll();
  }
  json.EndArray().Key("files").BeginArray();
  for (const inventory::File& file : inventory.files) {
    json.Inline().BeginObject().Field("path", file.path).Field("shape", Join(file.shapes, "; "));
    json.Field("facts", file.facts).EndObject();
    sink.Poll();
  }
  json.EndArray();
  WriteNotices(context.codes, inventory.diagnostics, json);
  json.Field("incomplete", context.codes.Incomplete(inventory.diagnostics)).EndObject();
}

void InventoryCsv(const Context& context, const Inventory& inventory, Sink& sink) {
  AppendCsv(sink.buffer, {"source", "key", "kind", "state", "account", "region", "compliance",
                          "detail", "file", "pointer"});
  for (const Fact& fact : inventory.facts) {
    AppendCsv(sink.buffer,
              {context.catalog.sources()[fact.source].id,
               std::string(KeyOf(context, inventory, fact)), KindOf(fact),
               std::string(ToString(fact.state)), std::string(inventory.names.Text(fact.account)),
               std::string(inventory.names.Text(fact.region)), ComplianceOf(fact),
               std::string(inventory.names.Text(fact.detail)),
               inventory.files[fact.place.file].path, inventory.Pointer(fact.place)});
    sink.Poll();
  }
}

}  // namespace dcv::report
