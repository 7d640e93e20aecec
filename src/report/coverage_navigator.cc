// SPDX-License-Identifier: Apache-2.0
// ATT&CK Navigator layer, format 4.5. Source: attack-navigator, layers/spec/v4.5/layerformat.md,
// and what its reader does with each member (read 2024-11): technique entries name the tactic's
// shortname of the layer's own version, scores are whole numbers, an entry without a score is not
// scored.
#include <cmath>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/report.h"

namespace dcv::report {
namespace {

constexpr const char* kUnknownColor = "#b9b3d6";

void Metadata(json::Writer& json, std::string_view name, std::string_view value) {
  json.Inline().BeginObject().Field("name", name).Field("value", value).EndObject();
}

void WriteEntry(const Context& context, const coverage::Coverage& coverage,
                const coverage::Technique& technique, size_t tactic, json::Writer& json) {
  json.BeginObject();
  json.Field("techniqueID", technique.technique->id);
  json.Field("tactic", context.version.tactics()[tactic].shortname);
  if (technique.best_confidence > 0) {
    json.Key("score").Int(std::lround(technique.best_confidence * 100));
  } else if (technique.status == coverage::Status::kUnknown) {
    json.Field("color", kUnknownColor);
  }
  json.Field("enabled", true).Field("showSubtechniques", technique.technique->parent.empty());
  json.Key("metadata").BeginArray();
  Metadata(json, "status", ToString(technique.status));
  Metadata(json, "hardened", technique.hardened ? "yes" : "no");
  for (size_t level = 0; level < coverage::kLevels; ++level) {
    Metadata(json, ToString(static_cast<coverage::Level>(level)),
             std::to_string(technique.levels[level]));
  }
  size_t shown = 0;
  for (const coverage::Claim& claim : technique.claims) {
    const coverage::Detection& detection = coverage.detections[claim.detection];
    if (detection.state() != inventory::State::kOn || ++shown > 5) break;
    Metadata(json, context.catalog.sources()[detection.source].title, detection.key);
  }
  json.EndArray().EndObject();
}

}  // namespace

void CoverageNavigator(const Context& context, const coverage::Coverage& coverage,
                       const inventory::Inventory&, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject();
  json.Field("name", "dcv detection coverage").Field("domain", "enterprise-attack");
  const std::string_view name = context.version.name();
  json.Key("versions").Inline().BeginObject().Field("attack", name.substr(0, name.find('.')));
  json.Field("navigator", "5.1.0").Field("layer", "4.5").EndObject();
  json.Field("description", "Best confidence of a deployed detection, 0 to 100, of ATT&CK " +
                                std::string(name) + "; posture controls are not counted.");
  json.Key("filters").BeginObject().Key("platforms").BeginArray(true);
  if (coverage.options.platforms.empty()) {
    for (std::string_view platform : attack::CloudPlatforms()) json.String(platform);
  } else {
    for (const std::string& platform : coverage.options.platforms) json.String(platform);
  }
  json.EndArray().EndObject();
  json.Field("sorting", int64_t{0}).Field("hideDisabled", false);
  json.Key("gradient").BeginObject().Key("colors").BeginArray(true);
  json.String("#fddbc7").String("#fee08b").String("#1a9850").EndArray();
  json.Field("minValue", int64_t{0}).Field("maxValue", int64_t{100}).EndObject();
  json.Key("legendItems").BeginArray();
  json.Inline().BeginObject().Field("label", "unknown: denied or not collected");
  json.Field("color", kUnknownColor).EndObject().EndArray();
  json.Key("metadata").BeginArray();
  Metadata(json, "generator", "dcv " DCV_VERSION);
  Metadata(json, "attack", name);
  Metadata(json, "incomplete", context.codes.Incomplete(coverage.diagnostics) ? "yes" : "no");
  json.EndArray();
  json.Key("techniques").BeginArray();
  for (const coverage::Technique& technique : coverage.techniques) {
    for (size_t tactic : technique.technique->tactics) {
      WriteEntry(context, coverage, technique, tactic, json);
    }
  }
  json.EndArray().EndObject();
}

}  // namespace dcv::report
