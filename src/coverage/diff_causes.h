// SPDX-License-Identifier: Apache-2.0
// Which detections make a technique stand elsewhere than before.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coverage/diff.h"

namespace dcv::coverage {

class Causes {
 public:
  Causes(const Snapshot& before, const Snapshot& after);

  // The two sides' standings per account, which outlive this.
  void Within(const Standings& before, const Standings& after);

  // Fill causes and all_causes of `change`; techniques and scopes by their number on each side.
  void OfEstate(size_t before, size_t after, Change& change);
  void OfAccount(size_t before, size_t after, std::optional<size_t> scope_before,
                 std::optional<size_t> scope_after, Change& change);

  // Of the last change: a detection that counts was on in an account that the other side does not
  // have, and no list says that it was closed (or opened).
  bool SilentBefore() const { return silent_before_; }
  bool SilentAfter() const { return silent_after_; }

 private:
  struct Found;
  template <typename SideBefore, typename SideAfter>
  void Collect(size_t before, size_t after, SideBefore side_before, SideAfter side_after,
               Change& change);
  void Fill(const Found& found, const Change& change, Cause& cause) const;
  bool Silent(const Snapshot& snapshot, uint32_t detection,
              const std::vector<bool>& silent_names) const;

  const Snapshot& before_;
  const Snapshot& after_;
  const Standings* standings_before_ = nullptr;
  const Standings* standings_after_ = nullptr;
  std::vector<uint32_t> counterpart_;               // of a detection of `after` in `before`
  std::vector<bool> lonely_before_, lonely_after_;  // by name: accounts that the other side lacks
  bool silent_before_ = false, silent_after_ = false;
};

}  // namespace dcv::coverage
