// SPDX-License-Identifier: Apache-2.0
// Checks of file names.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

std::string_view Stem(std::string_view path) {
  std::string_view name = BaseName(path);
  const size_t dot = name.rfind('.');
  return dot == name.npos ? name : name.substr(0, dot);
}

// Standard input has no name.
bool IsNamed(const Subject& s) {
  return s.index == 0 && !s.input->path.empty() && s.input->path != "-";
}

}  // namespace

void FilenameLength(const Subject& s, Report& report) {
  if (!IsNamed(s)) return;
  const size_t length = BaseName(s.input->path).size();
  if (length >= 10 && length <= 90) return;
  report.Add(s, s.document->place,
             "the file name has " + std::to_string(length) + " characters, not 10 to 90");
}

void DuplicateFilename(const World& world, Report& report) {
  std::unordered_map<std::string, const Subject*> first;
  for (const Subject& s : world.subjects) {
    if (!IsNamed(s)) continue;
    const auto [found, fresh] = first.try_emplace(Lower(BaseName(s.input->path)), &s);
    if (fresh || found->second->input->path == s.input->path) continue;
    report.Add(s, s.document->place, "another file has this name: " + found->second->input->path);
  }
}

void FilenameConvention(const Subject& s, Report& report) {
  if (!IsNamed(s)) return;
  const std::string_view name = BaseName(s.input->path);
  const std::string_view stem = Stem(s.input->path);
  const bool fine = std::all_of(stem.begin(), stem.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (fine && name.size() > 4 && name.substr(name.size() - 4) == ".yml") return;
  report.Add(s, s.document->place,
             "the file name '" + Printable(name) + "' is not of a-z, 0-9 and _ with .yml");
}

void FilenamePrefix(const Subject& s, Report& report) {
  if (!IsNamed(s) || s.document->rule() == nullptr) return;
  const sigma::LogSource& source = *s.logsource;
  const auto& prefixes = s.world->knowledge->prefixes;
  const auto found =
      prefixes.find({source.product.text, source.category.text, source.service.text});
  if (found == prefixes.end()) return;
  if (BaseName(s.input->path).substr(0, found->second.size()) == found->second) return;
  report.Add(s, s.document->place,
             "file names of this log source begin with " + std::string(found->second));
}

void CorrelationFilenamePrefix(const Subject& s, Report& report) {
  constexpr std::string_view kPrefix = "correlation_";
  if (!IsNamed(s) || s.document->correlation() == nullptr) return;
  if (BaseName(s.input->path).substr(0, kPrefix.size()) == kPrefix) return;
  report.Add(s, s.document->place, "file names of correlations begin with correlation_");
}

}  // namespace dcv::lint
