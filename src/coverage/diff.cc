// SPDX-License-Identifier: Apache-2.0
#include "coverage/diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "base/text.h"
#include "coverage/diff_causes.h"
#include "coverage/diff_sources.h"
#include "coverage/scope.h"

namespace dcv::coverage {
namespace {

constexpr std::array<std::string_view, kChangeKinds> kKinds = {
    "lost",   "unknown",     "weakened",     "unhardened", "gone",
    "gained", "known-again", "strengthened", "hardened",   "new"};

Error Differ(const std::string& what, const std::string& before, const std::string& after) {
  return InvalidInput("the two results differ in " + what + ": " + before + " and " + after,
                      "evaluate both with the same options; a stored result keeps its own");
}

std::string Listed(const std::vector<std::string>& texts) {
  return texts.empty() ? "all" : Join(texts, ", ");
}

dcv::Status Comparable(const Snapshot::Settings& a, const Snapshot::Settings& b) {
  if (a.attack != b.attack) return Differ("the ATT&CK version", a.attack, b.attack);
  if (a.platforms != b.platforms) {
    return Differ("platforms", Listed(a.platforms), Listed(b.platforms));
  }
  if (a.account_filter != b.account_filter) {
    return Differ("accounts", Listed(a.account_filter), Listed(b.account_filter));
  }
  if (a.region_filter != b.region_filter) {
    return Differ("regions", Listed(a.region_filter), Listed(b.region_filter));
  }
  auto thresholds = [](const Snapshot::Settings& s) {
    return std::to_string(s.covered) + " % / " + std::to_string(s.partial) + " %" +
           (s.rollup ? " with rollup" : "");
  };
  if (thresholds(a) != thresholds(b)) {
    return Differ("thresholds (covered / partial)", thresholds(a), thresholds(b));
  }
  return Ok();
}

int Rank(Status status) {
  return status == Status::kCovered ? 2 : status == Status::kPartial ? 1 : 0;
}

// nullopt: the two are equal.
std::optional<ChangeKind> Compare(const Standing& a, const Standing& b) {
  if (a == b) return std::nullopt;
  if (a.status != b.status) {
    if (b.status == Status::kUnknown) return ChangeKind::kUnknown;
    if (a.status == Status::kUnknown) return ChangeKind::kKnownAgain;
    if (b.status == Status::kNone) return ChangeKind::kLost;
    if (a.status == Status::kNone) return ChangeKind::kGained;
  }
  const auto before = std::make_tuple(Rank(a.status), a.best, a.on);
  const auto after = std::make_tuple(Rank(b.status), b.best, b.on);
  if (after < before) return ChangeKind::kWeakened;
  if (before < after) return ChangeKind::kStrengthened;
  return b.hardened ? ChangeKind::kHardened : ChangeKind::kUnhardened;
}

// A scope that one side does not have. Only a list of accounts tells that it was closed; without
// one nobody knows, and what stood there is unknown now.
ChangeKind OneSided(const Standing& there, bool known, bool gone) {
  if (!known && there.status != Status::kUnknown) {
    return gone ? ChangeKind::kUnknown : ChangeKind::kKnownAgain;
  }
  return gone ? ChangeKind::kGone : ChangeKind::kNew;
}

class Comparison {
 public:
  Comparison(const Snapshot& before, const Snapshot& after)
      : before_(before), after_(after), causes_(before, after) {}

  Difference Run() {
    out_.scoped = before_.scoped && after_.scoped;
    out_.before = Count(before_);
    out_.after = Count(after_);
    if (out_.scoped) {
      out_.accounts = DiffAccounts(before_, after_);
      out_.sources = DiffSources(before_, after_);
    }
    PairTechniques();
    Estate();
    if (out_.scoped) Accounts();
    Sort();
    return std::move(out_);
  }

 private:
  using Pair = std::pair<std::optional<size_t>, std::optional<size_t>>;

  static Totals Count(const Snapshot& snapshot) {
    Totals totals;
    for (const Snapshot::Technique& technique : snapshot.techniques) {
      AddTo(totals, technique.standing);
    }
    return totals;
  }

  void PairTechniques() {
    for (size_t i = 0; i < before_.techniques.size(); ++i) {
      techniques_[before_.Text(before_.techniques[i].id)].first = i;
    }
    for (size_t i = 0; i < after_.techniques.size(); ++i) {
      techniques_[after_.Text(after_.techniques[i].id)].second = i;
    }
  }

  Change& Add(ChangeKind kind, std::string_view id, const Pair& pair) {
    Change& change = out_.changes.emplace_back();
    change.kind = kind;
    change.technique = id;
    change.name = pair.second ? after_.Text(after_.techniques[*pair.second].name)
                              : before_.Text(before_.techniques[*pair.first].name);
    return change;
  }

  void Estate() {
    for (const auto& [id, pair] : techniques_) {
      std::optional<Standing> a, b;
      if (pair.first) a = before_.techniques[*pair.first].standing;
      if (pair.second) b = after_.techniques[*pair.second].standing;
      const auto kind =
          a && b ? Compare(*a, *b) : std::optional(OneSided(a ? *a : *b, true, a.has_value()));
      if (!kind) continue;
      Change& change = Add(*kind, id, pair);
      change.before = a;
      change.after = b;
      if (a && b) {
        causes_.OfEstate(*pair.first, *pair.second, change);
        if (change.kind == ChangeKind::kLost && causes_.SilentBefore()) {
          change.kind = ChangeKind::kUnknown;
        } else if (change.kind == ChangeKind::kGained && causes_.SilentAfter()) {
          change.kind = ChangeKind::kKnownAgain;
        }
      }
    }
  }

  void Accounts() {
    const Standings a = StandingsBy(before_, Dimension::kAccount);
    const Standings b = StandingsBy(after_, Dimension::kAccount);
    std::map<std::pair<std::string_view, std::string_view>, Pair> scopes;
    for (size_t i = 0; i < a.scopes.size(); ++i) {
      scopes[{before_.Text(a.scopes[i].cloud), before_.Text(a.scopes[i].name)}].first = i;
    }
    for (size_t i = 0; i < b.scopes.size(); ++i) {
      scopes[{after_.Text(b.scopes[i].cloud), after_.Text(b.scopes[i].name)}].second = i;
    }
    causes_.Within(a, b);
    for (const auto& [scope, slots] : scopes) {
      // The side that lacks the account knows that it is not there when it has a list.
      const bool known = slots.first && slots.second
                             ? true
                             : KnowsGone(slots.first ? after_ : before_, scope.first, scope.second);
      for (const auto& [id, pair] : techniques_) {
        Account(a, b, scope, slots, known, id, pair);
      }
    }
  }

  void Account(const Standings& a, const Standings& b,
               const std::pair<std::string_view, std::string_view>& scope, const Pair& slots,
               bool known, std::string_view id, const Pair& pair) {
    std::optional<Standing> from, to;
    if (slots.first && pair.first) from = a.At(*pair.first, *slots.first);
    if (slots.second && pair.second) to = b.At(*pair.second, *slots.second);
    if (!from && !to) return;
    const auto kind =
        from && to
            ? Compare(*from, *to)
            : std::optional(OneSided(from ? *from : *to, known || !pair.first || !pair.second,
                                     from.has_value()));
    if (!kind) return;
    Change& change = Add(*kind, id, pair);
    change.cloud = scope.first;
    change.account = scope.second;
    change.before = from;
    change.after = to;
    if (pair.first && pair.second) {
      causes_.OfAccount(*pair.first, *pair.second, slots.first, slots.second, change);
    }
  }

  void Sort() {
    std::sort(out_.changes.begin(), out_.changes.end(), [](const Change& x, const Change& y) {
      return std::tie(x.kind, x.cloud, x.account, x.technique) <
             std::tie(y.kind, y.cloud, y.account, y.technique);
    });
    for (const Change& change : out_.changes) ++out_.counts[static_cast<size_t>(change.kind)];
  }

  const Snapshot& before_;
  const Snapshot& after_;
  Causes causes_;
  Difference out_;
  std::map<std::string_view, Pair> techniques_;
};

}  // namespace

std::string_view ToString(ChangeKind kind) {
  return kKinds[static_cast<size_t>(kind)];
}

std::optional<ChangeKind> ParseChangeKind(std::string_view text) {
  const auto found = std::find(kKinds.begin(), kKinds.end(), text);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<ChangeKind>(found - kKinds.begin());
}

ChangeKind Mirrored(ChangeKind kind) {
  const auto number = static_cast<size_t>(kind);
  return static_cast<ChangeKind>((number + kChangeKinds / 2) % kChangeKinds);
}

Result<Difference> Diff(const Snapshot& before, const Snapshot& after) {
  if (dcv::Status same = Comparable(before.settings, after.settings); !same) return same.error();
  return Comparison(before, after).Run();
}

}  // namespace dcv::coverage
