// SPDX-License-Identifier: Apache-2.0
#include "attack/stix_techniques.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace dcv::attack {
namespace {

constexpr size_t kMaxName = 200, kMaxLabel = 80;

void Report(Diagnostics& diagnostics, const char* code, const StixObject& object,
            std::string message) {
  diagnostics.Add({code, "", Printable(object.id), std::move(message)});
}

bool IsShortname(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kMaxLabel && std::all_of(text.begin(), text.end(), fits);
}

// The old matrix of 2018 and those of other domains may lie beside the one in force.
const StixObject* Matrix(const StixBundle& bundle, Diagnostics& diagnostics) {
  const StixObject* best = nullptr;
  const auto rank = [](const StixObject& object) {
    const auto valid = [](std::string_view id) { return id == "enterprise-attack"; };
    return std::make_pair(!StixExternalId(object, valid).empty(), object.modified);
  };
  for (const StixObject& object : bundle.objects) {
    if (object.type != "x-mitre-matrix" || !object.live()) continue;
    if (!InEnterprise(object)) {
      Report(diagnostics, "A009", object, "matrix of another domain; skipped");
    } else if (best == nullptr || rank(object) > rank(*best)) {
      best = &object;
    }
  }
  return best;
}

void AddTactic(const StixObject& object, std::vector<StixTactic>& tactics,
               Diagnostics& diagnostics) {
  StixTactic tactic = {std::string(StixExternalId(object, IsTacticId)),
                       std::string(object.Text("x_mitre_shortname")),
                       CleanCell(object.Text("name"), kMaxName)};
  if (object.type != "x-mitre-tactic" || tactic.id.empty() || tactic.name.empty() ||
      !IsShortname(tactic.shortname)) {
    Report(diagnostics, "A001", object,
           "tactic without an id such as TA0001, a name or a shortname; skipped");
    return;
  }
  const auto same = [&](const StixTactic& other) {
    return other.id == tactic.id || other.shortname == tactic.shortname;
  };
  if (std::any_of(tactics.begin(), tactics.end(), same)) {
    Report(diagnostics, "A005", object, "the matrix names " + tactic.id + " more than once");
    return;
  }
  tactics.push_back(std::move(tactic));
}

std::string TacticsOf(const StixObject& object, const std::vector<StixTactic>& tactics,
                      Diagnostics& diagnostics) {
  std::set<size_t> positions;
  for (const json::Value phase : object.value.Find("kill_chain_phases").elements()) {
    // Mobile and ICS reuse the names of tactics in chains of their own.
    if (phase.Find("kill_chain_name").text() != "mitre-attack") continue;
    const std::string_view name = phase.Find("phase_name").text();
    const auto at = std::find_if(tactics.begin(), tactics.end(), [&](const StixTactic& tactic) {
      return tactic.shortname == name;
    });
    if (at == tactics.end()) {
      Report(diagnostics, "A004", object,
             "tactic '" + Printable(name, 40) + "' is not in the matrix; left out");
      continue;
    }
    positions.insert(static_cast<size_t>(at - tactics.begin()));
  }
  std::vector<std::string> names;
  for (const size_t position : positions) names.push_back(tactics[position].shortname);
  return Join(names, ",");
}

std::optional<StixTechnique> Technique(const StixObject& object,
                                       const std::vector<StixTactic>& tactics,
                                       Diagnostics& diagnostics) {
  if (!InEnterprise(object)) {
    Report(diagnostics, "A009", object, "technique of another domain; skipped");
    return {};
  }
  StixTechnique technique;
  technique.object = &object;
  technique.id = StixExternalId(object, IsTechniqueId);
  technique.name = CleanCell(object.Text("name"), kMaxName);
  if (technique.id.empty() || technique.name.empty()) {
    Report(diagnostics, "A001", object,
           "technique without a mitre-attack id such as T1234.001 or without a name; skipped");
    return {};
  }
  if (object.deprecated) technique.state = StixState::kDeprecated;
  if (object.revoked) technique.state = StixState::kRevoked;
  technique.tactics = TacticsOf(object, tactics, diagnostics);
  technique.platforms = Join(StixPlatforms(object), ",");
  return technique;
}

// Of two objects with one T-number the active one stays, then the later one.
void SortAndDropRepeated(std::vector<StixTechnique>& techniques, Diagnostics& diagnostics) {
  std::sort(techniques.begin(), techniques.end(),
            [](const StixTechnique& a, const StixTechnique& b) {
              // The later one first: its time stands on the other side.
              return std::tie(a.id, a.state, b.object->modified, a.object->id) <
                     std::tie(b.id, b.state, a.object->modified, b.object->id);
            });
  std::vector<StixTechnique> kept;
  kept.reserve(techniques.size());
  for (StixTechnique& technique : techniques) {
    if (kept.empty() || kept.back().id != technique.id) {
      kept.push_back(std::move(technique));
      continue;
    }
    Report(diagnostics, "A005", *technique.object,
           technique.id + " is the id of two techniques; the active or later one was kept");
  }
  techniques = std::move(kept);
}

}  // namespace

Result<std::vector<StixTactic>> ReadStixTactics(const StixBundle& bundle,
                                                Diagnostics& diagnostics) {
  std::vector<StixTactic> tactics;
  if (const StixObject* matrix = Matrix(bundle, diagnostics)) {
    for (const json::Value ref : matrix->value.Find("tactic_refs").elements()) {
      if (const StixObject* object = bundle.Find(ref.text())) {
        AddTactic(*object, tactics, diagnostics);
      } else {
        Report(diagnostics, "A006", *matrix, "the matrix names a tactic that is not in the bundle");
      }
    }
  }
  if (!tactics.empty()) return tactics;
  return InvalidInput("the bundle has no enterprise matrix with tactics (x-mitre-matrix)",
                      "give the whole enterprise-attack bundle");
}

// Ids are looked up among techniques only: old mitigations carry T-numbers too.
Result<std::vector<StixTechnique>> ReadStixTechniques(const StixBundle& bundle,
                                                      const std::vector<StixTactic>& tactics,
                                                      Diagnostics& diagnostics) {
  std::vector<StixTechnique> techniques;
  for (const StixObject& object : bundle.objects) {
    if (object.type != "attack-pattern") continue;
    auto technique = Technique(object, tactics, diagnostics);
    if (technique) techniques.push_back(*std::move(technique));
  }
  if (techniques.empty()) {
    return InvalidInput("the bundle has no enterprise technique (attack-pattern)",
                        "give the whole enterprise-attack bundle");
  }
  SortAndDropRepeated(techniques, diagnostics);
  return techniques;
}

std::vector<std::string> StixPlatforms(const StixObject& object) {
  std::vector<std::string> out;
  for (const json::Value value : object.value.Find("x_mitre_platforms").elements()) {
    // The cell is comma separated, so no name in it may have a comma.
    std::string text(value.text());
    std::replace(text.begin(), text.end(), ',', ' ');
    if (std::string name = CleanCell(text, kMaxLabel); !name.empty()) {
      out.push_back(std::move(name));
    }
  }
  std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
    return std::make_pair(Lower(a), a) < std::make_pair(Lower(b), b);
  });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace dcv::attack
