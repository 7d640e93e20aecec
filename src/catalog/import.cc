// SPDX-License-Identifier: Apache-2.0
#include "catalog/import.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"

namespace dcv::catalog {
namespace {

using What = ListedChange::What;

// Members that hold a title, by their last name without case and separators, best first.
constexpr std::array<std::string_view, 6> kTitles = {"displayname", "title", "alertname",
                                                     "rulename",    "name",  "description"};

std::string LastName(std::string_view member) {
  std::string out;
  for (char c : Lower(member.substr(member.rfind('.') + 1))) {
    if (c != '_' && c != '-' && c != ' ') out += c;
  }
  return out;
}

std::string_view Find(const Record& record, std::string_view member) {
  for (const auto& [name, value] : record) {
    if (name == member) return value;
  }
  return {};
}

// Our list by key and by the provider's other names.
class Known {
 public:
  Known(const Catalog& catalog, uint32_t source) : catalog_(catalog) {
    const Source& of = catalog.sources()[source];
    for (uint32_t i = of.first; i < of.first + of.count; ++i) {
      const Detection& detection = catalog.detections()[i];
      by_name_.emplace(detection.key, i);
      for (std::string_view name : Split(detection.module, '|')) {
        if (!name.empty()) by_name_.emplace(name, i);
      }
    }
  }
  const Detection* Get(std::string_view key) const {
    const auto found = by_name_.find(key);
    return found == by_name_.end() ? nullptr : &catalog_.detections()[found->second];
  }

 private:
  const Catalog& catalog_;
  std::unordered_map<std::string_view, uint32_t> by_name_;
};

std::string KeyMember(const std::vector<Record>& records, const Known& known) {
  std::map<std::string_view, std::set<std::string_view>> hits;
  for (const Record& record : records) {
    for (const auto& [name, value] : record) {
      if (known.Get(value) != nullptr) hits[name].insert(value);
    }
  }
  std::string_view best;
  size_t most = 0;
  for (const auto& [name, values] : hits) {
    if (values.size() <= most) continue;
    best = name;
    most = values.size();
  }
  return std::string(best);
}

std::string TitleMember(const std::vector<Record>& records, const std::string& key) {
  for (std::string_view wanted : kTitles) {
    for (const Record& record : records) {
      for (const auto& [name, value] : record) {
        if (name != key && LastName(name) == wanted) return name;
      }
    }
  }
  return {};
}

// A cell of our tables holds neither tabs nor line ends.
std::string Clean(std::string_view text) {
  std::string out(Trim(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return out;
}

bool SaysRetired(const Record& record, std::string_view title) {
  if (Lower(title).starts_with("[deprecated]")) return true;
  return std::any_of(record.begin(), record.end(), [](const auto& member) {
    const std::string name = LastName(member.first);
    return (name == "deprecated" || name == "retired") && Lower(member.second) == "true";
  });
}

ListedChange Row(What what, const Detection& detection) {
  return {what,
          std::string(detection.key),
          std::string(detection.title),
          "",
          std::string(detection.status),
          std::string(detection.severity),
          std::string(detection.plan),
          std::string(detection.module)};
}

}  // namespace

std::string_view ToString(What what) {
  switch (what) {
    case What::kNew: return "new";
    case What::kGone: return "gone";
    case What::kChanged: break;
  }
  return "changed";
}

Result<ListComparison> CompareList(const Catalog& catalog, uint32_t source,
                                   const std::vector<Record>& records,
                                   std::string_view key_member) {
  const Known known(catalog, source);
  ListComparison out;
  out.key_member = key_member.empty() ? KeyMember(records, known) : std::string(key_member);
  if (out.key_member.empty()) {
    return InvalidInput("none of the list's values is an id of " + catalog.sources()[source].id,
                        "give the list of that source, or name its member with --key");
  }
  out.title_member = TitleMember(records, out.key_member);
  std::set<std::string_view> listed;  // our keys
  std::map<std::string, ListedChange> changes;
  for (const Record& record : records) {
    const std::string key = Clean(Find(record, out.key_member));
    if (key.empty()) continue;
    ++out.records;
    const std::string title = Clean(Find(record, out.title_member));
    const bool retired = SaysRetired(record, title);
    const Detection* detection = known.Get(key);
    if (detection == nullptr) {
      changes[key] = {What::kNew, key, title, "", retired ? "retired" : "active", "", "", ""};
      continue;
    }
    ++out.known;
    listed.insert(detection->key);
    const bool renamed = !title.empty() && !detection->title.empty() && title != detection->title;
    if (!renamed && retired == detection->retired()) continue;
    ListedChange row = Row(What::kChanged, *detection);
    if (renamed) row.title = title;
    if (retired != detection->retired()) row.status = retired ? "retired" : "active";
    changes[row.key] = std::move(row);
  }
  const Source& of = catalog.sources()[source];
  for (uint32_t i = of.first; i < of.first + of.count; ++i) {
    const Detection& detection = catalog.detections()[i];
    if (detection.retired() || listed.count(detection.key) > 0) continue;
    ListedChange row = Row(What::kGone, detection);
    row.status = "retired";
    changes[row.key] = std::move(row);
  }
  for (auto& [key, change] : changes) out.changes.push_back(std::move(change));
  return out;
}

}  // namespace dcv::catalog
