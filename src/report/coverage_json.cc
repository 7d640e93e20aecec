// SPDX-License-Identifier: Apache-2.0
// docs/json.md describes this document; a field once there keeps its meaning.
#include <cmath>

#include "base/json_writer.h"
#include "base/text.h"
#include "coverage/gaps.h"
#include "coverage/overlaps.h"
#include "coverage/snapshot.h"
#include "report/notices.h"
#include "report/report.h"

namespace dcv::report {
namespace {

using coverage::Coverage;
using inventory::Inventory;

class JsonReport {
 public:
  JsonReport(const Context& context, const Coverage& coverage, const Inventory& inventory,
             Sink& sink)
      : context_(context),
        coverage_(coverage),
        inventory_(inventory),
        sink_(sink),
        json_(sink.buffer) {}

  void Write() {
    json_.BeginObject();
    json_.Field("schema", "dcv.coverage/1").Field("version", DCV_VERSION);
    json_.Field("attack", context_.version.name());
    WriteScope();
    json_.Field("universe", coverage_.techniques.size());
    const coverage::Totals& totals = coverage_.totals;
    json_.Key("totals").Inline().BeginObject();
    json_.Field("covered", totals.covered).Field("partial", totals.partial);
    json_.Field("none", totals.none).Field("hardened", totals.hardened);
    json_.Field("unknown", totals.unknown).EndObject();
    json_.Key("techniques").BeginArray();
    for (const coverage::Technique& technique : coverage_.techniques) WriteTechnique(technique);
    json_.EndArray();
    WriteGaps();
    WriteSources();
    WriteUntold();
    WriteRows();
    WriteWeaknesses();
    WriteOverlaps();
    WriteGates();
    WriteNotices(context_.codes, coverage_.diagnostics, json_);
    json_.Field("incomplete", context_.codes.Incomplete(coverage_.diagnostics));
    json_.EndObject();
  }

 private:
  void Texts(const char* name, const auto& texts) {
    json_.Key(name).BeginArray(true);
    for (const auto& text : texts) json_.String(text);
    json_.EndArray();
  }

  void WriteScope() {
    const coverage::Options& options = coverage_.options;
    json_.Key("scope").BeginObject();
    Texts("clouds", coverage_.clouds);
    json_.Key("accounts").BeginArray();
    for (const coverage::Account& account : coverage_.accounts) {
      json_.Inline().BeginObject().Field("cloud", account.cloud).Field("account", account.account);
      if (!account.name.empty()) json_.Field("name", account.name);
      json_.Field("listed", account.listed).Field("told", account.told).EndObject();
    }
    json_.EndArray();
    Texts("lists", coverage_.lists);
    json_.Key("closed").BeginArray();
    for (const coverage::Account& account : coverage_.closed) {
      json_.Inline().BeginObject().Field("cloud", account.cloud).Field("account", account.account);
      json_.EndObject();
    }
    json_.EndArray();
    Texts("account_filter", options.accounts);
    Texts("region_filter", options.regions);
    if (options.platforms.empty()) {
      Texts("platforms", attack::CloudPlatforms());
    } else {
      Texts("platforms", options.platforms);
    }
    json_.Key("covered_from")
        .Fixed(options.covered, 2)
        .Key("partial_from")
        .Fixed(options.partial, 2);
    json_.Field("rollup", options.rollup).EndObject();
  }

  void WriteTechnique(const coverage::Technique& technique) {
    const attack::Technique& attack = *technique.technique;
    json_.BeginObject();
    json_.Field("id", attack.id).Field("name", context_.version.FullName(attack));
    json_.Key("tactics").BeginArray(true);
    for (size_t tactic : attack.tactics) json_.String(context_.version.tactics()[tactic].shortname);
    json_.EndArray();
    Texts("platforms", attack.platforms);
    json_.Field("status", ToString(technique.status));
    json_.Key("best_confidence").Fixed(technique.best_confidence, 2);
    json_.Field("hardened", technique.hardened);
    json_.Key("levels").Inline().BeginObject();
    for (size_t level = 0; level < coverage::kLevels; ++level) {
      json_.Field(ToString(static_cast<coverage::Level>(level)), size_t{technique.levels[level]});
    }
    json_.EndObject();
    json_.Key("prevalence").Inline().BeginObject();
    json_.Key("groups").Int(attack.groups.value_or(0));
    json_.Key("campaigns").Int(attack.campaigns.value_or(0));
    json_.Key("software").Int(attack.software.value_or(0)).EndObject();
    json_.Key("detections").BeginArray();
    for (const coverage::Claim& claim : technique.claims) WriteClaim(claim);
    json_.EndArray().EndObject();
    sink_.Poll();
  }

  // One entry for each account and region; one without them where no answer named the detection.
  void WriteClaim(const coverage::Claim& claim) {
    const coverage::Detection& detection = coverage_.detections[claim.detection];
    if (detection.count == 0) WriteEntry(claim, detection, nullptr);
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      WriteEntry(claim, detection, &coverage_.deployments[i]);
      sink_.Poll();
    }
  }

  void WriteEntry(const coverage::Claim& claim, const coverage::Detection& detection,
                  const coverage::Deployment* deployment) {
    const auto state = deployment != nullptr ? deployment->state : detection.state();
    json_.Inline().BeginObject();
    json_.Field("key", detection.key);
    json_.Field("source", context_.catalog.sources()[detection.source].id);
    json_.Field("kind", ToString(detection.kind)).Field("state", ToString(state));
    json_.Key("confidence").Fixed(claim.confidence, 2).Field("basis", ToString(claim.basis));
    json_.Field("reason", claim.reason);
    if (detection.catalogued == coverage::Detection::kOwn) json_.Field("own", true);
    json_.Field("account", deployment != nullptr ? Name(deployment->account) : std::string_view());
    json_.Field("region", deployment != nullptr ? Name(deployment->region) : std::string_view());
    if (deployment != nullptr) WriteEvidence(*deployment);
    if (claim.rolled_up_from != nullptr) json_.Field("rolled_up_from", claim.rolled_up_from->id);
    json_.EndObject();
  }

  void WriteEvidence(const coverage::Deployment& deployment) {
    using inventory::Compliance;
    if (deployment.compliance != Compliance::kNone) {
      json_.Field("compliance", deployment.compliance == Compliance::kPass ? "pass" : "fail");
    }
    if (deployment.fired != 0) json_.Field("fired", Name(deployment.fired));
    const std::string_view detail = coverage::DetailOf(deployment, inventory_);
    if (!detail.empty()) json_.Field("detail", detail);
    const inventory::Place& place = inventory_.facts[deployment.evidence].place;
    json_.Key("evidence").BeginObject();
    json_.Field("file", inventory_.files[place.file].path)
        .Field("pointer", inventory_.Pointer(place));
    if (place.line > 0) json_.Field("line", size_t{place.line});
    json_.EndObject();
  }

  void WriteSources() {
    json_.Key("sources").BeginArray();
    for (const coverage::SourceSummary& summary : coverage_.sources) {
      const catalog::Source& source = context_.catalog.sources()[summary.source];
      const size_t detections = summary.on + summary.off + summary.unknown;
      if (detections + summary.untold_accounts == 0 && summary.places.empty()) continue;
      json_.BeginObject().Field("source", source.id).Field("title", source.title);
      json_.Field("cloud", source.cloud).Field("on", size_t{summary.on});
      json_.Field("off", size_t{summary.off}).Field("unknown", size_t{summary.unknown});
      json_.Field("unmapped", size_t{summary.unmapped});
      json_.Field("untold_accounts", size_t{summary.untold_accounts});
      json_.Key("places").BeginArray();
      for (const coverage::SourcePlace& place : summary.places) {
        json_.Inline().BeginObject().Field("account", place.account).Field("region", place.region);
        json_.Field("on", size_t{place.on}).Field("off", size_t{place.off});
        json_.Field("unknown", size_t{place.unknown}).EndObject();
      }
      json_.EndArray().EndObject();
      sink_.Poll();
    }
    json_.EndArray();
  }

  void WriteUntold() {
    json_.Key("untold").BeginArray();
    for (const coverage::Silence& silence : coverage_.untold) {
      const catalog::Source& source = context_.catalog.sources()[silence.source];
      json_.Inline().BeginObject().Field("source", source.id).Field("cloud", source.cloud);
      json_.Field("account", silence.account).Field("region", silence.region);
      json_.Field("whole", silence.whole).EndObject();
      sink_.Poll();
    }
    json_.EndArray();
  }

  void WriteRows() {
    const coverage::Dimension by = coverage_.options.by;
    if (by == coverage::Dimension::kNone) return;
    const bool accounts = by == coverage::Dimension::kAccount;
    json_.Key(accounts ? "by_account" : "by_region").BeginArray();
    for (const coverage::ScopeRow& row : coverage_.rows) {
      const coverage::Totals& totals = row.totals;
      json_.Inline().BeginObject().Field("cloud", row.cloud);
      json_.Field(accounts ? "account" : "region", row.scope);
      if (accounts) json_.Field("name", row.name).Field("told", row.told);
      json_.Field("covered", totals.covered).Field("partial", totals.partial);
      json_.Field("none", totals.none).Field("hardened", totals.hardened);
      json_.Field("unknown", totals.unknown).EndObject();
    }
    json_.EndArray();
  }

  void WriteDetection(uint32_t index) {
    const coverage::Detection& detection = coverage_.detections[index];
    json_.Field("source", context_.catalog.sources()[detection.source].id);
    json_.Field("key", detection.key);
  }

  // In their order.
  void WriteGaps() {
    json_.Key("gaps").BeginArray();
    for (const coverage::Gap& gap : coverage::Gaps(coverage_, context_.catalog)) {
      json_.Inline().BeginObject().Field("technique", gap.technique->technique->id);
      json_.Field("status", ToString(gap.technique->status));
      json_.Field("seen", ToString(gap.seen.sight)).Key("logs").BeginArray();
      for (const catalog::LogOfTechnique* log : gap.seen.logs) {
        json_.BeginObject().Field("log_source", log->log_source).Field("needs", log->needs);
        json_.EndObject();
      }
      json_.EndArray().EndObject();
      sink_.Poll();
    }
    json_.EndArray();
  }

  void WriteWeaknesses() {
    json_.Key("weaknesses").BeginArray();
    for (const coverage::Weakness& weakness : coverage_.weaknesses) {
      json_.Inline().BeginObject();
      WriteDetection(weakness.detection);
      json_.Field("log_source", weakness.log).Field("channel", weakness.channel);
      json_.Field("text", Text(weakness)).Key("off_in").BeginArray();
      for (std::string_view account : weakness.off) json_.String(account);
      json_.EndArray().Field("of", weakness.of).EndObject();
    }
    json_.EndArray();
  }

  void WriteOverlaps() {
    json_.Key("single_points").BeginArray();
    for (const coverage::SinglePoint& point : coverage::SinglePoints(coverage_)) {
      json_.Inline().BeginObject().Field("technique", point.technique->technique->id);
      WriteDetection(point.detection);
      json_.Field("on_in", size_t{coverage_.detections[point.detection].on});
      json_.Field("falls_to", ToString(point.falls_to)).EndObject();
    }
    json_.EndArray().Key("overlaps").BeginArray();
    for (const coverage::Overlap& overlap : coverage::Overlaps(coverage_)) {
      json_.BeginObject().Field("technique", overlap.technique->technique->id);
      json_.Key("detections").BeginArray();
      for (uint32_t detection : overlap.detections) {
        json_.Inline().BeginObject();
        WriteDetection(detection);
        json_.EndObject();
      }
      json_.EndArray().EndObject();
      sink_.Poll();
    }
    json_.EndArray();
  }

  void WriteGates() {
    if (coverage_.gates.empty()) return;
    json_.Key("gates").BeginArray();
    for (const coverage::Gate& gate : coverage_.gates) {
      json_.Inline().BeginObject().Field("id", gate.id).Field("text", gate.text);
      json_.Field("passed", gate.passed).Field("found", gate.found).EndObject();
    }
    json_.EndArray();
  }

  std::string_view Name(uint32_t id) const { return inventory_.names.Text(id); }

  const Context& context_;
  const Coverage& coverage_;
  const Inventory& inventory_;
  Sink& sink_;
  json::Writer json_;
};

}  // namespace

void CoverageJson(const Context& context, const Coverage& coverage, const Inventory& inventory,
                  Sink& sink) {
  JsonReport(context, coverage, inventory, sink).Write();
}

}  // namespace dcv::report
