// SPDX-License-Identifier: Apache-2.0
// The rule expression of a composite alarm, as far as it says whose alarm sets it off. Source:
// CloudWatch API reference, PutCompositeAlarm, AlarmRule (read 2026-11).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::inventory {

struct AlarmReference {
  std::string name;          // of an ARN its name
  bool with_others = false;  // an AND stands in the rule: this alarm alone is not enough
  bool operator==(const AlarmReference&) const = default;
};

// The alarms whose state ALARM helps to set the composite off: all of ALARM(...) but for those
// under NOT. OK(...) and INSUFFICIENT_DATA(...) are none.
std::vector<AlarmReference> AlarmsOf(std::string_view rule);

}  // namespace dcv::inventory
