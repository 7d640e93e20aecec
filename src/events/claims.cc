// SPDX-License-Identifier: Apache-2.0
#include "events/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"
#include "base/tsv.h"

namespace dcv::events {
namespace {

constexpr std::array<double, 4> kScale = {0.95, 0.80, 0.65, 0.50};

double Lowered(double confidence, size_t steps) {
  for (size_t i = 0; i < kScale.size(); ++i) {
    if (confidence + 1e-9 >= kScale[i]) return i + steps < kScale.size() ? kScale[i + steps] : 0;
  }
  return 0;
}

// Steps down the scale for a selector that does not name its events one by one: by how many of
// those it selects show the technique. Over forty to one nothing is left.
size_t StepsFor(Naming naming, size_t selected, size_t showing) {
  if (naming == Naming::kByName) return 0;
  const size_t ratio = (selected + showing - 1) / showing;
  const size_t steps = ratio <= 4 ? 0 : ratio <= 12 ? 1 : ratio <= 40 ? 2 : kScale.size();
  return naming == Naming::kNot ? std::max<size_t>(steps, 2) : steps;
}

// EventBridge user guide, "Receiving read-only management events from AWS services" (read
// 2026-11-24); the two calls of STS are named there as exceptions.
bool IsReadOnly(std::string_view name) {
  if (name == "GetFederationToken" || name == "GetSessionToken") return false;
  return name.starts_with("Get") || name.starts_with("List") || name.starts_with("Describe");
}

std::string Filled(std::string_view shape, const ApiEvent& event) {
  const std::string_view name = event.name, service = event.service;
  const size_t blank = name.find(' ');
  const std::pair<std::string_view, std::string_view> gaps[] = {
      {"{name}", name},
      {"{service}", service},
      {"{prefix}", service.substr(0, service.find('.'))},
      {"{first}", name.substr(0, blank)},
      {"{second}", blank == name.npos ? "" : name.substr(blank + 1)}};
  std::string out(shape);
  for (const auto& [gap, value] : gaps) {
    if (const size_t at = out.find(gap); at != out.npos) out.replace(at, gap.size(), value);
  }
  return out;
}

struct Selected {
  const PartialEvent* event;
  Outcome outcome;
  uint32_t demands = 0;
  uint32_t residual = 0;  // index into residuals_; [0] is everything
};

class Judging {
 public:
  Judging(const EventTable& table, const ConditionTable& conditions,
          const std::vector<PartialEvent>& events, const Selector& selector,
          const ClaimOptions& options, bool eventbridge)
      : table_(table),
        conditions_(conditions),
        events_(events),
        selector_(selector),
        options_(options),
        eventbridge_(eventbridge),
        reader_(selector, events) {}

  Claims Run() {
    out_.demands.emplace_back();
    Select();
    out_.selected = selected_.size();
    if (Everything()) {
      SayNone();
      return std::move(out_);
    }
    Count();
    for (Selected& one : selected_) Describe(one);
    for (const Selected& one : selected_) ClaimRows(one);
    Sort();
    if (out_.claims.empty()) SayNone();
    return std::move(out_);
  }

 private:
  void Select() {
    std::vector<std::string_view> names;
    if (!events_.empty() && reader_.Demanded(&KnownField::is_name, names)) {
      std::vector<uint32_t> found;
      const std::string_view log_source = events_[0].event->log_source;
      const auto first = static_cast<uint32_t>(events_[0].event - table_.events().data());
      for (std::string_view name : names) {
        const auto indices = table_.Named(log_source, name);
        for (uint32_t index : indices) found.push_back(index - first);
      }
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
      for (uint32_t index : found) Take(events_[index]);
      return;
    }
    std::vector<std::string_view> services;
    const bool some = reader_.Demanded(&KnownField::is_service, services);
    std::string_view last;
    bool taken = true;
    for (const PartialEvent& event : events_) {
      if (some && event.event->service != last) {
        last = event.event->service;
        taken = std::any_of(services.begin(), services.end(), [&](std::string_view service) {
          return EqualsIgnoreCase(service, last);
        });
      }
      if (taken) Take(event);
    }
  }

  void Take(const PartialEvent& event) {
    const Outcome outcome = reader_.Of(event);
    if (outcome.truth != Truth::kNo) selected_.push_back({&event, outcome, 0, 0});
  }

  // Every event of the log source is selected, or may be, and none is named.
  bool Everything() const {
    return !events_.empty() && selected_.size() == events_.size() &&
           std::none_of(selected_.begin(), selected_.end(),
                        [](const Selected& one) { return one.outcome.naming == Naming::kByName; });
  }

  // What is selected by a pattern stands among all that is selected without being named.
  void Count() {
    for (const Selected& one : selected_) {
      std::string_view last;
      for (auto naming = static_cast<size_t>(one.outcome.naming); naming < total_.size();
           ++naming) {
        if (naming == static_cast<size_t>(Naming::kByName) &&
            one.outcome.naming != Naming::kByName) {
          continue;
        }
        ++total_[naming];
        for (const TechniqueRow& row : table_.rows(*one.event->event)) {
          if (row.technique != last) ++showing_[naming][row.technique];
          last = row.technique;
        }
        last = {};
      }
    }
  }

  void Describe(Selected& one) {
    if (one.event->event->count == 0) return;
    if (one.outcome.truth == Truth::kYes) return;
    one.residual = static_cast<uint32_t>(residuals_.size());
    residuals_.push_back(reader_.Residual(*one.event));
    std::string text = ToText(residuals_.back());
    const auto [found, fresh] =
        demand_at_.emplace(text, static_cast<uint32_t>(out_.demands.size()));
    if (fresh) out_.demands.push_back(std::move(text));
    one.demands = found->second;
  }

  Condition ConditionOf(const TechniqueRow& row, const Selected& one) const {
    if (row.condition.empty()) return Condition::kNone;
    Demand demand = Demand::kNone;
    if (row.condition.starts_with("many")) {
      if (options_.counts) demand = Demand::kMet;
      if (options_.counts && row.condition.starts_with("many failures") &&
          conditions_.Find("failed", residuals_[one.residual]) != Demand::kMet) {
        demand = Demand::kStated;
      }
    } else {
      demand = conditions_.Find(row.condition, residuals_[one.residual]);
    }
    return demand == Demand::kMet      ? Condition::kMet
           : demand == Demand::kStated ? Condition::kStated
                                       : Condition::kNotMet;
  }

  void ClaimRows(const Selected& one) {
    const ApiEvent& event = *one.event->event;
    if (event.count == 0) {
      if (one.outcome.naming != Naming::kNot) out_.without.push_back(&event);
      return;
    }
    const auto rows = table_.rows(event);
    for (size_t at = 0; at < rows.size();) {
      size_t end = at;
      while (end < rows.size() && rows[end].technique == rows[at].technique) ++end;
      ClaimTechnique(one, rows.subspan(at, end - at));
      at = end;
    }
  }

  // Of the rows of one technique the best that applies; better ones that do not are told of.
  void ClaimTechnique(const Selected& one, std::span<const TechniqueRow> rows) {
    const auto naming = static_cast<size_t>(one.outcome.naming);
    Claim best;
    std::vector<Claim> unmet;
    for (const TechniqueRow& row : rows) {
      Claim claim{row.technique,
                  0,
                  one.event->event,
                  &row,
                  ConditionOf(row, one),
                  one.outcome.naming,
                  one.demands,
                  total_[naming],
                  showing_[naming][row.technique]};
      if (eventbridge_ && !options_.read_only_events && IsReadOnly(claim.event->name)) {
        claim.condition = Condition::kNotDelivered;
      }
      const bool applies = claim.condition <= Condition::kStated;
      if (applies) {
        // A quarter of all events is everything but in name.
        const bool most = claim.naming != Naming::kByName && claim.selected * 4 > events_.size();
        const size_t steps = (most ? kScale.size() : 0) +
                             StepsFor(claim.naming, claim.selected, claim.showing) +
                             (claim.condition == Condition::kStated ? 1 : 0);
        claim.confidence = Lowered(row.confidence, steps);
        if (claim.confidence > best.confidence) best = claim;
        if (claim.confidence == 0) {
          claim.condition =
              claim.naming == Naming::kByName ? Condition::kNotMet : Condition::kTooWide;
        }
      }
      if (claim.confidence == 0) unmet.push_back(claim);
    }
    for (const Claim& claim : unmet) {
      if (claim.row->confidence > best.confidence) out_.unmet.push_back(claim);
    }
    if (best.confidence > 0) out_.claims.push_back(best);
  }

  void Sort() {
    const auto before = [](const Claim& a, const Claim& b) {
      return std::tuple(a.technique, -a.confidence, -a.row->confidence, a.event->service,
                        a.event->name, a.row->condition) <
             std::tuple(b.technique, -b.confidence, -b.row->confidence, b.event->service,
                        b.event->name, b.row->condition);
    };
    std::sort(out_.claims.begin(), out_.claims.end(), before);
    std::sort(out_.unmet.begin(), out_.unmet.end(), before);
    // A wide selector would tell of each event it selects: the best of a technique stands for all.
    std::string_view technique;
    std::erase_if(out_.unmet, [&](const Claim& claim) {
      if (claim.naming == Naming::kByName) return false;
      const bool again = claim.technique == technique;
      technique = claim.technique;
      return again;
    });
  }

  void SayNone() {
    if (events_.empty()) {
      out_.none = "dcv has no table of the events that come this way";
    } else if (selector_.root.kind == Expr::Kind::kUnknown) {
      out_.none = "it could not be read";
    } else if (selected_.empty()) {
      out_.none = "it selects no API event of the table";
    } else if (Everything()) {
      out_.none = selector_.root.kind == Expr::Kind::kEverything
                      ? "it selects every event"
                      : "it names no API event: it selects any that meets " +
                            Printable(ToText(reader_.Residual(*selected_[0].event)), 200);
      if (out_.none.ends_with("meets everything")) out_.none = "it selects every API event";
    } else if (!out_.unmet.empty()) {
      const auto best = std::max_element(out_.unmet.begin(), out_.unmet.end(),
                                         [](const Claim& a, const Claim& b) {
                                           return std::tuple(a.condition, a.row->confidence) <
                                                  std::tuple(b.condition, b.row->confidence);
                                         });
      out_.none = Why(*best, out_);
    } else {
      out_.none = NoneOfJudged();
    }
  }

  std::string NoneOfJudged() const {
    if (out_.without.empty()) return "the events it selects show no technique";
    const ApiEvent& event = *out_.without[0];
    return fmt::format("{} shows no technique: {}", event.name, event.none);
  }

  const EventTable& table_;
  const ConditionTable& conditions_;
  const std::vector<PartialEvent>& events_;
  const Selector& selector_;
  const ClaimOptions& options_;
  const bool eventbridge_;
  PartialReader reader_;
  std::vector<Selected> selected_;
  std::vector<Expr> residuals_ = std::vector<Expr>(1);
  std::array<uint32_t, 3> total_ = {};
  std::array<std::unordered_map<std::string_view, uint32_t>, 3> showing_;
  std::unordered_map<std::string, uint32_t> demand_at_;
  Claims out_;
};

}  // namespace

Result<Judge> Judge::Load(const DataFiles& data) {
  Judge judge;
  DCV_TRY(judge.table_, EventTable::Load(data));
  DCV_TRY(judge.conditions_, ConditionTable::Load(data));
  if (Status status = judge.LoadFeeds(data); !status) return status.error();
  return judge;
}

Status Judge::LoadFeeds(const DataFiles& data) {
  constexpr std::string_view kPath = "catalog/event_fields.tsv";
  DCV_TRY(const std::string_view text, data.Text(kPath));
  DCV_TRY(const Tsv rows,
          Tsv::Parse(text, kPath, {"feed", "log_source", "service", "field", "value"}));
  for (size_t row = 0; row < rows.rows(); ++row) {
    const std::string_view service = rows.cell(row, 2), field = rows.cell(row, 3),
                           shape = rows.cell(row, 4);
    std::vector<PartialEvent>& events = feeds_[std::string(rows.cell(row, 0))];
    const auto all = table_.Of(rows.cell(row, 1));
    if (all.empty()) {
      return InvalidInput(std::string(kPath) + ":" + std::to_string(row + 2) +
                          ": no events of that log source");
    }
    events.resize(all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      events[i].event = &all[i];
      if (!service.empty() && service != all[i].service) continue;
      // What is said of one service takes the place of what is said of all.
      if (!service.empty()) {
        std::erase_if(events[i].fields, [&](const KnownField& k) { return k.field == field; });
      }
      const bool is_name = shape == "{name}";
      const bool names = is_name || shape == "{first}" || shape == "{second}" || !service.empty();
      events[i].fields.push_back(
          {std::string(field), Filled(shape, all[i]), is_name, names, shape == "{service}"});
    }
  }
  return Ok();
}

Claims Judge::Of(const Selector& selector, std::string_view feed,
                 const ClaimOptions& options) const {
  static const std::vector<PartialEvent> kNone;
  const auto found = feeds_.find(feed);
  return Judging(table_, conditions_, found == feeds_.end() ? kNone : found->second, selector,
                 options, feed == feed::kEventBridge)
      .Run();
}

std::string Why(const Claim& claim, const Claims& claims) {
  std::string out(claim.event->name);
  switch (claim.naming) {
    case Naming::kByName: out += " is named"; break;
    case Naming::kByPattern:
      out +=
          fmt::format(" fits a pattern that selects {} events of the table, {} of them showing {}",
                      claim.selected, claim.showing, claim.technique);
      break;
    case Naming::kNot:
      out += fmt::format(
          " is selected but not named, with {} events of the table, {} of them showing {}",
          claim.selected, claim.showing, claim.technique);
      break;
  }
  switch (claim.condition) {
    case Condition::kNone: break;
    case Condition::kMet: out += fmt::format("; condition met: {}", claim.row->condition); break;
    case Condition::kStated:
      out += fmt::format("; condition stated, one step lower: {}", claim.row->condition);
      break;
    case Condition::kNotMet:
      out += fmt::format("; shows {} at {:.2f} only with a condition that is not asked for: {}",
                         claim.technique, claim.row->confidence, claim.row->condition);
      break;
    case Condition::kNotDelivered:
      out +=
          "; EventBridge delivers events named Get, List or Describe to rules in the state "
          "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS alone";
      break;
    case Condition::kTooWide: out += "; too wide to claim it"; break;
  }
  const std::string& demands = claims.demands[claim.demands];
  if (!demands.empty()) out += "; also demands " + demands;
  return out;
}

}  // namespace dcv::events
