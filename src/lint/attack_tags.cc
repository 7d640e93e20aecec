// SPDX-License-Identifier: Apache-2.0
// Checks of attack tags against one version of ATT&CK. An id of another version is not unknown: it
// is told what to write instead.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

constexpr std::string_view kSpace = "attack.";

enum class Standing {
  kFine,
  kUnknown,    // of no version we have
  kElsewhere,  // of another version, and this one has something in its place
  kRetired     // revoked or deprecated in this version
};

struct Verdict {
  Standing standing = Standing::kFine;
  std::string instead;  // the tag to write, "" when there is none or not just one
  std::string remedy;   // "" takes it from `instead`
};

// A group, software, mitigation and so on: only the form is known.
bool IsOtherObject(std::string_view id) {
  for (std::string_view prefix : {"ds", "dc", "da", "an", "g", "s", "m", "a", "c"}) {
    if (id.substr(0, prefix.size()) == prefix && id.size() == prefix.size() + 4 &&
        IsDigits(id.substr(prefix.size()))) {
      return true;
    }
  }
  return false;
}

const attack::Tactic* FindTactic(const attack::Version& version, std::string_view shortname) {
  for (const attack::Tactic& tactic : version.tactics()) {
    if (tactic.shortname == shortname) return &tactic;
  }
  return nullptr;
}

bool HasTag(const Subject& s, std::string_view value) {
  const std::string tag = std::string(kSpace) + std::string(value);
  const auto& tags = s.document->tags;
  return std::any_of(tags.begin(), tags.end(),
                     [&](const sigma::Text& other) { return Lower(other.text) == tag; });
}

Verdict JudgeTechnique(const attack::Version& version, std::string_view value) {
  std::string id(value);
  id[0] = 'T';
  const attack::Technique* here = version.Find(id);
  if (here != nullptr && here->status == attack::TechniqueStatus::kActive) return {};
  const attack::Technique* now = version.Translate(id);
  Verdict verdict;
  if (now != nullptr) verdict.instead = Lower(now->id);
  verdict.standing = here != nullptr  ? Standing::kRetired
                     : now != nullptr ? Standing::kElsewhere
                                      : Standing::kUnknown;
  return verdict;
}

// The tactics of this version that no version with the old one has: what may be in its place.
std::vector<std::string> Successors(const Subject& s, const std::string& old) {
  const auto& known = s.world->knowledge->tactics;
  const std::set<std::string>& before = known.find(old)->second;
  std::vector<std::string> out;
  for (const attack::Tactic& tactic : s.world->version->tactics()) {
    const auto versions = known.find(tactic.shortname);
    const bool is_new =
        versions == known.end() ||
        std::none_of(versions->second.begin(), versions->second.end(),
                     [&](const std::string& version) { return before.count(version) > 0; });
    if (is_new) out.emplace_back(tactic.shortname);
  }
  return out;
}

// Those of the successors that the rule's own techniques have; all when they have none.
std::vector<std::string> Fitting(const Subject& s, const std::vector<std::string>& successors) {
  const attack::Version& version = *s.world->version;
  std::vector<std::string> out;
  for (const std::string& name : successors) {
    bool fits = false;
    for (const std::string& id : s.document->Techniques()) {
      const attack::Technique* technique = version.Translate(id);
      if (technique == nullptr) continue;
      for (size_t index : technique->tactics) {
        fits = fits || version.tactics()[index].shortname == name;
      }
    }
    if (fits) out.push_back(name);
  }
  return out.empty() ? successors : out;
}

Verdict JudgeTactic(const Subject& s, std::string_view value) {
  const attack::Version& version = *s.world->version;
  if (FindTactic(version, value) != nullptr) return {};
  Verdict verdict{Standing::kUnknown, {}, {}};
  std::string dashed(value);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  if (FindTactic(version, dashed) != nullptr) {
    verdict.instead = dashed;
  } else if (s.world->knowledge->tactics.count(dashed) > 0) {
    verdict.standing = Standing::kElsewhere;
    std::vector<std::string> names = Fitting(s, Successors(s, dashed));
    for (std::string& name : names) name = std::string(kSpace) + name;
    verdict.remedy = names.empty() ? "" : "write " + Join(names, " or ");
    if (names.size() == 1) verdict.instead = names.front().substr(kSpace.size());
  }
  return verdict;
}

Verdict Judge(const Subject& s, std::string_view value) {
  if (LooksLikeTechniqueId(value)) return JudgeTechnique(*s.world->version, value);
  return IsOtherObject(value) ? Verdict{} : JudgeTactic(s, value);
}

std::vector<Edit> FixOf(const Subject& s, const sigma::Text& tag, const std::string& instead) {
  if (instead.empty()) return {};
  // The tag to write may be there already; then this one is taken away.
  const auto edit = HasTag(s, instead)
                        ? s.lines->RemoveEntry(tag.place, tag.text)
                        : s.lines->Replace(tag.place, tag.text, std::string(kSpace) + instead);
  return edit ? std::vector<Edit>{*edit} : std::vector<Edit>{};
}

template <typename Tell>
void ForEach(const Subject& s, Report& report, Standing standing, Tell tell) {
  for (const sigma::Text& tag : s.document->tags) {
    const std::string lower = Lower(tag.text);
    if (lower.compare(0, kSpace.size(), kSpace) != 0 || lower.size() == kSpace.size()) continue;
    const std::string_view value = std::string_view(lower).substr(kSpace.size());
    const Verdict verdict = Judge(s, value);
    if (verdict.standing != standing) continue;
    report.Add(s, tag.place, tell(value),
               verdict.remedy.empty() && !verdict.instead.empty()
                   ? "write attack." + verdict.instead
                   : verdict.remedy,
               FixOf(s, tag, verdict.instead));
  }
}

std::string InVersion(const Subject& s) {
  return "ATT&CK " + std::string(s.world->version->name());
}

}  // namespace

void AttackTag(const Subject& s, Report& report) {
  ForEach(s, report, Standing::kUnknown, [&](std::string_view value) {
    return InVersion(s) + " has no '" + Printable(value) + "'";
  });
}

void AttackOtherVersion(const Subject& s, Report& report) {
  ForEach(s, report, Standing::kElsewhere, [&](std::string_view value) {
    return "'" + Printable(value) + "' is of another version than " + InVersion(s);
  });
}

void AttackRetired(const Subject& s, Report& report) {
  ForEach(s, report, Standing::kRetired, [&](std::string_view value) {
    const attack::Technique* technique = s.world->version->Find("T" + std::string(value.substr(1)));
    const bool revoked =
        technique != nullptr && technique->status == attack::TechniqueStatus::kRevoked;
    return "'" + Printable(value) + "' is " + (revoked ? "revoked" : "deprecated") + " in " +
           InVersion(s);
  });
}

void TagsTechniquesWithoutTactics(const Subject& s, Report& report) {
  const attack::Version& version = *s.world->version;
  for (const sigma::Text& tag : s.document->tags) {
    const std::string lower = Lower(tag.text);
    if (lower.compare(0, kSpace.size(), kSpace) != 0) continue;
    std::string id = lower.substr(kSpace.size());
    if (!LooksLikeTechniqueId(id)) continue;
    id[0] = 'T';
    const attack::Technique* technique = version.Find(id);
    if (technique == nullptr || technique->tactics.empty() ||
        technique->status != attack::TechniqueStatus::kActive) {
      continue;
    }
    const auto tagged = [&](size_t index) { return HasTag(s, version.tactics()[index].shortname); };
    if (std::any_of(technique->tactics.begin(), technique->tactics.end(), tagged)) continue;
    std::vector<std::string> names;
    for (size_t index : technique->tactics) {
      names.push_back("attack." + std::string(version.tactics()[index].shortname));
    }
    report.Add(s, tag.place, "no tactic of " + id + " is tagged", "add " + Join(names, " or "));
  }
}

}  // namespace dcv::lint
