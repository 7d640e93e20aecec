// SPDX-License-Identifier: Apache-2.0
#include "jobs/page_rules.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/parallel.h"
#include "jobs/read_rules.h"
#include "sigma/parse.h"

namespace dcv::jobs {
namespace {

using coverage::PageRule;

// Names and ids that a correlation of the file counts and does not let report.
std::set<std::string> Counted(const sigma::File& file) {
  std::set<std::string> out;
  for (const sigma::Document& document : file.documents) {
    const sigma::Correlation* correlation = document.correlation();
    if (correlation == nullptr || correlation->generate) continue;
    for (const sigma::Text& rule : correlation->rules) out.insert(rule.text);
  }
  return out;
}

// The id that the rule is shown under; "" when it is not of the technique.
std::string_view ShownTechnique(const attack::Version& version, const attack::Technique& technique,
                                const sigma::Document& document) {
  std::string_view shown;
  for (const std::string& id : document.Techniques()) {
    const attack::Technique* tagged = version.Translate(id);
    if (tagged == &technique) return technique.id;
    if (tagged != nullptr && tagged->parent == technique.id && shown.empty()) shown = tagged->id;
  }
  return shown;
}

// A correlation has the product of the rules it counts.
std::string ProductOf(const sigma::Document& document, const sigma::File& file) {
  if (document.rule() != nullptr) return document.rule()->logsource.product.text;
  for (const sigma::Document& other : file.documents) {
    if (other.rule() != nullptr) return other.rule()->logsource.product.text;
  }
  return "";
}

void AddRules(const attack::Version& version, const attack::Technique& technique,
              const sigma::File& file, std::string_view path, std::vector<PageRule>& out) {
  const std::set<std::string> counted = Counted(file);
  for (const sigma::Document& document : file.documents) {
    if (document.filter() != nullptr || counted.count(document.id.text) > 0 ||
        counted.count(document.name.text) > 0) {
      continue;
    }
    const std::string_view shown = ShownTechnique(version, technique, document);
    if (shown.empty()) continue;
    PageRule& rule = out.emplace_back();
    rule = {document.title.text,
            document.id.text,
            document.status.text,
            document.level.text,
            std::string(path),
            ProductOf(document, file),
            shown,
            {}};
    for (const sigma::Text& text : document.falsepositives) {
      rule.false_positives.push_back(text.text);
    }
  }
}

}  // namespace

std::vector<PageRule> RulesOf(const DataFiles& data, const attack::Version& version,
                              const attack::Technique& technique) {
  std::vector<PageRule> out;
  const auto names = BuiltinRules(data);
  if (!names) return out;
  std::vector<std::vector<PageRule>> found(names->size());
  ParallelFor(names->size(), 0, [&](size_t, size_t i) {
    const std::string_view text = *data.Text((*names)[i]);
    if (text.find("attack.t") == text.npos) return;
    AddRules(version, technique, sigma::Parse(text), (*names)[i], found[i]);
  });
  for (std::vector<PageRule>& rules : found) {
    std::move(rules.begin(), rules.end(), std::back_inserter(out));
  }
  std::stable_sort(out.begin(), out.end(), [](const PageRule& a, const PageRule& b) {
    return std::tie(a.technique, a.platform, a.title) < std::tie(b.technique, b.platform, b.title);
  });
  return out;
}

}  // namespace dcv::jobs
