// SPDX-License-Identifier: Apache-2.0
// Checks of tags (specification 2.1.0, appendix "Tags"), all namespaces but attack.
#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// ^[a-z0-9_-]+\.[a-z0-9._-]+$
bool IsTag(std::string_view tag) {
  const size_t dot = tag.find('.');
  if (dot == tag.npos || dot == 0 || dot + 1 == tag.size()) return false;
  for (size_t i = 0; i < tag.size(); ++i) {
    if (!IsNameCharacter(tag[i]) && (tag[i] != '.' || i < dot)) return false;
  }
  return true;
}

std::string_view NamespaceOf(std::string_view tag) {
  return tag.substr(0, tag.find('.'));
}

std::string_view ValueOf(std::string_view tag) {
  const size_t dot = tag.find('.');
  return dot == tag.npos ? std::string_view() : tag.substr(dot + 1);
}

// '0' any digit, 'n' one or more digits at the end, anything else itself.
bool HasForm(std::string_view text, std::string_view form) {
  size_t i = 0;
  for (char c : form) {
    if (c == 'n') return i < text.size() && IsDigits(text.substr(i));
    if (i == text.size()) return false;
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (c == '0' ? !digit : text[i] != c) return false;
    ++i;
  }
  return i == text.size();
}

// Reports tags of `space` that are not in the set.
void CheckSet(const Subject& s, Report& report, std::string_view space, std::string_view set) {
  const auto values = s.world->knowledge->tag_values.find(set);
  if (values == s.world->knowledge->tag_values.end()) return;
  for (const sigma::Text& tag : s.document->tags) {
    if (NamespaceOf(tag.text) != space || values->second.count(tag.text) > 0) continue;
    const std::vector<std::string> names(values->second.begin(), values->second.end());
    const std::string near = Nearest(tag.text, names);
    report.Add(s, tag.place, "there is no tag '" + Printable(tag.text) + "'",
               near.empty() ? "there are: " + Join(names, " ") : "did you mean " + near + "?");
  }
}

template <typename Fine>
void CheckForm(const Subject& s, Report& report, std::string_view space, std::string_view form,
               Fine fine) {
  for (const sigma::Text& tag : s.document->tags) {
    if (NamespaceOf(tag.text) != space || fine(ValueOf(tag.text))) continue;
    report.Add(s, tag.place,
               "'" + Printable(tag.text) + "' is not of the form " + std::string(form));
  }
}

void CheckUnique(const Subject& s, Report& report, std::string_view space) {
  size_t seen = 0;
  for (const sigma::Text& tag : s.document->tags) {
    if (NamespaceOf(tag.text) != space || ++seen < 2) continue;
    report.Add(s, tag.place, "a second tag of " + std::string(space));
  }
}

}  // namespace

void TagFormat(const Subject& s, Report& report) {
  for (const sigma::Text& tag : s.document->tags) {
    if (IsTag(tag.text)) continue;
    std::vector<Edit> fix;
    const std::string lower = Lower(Trim(tag.text));
    const bool mendable = IsTag(lower);
    if (mendable) {
      if (auto edit = s.lines->Replace(tag.place, tag.text, lower)) fix.push_back(*edit);
    }
    report.Add(s, tag.place, "'" + Printable(tag.text) + "' is not of the form namespace.name",
               mendable ? "write " + lower : "", std::move(fix));
  }
}

void NamespaceTag(const Subject& s, Report& report) {
  const Names& known = s.world->knowledge->namespaces;
  for (const sigma::Text& tag : s.document->tags) {
    const std::string space = Lower(NamespaceOf(tag.text));
    if (tag.text.find('.') == std::string::npos || known.count(space) > 0) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    const std::string near = Nearest(space, names);
    report.Add(s, tag.place, "the specification has no namespace '" + Printable(space) + "'",
               near.empty() ? "there are: " + Join(names, " ") : "did you mean " + near + "?");
  }
}

void DuplicateTag(const Subject& s, Report& report) {
  std::unordered_set<std::string> seen;
  for (const sigma::Text& tag : s.document->tags) {
    if (seen.insert(Lower(tag.text)).second) continue;
    std::vector<Edit> fix;
    if (auto edit = s.lines->RemoveEntry(tag.place, tag.text)) fix.push_back(*edit);
    report.Add(s, tag.place, "the tag is given twice", "", std::move(fix));
  }
}

// No D3FEND data is shipped, so the form alone: d3-abc or a name of letters.
void D3FendTag(const Subject& s, Report& report) {
  CheckForm(s, report, "d3fend", "d3fend.d3-ID", [](std::string_view value) {
    if (value.substr(0, 3) == "d3-") value.remove_prefix(3);
    return !value.empty() && std::all_of(value.begin(), value.end(), IsNameCharacter);
  });
}

void TlpV1Tag(const Subject& s, Report& report) {
  CheckSet(s, report, "tlp", "tlp1");
}
void TlpV2Tag(const Subject& s, Report& report) {
  CheckSet(s, report, "tlp", "tlp2");
}
void TlpTag(const Subject& s, Report& report) {
  CheckSet(s, report, "tlp", "tlp");
}
void DetectionTag(const Subject& s, Report& report) {
  CheckSet(s, report, "detection", "detection");
}

void CarTag(const Subject& s, Report& report) {
  CheckForm(s, report, "car", "car.YYYY-MM-NNN",
            [](std::string_view value) { return HasForm(value, "0000-00-000"); });
}

void CveTag(const Subject& s, Report& report) {
  CheckForm(s, report, "cve", "cve.YYYY-NNNN",
            [](std::string_view value) { return value.size() >= 9 && HasForm(value, "0000-n"); });
}

void StpTag(const Subject& s, Report& report) {
  CheckForm(s, report, "stp", "stp.1 to stp.5, then a, u or k", [](std::string_view value) {
    if (value.empty() || value.size() > 2 || value[0] < '1' || value[0] > '5') return false;
    return value.size() == 1 || value[1] == 'a' || value[1] == 'u' || value[1] == 'k';
  });
}

void TagsUniqueDetection(const Subject& s, Report& report) {
  CheckUnique(s, report, "detection");
}
void TagsUniqueTlp(const Subject& s, Report& report) {
  CheckUnique(s, report, "tlp");
}

void TagsTlp(const Subject& s, Report& report) {
  for (const sigma::Text& tag : s.document->tags) {
    if (NamespaceOf(tag.text) != "tlp" || tag.text == "tlp.clear") continue;
    report.Add(s, tag.place, "SigmaHQ's repository takes tlp.clear alone");
  }
}

void TagsDetection(const Subject& s, Report& report) {
  for (std::string_view kind : {"emerging-threats", "threat-hunting"}) {
    if (s.document->filter() != nullptr ||
        s.input->path.find("rules-" + std::string(kind)) == std::string::npos) {
      continue;
    }
    const std::string wanted = "detection." + std::string(kind);
    const auto& tags = s.document->tags;
    if (std::any_of(tags.begin(), tags.end(),
                    [&](const auto& tag) { return tag.text == wanted; })) {
      continue;
    }
    report.Add(s, s.KeyPlace("tags"), "rules of this folder are tagged " + wanted);
  }
}

}  // namespace dcv::lint
