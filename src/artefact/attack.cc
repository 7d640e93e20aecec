// SPDX-License-Identifier: Apache-2.0
#include "artefact/attack.h"

#include <algorithm>

namespace dcv::artefact {
namespace {

std::vector<const attack::Technique*> Techniques(const Detection& detection,
                                                 const Knowledge& knowledge) {
  std::vector<const attack::Technique*> out;
  for (const std::string& id : detection.techniques) {
    const attack::Technique* found = knowledge.attack.Translate(id);
    if (found != nullptr && std::find(out.begin(), out.end(), found) == out.end()) {
      out.push_back(found);
    }
  }
  std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
  return out;
}

bool Serves(const attack::Technique& technique, size_t tactic) {
  return std::find(technique.tactics.begin(), technique.tactics.end(), tactic) !=
         technique.tactics.end();
}

}  // namespace

std::vector<Threat> ThreatsOf(const Detection& detection, const Knowledge& knowledge) {
  const std::vector<attack::Tactic>& all = knowledge.attack.tactics();
  std::vector<char> chosen(all.size(), 0);
  for (const std::string& shortname : detection.tactics) {
    const TacticNames* names = knowledge.FindTactic(shortname);
    for (size_t i = 0; names != nullptr && i < all.size(); ++i) {
      if (all[i].shortname == names->attack) chosen[i] = 1;
    }
  }
  std::vector<std::vector<const attack::Technique*>> under(all.size());
  for (const attack::Technique* technique : Techniques(detection, knowledge)) {
    bool placed = false;
    for (size_t i = 0; i < all.size(); ++i) {
      if (chosen[i] == 0 || !Serves(*technique, i)) continue;
      under[i].push_back(technique);
      placed = true;
    }
    if (!placed && !technique->tactics.empty()) {
      under[technique->tactics.front()].push_back(technique);
    }
  }
  std::vector<Threat> out;
  for (size_t i = 0; i < all.size(); ++i) {
    if (chosen[i] == 0 && under[i].empty()) continue;
    out.push_back({&all[i], knowledge.FindTactic(all[i].shortname), std::move(under[i])});
  }
  return out;
}

std::vector<std::string_view> TechniqueIds(const Detection& detection, const Knowledge& knowledge) {
  std::vector<std::string_view> out;
  for (const attack::Technique* technique : Techniques(detection, knowledge)) {
    out.push_back(technique->id);
  }
  return out;
}

}  // namespace dcv::artefact
