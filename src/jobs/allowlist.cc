// SPDX-License-Identifier: Apache-2.0
#include "jobs/allowlist.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <tuple>

#include "base/text.h"
#include "base/yaml.h"
#include "jobs/make_filter.h"
#include "logsource/yaml_reader.h"

namespace dcv::jobs {
namespace {

bool IsDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [](std::string_view digits) {
    unsigned value = 0;
    if (IsDigits(digits)) std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  };
  const std::chrono::year_month_day day{
      std::chrono::year(static_cast<int>(number(text.substr(0, 4)))),
      std::chrono::month(number(text.substr(5, 2))), std::chrono::day(number(text.substr(8, 2)))};
  return IsDigits(text.substr(0, 4)) && day.ok();
}

// `*` is any run of characters, `?` exactly one byte; both in lower case.
bool Fits(std::string_view wanted, std::string_view given) {
  size_t at = 0, star = std::string::npos, from = 0, i = 0;
  while (i < given.size()) {
    if (at < wanted.size() && wanted[at] == '*') {
      star = at++;
      from = i;
    } else if (at < wanted.size() && (wanted[at] == '?' || wanted[at] == given[i])) {
      ++at;
      ++i;
    } else if (star != std::string::npos) {
      at = star + 1;
      i = ++from;
    } else {
      return false;
    }
  }
  return wanted.find_first_not_of('*', at) == std::string::npos;
}

struct Names {
  bool any = false;
  std::vector<const yaml::Node*> nodes;
};

class AllowlistReading {
 public:
  AllowlistReading(std::string_view name, const std::vector<const sigma::Document*>& rules,
                   std::string_view at)
      : yaml_(name), rules_(rules), at_(at) {
    for (const sigma::Document* rule : rules) {
      lower_.push_back({Lower(rule->id.text), Lower(rule->title.text)});
    }
  }

  Status Entry(const yaml::Node& entry) {
    if (entry.kind != yaml::Kind::kMapping) {
      return yaml_.Fail(entry, "an entry is no map", "write rules, reason and fields below each -");
    }
    if (Status status = yaml_.Mapping(entry, {"rules", "reason", "fields", "until"}); !status) {
      return status;
    }
    DCV_TRY(const std::string reason, yaml_.Text(entry, "reason"));
    DCV_TRY(const yaml::Node* fields, yaml_.Member(entry, "fields"));
    if (fields->kind != yaml::Kind::kMapping || fields->members.empty()) {
      return yaml_.Fail(*fields, "fields is no map of fields",
                        "for example fields: {userIdentity.arn: [a, b]}; for everything that a "
                        "rule finds, leave the rule out");
    }
    DCV_TRY(const Names names, NamesOf(entry));
    DCV_TRY(const bool in_force, InForce(entry));
    sigma::Reader reader(out_.problems);
    sigma::Document filter =
        MakeFilter("Allowlist: " + reason, {}, References(names), names.any, *fields, reader);
    if (reader.broken()) {
      const Problem& fault = reader.first_fatal();
      yaml::Node at;
      at.line = fault.place.line;
      at.column = fault.place.column;
      return yaml_.Fail(at, fault.message, fault.remedy);
    }
    if (in_force && (names.any || !filter.filter()->rules.empty())) {
      out_.filters.push_back(std::move(filter));
    }
    return Ok();
  }

  Allowlist Take() {
    std::stable_sort(out_.problems.begin(), out_.problems.end(),
                     [](const Problem& a, const Problem& b) {
                       return std::tie(a.place, a.code) < std::tie(b.place, b.code);
                     });
    return std::move(out_);
  }

 private:
  void Note(std::string_view code, const yaml::Node& at, std::string message) {
    out_.problems.push_back({code, sigma::PlaceOf(at), std::move(message), {}, {}});
  }

  Result<Names> NamesOf(const yaml::Node& entry) const {
    Names names;
    DCV_TRY(const yaml::Node* node, yaml_.Member(entry, "rules"));
    const Status status = yaml_.ForEach(node, [&](const yaml::Node& item) -> Status {
      DCV_TRY(const std::string text, yaml_.Text(item));
      names.any = names.any || text == "any";
      names.nodes.push_back(&item);
      return Ok();
    });
    if (!status) return status.error();
    if (names.nodes.empty()) {
      return yaml_.Fail(*node, "no rule is named", "give ids or titles of rules, or the word any");
    }
    return names;
  }

  // Ids, else names, of the rules meant, each once.
  std::vector<std::string> References(const Names& names) {
    std::vector<std::string> references;
    if (names.any) return references;
    for (const yaml::Node* node : names.nodes) {
      bool found = false;
      const std::string wanted = Lower(node->scalar);
      for (size_t i = 0; i < rules_.size(); ++i) {
        const sigma::Document* rule = rules_[i];
        const bool meant = wanted == lower_[i].id || node->scalar == rule->name.text ||
                           Fits(wanted, lower_[i].title);
        if (!meant || rule->filter() != nullptr) continue;
        found = true;
        const std::string& reference = rule->id.empty() ? rule->name.text : rule->id.text;
        if (reference.empty()) {
          Note("D004", *node, "rule '" + Printable(rule->title.text) + "' has neither id nor name");
        } else if (std::find(references.begin(), references.end(), reference) == references.end()) {
          references.push_back(reference);
        }
      }
      if (!found) Note("D002", *node, "no rule is '" + Printable(node->scalar) + "'");
    }
    return references;
  }

  Result<bool> InForce(const yaml::Node& entry) {
    const yaml::Node* until = entry.Find("until");
    if (until == nullptr) return true;
    if (until->kind != yaml::Kind::kScalar || !IsDay(until->scalar)) {
      return yaml_.Fail(*until, "until is no date", "write YYYY-MM-DD");
    }
    if (at_.empty()) {
      Note("D003", *until,
           "the day of use is not given, so that until " + until->scalar + " is not looked at");
      return true;
    }
    if (until->scalar >= at_) return true;
    Note("D001", *until, "the entry ended with " + until->scalar);
    return false;
  }

  struct LowerCase {
    std::string id, title;
  };

  logsource::YamlReader yaml_;
  const std::vector<const sigma::Document*>& rules_;
  std::vector<LowerCase> lower_;  // of each rule
  std::string_view at_;
  Allowlist out_;
};

}  // namespace

Result<Allowlist> AllowlistFilters(std::string_view text, std::string_view name,
                                   const std::vector<const sigma::Document*>& rules,
                                   std::string_view at) {
  if (!at.empty() && !IsDay(at)) {
    return InvalidInput("'" + Printable(at) + "' is no date", "write YYYY-MM-DD");
  }
  DCV_TRY(const std::vector<yaml::Node> documents, yaml::Parse(text, name));
  AllowlistReading reading(name, rules, at);
  for (const yaml::Node& document : documents) {
    if (document.kind != yaml::Kind::kSequence) {
      return logsource::YamlReader(name).Fail(document, "an allowlist is a list of entries",
                                              "begin each entry with - rules:");
    }
    for (const yaml::Node& entry : document.items) {
      if (Status status = reading.Entry(entry); !status) return status.error();
    }
  }
  return reading.Take();
}

}  // namespace dcv::jobs
