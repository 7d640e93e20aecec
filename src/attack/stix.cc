// SPDX-License-Identifier: Apache-2.0
#include "attack/stix.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "attack/stix_bundle.h"
#include "attack/stix_techniques.h"
#include "base/json.h"
#include "base/text.h"

namespace dcv::attack {
namespace {

constexpr size_t kMaxLogSource = 80, kMaxChannel = 120;
// Real chains have two steps; a longer one is an accident or an attack.
constexpr size_t kMaxHops = 8;
constexpr std::array<std::string_view, 5> kCloudPlatforms = {
    "Containers", "IaaS", "Identity Provider", "Office Suite", "SaaS"};

std::string Row(std::initializer_list<std::string_view> cells) {
  std::string out;
  for (const std::string_view cell : cells) {
    out += cell;
    out += '\t';
  }
  out.back() = '\n';
  return out;
}

std::string_view ToString(StixState state) {
  switch (state) {
    case StixState::kActive: return "active";
    case StixState::kRevoked: return "revoked";
    case StixState::kDeprecated: return "deprecated";
  }
  return "deprecated";
}

// What the relationships say about the techniques, then the tables.
class Importer {
 public:
  Importer(const StixBundle& bundle, std::vector<StixTechnique> techniques, StixImport& out)
      : bundle_(bundle), techniques_(std::move(techniques)), out_(out) {
    for (StixTechnique& technique : techniques_) {
      by_object_.emplace(technique.object, &technique);
      by_id_.emplace(technique.id, &technique);
    }
  }

  void Run(const std::vector<StixTactic>& tactics) {
    for (const StixObject& object : bundle_.objects) {
      if (object.type == "relationship" && object.live()) ReadRelationship(object);
    }
    for (StixTechnique& technique : techniques_) {
      ResolveParent(technique);
      if (technique.state == StixState::kRevoked) ResolveSuccessor(technique);
    }
    if (!any_strategy_) {
      Report("A008", "", "no detection strategies (ATT&CK before v18): no log sources");
    }
    RenderTechniques();
    std::string& table = out_.files["tactics.tsv"];
    table = "id\tshortname\tname\n";
    for (const StixTactic& t : tactics) table += Row({t.id, t.shortname, t.name});
    std::string& logs = out_.files["log_sources.tsv"];
    logs = "technique\tplatform\tlog_source\tchannel\n";
    for (const LogRow& log : logs_) logs += Row({log[0], log[1], log[2], log[3]});
  }

 private:
  using LogRow = std::array<std::string, 4>;  // technique, platform, log source, channel

  void Report(const char* code, std::string_view place, std::string message) {
    out_.diagnostics.Add({code, "", Printable(place), std::move(message)});
  }

  StixTechnique* Of(const StixObject* object) {
    const auto found = by_object_.find(object);
    return found == by_object_.end() ? nullptr : found->second;
  }

  void ReadRelationship(const StixObject& object) {
    const StixObject* source = bundle_.Find(object.Text("source_ref"));
    const StixObject* target = bundle_.Find(object.Text("target_ref"));
    const std::string_view kind = object.Text("relationship_type");
    if (source == nullptr || target == nullptr) {
      Report("A006", object.id,
             "relationship '" + Printable(kind, 40) + "' with an end that is not in the bundle");
      return;
    }
    if (kind == "uses") {
      if (StixTechnique* used = Of(target); used != nullptr && source->live()) {
        AddUse(*source, *used);
      }
    } else if (kind == "subtechnique-of") {
      if (StixTechnique* child = Of(source)) child->stated_parent = target;
    } else if (kind == "revoked-by") {
      if (StixTechnique* old = Of(source)) AddSuccessor(*old, object.modified, target);
    } else if (kind == "detects" && source->live()) {
      // Before v18 a data component stands here.
      if (source->type == "x-mitre-detection-strategy") AddStrategy(*source, Of(target));
    }
  }

  static void AddUse(const StixObject& user, StixTechnique& used) {
    if (user.type == "intrusion-set") used.groups.insert(user.id);
    if (user.type == "malware" || user.type == "tool") used.software.insert(user.id);
    if (user.type == "campaign") used.campaigns.insert(user.id);
  }

  // Of several the one modified last, then the greater id: the order in the file must not matter.
  static void AddSuccessor(StixTechnique& old, std::string_view time, const StixObject* target) {
    const bool later = old.successor == nullptr || time > old.successor_time ||
                       (time == old.successor_time && target->id > old.successor->id);
    if (!later) return;
    old.successor = target;
    old.successor_time = time;
  }

  // Analytics and log sources are references inside the objects, not relationships.
  void AddStrategy(const StixObject& strategy, const StixTechnique* technique) {
    any_strategy_ = true;
    if (technique == nullptr || technique->state != StixState::kActive) return;
    for (const json::Value ref : strategy.value.Find("x_mitre_analytic_refs").elements()) {
      const StixObject* analytic = bundle_.Find(ref.text());
      if (analytic == nullptr) {
        Report("A006", strategy.id, "detection strategy with an analytic not in the bundle");
      } else if (analytic->type == "x-mitre-analytic" && analytic->live()) {
        AddAnalytic(*analytic, technique->id);
      }
    }
  }

  void AddAnalytic(const StixObject& analytic, const std::string& technique) {
    std::vector<std::string> platforms = StixPlatforms(analytic);
    std::erase_if(platforms, [](const std::string& platform) {
      return std::count(kCloudPlatforms.begin(), kCloudPlatforms.end(), platform) == 0;
    });
    if (platforms.empty()) return;
    for (const json::Value log : analytic.value.Find("x_mitre_log_source_references").elements()) {
      const std::string name = CleanCell(log.Find("name").text(), kMaxLogSource);
      std::string channel = CleanCell(log.Find("channel").text(), kMaxChannel);
      if (EqualsIgnoreCase(channel, "none")) channel.clear();  // how ATT&CK writes "no channel"
      if (name.empty()) Report("A001", analytic.id, "log source without a name; skipped");
      for (const std::string& platform : platforms) {
        if (!name.empty()) logs_.insert({technique, platform, name, channel});
      }
    }
  }

  // The relationship speaks first, then the form of the id; either must lead to a technique that is
  // here and is no sub-technique, and the two must agree.
  void ResolveParent(StixTechnique& technique) {
    const std::string_view prefix = std::string_view(technique.id).substr(0, 5);
    const bool dotted = technique.id.size() > prefix.size();
    const bool flagged = technique.object->value.Find("x_mitre_is_subtechnique").boolean() == true;
    if (!dotted && !flagged && technique.stated_parent == nullptr) return;
    if (const StixTechnique* parent = Of(technique.stated_parent)) {
      const bool top = parent != &technique && parent->id.size() == prefix.size();
      if (top && (!dotted || parent->id == prefix)) {
        technique.parent = parent->id;
        return;
      }
      Report("A003", technique.object->id,
             technique.id + " is said to be a sub-technique of " + parent->id + "; not believed");
    }
    if (dotted && by_id_.count(prefix) > 0) {
      technique.parent = prefix;
    } else {
      Report("A003", technique.object->id, technique.id + " is a sub-technique without a parent");
    }
  }

  // A revoked_by that is written leads to an active technique, so that nobody who follows it needs
  // to doubt it. Ends are matched by STIX id: their types may differ.
  void ResolveSuccessor(StixTechnique& technique) {
    const StixTechnique* successor = Of(technique.successor);
    if (successor == nullptr) {
      Report("A002", technique.object->id, technique.id + " is revoked, its successor is unknown");
      return;
    }
    const StixTechnique* at = successor;
    for (size_t hops = 1; hops < kMaxHops && at != nullptr; ++hops) {
      if (at->state != StixState::kRevoked) break;
      at = Of(at->successor);
    }
    if (at != nullptr && at->state == StixState::kActive) {
      technique.revoked_by = successor->id;
      return;
    }
    Report("A002", technique.object->id,
           technique.id + " is revoked by " + successor->id + ", which leads to no active " +
               "technique within " + std::to_string(kMaxHops) + " steps; left out");
  }

  void RenderTechniques() {
    std::string& techniques = out_.files["techniques.tsv"];
    std::string& usage = out_.files["usage.tsv"];
    techniques = "id\tname\ttactics\tplatforms\tparent\tstatus\trevoked_by\n";
    usage = "technique\tgroups\tsoftware\tcampaigns\n";
    out_.techniques = techniques_.size();
    for (const StixTechnique& t : techniques_) {
      techniques +=
          Row({t.id, t.name, t.tactics, t.platforms, t.parent, ToString(t.state), t.revoked_by});
      if (t.state == StixState::kRevoked) ++out_.revoked;
      if (t.state == StixState::kDeprecated) ++out_.deprecated;
      if (t.state != StixState::kActive) continue;
      ++out_.active;
      usage += Row({t.id, std::to_string(t.groups.size()), std::to_string(t.software.size()),
                    std::to_string(t.campaigns.size())});
    }
  }

  const StixBundle& bundle_;
  std::vector<StixTechnique> techniques_;  // never resized: the maps point into it
  StixImport& out_;
  std::unordered_map<const StixObject*, StixTechnique*> by_object_;
  std::unordered_map<std::string_view, StixTechnique*> by_id_;
  std::set<LogRow> logs_;
  bool any_strategy_ = false;
};

}  // namespace

Result<StixImport> ImportStix(std::string_view padded_text, std::string_view version) {
  StixImport out;
  json::Parser parser;
  DCV_TRY(const StixBundle bundle, ReadStixBundle(parser, padded_text, out.diagnostics));
  DCV_TRY(out.version, StixVersion(bundle, version, out.diagnostics));
  DCV_TRY(const std::vector<StixTactic> tactics, ReadStixTactics(bundle, out.diagnostics));
  DCV_TRY(auto techniques, ReadStixTechniques(bundle, tactics, out.diagnostics));
  Importer(bundle, std::move(techniques), out).Run(tactics);
  return out;
}

}  // namespace dcv::attack
