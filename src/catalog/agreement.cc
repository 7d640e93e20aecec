// SPDX-License-Identifier: Apache-2.0
#include "catalog/agreement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/tsv.h"

namespace dcv::catalog {
namespace {

constexpr std::string_view kProvidersVersion = "18.1";

struct Said {
  std::string_view says, confidence;
};

struct Own {
  std::string_view technique;
  double confidence = 0;
};

std::string_view ParentOf(std::string_view technique) {
  return technique.substr(0, technique.find('.'));
}

size_t StepOf(double confidence) {
  constexpr std::array<double, 4> kSteps = {0.95, 0.80, 0.65, 0.50};
  size_t best = 0;
  for (size_t i = 1; i < kSteps.size(); ++i) {
    if (std::abs(kSteps[i] - confidence) < std::abs(kSteps[best] - confidence)) best = i;
  }
  return best;
}

class Comparison {
 public:
  Comparison(const DataFiles& data, const Catalog& catalog, const attack::Version& providers)
      : data_(data), catalog_(catalog), providers_(providers) {}

  Status LoadEvents() {
    constexpr std::string_view kPath = "catalog/events.tsv";
    if (!data_.Has(kPath)) return Ok();
    DCV_TRY(const Tsv table,
            Tsv::Parse(*data_.Text(kPath), kPath,
                       {"log_source", "service", "event", "technique", "confidence"}));
    for (size_t row = 0; row < table.rows(); ++row) {
      std::string key(table.cell(row, 0));
      key += ' ';
      key += table.cell(row, 1);
      key += ' ';
      key += table.cell(row, 2);
      events_[key].push_back({table.cell(row, 3), ParseConfidence(table.cell(row, 4)).value_or(0)});
    }
    return Ok();
  }

  AgreementKey Compare(std::string_view source, std::string_view key, std::string_view reference,
                       const std::vector<Said>& said) const {
    AgreementKey out;
    out.key = key;
    const std::vector<Own> own = OwnOf(source, key, reference, out.resting);
    std::set<std::string> ours, theirs;
    const bool tactics = !said.front().says.empty() && said.front().says.starts_with("TA");
    for (const Own& row : own) {
      if (tactics) {
        AddTactics(row.technique, ours);
      } else {
        ours.emplace(row.technique);
      }
    }
    for (const Said& row : said) {
      if (!row.says.empty()) theirs.emplace(row.says);
      if (!tactics) CompareSteps(row, own, out);
    }
    out.ours.assign(ours.begin(), ours.end());
    out.theirs.assign(theirs.begin(), theirs.end());
    const bool rests = ours.empty() && out.resting > 0;
    out.closeness = rests ? Closeness::kRests : ClosenessOf(ours, theirs);
    return out;
  }

 private:
  std::vector<Own> OwnOf(std::string_view source, std::string_view key, std::string_view reference,
                         size_t& resting) const {
    if (source == "events") {
      const auto found = events_.find(std::string(key));
      return found == events_.end() ? std::vector<Own>{} : found->second;
    }
    std::vector<Own> out;
    const auto number = catalog_.FindSource(source);
    const auto detection = number ? catalog_.FindDetection(*number, key) : std::nullopt;
    if (!detection) return out;
    const Detection& found = catalog_.detections()[*detection];
    for (const Mapping* row = catalog_.begin(found); row != catalog_.end(found); ++row) {
      const bool rests = (row->basis == Basis::kCtid && reference == "ctid") ||
                         (row->basis == Basis::kAuthor && reference == "author tags");
      if (rests) {
        ++resting;
        continue;
      }
      out.push_back({row->technique, row->confidence});
    }
    return out;
  }

  void AddTactics(std::string_view id, std::set<std::string>& out) const {
    const attack::Technique* technique = providers_.Translate(id);
    if (technique == nullptr) return;
    for (size_t tactic : technique->tactics) out.emplace(providers_.tactics()[tactic].id);
  }

  static void CompareSteps(const Said& said, const std::vector<Own>& own, AgreementKey& out) {
    const auto theirs = ParseConfidence(said.confidence);
    if (!theirs) return;
    double ours = 0;
    for (const Own& row : own) {
      if (row.technique == said.says) ours = std::max(ours, row.confidence);
    }
    if (ours == 0) return;
    const size_t a = StepOf(ours), b = StepOf(*theirs);
    ++out.steps;
    out.same_step += a == b ? 1 : 0;
    out.next_step += a + 1 == b || b + 1 == a ? 1 : 0;
  }

  static Closeness ClosenessOf(const std::set<std::string>& ours,
                               const std::set<std::string>& theirs) {
    if (ours.empty()) return theirs.empty() ? Closeness::kBothNone : Closeness::kOursNone;
    if (theirs.empty()) return Closeness::kTheirsNone;
    bool related = false;
    for (const std::string& technique : theirs) {
      if (ours.count(technique) > 0) return Closeness::kExact;
      related = related || std::any_of(ours.begin(), ours.end(), [&](const std::string& own) {
                  return ParentOf(own) == ParentOf(technique);
                });
    }
    return related ? Closeness::kRelated : Closeness::kDifferent;
  }

  const DataFiles& data_;
  const Catalog& catalog_;
  const attack::Version& providers_;
  std::map<std::string, std::vector<Own>> events_;
};

}  // namespace

std::string_view ToString(Closeness closeness) {
  switch (closeness) {
    case Closeness::kExact: return "exact";
    case Closeness::kRelated: return "parent or sibling";
    case Closeness::kDifferent: return "different";
    case Closeness::kOursNone: return "none of ours";
    case Closeness::kTheirsNone: return "none of theirs";
    case Closeness::kBothNone: return "both none";
    case Closeness::kRests: break;
  }
  return "rests on it";
}

size_t Agreement::Count(Closeness closeness) const {
  return static_cast<size_t>(std::count_if(
      keys.begin(), keys.end(), [&](const auto& key) { return key.closeness == closeness; }));
}

Result<std::vector<Agreement>> Agree(const DataFiles& data, const Catalog& catalog) {
  constexpr std::string_view kPath = "catalog/references.tsv";
  DCV_TRY(const attack::Version providers, attack::Version::Load(data, kProvidersVersion));
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv table,
          Tsv::Parse(text, kPath, {"source", "key", "reference", "says", "confidence"}));
  std::map<std::pair<std::string_view, std::string_view>,
           std::map<std::string_view, std::vector<Said>>>
      said;
  for (size_t row = 0; row < table.rows(); ++row) {
    said[{table.cell(row, 0), table.cell(row, 2)}][table.cell(row, 1)].push_back(
        {table.cell(row, 3), table.cell(row, 4)});
  }
  Comparison comparison(data, catalog, providers);
  if (Status status = comparison.LoadEvents(); !status) return status.error();
  std::vector<Agreement> out;
  for (const auto& [about, keys] : said) {
    Agreement& agreement = out.emplace_back();
    agreement.source = about.first;
    agreement.reference = about.second;
    for (const auto& [key, rows] : keys) {
      agreement.keys.push_back(comparison.Compare(about.first, key, about.second, rows));
    }
  }
  return out;
}

}  // namespace dcv::catalog
