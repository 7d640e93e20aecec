// SPDX-License-Identifier: Apache-2.0
// Checks of references.
#include <unordered_set>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

bool IsCommit(std::string_view text) {
  if (text.size() < 7 || text.size() > 40) return false;
  for (char c : text) {
    if (!std::isdigit(static_cast<unsigned char>(c)) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

}  // namespace

void DuplicateReferences(const Subject& s, Report& report) {
  std::unordered_set<std::string_view> seen;
  for (const sigma::Text& reference : s.document->references) {
    if (seen.insert(reference.text).second) continue;
    std::vector<Edit> fix;
    if (auto edit = s.lines->RemoveEntry(reference.place, reference.text)) fix.push_back(*edit);
    report.Add(s, reference.place, "the reference is given twice", "", std::move(fix));
  }
}

void GithubLink(const Subject& s, Report& report) {
  for (const sigma::Text& reference : s.document->references) {
    if (reference.text.compare(0, 19, "https://github.com/") != 0) continue;
    // https: "" github.com OWNER REPOSITORY blob|tree REVISION ...
    const auto parts = Split(reference.text, '/');
    if (parts.size() < 7 || (parts[5] != "blob" && parts[5] != "tree")) continue;
    if (IsCommit(parts[6])) continue;
    report.Add(s, reference.place, "the link leads to '" + Printable(parts[6]) + "', which changes",
               "link to a commit");
  }
}

void MitreLink(const Subject& s, Report& report) {
  for (const sigma::Text& reference : s.document->references) {
    if (reference.text.find("://attack.mitre.org/") == std::string::npos) continue;
    report.Add(s, reference.place, "a link to ATT&CK stands in the references",
               "tag the technique instead");
  }
}

}  // namespace dcv::lint
