// SPDX-License-Identifier: Apache-2.0
#include "attack/attack.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/tsv.h"

namespace dcv::attack {
namespace {

constexpr size_t kSeveral = static_cast<size_t>(-1);
constexpr int kMaxHops = 8;  // chains of successors seen so far have 3

std::optional<int> Count(std::string_view cell) {
  int value = 0;
  if (cell.empty() ||
      std::from_chars(cell.data(), cell.data() + cell.size(), value).ec != std::errc()) {
    return {};
  }
  return value;
}

std::vector<std::string_view> List(std::string_view cell) {
  return cell.empty() ? std::vector<std::string_view>() : Split(cell, ',');
}

// "19.1" before "18.10" before "18.9": part by part, as numbers.
bool NewerFirst(const std::string& a, const std::string& b) {
  const auto x = Split(a, '.'), y = Split(b, '.');
  for (size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    const int left = Count(x[i]).value_or(-1), right = Count(y[i]).value_or(-1);
    if (left != right) return left > right;
  }
  return a > b;
}

}  // namespace

const std::vector<std::string_view>& CloudPlatforms() {
  static const std::vector<std::string_view> platforms = {"IaaS", "Identity Provider", "SaaS",
                                                          "Office Suite", "Containers"};
  return platforms;
}

bool Technique::On(std::string_view platform) const {
  return std::find(platforms.begin(), platforms.end(), platform) != platforms.end();
}

std::vector<std::string> Versions(const DataFiles& data) {
  std::vector<std::string> versions;
  for (std::string_view path : data.List("attack/")) {
    const auto parts = Split(path, '/');
    if (parts.size() == 3 && parts[2] == "techniques.tsv") versions.emplace_back(parts[1]);
  }
  std::sort(versions.begin(), versions.end(), NewerFirst);
  return versions;
}

Result<Version> Version::Load(const DataFiles& data, std::string_view version) {
  const std::string folder = "attack/" + std::string(version) + "/";
  if (!data.Has(folder + "techniques.tsv")) {
    return NotFound("no ATT&CK version " + Printable(version),
                    "there are " + Join(Versions(data), ", ") +
                        "; 'dcv attack load FILE' takes an official STIX bundle as another");
  }
  Version out;
  out.name_ = version;
  if (Status status = out.LoadTechniques(data, folder); !status) return status.error();
  if (Status status = out.LoadUsage(data, folder); !status) return status.error();
  if (Status status = out.LoadCarryover(data); !status) return status.error();
  return out;
}

Status Version::LoadTechniques(const DataFiles& data, const std::string& folder) {
  DCV_TRY(const std::string_view tactic_text, data.Text(folder + "tactics.tsv"));
  DCV_TRY(const Tsv tactics,
          Tsv::Parse(tactic_text, folder + "tactics.tsv", {"id", "shortname", "name"}));
  std::unordered_map<std::string_view, size_t> tactic_index;
  for (size_t row = 0; row < tactics.rows(); ++row) {
    tactics_.push_back({tactics.cell(row, 0), tactics.cell(row, 1), tactics.cell(row, 2)});
    tactic_index.emplace(tactics_.back().shortname, row);
  }
  const std::string path = folder + "techniques.tsv";
  DCV_TRY(const std::string_view text, data.Text(path));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, path,
                     {"id", "name", "tactics", "platforms", "parent", "status", "revoked_by"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    Technique technique;
    technique.id = table.cell(row, 0);
    technique.name = table.cell(row, 1);
    technique.platforms = List(table.cell(row, 3));
    technique.parent = table.cell(row, 4);
    technique.revoked_by = table.cell(row, 6);
    const std::string_view status = table.cell(row, 5);
    technique.status = status == "active"    ? TechniqueStatus::kActive
                       : status == "revoked" ? TechniqueStatus::kRevoked
                                             : TechniqueStatus::kDeprecated;
    for (std::string_view shortname : List(table.cell(row, 2))) {
      const auto found = tactic_index.find(shortname);
      if (found != tactic_index.end()) {
        technique.tactics.push_back(found->second);
      } else if (technique.status == TechniqueStatus::kActive) {
        return InvalidInput(path + ": " + std::string(technique.id) + " names the tactic " +
                            std::string(shortname) + ", which this version does not have");
      }
    }
    techniques_.push_back(std::move(technique));
  }
  std::sort(techniques_.begin(), techniques_.end(),
            [](const Technique& a, const Technique& b) { return a.id < b.id; });
  for (size_t i = 0; i < techniques_.size(); ++i) {
    if (!by_id_.emplace(techniques_[i].id, i).second) {
      return InvalidInput(path + ": " + std::string(techniques_[i].id) + " is there twice");
    }
    if (techniques_[i].status != TechniqueStatus::kActive) continue;
    auto [found, fresh] = by_name_.emplace(Lower(techniques_[i].name), i);
    if (!fresh) found->second = kSeveral;
  }
  AddRevokedNames();
  return Ok();
}

// People go on writing the names of revoked techniques ("Impair Defenses"): they stand for the
// successor, where no active technique bears the name.
void Version::AddRevokedNames() {
  std::unordered_map<std::string, size_t> revoked;
  for (const Technique& technique : techniques_) {
    if (technique.status != TechniqueStatus::kRevoked) continue;
    const Technique* successor = Translate(technique.id);
    if (successor == nullptr) continue;
    const auto index = static_cast<size_t>(successor - techniques_.data());
    auto [found, fresh] = revoked.emplace(Lower(technique.name), index);
    if (!fresh && found->second != index) found->second = kSeveral;
  }
  by_name_.insert(revoked.begin(), revoked.end());
}

Status Version::LoadUsage(const DataFiles& data, const std::string& folder) {
  if (const std::string path = folder + "usage.tsv"; data.Has(path)) {
    DCV_TRY(const std::string_view text, data.Text(path));
    DCV_TRY(const Tsv table,
            Tsv::Parse(text, path, {"technique", "groups", "software", "campaigns"}));
    for (size_t row = 0; row < table.rows(); ++row) {
      const auto found = by_id_.find(table.cell(row, 0));
      if (found == by_id_.end()) continue;
      Technique& technique = techniques_[found->second];
      technique.groups = Count(table.cell(row, 1));
      technique.software = Count(table.cell(row, 2));
      technique.campaigns = Count(table.cell(row, 3));
    }
  }
  if (const std::string path = folder + "log_sources.tsv"; data.Has(path)) {
    DCV_TRY(const std::string_view text, data.Text(path));
    DCV_TRY(const Tsv table,
            Tsv::Parse(text, path, {"technique", "platform", "log_source", "channel"}));
    for (size_t row = 0; row < table.rows(); ++row) {
      log_sources_.emplace(table.cell(row, 0),
                           LogSource{table.cell(row, 1), table.cell(row, 2), table.cell(row, 3)});
    }
  }
  return Ok();
}

// carryover.tsv holds revocations between 18.1 and 19.1. Forward they are in techniques.tsv too;
// backward only the rows marked primary give one answer.
Status Version::LoadCarryover(const DataFiles& data) {
  if (!data.Has("attack/carryover.tsv")) return Ok();
  DCV_TRY(const std::string_view text, data.Text("attack/carryover.tsv"));
  DCV_TRY(const Tsv table, Tsv::Parse(text, "attack/carryover.tsv", {"v18_1", "v19_1", "primary"}));
  for (size_t row = 0; row < table.rows(); ++row) {
    if (table.cell(row, 2) == "yes") carryover_.emplace(table.cell(row, 1), table.cell(row, 0));
  }
  return Ok();
}

const Technique* Version::Find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &techniques_[found->second];
}

const Technique* Version::Translate(std::string_view id) const {
  const Technique* technique = Find(id);
  if (technique == nullptr) {
    const auto carried = carryover_.find(id);
    return carried == carryover_.end() ? nullptr : Find(carried->second);
  }
  for (int hop = 0; technique != nullptr && hop < kMaxHops; ++hop) {
    if (technique->status == TechniqueStatus::kActive) return technique;
    technique = Find(technique->revoked_by);
  }
  return nullptr;
}

const Technique* Version::FindByName(std::string_view name) const {
  const auto found = by_name_.find(Lower(name));
  return found == by_name_.end() || found->second == kSeveral ? nullptr
                                                              : &techniques_[found->second];
}

std::vector<const Technique*> Version::Universe(
    const std::vector<std::string_view>& platforms) const {
  std::vector<const Technique*> out;
  for (const Technique& technique : techniques_) {
    if (technique.status != TechniqueStatus::kActive) continue;
    if (std::any_of(platforms.begin(), platforms.end(),
                    [&](std::string_view platform) { return technique.On(platform); })) {
      out.push_back(&technique);
    }
  }
  return out;
}

std::vector<LogSource> Version::LogSources(std::string_view technique) const {
  std::vector<LogSource> out;
  const auto [begin, end] = log_sources_.equal_range(technique);
  for (auto it = begin; it != end; ++it) out.push_back(it->second);
  std::sort(out.begin(), out.end(), [](const LogSource& a, const LogSource& b) {
    return std::tie(a.platform, a.log_source, a.channel) <
           std::tie(b.platform, b.log_source, b.channel);
  });
  return out;
}

std::string Version::FullName(const Technique& technique) const {
  const Technique* parent = technique.parent.empty() ? nullptr : Find(technique.parent);
  if (parent == nullptr) return std::string(technique.name);
  return std::string(parent->name) + ": " + std::string(technique.name);
}

}  // namespace dcv::attack
