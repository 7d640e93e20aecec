// SPDX-License-Identifier: Apache-2.0
// docs/json.md describes this document; a field once there keeps its meaning.
#include "base/json_writer.h"
#include "report/diff.h"

namespace dcv::report {
namespace {

void WriteTotals(const char* name, const coverage::Totals& totals, json::Writer& json) {
  json.Key(name).Inline().BeginObject();
  json.Field("covered", totals.covered).Field("partial", totals.partial);
  json.Field("none", totals.none).Field("hardened", totals.hardened);
  json.Field("unknown", totals.unknown).EndObject();
}

void WriteStanding(const char* name, const std::optional<coverage::Standing>& standing,
                   json::Writer& json) {
  json.Key(name);
  if (!standing) {
    json.Null();
    return;
  }
  json.Inline().BeginObject().Field("status", ToString(standing->status));
  json.Key("best_confidence").Fixed(standing->best / 100.0, 2);
  json.Field("on", size_t{standing->on}).Field("hardened", standing->hardened).EndObject();
}

void WriteSide(const char* name, const std::optional<coverage::Side>& side, std::string_view detail,
               json::Writer& json) {
  json.Key(name);
  if (!side) {
    json.Null();
    return;
  }
  json.BeginObject().Field("state", inventory::ToString(side->state));
  json.Key("confidence").Fixed(side->confidence / 100.0, 2);
  if (!detail.empty()) json.Field("detail", detail);
  json.EndObject();
}

void WriteChange(const DiffReport& report, const coverage::Change& change, json::Writer& json) {
  json.BeginObject().Field("change", ToString(change.kind));
  json.Field("technique", change.technique).Field("name", change.name);
  json.Field("scope", change.cloud.empty() ? "estate" : "account");
  json.Field("cloud", change.cloud).Field("account", change.account);
  WriteStanding("before", change.before, json);
  WriteStanding("after", change.after, json);
  json.Key("causes").BeginArray();
  for (const coverage::Cause& cause : change.causes) {
    json.Inline().BeginObject().Field("source", cause.source).Field("key", cause.key);
    json.Field("account", cause.account).Field("region", cause.region);
    WriteSide("before", cause.before, cause.detail_before, json);
    WriteSide("after", cause.after, cause.detail_after, json);
    json.EndObject();
  }
  json.EndArray().Field("all_causes", change.all_causes);
  json.Field("failed", report.Fails(change)).EndObject();
}

}  // namespace

void DiffJson(const DiffReport& report, Sink& sink) {
  const coverage::Difference& difference = report.difference;
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.diff/1").Field("version", DCV_VERSION);
  json.Field("attack", report.after.settings.attack);
  json.Key("before").Inline().BeginObject().Field("path", report.before_path);
  json.Field("incomplete", report.before.incomplete);
  WriteTotals("totals", difference.before, json);
  json.EndObject().Key("after").Inline().BeginObject().Field("path", report.after_path);
  json.Field("incomplete", report.after.incomplete);
  WriteTotals("totals", difference.after, json);
  json.EndObject();
  json.Key("sources").BeginArray();
  for (const coverage::SourceChange& change : difference.sources) {
    json.Inline().BeginObject().Field("change", ToString(change.kind));
    json.Field("source", change.source).Field("title", change.title);
    json.Field("cloud", change.cloud).Field("account", change.account);
    json.Field("region", change.region).Field("on_before", size_t{change.before});
    json.Field("on_after", size_t{change.after}).EndObject();
  }
  json.EndArray().Key("accounts").BeginArray();
  for (const coverage::AccountChange& change : difference.accounts) {
    json.Inline().BeginObject().Field("change", ToString(change.kind));
    json.Field("cloud", change.cloud).Field("account", change.account);
    json.Field("name", change.name).EndObject();
  }
  json.EndArray().Key("counts").Inline().BeginObject();
  for (size_t kind = 0; kind < coverage::kChangeKinds; ++kind) {
    json.Field(ToString(static_cast<coverage::ChangeKind>(kind)), difference.counts[kind]);
  }
  json.EndObject().Key("changes").BeginArray();
  for (const coverage::Change& change : difference.changes) {
    WriteChange(report, change, json);
    sink.Poll();
  }
  json.EndArray().Field("accounts_compared", difference.scoped);
  json.Field("failed", report.failed()).Field("incomplete", report.incomplete()).EndObject();
}

}  // namespace dcv::report
