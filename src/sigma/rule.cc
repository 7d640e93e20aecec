// SPDX-License-Identifier: Apache-2.0
#include "sigma/rule.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"

namespace dcv::sigma {
namespace {

constexpr std::array<std::string_view, 8> kTypes = {
    "event_count",      "value_count",  "value_sum", "value_avg",
    "value_percentile", "value_median", "temporal",  "temporal_ordered"};
constexpr std::array<std::string_view, 6> kComparisons = {"gt", "gte", "lt", "lte", "eq", "neq"};

bool SameNode(const yaml::Node& a, const yaml::Node& b) {
  const auto same_member = [](const yaml::Member& x, const yaml::Member& y) {
    return x.key.scalar == y.key.scalar && SameNode(x.value, y.value);
  };
  if (a.kind != b.kind) return false;
  if (a.kind == yaml::Kind::kScalar) return ResolveScalar(a) == ResolveScalar(b);
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), SameNode) &&
         std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                    same_member);
}

bool SameCustom(const std::vector<yaml::Member>& a, const std::vector<yaml::Member>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const yaml::Member& x, const yaml::Member& y) {
                      return x.key.scalar == y.key.scalar && SameNode(x.value, y.value);
                    });
}

}  // namespace

std::string_view ToString(CorrelationType type) {
  return kTypes[static_cast<size_t>(type)];
}
std::string_view ToString(Comparison comparison) {
  return kComparisons[static_cast<size_t>(comparison)];
}

bool LogSource::operator==(const LogSource& other) const {
  return std::tie(category, product, service, definition, custom) ==
         std::tie(other.category, other.product, other.service, other.definition, other.custom);
}

bool Search::operator==(const Search& other) const {
  return kind == other.kind && (kind != Kind::kItem || item == other.item) && parts == other.parts;
}

const Search* Detection::Find(std::string_view name) const {
  for (const NamedSearch& search : searches) {
    if (search.name.text == name) return &search.search;
  }
  return nullptr;
}

bool Correlation::operator==(const Correlation& other) const {
  return std::tie(type, rules, group_by, timespan, thresholds, fields, percentile, expression,
                  aliases, generate) ==
         std::tie(other.type, other.rules, other.group_by, other.timespan, other.thresholds,
                  other.fields, other.percentile, other.expression, other.aliases, other.generate);
}

std::vector<std::string> Document::Techniques() const {
  std::vector<std::string> out;
  for (const Text& tag : tags) {
    constexpr std::string_view kPrefix = "attack.";
    if (!EqualsIgnoreCase(std::string_view(tag.text).substr(0, kPrefix.size()), kPrefix)) continue;
    std::string technique = tag.text.substr(kPrefix.size());
    if (!LooksLikeTechniqueId(technique)) continue;
    technique[0] = 'T';
    if (std::find(out.begin(), out.end(), technique) == out.end()) {
      out.push_back(std::move(technique));
    }
  }
  return out;
}

bool Document::operator==(const Document& other) const {
  return std::tie(title, id, name, taxonomy, status, description, license, author, date, modified,
                  level, references, fields, falsepositives, tags, scope, related, body) ==
             std::tie(other.title, other.id, other.name, other.taxonomy, other.status,
                      other.description, other.license, other.author, other.date, other.modified,
                      other.level, other.references, other.fields, other.falsepositives, other.tags,
                      other.scope, other.related, other.body) &&
         SameCustom(custom, other.custom);
}

}  // namespace dcv::sigma
