// SPDX-License-Identifier: Apache-2.0
// The report as one HTML file: data/web/report.html with its data put in place of a mark.
#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "coverage/gaps.h"
#include "coverage/overlaps.h"
#include "report/notices.h"
#include "report/report.h"

namespace dcv::report {
namespace {

using coverage::Coverage;
using inventory::Inventory;

constexpr std::string_view kMark = "\"@DCV_DATA@\"";

class HtmlData {
 public:
  HtmlData(const Context& context, const Coverage& coverage, const Inventory& inventory,
           std::string& out)
      : context_(context),
        coverage_(coverage),
        inventory_(inventory),
        json_(out, json::Writer::Style::kCompact) {}

  void Write() {
    json_.BeginObject();
    json_.Field("schema", "dcv.report/1").Field("attack", context_.version.name());
    json_.Field("mapping", "default").Field("version", DCV_VERSION);
    json_.Key("thresholds").BeginObject();
    json_.Key("covered").Fixed(coverage_.options.covered, 2);
    json_.Key("partial").Fixed(coverage_.options.partial, 2).EndObject();
    WriteScope();
    json_.Field("universe", coverage_.techniques.size());
    const coverage::Totals& totals = coverage_.totals;
    json_.Key("totals").BeginObject().Field("covered", totals.covered);
    json_.Field("partial", totals.partial).Field("none", totals.none);
    json_.Field("hardened", totals.hardened).Field("unknown", totals.unknown).EndObject();
    json_.Field("incomplete", context_.codes.Incomplete(coverage_.diagnostics));
    WriteSources();
    WriteTactics();
    json_.Key("techniques").BeginArray();
    for (const coverage::Technique& technique : coverage_.techniques) WriteTechnique(technique);
    json_.EndArray();
    WriteRows();
    WriteWeakPoints();
    WriteNotices(context_.codes, coverage_.diagnostics, json_);
    json_.EndObject();
  }

 private:
  void WriteRows() {
    const bool accounts = coverage_.options.by == coverage::Dimension::kAccount;
    json_.Field("by", coverage_.rows.empty() ? "" : accounts ? "account" : "region");
    json_.Key("rows").BeginArray();
    for (const coverage::ScopeRow& row : coverage_.rows) {
      json_.BeginObject().Field("cloud", row.cloud).Field("scope", row.scope);
      json_.Field("name", row.name).Field("told", row.told);
      json_.Field("covered", row.totals.covered).Field("partial", row.totals.partial);
      json_.Field("none", row.totals.none).Field("unknown", row.totals.unknown);
      json_.Field("hardened", row.totals.hardened).EndObject();
    }
    json_.EndArray();
  }

  void WriteDetection(uint32_t index) {
    const coverage::Detection& detection = coverage_.detections[index];
    json_.Field("key", detection.key);
    json_.Field("source", context_.catalog.sources()[detection.source].id);
  }

  void WriteWeakPoints() {
    json_.Key("weaknesses").BeginArray();
    for (const coverage::Weakness& weakness : coverage_.weaknesses) {
      json_.BeginObject();
      WriteDetection(weakness.detection);
      json_.Field("text", coverage::Text(weakness)).Key("off_in").BeginArray();
      for (std::string_view account : weakness.off) json_.String(account);
      json_.EndArray().EndObject();
    }
    json_.EndArray().Key("single_points").BeginArray();
    for (const coverage::SinglePoint& point : coverage::SinglePoints(coverage_)) {
      json_.BeginObject().Field("technique", point.technique->technique->id);
      WriteDetection(point.detection);
      json_.Field("on_in", size_t{coverage_.detections[point.detection].on});
      json_.Field("falls_to", ToString(point.falls_to)).EndObject();
    }
    json_.EndArray();
  }

  void WriteScope() {
    const coverage::Options& options = coverage_.options;
    json_.Key("scope").BeginObject().Key("clouds").BeginArray();
    for (std::string_view cloud : coverage_.clouds) json_.String(cloud);
    json_.EndArray().Field("accounts", coverage_.accounts.size());
    json_.Field("account", Join(options.accounts, ", "))
        .Field("region", Join(options.regions, ", "));
    json_.Key("platforms").BeginArray();
    for (const std::string& platform : options.platforms) json_.String(platform);
    if (options.platforms.empty()) {
      for (std::string_view platform : attack::CloudPlatforms()) json_.String(platform);
    }
    json_.EndArray().EndObject();
    json_.Key("accounts").BeginArray();
    for (const coverage::Account& account : coverage_.accounts) {
      json_.BeginObject()
          .Field("cloud", account.cloud)
          .Field("account", account.account)
          .EndObject();
    }
    json_.EndArray();
  }

  void WriteSources() {
    json_.Key("sources").BeginArray();
    for (const coverage::SourceSummary& summary : coverage_.sources) {
      const catalog::Source& source = context_.catalog.sources()[summary.source];
      json_.BeginObject().Field("id", source.id).Field("title", source.title);
      json_.Field("cloud", source.cloud).Field("kind", ToString(source.kind));
      json_.Field("on", size_t{summary.on}).Field("off", size_t{summary.off});
      json_.Field("unknown", size_t{summary.unknown}).EndObject();
    }
    json_.EndArray();
  }

  void WriteTactics() {
    json_.Key("tactics").BeginArray();
    for (const attack::Tactic& tactic : context_.version.tactics()) {
      json_.BeginObject().Field("id", tactic.id).Field("shortname", tactic.shortname);
      json_.Field("name", tactic.name).EndObject();
    }
    json_.EndArray();
  }

  void WriteTechnique(const coverage::Technique& technique) {
    const attack::Technique& attack = *technique.technique;
    const attack::Technique* parent = context_.version.Find(attack.parent);
    json_.BeginObject().Field("id", attack.id).Field("name", attack.name);
    json_.Field("parent", attack.parent);
    json_.Field("parent_name", parent != nullptr ? parent->name : std::string_view());
    json_.Key("tactics").BeginArray();
    for (size_t tactic : attack.tactics) json_.String(context_.version.tactics()[tactic].shortname);
    json_.EndArray().Key("platforms").BeginArray();
    for (std::string_view platform : attack.platforms) json_.String(platform);
    json_.EndArray().Field("status", ToString(technique.status));
    json_.Key("best_confidence").Fixed(technique.best_confidence, 2);
    json_.Field("hardened", technique.hardened).Key("levels").BeginObject();
    for (size_t level = 0; level < coverage::kLevels; ++level) {
      json_.Field(ToString(static_cast<coverage::Level>(level)), size_t{technique.levels[level]});
    }
    json_.EndObject();
    json_.Key("groups").Int(attack.groups.value_or(0));
    json_.Key("campaigns").Int(attack.campaigns.value_or(0));
    json_.Key("software").Int(attack.software.value_or(0));
    json_.Key("log_sources").BeginArray();
    for (const attack::LogSource& source : context_.version.LogSources(attack.id)) {
      json_.BeginObject().Field("log_source", source.log_source);
      json_.Field("channel", source.channel).EndObject();
    }
    json_.EndArray().Key("seen").BeginArray();
    const coverage::Seen seen = coverage::SeenIn(coverage_, context_.catalog, attack.id);
    for (const catalog::LogOfTechnique* log : seen.logs) {
      json_.BeginObject().Field("log_source", log->log_source).Field("needs", log->needs);
      json_.EndObject();
    }
    json_.EndArray().Field("sight", size_t{static_cast<size_t>(seen.sight)});
    json_.Key("detections").BeginArray();
    for (const coverage::Claim& claim : technique.claims) WriteClaim(claim);
    json_.EndArray().EndObject();
  }

  void WriteClaim(const coverage::Claim& claim) {
    const coverage::Detection& detection = coverage_.detections[claim.detection];
    json_.BeginObject().Field("key", detection.key);
    json_.Field("source", context_.catalog.sources()[detection.source].id);
    json_.Field("kind", ToString(detection.kind)).Key("confidence").Fixed(claim.confidence, 2);
    json_.Field("basis", ToString(claim.basis)).Field("reason", claim.reason);
    json_.Field("state", ToString(detection.state())).Field("level", ToString(detection.level()));
    json_.Field("on", size_t{detection.on}).Field("off", size_t{detection.off});
    json_.Field("unknown", size_t{detection.unknown});
    json_.Field("compliance", detection.failing ? "fail" : "");
    json_.Field("fired", inventory_.names.Text(detection.fired));
    json_.Field("rolled_up_from",
                claim.rolled_up_from != nullptr ? claim.rolled_up_from->id : std::string_view());
    if (const coverage::Deployment* shown = Shown(detection); shown != nullptr) {
      const inventory::Place& place = inventory_.facts[shown->evidence].place;
      json_.Key("evidence").BeginObject();
      json_.Field("file", inventory_.files[place.file].path);
      json_.Field("pointer", inventory_.Pointer(place)).EndObject();
    }
    json_.EndObject();
  }

  // The deployment that gives the detection its state.
  const coverage::Deployment* Shown(const coverage::Detection& detection) const {
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      if (coverage_.deployments[i].state == detection.state()) return &coverage_.deployments[i];
    }
    return detection.count > 0 ? &coverage_.deployments[detection.first] : nullptr;
  }

  const Context& context_;
  const Coverage& coverage_;
  const Inventory& inventory_;
  json::Writer json_;
};

}  // namespace

void CoverageHtml(const Context& context, const Coverage& coverage, const Inventory& inventory,
                  Sink& sink) {
  const auto page = context.data.Text("web/report.html");
  DCV_CHECK(page.has_value());
  const size_t mark = page->find(kMark);
  DCV_CHECK(mark != std::string_view::npos);
  std::string data;
  HtmlData(context, coverage, inventory, data).Write();
  sink.buffer += page->substr(0, mark);
  // Inside <script> any '<' may begin what ends or hides the script; JSON can say it otherwise.
  for (char c : data) {
    if (c == '<') {
      sink.buffer += "\\u003c";
    } else {
      sink.buffer += c;
    }
  }
  sink.buffer += page->substr(mark + kMark.size());
}

}  // namespace dcv::report
