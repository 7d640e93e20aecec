// SPDX-License-Identifier: Apache-2.0
// AWS Organizations. Source: Organizations API reference, ListAccounts (read 2026-11).
#include "inventory/shapes.h"

namespace dcv::inventory {

void ReadOrganizationAccounts(Answer& answer) {
  const uint8_t source = answer.Source("aws_organizations");
  answer.SetAnswered(source, State::kOn, {}, answer.At(""));
  answer.ForRows("/Accounts", [&](json::Value account, const Place& place) {
    // State replaces Status, which answers no longer have since September 2026.
    std::string_view status = answer.Text(account, "State", place);
    if (status.empty()) status = answer.Text(account, "Status", place);
    const bool closed = status == "SUSPENDED" || status == "PENDING_CLOSURE" ||
                        status == "CLOSED" || status == "PENDING_ACTIVATION";
    const State state = status == "ACTIVE" ? State::kOn : closed ? State::kOff : State::kUnknown;
    Scope scope = answer.ScopeOf(answer.Text(account, "Id", place), "");
    scope.region = 0;
    answer.Setting(source, "@account", state, scope, place, answer.Text(account, "Name", place));
  });
}

}  // namespace dcv::inventory
