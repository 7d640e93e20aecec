// SPDX-License-Identifier: Apache-2.0
// Which logs are written where, and the rules that find nothing for want of one.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "coverage/coverage.h"

namespace dcv::coverage {

// What the inventory tells of logs.
class LogIndex {
 public:
  static constexpr uint32_t kAnyRegion = 0xFFFFFFFF;

  explicit LogIndex(const inventory::Inventory& inventory);

  // What is told of the log that `need` names in this account and region: of the service's channel,
  // else of the channel, else of all channels of which nothing is told; on beats off, and both what
  // is not told. Nullopt when no answer tells.
  std::optional<inventory::State> Of(const inventory::LogNeed& need, uint32_t account,
                                     uint32_t region) const;
  bool empty() const { return rows_.empty(); }

 private:
  struct Row {
    uint32_t region = 0;
    inventory::State state = inventory::State::kUnknown;
  };
  std::optional<inventory::State> Find(uint32_t log, std::string_view channel, uint32_t account,
                                       uint32_t region) const;

  const inventory::Inventory& inventory_;
  std::optional<uint32_t> every_account_;  // the number of that name, when rows have it
  // By log, channel and account.
  std::map<std::tuple<uint32_t, std::string_view, uint32_t>, std::vector<Row>> rows_;
};

// Sets Deployment::logs of what is on and reads a log; switches off what reads none that is
// written; and fills out.weaknesses. `position` gives the index in out.detections of (source, own
// detection), or Detection::kOwn when it is out of scope.
void ApplyLogs(const inventory::Inventory& inventory,
               const std::map<std::pair<uint8_t, inventory::DetectionId>, uint32_t>& position,
               Coverage& out);

}  // namespace dcv::coverage
