// SPDX-License-Identifier: Apache-2.0
// What changed between two coverage results, and which detections made the change. Pure: the
// difference of (a, b) mirrors that of (b, a), and its standings laid over a's give b's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "coverage/standings.h"

namespace dcv::coverage {

// In the order of reports. Unknown is never lost: what nobody told may still be there.
enum class ChangeKind : uint8_t {
  kLost,          // covered or partial -> none
  kUnknown,       // known -> unknown
  kWeakened,      // a lower status, a lower best confidence, or fewer detections that are on
  kUnhardened,    // no posture control of it is on and passing any more
  kGone,          // the account is closed, or the technique no longer in the universe
  kGained,        // none -> covered or partial
  kKnownAgain,    // unknown -> known
  kStrengthened,  // the opposite of weakened
  kHardened,
  kNew,  // the opposite of gone
};
inline constexpr size_t kChangeKinds = 10;
std::string_view ToString(ChangeKind kind);  // "lost", "unknown", "known-again"
std::optional<ChangeKind> ParseChangeKind(std::string_view text);
ChangeKind Mirrored(ChangeKind kind);

// What a detection is in a scope, on one side.
struct Side {
  inventory::State state = inventory::State::kOff;
  uint8_t confidence = 0;  // percent
  bool passing = false;
  bool operator==(const Side&) const = default;
};

// A detection whose part in a technique differs; absent where a side does not have it.
struct Cause {
  std::string_view source, key;
  std::optional<Side> before, after;
  std::string_view account, region;  // the first place that differs, both "" when none does
  std::string_view detail_before, detail_after;  // what the answers say of that place
};

struct Change {
  ChangeKind kind = ChangeKind::kLost;
  std::string_view technique, name;
  std::string_view cloud, account;        // cloud "": the estate as a whole
  std::optional<Standing> before, after;  // absent: the side does not have the scope or technique
  std::vector<Cause> causes;              // the strongest, at most kCausesKept
  size_t all_causes = 0;
};
inline constexpr size_t kCausesKept = 8;

// A source that an account or region of it no longer tells of, or where it went on or off.
struct SourceChange {
  enum class Kind : uint8_t { kVanished, kSwitchedOff, kSwitchedOn, kTold };
  Kind kind = Kind::kVanished;
  std::string_view source, title, cloud, account, region;
  uint32_t before = 0, after = 0;  // detections that are on
};
std::string_view ToString(SourceChange::Kind kind);  // "vanished", "switched-off"

struct AccountChange {
  // kSilent: no longer there and no list of accounts says that it was closed, or all its answers
  // are missing; kHeard is the opposite.
  enum class Kind : uint8_t { kSilent, kClosed, kHeard, kOpened };
  Kind kind = Kind::kSilent;
  std::string_view cloud, account, name;
};
std::string_view ToString(AccountChange::Kind kind);  // "silent", "closed", "heard", "opened"

struct Difference {
  std::vector<SourceChange> sources;    // by kind, source, account, region
  std::vector<AccountChange> accounts;  // by kind, cloud, account
  std::vector<Change> changes;          // by kind, the estate first, then cloud, account, technique
  std::array<size_t, kChangeKinds> counts = {};
  Totals before, after;  // of the estate
  bool scoped =
      true;  // false: one side tells of no accounts or sources, techniques alone are compared
};

// Error kInvalidInput when the two were not made with the same ATT&CK version, universe, filters
// and thresholds. The views in the result point into the two snapshots.
Result<Difference> Diff(const Snapshot& before, const Snapshot& after);

}  // namespace dcv::coverage
